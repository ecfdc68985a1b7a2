"""The form in steps: one for each section, and a last one that looks back."""

from typing import Final

from marketplace.http.entries.parts import Section
from marketplace.http.entries.reading import typed_of
from marketplace.http.entries.tables import ORIGINAL_LOCALE, SECTIONS
from marketplace.http.entries.words import document
from marketplace.http.forms import Typed
from marketplace.listings.content import Content
from marketplace.listings.terms import Kind

#: The last step, in which nothing is entered.
REVIEW: Final = "review"


def step_codes(kind: Kind) -> tuple[str, ...]:
    """The steps in their order."""
    return (*(section.code for section in SECTIONS[kind]), REVIEW)


def sections_in(kind: Kind, step: str) -> tuple[Section, ...]:
    """What a step asks for; everything where no step is named."""
    return tuple(section for section in SECTIONS[kind] if step in {"", section.code})


def step_of(kind: Kind, path: str) -> str:
    """The step in which the value at a path is entered; the first one for what belongs to no section."""
    found = (section.code for section in SECTIONS[kind] if _holds(section, path))
    return next(found, SECTIONS[kind][0].code)


def opened(kind: Kind, content: Content) -> Typed:
    """What stands in the inputs of all steps when a revision is opened."""
    return typed_of(SECTIONS[kind], document(content)) | {ORIGINAL_LOCALE.path: [content.original_locale]}


def joined(kind: Kind, step: str, typed: Typed, saved: Content) -> Typed:
    """What was typed in a step, with what is saved of all others."""
    own = sections_in(kind, step) if step else SECTIONS[kind]
    first = SECTIONS[kind][0] in own
    others = {
        name: values
        for name, values in opened(kind, saved).items()
        if not any(_holds(section, name) for section in own) and not (first and name == ORIGINAL_LOCALE.path)
    }
    return {**others, **typed}


def _holds(section: Section, name: str) -> bool:
    return any(name == part.path or name.startswith(f"{part.path}.") for part in section.parts)
