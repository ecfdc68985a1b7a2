"""What each language and each provider gets of the places on the pages of needs, against what its matches deserve.

Fairness of exposure (Singh and Joachims 2018): the k-th place gets 1 / log2(k + 1) of attention, a match deserves in proportion
to its score, and a group is treated fairly where its share of the one is its share of the other.

What is read does not grow with the bank: shares are those of at most `LOOKED_AT` needs, and at most as many offerings are looked
for on the pages of these and of the needs that they suit best. In a bank that has no more of either, the figures are exact.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor, require
from marketplace.engine.diversity import Entry, Place, arrange, exposure
from marketplace.listings.models import Listing, Revision
from marketplace.listings.queries import ListingView, published_listings
from marketplace.listings.terms import Kind, Status
from marketplace.localization.locales import LOCALES
from marketplace.matching.models import KeptMatch
from marketplace.matching.policies import LIKELY
from marketplace.matching.queries import ROWS_PER_PLACE, introduction, not_by_index
from marketplace.matching.terms import MatchState
from marketplace.organizations.models import Organization
from marketplace.organizations.queries import OrganizationView, view

#: Most needs, and most offerings, that the figures are drawn from.
LOOKED_AT: Final = 200
#: Places of a page whose exposure counts.
PLACES: Final = 10
#: Most providers at either end, and most offerings that nobody is shown, that are named.
_PROVIDERS_NAMED: Final = 10
_UNSEEN_NAMED: Final = 50
#: Needs that an offering suits best, whose pages are searched for it besides those of the sample.
_NEEDS_OF_EACH: Final = 2
#: Values in one statement.
_CHUNK: Final = 1000


class Sample(NamedTuple):
    """Public listings of one kind, drawn evenly by their numbers, and how many there are in all."""

    numbers: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Share:
    """What a group gets of all places and deserves of all merit, each in [0, 1]."""

    merit: float
    exposure: float

    @property
    def ratio(self) -> float | None:
        """Exposure for merit: 1 is fair, less is too little; nothing where there is no merit."""
        return self.exposure / self.merit if self.merit else None


@dataclass(frozen=True, slots=True)
class LanguageShare:
    """What offerings written in one language get. `offerings` counts those looked at, `unseen` those of them that no need shows."""

    locale: str
    share: Share
    offerings: int
    unseen: int


@dataclass(frozen=True, slots=True)
class ProviderShare:
    """What the offerings of one provider get."""

    provider: OrganizationView
    share: Share


@dataclass(frozen=True, slots=True)
class ExposureReport:
    """How the places on the pages of needs are divided.

    `over` and `under` are the providers that get more, and less, than their merit: the furthest from it first. `unseen` are
    the first of `unseen_total` offerings, of all looked at, that no need shows among its first `PLACES`.
    """

    needs: int
    needs_total: int
    offerings: int
    offerings_total: int
    languages: tuple[LanguageShare, ...]
    providers: int
    over: tuple[ProviderShare, ...]
    under: tuple[ProviderShare, ...]
    unseen_total: int
    unseen: tuple[ListingView, ...]


def exposure_report(session: Session, actor: Actor, kept: int) -> ExposureReport:
    """How languages and providers are treated, by the matches that are kept now; `kept` is how many a page shows."""
    require(actor, "exposure.read")
    needs, offerings = _sample(session, Kind.NEED), _sample(session, Kind.OFFERING)
    pages = likely_places(session, {*needs.numbers, *_needs_of(session, offerings.numbers)}, kept)
    measured = [pages[number] for number in needs.numbers if number in pages]
    seen = {place.entry.id for places in pages.values() for place in places[:PLACES]}
    unseen = [number for number in offerings.numbers if number not in seen]
    providers = _shares(measured, lambda entry: entry.provider)
    named = published_listings(session, unseen[:_UNSEEN_NAMED])
    return ExposureReport(
        needs=len(needs.numbers),
        needs_total=needs.total,
        offerings=len(offerings.numbers),
        offerings_total=offerings.total,
        languages=_languages(session, measured, offerings.numbers, unseen),
        providers=len(providers),
        over=_furthest(session, providers, 1),
        under=_furthest(session, providers, -1),
        unseen_total=len(unseen),
        unseen=tuple(named[number] for number in unseen if number in named),
    )


def likely_places(session: Session, needs: Collection[int], kept: int) -> dict[int, list[Place]]:
    """The likely matches of public needs, in the places that their pages show them at; needs without any are left out."""
    rows: dict[int, list[Entry]] = defaultdict(list)
    for need, entry in _entries(session, needs, kept * ROWS_PER_PLACE):
        rows[need].append(entry)
    texts = _wordings(session, rows.values())
    return {
        need: arrange(replace(entry, wording=texts.get(entry.id, {})) for entry in entries)
        for need, entries in rows.items()
    }


def _sample(session: Session, kind: Kind) -> Sample:
    """Every n-th public listing of a kind, so that no more than `LOOKED_AT` are drawn."""
    public = Listing.status == Status.PUBLISHED, Listing.kind == kind
    total = session.scalar(select(func.count()).select_from(Listing).where(*public)) or 0
    step = -(-total // LOOKED_AT) or 1
    place = func.row_number().over(order_by=Listing.id)
    drawn = select(Listing.id, place.label("place")).where(*public).subquery()
    numbers = session.scalars(select(drawn.c.id).where(drawn.c.place % step == 0).order_by(drawn.c.id))
    return Sample(tuple(numbers), total)


def _needs_of(session: Session, offerings: Sequence[int]) -> set[int]:
    """The needs that each of the offerings suits best."""
    rank = func.row_number().over(partition_by=KeptMatch.offering_id, order_by=KeptMatch.score.desc())
    found: set[int] = set()
    for part in _chunks(offerings):
        ranked = (
            select(KeptMatch.need_id, rank.label("rank"))
            .where(KeptMatch.offering_id.in_(part), KeptMatch.score >= LIKELY)
            .subquery()
        )
        found.update(session.scalars(select(ranked.c.need_id).where(ranked.c.rank <= _NEEDS_OF_EACH)))
    return found


def _entries(session: Session, needs: Collection[int], most: int) -> Iterator[tuple[int, Entry]]:
    """The likely public matches of public needs, at most so many of each: what arranging asks of them but their wording."""
    order = (
        KeptMatch.score.desc(),
        KeptMatch.text_score.desc(),
        Listing.published_at.desc(),
        KeptMatch.offering_id.desc(),
    )
    rank = func.row_number().over(partition_by=KeptMatch.need_id, order_by=order)
    for part in _chunks(sorted(needs)):
        public = session.scalars(
            select(Listing.id).where(Listing.id.in_(part), not_by_index(Listing.status) == Status.PUBLISHED)
        ).all()
        ranked = (
            select(
                KeptMatch.need_id,
                KeptMatch.offering_id,
                KeptMatch.score,
                KeptMatch.text_score,
                KeptMatch.state,
                Listing.organization_id,
                Listing.published_at,
                rank.label("rank"),
            )
            .join(Listing, Listing.id == KeptMatch.offering_id)
            .where(
                KeptMatch.need_id.in_(public),
                KeptMatch.score >= LIKELY,
                KeptMatch.state != MatchState.HIDDEN,
                not_by_index(Listing.status) == Status.PUBLISHED,
            )
            .subquery()
        )
        for row in session.execute(select(ranked).where(ranked.c.rank <= most)):
            yield row.need_id, _entry(row)


def _entry(row: Any) -> Entry:
    return Entry(
        id=row.offering_id,
        score=row.score,
        provider=row.organization_id,
        text_score=row.text_score,
        since=row.published_at.timestamp() if row.published_at else 0.0,
        endorsed=row.state == MatchState.ENDORSED,
    )


def _wordings(session: Session, pages: Iterable[Sequence[Entry]]) -> Mapping[int, dict[str, str]]:
    """The wording of those offerings that are not their provider's only one on some page: of no others does it decide."""
    wanted: set[int] = set()
    for entries in pages:
        counts = Counter(entry.provider for entry in entries)
        wanted.update(entry.id for entry in entries if counts[entry.provider] > 1)
    statement = select(Listing.id, Revision.content["texts"]).join(Revision, Revision.id == Listing.published_id)
    return {
        number: {locale: introduction(text.get("title", ""), text.get("summary", "")) for locale, text in texts.items()}
        for part in _chunks(sorted(wanted))
        for number, texts in session.execute(statement.where(Listing.id.in_(part)))
    }


