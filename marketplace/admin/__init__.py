"""The curators' desk: the queue of submissions, and the review of one."""

from marketplace.admin import decisions, review
from marketplace.admin.blueprint import blueprint

__all__ = ["blueprint", "decisions", "review"]
