"""The curators' review of submissions."""
