"""Reading listings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from marketplace.accounts.policies import Actor, may, require
from marketplace.documents.queries import DocumentView, document, documents
from marketplace.kernel.errors import NotFoundError, SignInRequiredError
from marketplace.listings.content import Attachment, Content, Text
from marketplace.listings.models import HistoryEntry, Listing, Revision
from marketplace.listings.terms import Kind, Status
from marketplace.localization.text import Shown, best
from marketplace.organizations.queries import OrganizationView, view


@dataclass(frozen=True, slots=True)
class ListingView:
    """A listing with one of its revisions, as pages show it.

    `machine` has what a machine has translated for readers, by locale and passage; `documents` what is attached, by number.
    """

    id: int
    kind: Kind
    status: Status
    work_status: Status
    organization: OrganizationView
    content: Content
    revision: int
    revision_at: datetime
    author: str
    published_at: datetime | None
    expires_at: datetime | None
    changed_at: datetime
    demonstration: bool
    machine: Mapping[tuple[str, str], Shown] = field(default_factory=dict)
    documents: Mapping[int, DocumentView] = field(default_factory=dict)

    @property
    def texts(self) -> dict[str, Text]:
        """The texts by locale."""
        texts: dict[str, Text] = getattr(self.content, "texts", {})
        return texts

    @property
    def images(self) -> tuple[tuple[Attachment, DocumentView], ...]:
        """What is attached for pages to show, in its order."""
        return tuple(pair for pair in self._attached if pair[1].image)

    @property
    def papers(self) -> tuple[tuple[Attachment, DocumentView], ...]:
        """What is attached for readers to open elsewhere, in its order."""
        return tuple(pair for pair in self._attached if not pair[1].image)

    @property
    def _attached(self) -> Iterator[tuple[Attachment, DocumentView]]:
        for each in self.content.attachments:
            if each.document in self.documents:
                yield each, self.documents[each.document]

    def shown(self, part: str, locale: str) -> Shown:
        """A passage for a reader of the locale, and where it comes from: by people if there is such, else by a machine."""
        found = best(self.texts, part, locale, self.content.original_locale)
        return found if found.locale == locale else self.machine.get((locale, part), found)


@dataclass(frozen=True, slots=True)
class RevisionView:
    """One version of a listing: what it said, who saved it and when, and whether it is what the public sees."""

    number: int
    content: Content
    author: str
    at: datetime
    public: bool


@dataclass(frozen=True, slots=True)
class HistoryView:
    """One step in the life of a listing. `revision` is the number of the revision it was about."""

    action: str
    from_status: Status
    to_status: Status
    actor: str
    reason: str
    at: datetime


def listing_view(listing: Listing, revision: Revision) -> ListingView:
    """What pages may show of a listing in one revision."""
    return ListingView(
        id=listing.id,
        kind=listing.listing_kind,
        status=Status(listing.status),
        work_status=listing.work_status,
        organization=view(listing.organization),
        content=listing.content_type.model_validate(revision.content),
        revision=revision.number,
        revision_at=revision.created_at,
        author=revision.author.name if revision.author else "",
        published_at=listing.published_at,
        expires_at=listing.expires_at,
        changed_at=listing.changed_at,
        demonstration=listing.demonstration,
    )


def published_listing(session: Session, kind: Kind, listing_id: int) -> ListingView:
    """A listing as the public sees it. One query.

    Raises:
        NotFoundError: there is none, or it is not public.
    """
    found = session.scalar(_published().where(Listing.id == listing_id, Listing.kind == kind))
    if found is None or found.published is None:
        raise NotFoundError
    [shown] = with_documents(session, [listing_view(found, found.published)])
    return shown


def published_document(session: Session, listing_id: int, document_id: int) -> DocumentView:
    """A document that the public revision of a listing names.

    Raises:
        NotFoundError: the listing is not public, or does not name it.
    """
    content = session.scalar(
        select(Revision.content)
        .join(Listing, Listing.published_id == Revision.id)
        .where(Listing.id == listing_id, Listing.status == Status.PUBLISHED)
    )
    if content is None or document_id not in {each["document"] for each in content.get("attachments", ())}:
        raise NotFoundError
    return document(session, document_id)


def published_listings(session: Session, numbers: Iterable[int]) -> dict[int, ListingView]:
    """Public listings by number, those that are not public left out. One query, and one for what is attached."""
    numbers = list(numbers)
    if not numbers:
        return {}
    found = session.scalars(_published().where(Listing.id.in_(numbers)))
    views = [listing_view(each, each.published) for each in found if each.published]
    return {view.id: view for view in with_documents(session, views)}


def last_public_listings(session: Session, numbers: Iterable[int]) -> dict[int, ListingView]:
    """Listings by number in the revision that was last public, whether they still are; those that never were left out."""
    found = session.scalars(_once_published().where(Listing.id.in_(set(numbers))))
    return {each.id: listing_view(each, each.published) for each in found if each.published}


def published_of_organization(session: Session, organization_id: int) -> list[ListingView]:
    """What the public sees of an organization's listings, newest first."""
    found = session.scalars(
        _published().where(Listing.organization_id == organization_id).order_by(Listing.published_at.desc())
    )
    return with_documents(session, [listing_view(each, each.published) for each in found if each.published])


def changed_since(session: Session, change_number: int, limit: int) -> list[Listing]:
    """Listings whose public face changed after a change number, in the order of their changes."""
    return list(
        session.scalars(
            select(Listing)
            .options(joinedload(Listing.published), joinedload(Listing.organization))
            .where(Listing.change_number > change_number)
            .order_by(Listing.change_number)
            .limit(limit)
        )
    )


