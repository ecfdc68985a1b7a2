"""Leaving the bank: what a person takes along, and what becomes of what they leave."""
