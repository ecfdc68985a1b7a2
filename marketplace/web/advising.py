"""What would make a listing better, in words: what is missing with the reason, concepts in its text, listings like it."""

from dataclasses import dataclass
from typing import Final

from flask import url_for
from flask_babel import gettext

from marketplace.drafting.policies import CONCEPTS, Gap
from marketplace.drafting.queries import Twin, advice
from marketplace.engine.features import TEXT
from marketplace.http.context import actor, bank, db
from marketplace.http.display import concept_name, term
from marketplace.http.entries.criteria import paths_of
from marketplace.http.entries.steps import step_of
from marketplace.kernel.errors import N_
from marketplace.listings.queries import ListingView
from marketplace.listings.terms import Kind
from marketplace.web.my_listings import title_of
from marketplace.web.reasons.questions import question_to

#: The text that says most in a listing of either kind.
_TEXTS: Final = {Kind.OFFERING: "description", Kind.NEED: "problem"}
_OWN_NAMES: Final = {TEXT: N_("Text"), CONCEPTS: N_("Concepts")}
_OWN_REASONS: Final = {
    TEXT: N_("Words decide most. What goes in, what comes out, how much, and under which conditions?"),
    CONCEPTS: N_("Concepts are compared across all seven languages. Which ones name the technology and the problem?"),
}


@dataclass(frozen=True, slots=True)
class ShownGap:
    """What is missing: its name, the question that it would answer, its weight as a share, and where to enter it."""

    name: str
    question: str
    weight: float
    address: str


@dataclass(frozen=True, slots=True)
class ShownTwin:
    """A listing like this one, and where it can be read."""

    twin: Twin
    title: str
    address: str
    own: bool


@dataclass(frozen=True, slots=True)
class ShownAdvice:
    """Everything that the template shows; `concepts` are codes with their names."""

    share: float
    gaps: tuple[ShownGap, ...]
    concepts: tuple[tuple[str, str], ...]
    twins: tuple[ShownTwin, ...]


def advice_on(listing: ListingView, *, in_steps: bool) -> ShownAdvice:
    """Advice on the saved draft; addresses lead into the form as it is shown, in steps or whole."""
    found = advice(db(), actor(), bank().matcher(), listing.id)
    return ShownAdvice(
        share=found.completeness.share,
        gaps=tuple(_gap(listing, gap, in_steps=in_steps) for gap in found.completeness.gaps),
        concepts=tuple((code, concept_name(code)) for code in found.concepts),
        twins=tuple(_twin(listing, twin) for twin in found.twins),
    )


def _gap(listing: ListingView, gap: Gap, *, in_steps: bool) -> ShownGap:
    own = gap.name in _OWN_NAMES
    path = _path(listing, gap.name)
    step = step_of(listing.kind, path) if in_steps else "all"
    return ShownGap(
        name=gettext(_OWN_NAMES[gap.name]) if own else term("criterion", gap.name),
        question=gettext(_OWN_REASONS[gap.name]) if own else question_to(listing.kind, gap.name),
        weight=gap.weight,
        address=url_for("web.edit_listing", number=listing.id, _anchor=path, step=step),
    )


def _path(listing: ListingView, name: str) -> str:
    if name == TEXT:
        return f"texts.{listing.content.original_locale}.{_TEXTS[listing.kind]}"
    return name if name == CONCEPTS else paths_of(listing.kind, name)[0]


def _twin(listing: ListingView, twin: Twin) -> ShownTwin:
    other = twin.listing
    own = other.organization.id == listing.organization.id
    endpoint = f"web.{other.kind}" if other.status == "published" else "web.edit_listing"
    return ShownTwin(twin, title_of(other), url_for(endpoint, number=other.id), own)