def working_copy(session: Session, actor: Actor, listing_id: int, revision: int | None = None) -> ListingView:
    """The newest revision (or the one named) for those who work on it: members of the organization and bank staff.

    Raises:
        NotFoundError: there is no such listing, or the actor may not know of it.
    """
    found = listing_for_work(session, actor, listing_id)
    chosen = found.latest
    if revision is not None:
        chosen = session.scalar(select(Revision).where(Revision.listing_id == listing_id, Revision.number == revision))
    if chosen is None:
        raise NotFoundError
    [shown] = with_documents(session, [listing_view(found, chosen)])
    return shown


def with_documents(session: Session, views: Sequence[ListingView]) -> list[ListingView]:
    """The same with what is attached to them. One query, or none."""
    named = {each.document for view in views for each in view.content.attachments}
    if not named:
        return list(views)
    found = documents(session, named)
    return [replace(view, documents=found) if view.content.attachments else view for view in views]


def revisions_of(session: Session, actor: Actor, listing_id: int) -> list[RevisionView]:
    """Every revision of a listing, newest first, for those who may read its drafts.

    Raises:
        NotFoundError: there is no such listing, or the actor may not know of it.
    """
    listing = listing_for_work(session, actor, listing_id)
    found = session.scalars(
        select(Revision)
        .options(joinedload(Revision.author))
        .where(Revision.listing_id == listing_id)
        .order_by(Revision.number.desc())
    )
    return [
        RevisionView(
            number=each.number,
            content=listing.content_type.model_validate(each.content),
            author=each.author.name if each.author else "",
            at=each.created_at,
            public=listing.public and each.id == listing.published_id,
        )
        for each in found
    ]


def listing_for_work(session: Session, actor: Actor, listing_id: int) -> Listing:
    """The row of a listing, for those who may read its drafts; to all others it does not exist.

    Raises:
        SignInRequiredError: a visitor asks, whether or not there is such a listing.
        NotFoundError: there is no such listing, or the actor may not know of it.
    """
    if not actor.signed_in:  # before anything is looked for: a visitor does not learn which numbers are taken
        raise SignInRequiredError
    found = session.get(
        Listing,
        listing_id,
        options=[
            joinedload(Listing.latest).joinedload(Revision.author),
            joinedload(Listing.organization, innerjoin=True),
        ],
    )
    if found is None or not may(actor, "listing.read_draft", found.organization_id):
        raise NotFoundError
    return found


def listings_of(session: Session, actor: Actor) -> list[ListingView]:
    """All listings of the actor's organizations in their newest revision, latest change first."""
    require(actor, "listing.list_own")
    numbers = [membership.organization_id for membership in actor.memberships]
    found = session.scalars(
        select(Listing)
        .options(
            joinedload(Listing.latest, innerjoin=True).joinedload(Revision.author),
            joinedload(Listing.organization, innerjoin=True),
        )
        .where(Listing.organization_id.in_(numbers))
        .order_by(Listing.changed_at.desc())
    )
    return [listing_view(each, each.latest) for each in found if each.latest]


def submitted_listings(session: Session) -> list[ListingView]:
    """What waits for a curator, longest waiting first: new listings, and new revisions of public or expired ones."""
    found = session.scalars(
        select(Listing)
        .options(
            joinedload(Listing.latest, innerjoin=True).joinedload(Revision.author),
            joinedload(Listing.organization, innerjoin=True),
        )
        .where(or_(Listing.status == Status.SUBMITTED, Listing.proposal_status == Status.SUBMITTED))
        .order_by(Listing.changed_at, Listing.id)
    )
    return [listing_view(each, each.latest) for each in found if each.latest]


def history(session: Session, listing_id: int) -> list[HistoryView]:
    """Every step in the life of a listing, newest first."""
    entries = session.scalars(
        select(HistoryEntry)
        .options(joinedload(HistoryEntry.actor))
        .where(HistoryEntry.listing_id == listing_id)
        .order_by(HistoryEntry.id.desc())
    )
    return [_history_view(entry) for entry in entries]


def last_steps(session: Session, numbers: Iterable[int]) -> dict[int, HistoryView]:
    """The newest step of each listing that has taken one. One query."""
    newest = select(func.max(HistoryEntry.id)).where(HistoryEntry.listing_id.in_(list(numbers)))
    entries = session.scalars(
        select(HistoryEntry)
        .options(joinedload(HistoryEntry.actor))
        .where(HistoryEntry.id.in_(newest.group_by(HistoryEntry.listing_id)))
    )
    return {entry.listing_id: _history_view(entry) for entry in entries}


def _history_view(entry: HistoryEntry) -> HistoryView:
    return HistoryView(
        action=entry.action,
        from_status=Status(entry.from_status),
        to_status=Status(entry.to_status),
        actor=entry.actor.name if entry.actor else "",
        reason=entry.reason,
        at=entry.at,
    )


def _published() -> Select[Listing]:
    return _once_published().where(Listing.status == Status.PUBLISHED)


def _once_published() -> Select[Listing]:
    return (
        select(Listing)
        .options(
            joinedload(Listing.published, innerjoin=True).joinedload(Revision.author),
            joinedload(Listing.organization, innerjoin=True),
        )
        .where(Listing.published_id.is_not(None))
    )
