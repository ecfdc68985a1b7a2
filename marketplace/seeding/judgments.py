"""Graded pairs of the demonstration content, as the ranker learns from them and is measured by them."""

import json
from collections.abc import Callable
from pathlib import Path

from marketplace.bootstrap import Bank
from marketplace.engine.documents import Document
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
    lines = (demo / "judgments.jsonl").read_text(encoding="utf-8").splitlines()
    judgments = [json.loads(line) for line in lines if line.strip()]
    return [
        Judged(
            need=documents[judgment["need"]],
            offering=documents[judgment["offering"]],
            grade=judgment["grade"],
            weight=judgment.get("weight", 1.0),
        )
        for judgment in judgments
    ]


def train(bank: Bank, progress: Callable[[int, int], None] | None = None) -> Ranker:
    """Fit the ranker on the judgments and make it the active one."""
    pairs = judged_pairs(bank.settings.seeds_folder / "demo")
    ranker = fit_ranker(pairs, bank.resources, progress=progress)
    bank.settings.model_path.parent.mkdir(parents=True, exist_ok=True)
    ranker.save(bank.settings.model_path)
    return ranker
