"""Figures of what the bank does: how the attention of its readers is divided."""
