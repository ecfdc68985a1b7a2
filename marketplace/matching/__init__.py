"""Matches as they are kept, and how they are refreshed."""
