"""Putting the demonstration content into a bank, and measuring the ranker on its judgments."""
