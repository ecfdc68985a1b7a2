"""Shortlists belong to an organization's own listing; what is on them, and what is compared, is what is public."""

from dataclasses import dataclass

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.accounts.policies import Actor
from marketplace.accounts.terms import MemberRole
from marketplace.bootstrap import Bank
from marketplace.kernel.errors import NotFoundError
from marketplace.listings import operations as listings
from marketplace.listings.models import Listing
from marketplace.matching import operations as matching
from marketplace.matching.models import KeptMatch
from marketplace.matching.terms import MatchState
from marketplace.notifications.models import Notification
from marketplace.organizations.queries import editors_of
from marketplace.shortlists import operations, queries
from marketplace.shortlists.errors import NoteInvalidError, SameKindError, ShortlistFullError, TooManyNotesError
from marketplace.shortlists.events import NoteWritten
from marketplace.shortlists.models import ShortlistNote
from tests.conftest import StatementCounter, StoppedClock
from tests.factories import Factory


@dataclass
class Scene:
    """An agency's need, and an offering that matches it."""

    session: Session
    bank: Bank
    need: Listing
    offering: Listing
    editor: Actor

    def add(self, counterpart: Listing | None = None) -> None:
        counterpart = counterpart or self.offering
        operations.add_entry(self.session, self.editor, self.bank.clock, self.need.id, counterpart.id)

    def note(self, words: str) -> int:
        return operations.add_note(
            self.session, self.editor, self.bank.clock, self.bank.bus, self.need.id, self.offering.id, words=words
        )

    def read(self) -> queries.ShortlistView:
        return queries.shortlist(self.session, self.editor, self.need.id)


@pytest.fixture
def scene(session: Session, bank: Bank, factory: Factory) -> Scene:
    offering, need = factory.published(), factory.published("need")
    return Scene(session, bank, need, offering, factory.editor(need.organization)[0])


def test_an_entry_shows_the_match_its_notes_and_who_put_it_there(scene: Scene, clock: StoppedClock) -> None:
    scene.add()
    clock.advance(hours=1)
    scene.note("  Asked for\r\nthe price.  ")
    scene.session.commit()
    [entry] = scene.read().entries
    assert entry.counterpart is not None
    assert entry.counterpart.id == scene.offering.id
    assert entry.match is not None
    assert entry.match.score > 0
    assert entry.added_by == scene.editor.name
    [note] = entry.notes
    assert (note.author, note.words, note.at) == (scene.editor.name, "Asked for\nthe price.", clock.now())


def test_a_provider_shortlists_needs_for_an_offering(scene: Scene, factory: Factory) -> None:
    provider = factory.editor(scene.offering.organization)[0]
    operations.add_entry(scene.session, provider, scene.bank.clock, scene.offering.id, scene.need.id)
    [entry] = queries.shortlist(scene.session, provider, scene.offering.id).entries
    assert entry.match is not None
    assert queries.shortlisted(scene.session, provider, scene.offering.id) == {scene.need.id}
    assert scene.read().entries == (), "the agency's own list is another"


def test_adding_twice_is_adding_once_and_removing_takes_the_notes_along(scene: Scene) -> None:
    scene.add()
    scene.note("First.")
    scene.add()
    assert len(scene.read().entries) == 1
    operations.remove_entry(scene.session, scene.editor, scene.need.id, scene.offering.id)
    operations.remove_entry(scene.session, scene.editor, scene.need.id, scene.offering.id)
    scene.session.commit()
    assert scene.session.scalar(select(func.count(ShortlistNote.id))) == 0
    assert scene.read().entries == ()


def test_what_is_not_public_is_not_shortlisted_and_what_leaves_keeps_its_notes(scene: Scene, factory: Factory) -> None:
    provider, organization = factory.editor()
    draft = factory.draft(provider, organization)
    with pytest.raises(NotFoundError):
        scene.add(draft)
    scene.add()
    scene.note("Visited their plant.")
    own = factory.editor(scene.offering.organization)[0]
    listings.withdraw(scene.session, own, scene.bank.clock, scene.bank.bus, scene.offering.id)
    scene.session.commit()
    [entry] = scene.read().entries
    assert (entry.counterpart, entry.match) == (None, None)
    assert entry.notes[0].words == "Visited their plant."


def test_only_the_other_kind_is_shortlisted(scene: Scene, factory: Factory) -> None:
    with pytest.raises(SameKindError):
        scene.add(factory.copy(scene.need))
    with pytest.raises(SameKindError):
        scene.add(scene.need)


def test_a_list_and_its_notes_have_an_end(scene: Scene, factory: Factory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "MOST_ENTRIES", 1)
    monkeypatch.setattr(operations, "NOTES_OF_AN_ENTRY", 1)
    scene.add()
    with pytest.raises(ShortlistFullError):
        scene.add(factory.copy(scene.offering))
    scene.note("One.")
    with pytest.raises(TooManyNotesError):
        scene.note("Two.")


@pytest.mark.parametrize("words", ["", " \n ", "\u200b", "x" * 2001])
def test_a_note_says_something_and_no_more_than_is_read(scene: Scene, words: str) -> None:
    scene.add()
    with pytest.raises(NoteInvalidError):
        scene.note(words)


def test_notes_are_written_on_entries_only_and_removed_from_ones_own_list_only(scene: Scene, factory: Factory) -> None:
    with pytest.raises(NotFoundError):
        scene.note("On nothing.")
    scene.add()
    note = scene.note("Ours.")
    provider = factory.editor(scene.offering.organization)[0]
    operations.remove_note(scene.session, provider, scene.offering.id, note)
    scene.session.commit()
    assert len(scene.read().entries[0].notes) == 1
    operations.remove_note(scene.session, scene.editor, scene.need.id, note)
    scene.session.commit()
    scene.session.expire_all()
    assert scene.read().entries[0].notes == ()


