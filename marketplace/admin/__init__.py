"""The curators' desk: the queue of submissions, the review of one, reported passages, and the models that score matches."""

from marketplace.admin import decisions, models, passages, review
from marketplace.admin.blueprint import blueprint

__all__ = ["blueprint", "decisions", "models", "passages", "review"]
