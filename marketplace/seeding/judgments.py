"""Graded pairs and marked texts of the demonstration content: the ranker learns from them, the engine is measured by them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sklearn.metrics import cohen_kappa_score
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.policies import OPERATOR
from marketplace.bootstrap import Bank
from marketplace.engine.documents import Document
from marketplace.engine.evaluation import Marked
from marketplace.engine.ranker import Judged
from marketplace.indexing.queries import document_of
from marketplace.kernel.clock import Clock
from marketplace.listings.content import parse_content
from marketplace.listings.models import Listing, Revision
from marketplace.matching.models import Judgment
from marketplace.matching.operations import activate_model, keep_model, record_judgment
from marketplace.matching.policies import Word
from marketplace.matching.terms import JudgmentSource, Voice
from marketplace.matching.training import train
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


def seed_judgments(session: Session, clock: Clock, demo: Path, needs: int | None = None) -> int:
    """Record what `judgments.jsonl` says of the seeds' listings as they were first written; gives how many were added.

    What is there already stays as it is. `needs` keeps it to the judgments of so many needs.
    """
    if session.scalar(select(Judgment.id).where(Judgment.voice == Voice.SEEDS).limit(1)) is not None:
        return 0
    first = {
        listing.key: (listing.id, revision_id, listing)
        for listing, revision_id in session.execute(
            select(Listing, Revision.id)
            .join(Revision, Revision.listing_id == Listing.id)
            .where(Listing.key.is_not(None), Revision.number == 1)
        )
    }
    lines = [line for line in _lines(demo / "judgments.jsonl") if line["need"] in first and line["offering"] in first]
    wanted = list(dict.fromkeys(line["need"] for line in lines))[:needs]
    added = 0
    for line in lines:
        if line["need"] in wanted:
            need_id, need_revision_id, _ = first[line["need"]]
            offering_id, offering_revision_id, _ = first[line["offering"]]
            word = Word(
                JudgmentSource.SEED,
                need_id,
                offering_id,
                grade=line["grade"],
                weight=line.get("weight", 1.0),
                need_revision_id=need_revision_id,
                offering_revision_id=offering_revision_id,
            )
            record_judgment(session, OPERATOR, clock, word)
            added += 1
    return added


def first_model(bank: Bank, progress: Callable[[int, int], None] | None = None) -> str:
    """Train a model on all judgments of a bank in which none is active, and let it serve; gives its version."""
    with bank.database.session(read_only=True) as session:
        trained = train(session, bank.resources, progress)
    with bank.database.transaction() as session:
        version = keep_model(session, OPERATOR, bank.clock, bank.settings.models_folder, trained)
        activate_model(session, OPERATOR, bank.clock, version)
    return version


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
