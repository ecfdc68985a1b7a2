"""Verdicts and evidence of a match as sentences: what speaks for it, what against it, and what is still open."""

from marketplace.web.reasons.reason import Reason
from marketplace.web.reasons.selection import Explained, explained, outcome_counts, reasons_of, top_reasons

__all__ = ["Explained", "Reason", "explained", "outcome_counts", "reasons_of", "top_reasons"]
