"""Introductions: from the first question between two organizations to a technology at work."""
