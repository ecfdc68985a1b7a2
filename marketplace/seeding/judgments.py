"""Graded pairs and marked texts of the demonstration content: the ranker learns from them, the engine is measured by them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sklearn.metrics import cohen_kappa_score

from marketplace.bootstrap import Bank
from marketplace.engine.documents import Document
from marketplace.engine.evaluation import Marked
from marketplace.engine.ranker import Judged, Ranker, fit_ranker
from marketplace.indexing.queries import document_of
from marketplace.listings.content import parse_content
from marketplace.needs.content import NeedContent
from marketplace.needs.models import Need
from marketplace.offerings.content import OfferingContent
from marketplace.offerings.models import Offering
from marketplace.organizations.models import Organization
from marketplace.seeding.content import entries


def demonstration_documents(demo: Path) -> dict[str, Document]:
    """Every listing of the demonstration content as the engine sees it, by its key; no database is needed."""
    countries = {key: entry["country"] for key, entry in entries(demo / "organizations")}
    numbers = {key: number for number, key in enumerate(countries, 1)}
    found: dict[str, Document] = {}
    for folder in ("offerings", "needs"):
        for key, entry in entries(demo / folder):
            owner = entry.pop("organization")
            offered = entry["kind"] == "offering"
            content = parse_content(OfferingContent, entry) if offered else parse_content(NeedContent, entry)
            listing = (Offering if offered else Need)(id=len(found) + 1, organization_id=numbers[owner])
            listing.organization = Organization(country=countries[owner])
            found[key] = document_of(listing, content)
    return found


def judged_pairs(demo: Path) -> list[Judged]:
    """The pairs of `judgments.jsonl`: need, offering, grade 0 to 3, and how the pair came into the pool."""
    documents = demonstration_documents(demo)
    return [
        Judged(
            need=documents[judgment["need"]],
            offering=documents[judgment["offering"]],
            grade=judgment["grade"],
            weight=judgment.get("weight", 1.0),
        )
        for judgment in _lines(demo / "judgments.jsonl")
    ]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two people who graded the same pairs agree: pairs, the share of equal grades, and Cohen's weighted kappa.

    Kappa (Cohen 1968, linear weights) is 0 for what chance would give, and 1 for two who always agree.
    """

    pairs: int
    equal: float
    kappa: float


def agreement(demo: Path) -> Agreement:
    """The agreement over the pairs of `judgments.jsonl` that have a `second` grade."""
    twice = [(line["grade"], line["second"]) for line in _lines(demo / "judgments.jsonl") if "second" in line]
    first, second = zip(*twice, strict=True)
    equal = sum(one == other for one, other in twice) / len(twice)
    return Agreement(len(twice), equal, float(cohen_kappa_score(first, second, weights="linear")))


def marked_texts(demo: Path) -> list[Marked]:
    """The listings of `concept_marks.jsonl` with the concepts that were marked in some passages of one locale."""
    texts = {key: entry["texts"] for folder in ("offerings", "needs") for key, entry in entries(demo / folder)}
    found = []
    for line in _lines(demo / "concept_marks.jsonl"):
        text = texts[line["listing"]][line["locale"]]
        passages = "\n".join(text[part] for part in line["parts"] if text.get(part))
        found.append(Marked(passages, line["locale"], frozenset(line["concepts"])))
    return found


def train(bank: Bank, progress: Callable[[int, int], None] | None = None) -> Ranker:
    """Fit the ranker on the judgments and make it the active one."""
    pairs = judged_pairs(bank.settings.seeds_folder / "demo")
    ranker = fit_ranker(pairs, bank.resources, progress=progress)
    bank.settings.model_path.parent.mkdir(parents=True, exist_ok=True)
    ranker.save(bank.settings.model_path)
    return ranker


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
