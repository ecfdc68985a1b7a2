"""The vocabulary as a thesaurus to browse, and the glossary of the bank's own terms."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from flask import render_template

from marketplace.discovery.queries import Search, search
from marketplace.engine.concepts import Concept, Vocabulary
from marketplace.http.context import bank, db, locale
from marketplace.kernel.errors import NotFoundError
from marketplace.localization.sorting import sort_key
from marketplace.localization.text import Shown, localized
from marketplace.taxonomy.queries import Field
from marketplace.web.blueprint import blueprint

_SHOWN: Final = 6
#: Scheme -> the beginning of its addresses, and how the rest of an address is written for people.
_SCHEMES: Final[dict[str, tuple[str, Callable[[str], str]]]] = {
    "cpc_y02": ("http://data.epo.org/linked-data/def/cpc/", lambda code: f"{code[:4]} {code[4:].replace('-', '/')}"),
    "ipc_green": ("urn:gtb:ipc-green:", lambda code: code.replace("-", " ").capitalize()),
    "sdg": ("http://metadata.un.org/sdg/", str),
}


@dataclass(frozen=True, slots=True)
class Branch:
    """A field of the second level with its concepts."""

    field: Field
    concepts: tuple[Concept, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the bank's own glossary."""

    id: str
    name: str
    definition: Shown


@blueprint.get("/vocabulary")
def vocabulary() -> str:
    """The fields with how many concepts each has."""
    concepts = bank().taxonomy.vocabulary.concepts.values()
    counts = Counter(main for each in concepts for main in {code.partition(".")[0] for code in each.fields})
    return render_template("web/vocabulary.html", counts=counts, total=len(concepts))


@blueprint.get("/vocabulary/<code>")
def branch(code: str) -> str:
    """The concepts of a field, in the order of the reader's language."""
    shown = bank().taxonomy.field(code)
    if shown.parent is not None:
        raise NotFoundError
    return render_template("web/vocabulary_field.html", field=shown, branches=_branches(shown))


@blueprint.get("/concepts/<code>")
def concept(code: str) -> str:
    """One concept: what it means, what it is called in every language, what is near it, and who names it."""
    known = bank().taxonomy.vocabulary
    shown = known.concepts.get(code)
    if shown is None:
        raise NotFoundError
    return render_template(
        "web/concept.html",
        concept=shown,
        definition=localized(shown.definitions, locale()),
        broader=_named(known, shown.broader),
        narrower=_named(known, known.narrower.get(code, ())),
        related=_named(known, shown.related),
        matches=_matches(shown),
        results=search(db(), bank().index, Search(text=shown.labels[locale()]), _SHOWN),
    )


@blueprint.get("/glossary")
def glossary() -> str:
    """What the bank's own terms mean."""
    by_name = sort_key(locale())
    terms = [
        Term(each.id, each.labels[locale()], localized(each.definitions, locale()))
        for each in bank().glossary.concepts.values()
    ]
    return render_template("web/glossary.html", terms=sorted(terms, key=lambda term: by_name(term.name)))


def _branches(field: Field) -> tuple[Branch, ...]:
    concepts = bank().taxonomy.vocabulary.concepts.values()
    return tuple(
        Branch(child, _in_order(each for each in concepts if child.code in each.fields))
        for child in bank().taxonomy.subfields(field.code)
    )


def _named(known: Vocabulary, codes: Iterable[str]) -> tuple[Concept, ...]:
    return _in_order(known.concepts[code] for code in codes if code in known.concepts)


def _in_order(concepts: Iterable[Concept]) -> tuple[Concept, ...]:
    by_name = sort_key(locale())
    return tuple(sorted(concepts, key=lambda each: by_name(each.labels[locale()])))


def _matches(concept: Concept) -> dict[str, list[str]]:
    """What other schemes call something like it, by scheme."""
    found = {
        scheme: [written(address.removeprefix(start)) for address in concept.matches if address.startswith(start)]
        for scheme, (start, written) in _SCHEMES.items()
    }
    return {scheme: codes for scheme, codes in found.items() if codes}
