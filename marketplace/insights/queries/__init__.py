"""Figures on how the bank does: whose listings are seen, and where introductions stop."""
