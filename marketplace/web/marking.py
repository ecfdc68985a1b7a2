"""The evidence of a match as it is written: marked in a passage, and listed by language."""

from collections.abc import Iterable
from typing import Final

from markupsafe import Markup, escape

from marketplace.engine.explanation import Evidence, Mark, Of, TermEvidence, marks
from marketplace.engine.index import Surface
from marketplace.http.context import locale
from marketplace.http.display import concept_name

#: A reader needs no more spellings of one thing in one language.
_SPELLINGS: Final = 3


def marked(text: str, lang: str, evidence: Evidence, side: Of) -> Markup:
    """The passage as HTML: paragraphs, with what met the other side in `<mark>`."""
    blocks = (block.strip() for block in text.split("\n"))
    return Markup().join(
        Markup("<p>{}</p>").format(_line(block, marks(block, lang, evidence, side))) for block in blocks if block
    )


def marked_line(text: str, lang: str, evidence: Evidence, side: Of) -> Markup:
    """The same for a title, without a paragraph around it."""
    return _line(text, marks(text, lang, evidence, side))


def _line(text: str, found: list[Mark]) -> Markup:
    pieces: list[Markup] = []
    at = 0
    for mark in sorted(found, key=lambda each: each.start):
        if not _has_letters(text[mark.start : mark.end]):
            continue
        pieces += [escape(text[at : mark.start]), _mark(text[mark.start : mark.end], mark)]
        at = mark.end
    return Markup().join([*pieces, escape(text[at:])])


def _mark(surface: str, mark: Mark) -> Markup:
    if mark.kind == "concept":
        return Markup('<mark title="{}">{}</mark>').format(concept_name(mark.key), surface)
    return Markup('<mark class="term">{}</mark>').format(surface)


def written(surfaces: Iterable[Surface]) -> dict[str, list[str]]:
    """Surfaces by language, the reader's first; spellings that differ by capitals only are shown once."""
    found: dict[str, dict[str, str]] = {}
    for lang, surface in sorted(surfaces, key=lambda each: each[0] != locale()):
        found.setdefault(lang, {}).setdefault(surface.casefold(), surface)
    return {lang: list(words.values())[:_SPELLINGS] for lang, words in found.items()}


def is_word(term: TermEvidence) -> bool:
    """Whether a term is more than a bare number, which says little to a reader."""
    return any(_has_letters(surface) for _lang, surface in term.need_surfaces)


def _has_letters(surface: str) -> bool:
    return any(letter.isalpha() for letter in surface)
