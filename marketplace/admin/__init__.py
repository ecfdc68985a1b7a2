"""The curators' desk: the queue of submissions, the review of one, reported passages, and how exposure is divided."""

from marketplace.admin import decisions, exposure, passages, review
from marketplace.admin.blueprint import blueprint

__all__ = ["blueprint", "decisions", "exposure", "passages", "review"]