def _shares(pages: Iterable[Sequence[Place]], group: Callable[[Entry], Any]) -> dict[Any, Share]:
    """The shares of each group of entries. What is folded has merit and no place of its own."""
    merit: Counter[Any] = Counter()
    attention: Counter[Any] = Counter()
    for places in pages:
        for number, place in enumerate(places, start=1):
            for entry in (place.entry, *place.similar):
                merit[group(entry)] += entry.score  # type: ignore[assignment]
            if number <= PLACES:
                attention[group(place.entry)] += exposure(number)  # type: ignore[assignment]
    all_merit, all_attention = sum(merit.values()) or 1, sum(attention.values()) or 1
    return {name: Share(value / all_merit, attention[name] / all_attention) for name, value in merit.items()}


def _languages(
    session: Session, pages: Sequence[Sequence[Place]], offerings: Sequence[int], unseen: Sequence[int]
) -> tuple[LanguageShare, ...]:
    matched = {entry.id for places in pages for place in places for entry in (place.entry, *place.similar)}
    written = _original_locales(session, sorted({*matched, *offerings}))
    shares = _shares(pages, lambda entry: written.get(entry.id))
    looked_at, missed = (Counter(written.get(number) for number in numbers) for numbers in (offerings, unseen))
    return tuple(
        LanguageShare(locale, shares.get(locale, Share(0.0, 0.0)), looked_at[locale], missed[locale])
        for locale in LOCALES
    )


def _original_locales(session: Session, numbers: Sequence[int]) -> Mapping[int, str]:
    original = Revision.content["original_locale"].as_string()
    return {
        number: locale
        for part in _chunks(numbers)
        for number, locale in session.execute(
            select(Listing.id, original).join(Revision, Revision.id == Listing.published_id).where(Listing.id.in_(part))
        )
    }


def _furthest(session: Session, shares: Mapping[int, Share], sign: int) -> tuple[ProviderShare, ...]:
    """The providers whose exposure is furthest above (1) or below (-1) their merit."""
    beyond = {number: sign * (share.exposure - share.merit) for number, share in shares.items()}
    chosen = sorted((number for number in beyond if beyond[number] > 0), key=lambda number: (-beyond[number], number))
    chosen = chosen[:_PROVIDERS_NAMED]
    found = {each.id: view(each) for each in session.scalars(select(Organization).where(Organization.id.in_(chosen)))}
    return tuple(ProviderShare(found[number], shares[number]) for number in chosen)


def _chunks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), _CHUNK):
        yield numbers[start : start + _CHUNK]
