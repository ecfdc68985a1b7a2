"""The curators' desk: submissions and their review, reported passages, how exposure is divided, the funnel, and the models of matching."""

from marketplace.admin import decisions, exposure, funnel, models, passages, review
from marketplace.admin.blueprint import blueprint

__all__ = ["blueprint", "decisions", "exposure", "funnel", "models", "passages", "review"]
