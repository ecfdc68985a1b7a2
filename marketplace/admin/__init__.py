"""The curators' desk: the queue of submissions, the review of one, and reported passages."""

from marketplace.admin import decisions, passages, review
from marketplace.admin.blueprint import blueprint

__all__ = ["blueprint", "decisions", "passages", "review"]