def test_a_note_is_told_with_the_organization_that_may_know_of_it(scene: Scene) -> None:
    heard: list[NoteWritten] = []
    scene.bank.bus.subscribe(NoteWritten, lambda _session, happened: heard.append(happened))
    scene.add()
    note = scene.note("Told.")
    [happened] = heard
    assert (happened.note_id, happened.organization_id) == (note, scene.need.organization_id)
    assert happened.author_id == scene.editor.person_id


def test_colleagues_who_act_for_the_organization_hear_of_a_note_and_nobody_else(scene: Scene, factory: Factory) -> None:
    colleague = factory.member(scene.need.organization)
    factory.member(scene.need.organization, MemberRole.VIEWER)
    scene.add()
    scene.note("Their reference plant is near.")
    scene.session.commit()
    told = scene.session.scalars(select(Notification).where(Notification.kind == "shortlist_note")).all()
    authors = {scene.editor.person_id}
    assert colleague.id in {each.person_id for each in told}
    assert {each.person_id for each in told}.isdisjoint(authors)
    assert {each.path for each in told} == {f"my/listings/{scene.need.id}/shortlist"}
    assert {each.params["words"] for each in told} == {"Their reference plant is near."}
    acting = set(editors_of(scene.session, scene.need.organization_id)) - authors
    assert {each.person_id for each in told} == acting


def test_members_of_every_role_share_the_list_and_a_removed_one_does_not(scene: Scene, factory: Factory) -> None:
    scene.add()
    scene.session.commit()
    for role in MemberRole:
        member = factory.actor(factory.member(scene.need.organization, role))
        assert len(queries.shortlist(scene.session, member, scene.need.id).entries) == 1
    gone = Actor(person_id=scene.editor.person_id)
    with pytest.raises(NotFoundError):
        queries.shortlist(scene.session, gone, scene.need.id)
    with pytest.raises(NotFoundError):
        operations.add_entry(scene.session, gone, scene.bank.clock, scene.need.id, scene.offering.id)


def test_notes_outlive_the_account_of_their_author(scene: Scene) -> None:
    scene.add()
    scene.note("Still true.")
    scene.session.commit()
    scene.session.execute(delete(Person).where(Person.id == scene.editor.person_id))
    scene.session.commit()
    scene.session.expire_all()
    other = Actor(person_id=1, memberships=scene.editor.memberships)
    [entry] = queries.shortlist(scene.session, other, scene.need.id).entries
    assert (entry.added_by, entry.notes[0].author, entry.notes[0].words) == ("", "", "Still true.")


def test_own_lists_are_those_of_listings_that_still_look(scene: Scene, factory: Factory) -> None:
    scene.add()
    draft = factory.draft(scene.editor, scene.need.organization, "need")
    gone = factory.draft(scene.editor, scene.need.organization, "need")
    listings.withdraw(scene.session, scene.editor, scene.bank.clock, scene.bank.bus, gone.id)
    found = queries.own_lists(scene.session, scene.editor, counterpart_id=scene.offering.id)
    assert {(each.own.id, each.entries, each.has_it) for each in found} == {
        (scene.need.id, 1, True),
        (draft.id, 0, False),
    }


def test_a_shortlist_takes_as_many_statements_however_long_it_is(
    scene: Scene, factory: Factory, statements: StatementCounter
) -> None:
    counts = []
    for _ in range(2):
        scene.add(factory.copy(scene.offering))
        scene.session.commit()
        scene.session.expire_all()
        del statements.statements[:]
        scene.read()
        counts.append(len(statements.statements))
    assert counts[0] == counts[1]


def test_kept_matches_are_compared_as_kept_and_others_are_judged_now(scene: Scene, factory: Factory) -> None:
    other = factory.copy(scene.offering)
    matcher = scene.bank.matcher()
    kept, judged = queries.compared(scene.session, matcher, scene.need.id, [scene.offering.id, other.id, other.id])
    assert (kept.offering.id, judged.offering.id) == (scene.offering.id, other.id)
    assert kept.found_at is not None
    assert judged.found_at is None
    assert judged.match.score == pytest.approx(kept.match.score, abs=0.02)
    assert [each.outcome for each in judged.match.verdicts] == [each.outcome for each in kept.match.verdicts]


def test_what_is_hidden_or_not_public_is_not_compared(scene: Scene, factory: Factory) -> None:
    curator, matcher = factory.curator(), scene.bank.matcher()
    provider, organization = factory.editor()
    draft = factory.draft(provider, organization)
    numbers = [draft.id, scene.need.id, 2**31 - 1, scene.offering.id]
    assert len(queries.compared(scene.session, matcher, scene.need.id, numbers)) == 1
    matching.hide(scene.session, curator, scene.bank.clock, scene.need.id, scene.offering.id)
    assert queries.compared(scene.session, matcher, scene.need.id, numbers) == []
    [shown] = queries.compared(scene.session, matcher, scene.need.id, numbers, with_hidden=True)
    assert shown.state is MatchState.HIDDEN
    with pytest.raises(NotFoundError):
        queries.compared(scene.session, matcher, scene.offering.id, [scene.need.id])


def test_a_hidden_match_is_not_shown_on_a_shortlist(scene: Scene, factory: Factory) -> None:
    scene.add()
    matching.hide(scene.session, factory.curator(), scene.bank.clock, scene.need.id, scene.offering.id)
    assert scene.session.get(KeptMatch, (scene.need.id, scene.offering.id)) is not None
    [entry] = scene.read().entries
    assert entry.match is None
    assert entry.counterpart is not None
