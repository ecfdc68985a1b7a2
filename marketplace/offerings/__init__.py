"""Technologies on offer."""
