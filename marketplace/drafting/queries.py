"""Reading what a draft would be: for its members and for bank staff, who may read drafts."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from marketplace.accounts.policies import Actor
from marketplace.drafting.policies import TWIN, Completeness, completeness
from marketplace.engine.concepts import Vocabulary
from marketplace.engine.diversity import resemblance
from marketplace.engine.documents import Document
from marketplace.engine.index import SearchIndex, SearchQuery
from marketplace.engine.matcher import Matcher
from marketplace.indexing.queries import document_of
from marketplace.listings.content import Content
from marketplace.listings.models import Listing, Revision
from marketplace.listings.queries import ListingView, listing_for_work, listing_view, published_listings
from marketplace.listings.terms import Status
from marketplace.matching.queries import MatchView, introduction
from marketplace.matching.terms import MatchState
from marketplace.needs.content import NeedContent
from marketplace.offerings.content import OfferingContent

#: Listings looked at for resemblance, and how many of them are named.
_COMPARED: Final = 20
_NAMED: Final = 3
#: Concepts suggested at once.
_SUGGESTED: Final = 8


@dataclass(frozen=True, slots=True)
class Twin:
    """A listing that says nearly the same; `resemblance` in [0, 1]. Others' drafts are never among them."""

    listing: ListingView
    resemblance: float


@dataclass(frozen=True, slots=True)
class Advice:
    """What would make a listing better. `concepts` are those that its text names and its author did not choose."""

    completeness: Completeness
    concepts: tuple[str, ...]
    twins: tuple[Twin, ...]


def advice(session: Session, actor: Actor, matcher: Matcher, listing_id: int) -> Advice:
    """Advice on the newest revision of a listing.

    Raises:
        NotFoundError: there is no such listing, or the actor may not know of it.
    """
    listing, content, document = _work(session, actor, listing_id)
    return Advice(
        completeness=completeness(document, matcher.ranker),
        concepts=_concepts(document, matcher.resources.vocabulary),
        twins=_twins(session, matcher.index, listing, content),
    )


def expected_matches(session: Session, actor: Actor, matcher: Matcher, listing_id: int, limit: int) -> list[MatchView]:
    """The matches that the newest revision of a listing would get if it were public now, best first.

    Raises:
        NotFoundError: there is no such listing, or the actor may not know of it.
    """
    listing, _content, document = _work(session, actor, listing_id)
    if not document.texts:
        return []
    found = {int(_other(match.need_id, match.offering_id, document)): match for match in matcher.match(document, limit)}
    public = published_listings(session, found)
    return [
        MatchView(match, MatchState.SUGGESTED, matcher.ranker.name, public[number])
        for number, match in found.items()
        if number in public and number != listing.id
    ]


def _work(session: Session, actor: Actor, listing_id: int) -> tuple[Listing, OfferingContent | NeedContent, Document]:
    listing = listing_for_work(session, actor, listing_id)
    raw = listing.latest.content if listing.latest else {}
    content = listing.content_type.model_validate(raw)
    if not isinstance(content, OfferingContent | NeedContent):
        raise TypeError(content)
    return listing, content, document_of(listing, content)


def _other(need_id: str, offering_id: str, document: Document) -> str:
    return offering_id if document.kind == "need" else need_id


def _concepts(document: Document, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Concepts that the texts name, most often named first, without those chosen and what these already imply."""
    implied = {above for chosen in document.concepts for above in (chosen, *vocabulary.ancestors(chosen))}
    named: dict[str, int] = {}
    for text in document.texts:
        for mention in vocabulary.spot(f"{text.title}\n{text.summary}\n{text.body}", text.lang or ""):
            named[mention.concept] = named.get(mention.concept, 0) + 1
    found = sorted((concept for concept in named if concept not in implied), key=lambda concept: -named[concept])
    return tuple(found[:_SUGGESTED])


def _twins(session: Session, index: SearchIndex, listing: Listing, content: Content) -> tuple[Twin, ...]:
    own = _wording(content)
    if not own:
        return ()
    found = index.search(
        SearchQuery(
            text=next(iter(own.values())),
            lang=next(iter(own)),
            kind=listing.listing_kind.value,
            limit=_COMPARED,
        )
    )
    others = {**published_listings(session, map(int, found.ids)), **_unpublished(session, listing)}
    alike = (
        Twin(other, resemblance(own, _wording(other.content)))
        for number, other in others.items()
        if number != listing.id
    )
    return tuple(
        sorted((twin for twin in alike if twin.resemblance >= TWIN), key=lambda twin: -twin.resemblance)[:_NAMED]
    )


def _unpublished(session: Session, listing: Listing) -> dict[int, ListingView]:
    """What the organization itself has under work."""
    rows = session.scalars(
        select(Listing)
        .options(
            joinedload(Listing.latest, innerjoin=True).joinedload(Revision.author),
            joinedload(Listing.organization, innerjoin=True),
        )
        .where(
            Listing.organization_id == listing.organization_id,
            Listing.kind == listing.kind,
            Listing.status.in_((Status.DRAFT, Status.SUBMITTED, Status.CHANGES_REQUESTED)),
        )
        .order_by(Listing.id.desc())
        .limit(_COMPARED)
    )
    return {row.id: listing_view(row, row.latest) for row in rows if row.latest}


def _wording(content: Content) -> dict[str, str]:
    """What introduces a listing, by language, the original first."""
    texts = getattr(content, "texts", {})
    order = dict.fromkeys((content.original_locale, *texts))
    written = {code: introduction(texts[code].title, texts[code].summary) for code in order if code in texts}
    return {code: words for code, words in written.items() if words.strip()}
