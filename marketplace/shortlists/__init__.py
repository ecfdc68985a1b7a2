"""Shortlists: what an organization keeps in view for one of its listings, with its notes; and pairs side by side."""
