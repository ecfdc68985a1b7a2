"""Putting listings on shortlists, taking them off, and writing notes."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from marketplace.accounts.policies import Actor, require
from marketplace.kernel.clock import Clock
from marketplace.kernel.errors import NotFoundError
from marketplace.kernel.events import EventBus
from marketplace.listings.life import locked
from marketplace.listings.models import Listing
from marketplace.shortlists.errors import SameKindError, ShortlistFullError, TooManyNotesError
from marketplace.shortlists.events import NoteWritten
from marketplace.shortlists.models import ShortlistEntry, ShortlistNote
from marketplace.shortlists.policies import checked_note
from marketplace.shortlists.terms import MOST_ENTRIES, NOTES_OF_AN_ENTRY


def add_entry(session: Session, actor: Actor, clock: Clock, listing_id: int, counterpart_id: int) -> None:
    """Put a public listing of the other kind on the shortlist of one's own. Doing it twice is doing it once.

    Raises:
        NotFoundError: there is no such listing of one's own, or the other one is not public.
        SameKindError: both are needs, or both offerings.
        ShortlistFullError: the list holds as much as it may.
    """
    own = _held(session, actor, listing_id)
    counterpart = session.get(Listing, counterpart_id)
    if counterpart is None or not counterpart.public:
        raise NotFoundError
    if counterpart.kind == own.kind:
        raise SameKindError
    kept = session.scalars(select(ShortlistEntry.counterpart_id).where(ShortlistEntry.listing_id == listing_id)).all()
    if counterpart_id in kept:
        return
    if len(kept) >= MOST_ENTRIES:
        raise ShortlistFullError(maximum=MOST_ENTRIES)
    session.add(
        ShortlistEntry(
            listing_id=listing_id,
            counterpart_id=counterpart_id,
            added_by_id=actor.person_id,
            added_at=clock.now(),
        )
    )


def remove_entry(session: Session, actor: Actor, listing_id: int, counterpart_id: int) -> None:
    """Take a listing off the shortlist, with its notes. What is not on it is off it already.

    Raises:
        NotFoundError: there is no such listing of one's own.
    """
    _held(session, actor, listing_id)
    session.execute(
        delete(ShortlistEntry).where(
            ShortlistEntry.listing_id == listing_id, ShortlistEntry.counterpart_id == counterpart_id
        )
    )


def add_note(  # noqa: PLR0913 - who writes what about which entry of which list
    session: Session, actor: Actor, clock: Clock, bus: EventBus, listing_id: int, counterpart_id: int, *, words: str
) -> int:
    """Write a note on an entry; gives its number. The whole organization reads it, and nobody else.

    Raises:
        NotFoundError: there is no such listing of one's own, or the other one is not on its shortlist.
        NoteInvalidError: the note says nothing, or too much.
        TooManyNotesError: the entry has as many as it may.
    """
    own = _held(session, actor, listing_id)
    words = checked_note(words)
    entry = session.scalar(
        select(ShortlistEntry).where(
            ShortlistEntry.listing_id == listing_id, ShortlistEntry.counterpart_id == counterpart_id
        )
    )
    if entry is None:
        raise NotFoundError
    written = select(func.count()).where(ShortlistNote.entry_id == entry.id)
    if session.scalars(written).one() >= NOTES_OF_AN_ENTRY:
        raise TooManyNotesError(maximum=NOTES_OF_AN_ENTRY)
    note = ShortlistNote(entry_id=entry.id, author_id=actor.person_id, words=words, written_at=clock.now())
    session.add(note)
    session.flush()
    bus.publish(
        session,
        NoteWritten(
            note_id=note.id,
            listing_id=listing_id,
            counterpart_id=counterpart_id,
            organization_id=own.organization_id,
            author_id=actor.person_id,
            at=note.written_at,
        ),
    )
    return note.id


def remove_note(session: Session, actor: Actor, listing_id: int, note_id: int) -> None:
    """Remove a note from the shortlist of one's own listing, whoever of the organization wrote it.

    Raises:
        NotFoundError: there is no such listing of one's own.
    """
    _held(session, actor, listing_id)
    entries = select(ShortlistEntry.id).where(ShortlistEntry.listing_id == listing_id)
    session.execute(
        delete(ShortlistNote)
        .where(ShortlistNote.id == note_id, ShortlistNote.entry_id.in_(entries))
        .execution_options(synchronize_session=False)
    )


def _held(session: Session, actor: Actor, listing_id: int) -> Listing:
    """One's own listing, held against others until the transaction ends, for those who may change its shortlist.

    Raises:
        NotFoundError: there is no such listing, or the actor may not know of it.
    """
    own = locked(session, actor, listing_id)
    require(actor, "shortlist.change", own.organization_id)
    return own
