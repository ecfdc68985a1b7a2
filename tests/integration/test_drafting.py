"""What can be said of a draft before it is public; its versions, and what begins with a copy of it."""

import pytest
from sqlalchemy.orm import Session

from marketplace.bootstrap import Bank
from marketplace.drafting.queries import advice, expected_matches
from marketplace.kernel.errors import NotFoundError
from marketplace.listings import operations
from marketplace.listings.content import parse_content
from marketplace.listings.errors import StaleRevisionError
from marketplace.listings.queries import revisions_of, working_copy
from marketplace.offerings.content import OfferingContent
from tests.factories import Factory, need_content, offering_content


def texts(**changes: str) -> dict[str, dict[str, str]]:
    return {"en": offering_content()["texts"]["en"] | changes}


def test_a_draft_is_told_the_matches_that_it_gets_when_it_is_published(
    bank: Bank, session: Session, factory: Factory
) -> None:
    need = factory.published("need")
    author, organization = factory.editor()
    draft = factory.draft(author, organization)
    [expected] = expected_matches(session, author, bank.matcher(), draft.id, 10)
    assert expected.counterpart.id == need.id
    published = factory.published()
    [real] = expected_matches(session, factory.curator(), bank.matcher(), published.id, 10)
    # One more document makes terms rarer or less rare: the draft is asked about anew.
    [expected] = expected_matches(session, author, bank.matcher(), draft.id, 10)
    assert real.match.score == pytest.approx(expected.match.score, abs=0.02)


def test_a_draft_without_words_has_no_matches(bank: Bank, session: Session, factory: Factory) -> None:
    factory.published("need")
    author, organization = factory.editor()
    draft = factory.draft(author, organization, texts={})
    assert expected_matches(session, author, bank.matcher(), draft.id, 10) == []
    assert advice(session, author, bank.matcher(), draft.id).twins == ()


def test_a_listing_like_another_is_noticed_whoever_wrote_that(bank: Bank, session: Session, factory: Factory) -> None:
    public = factory.published()
    author, organization = factory.editor()
    other_draft = factory.draft(*factory.editor())
    own_draft = factory.draft(author, organization)
    draft = factory.draft(author, organization, texts=texts(title="Digester of pig manure for farms"))
    different = factory.draft(
        author, organization, texts=texts(title="Solar cold room", summary="Ice keeps vegetables fresh off the grid.")
    )
    found = {twin.listing.id for twin in advice(session, author, bank.matcher(), draft.id).twins}
    assert found == {public.id, own_draft.id}
    assert other_draft.id not in found, "nobody learns what others have not published"
    assert advice(session, author, bank.matcher(), different.id).twins == ()


def test_concepts_of_the_text_are_suggested_until_they_are_chosen(
    bank: Bank, session: Session, factory: Factory
) -> None:
    author, organization = factory.editor()
    draft = factory.draft(author, organization)
    suggested = advice(session, author, bank.matcher(), draft.id).concepts
    assert "anaerobic-digestion" in suggested or "biogas" in suggested, suggested
    chosen = factory.draft(author, organization, concepts=list(suggested))
    assert set(advice(session, author, bank.matcher(), chosen.id).concepts).isdisjoint(suggested)


def test_going_back_to_a_version_makes_a_new_one(bank: Bank, session: Session, factory: Factory) -> None:
    author, organization = factory.editor()
    draft = factory.draft(author, organization)
    changed = parse_content(OfferingContent, offering_content(readiness=5))
    operations.save_draft(session, author, bank.clock, draft.id, 1, changed)
    with pytest.raises(StaleRevisionError):
        operations.restore(session, author, bank.clock, draft.id, 1, 1)
    with pytest.raises(NotFoundError):
        operations.restore(session, author, bank.clock, draft.id, 2, 9)
    operations.restore(session, author, bank.clock, draft.id, 2, 1)
    found = revisions_of(session, author, draft.id)
    assert [each.number for each in found] == [3, 2, 1]
    assert found[0].content == found[2].content != found[1].content
    assert not any(each.public for each in found)
    published = factory.published()
    assert [each.public for each in revisions_of(session, factory.curator(), published.id)] == [True]


def test_a_copy_begins_where_the_other_stands_without_its_marks(bank: Bank, session: Session, factory: Factory) -> None:
    author, organization = factory.editor()
    benefit = {"indicator": "loss_reduction", "value": 30, "unit": "percent", "verification": "curator_checked"}
    offering = factory.draft(author, organization, benefits=[benefit])
    copied = operations.copy_as_new(session, author, bank.clock, offering.id)
    assert copied.status == "draft"
    assert copied.id != offering.id
    content = working_copy(session, author, copied.id).content
    assert isinstance(content, OfferingContent)
    assert content.benefits[0].verification == "self_declared"
    assert content.texts == working_copy(session, author, offering.id).texts
    endorsed = need_content(endorsement={"entity": "Ministry"})
    need = factory.draft(author, organization, "need", endorsement=endorsed["endorsement"])
    again = operations.copy_as_new(session, author, bank.clock, need.id)
    assert working_copy(session, author, again.id).content.model_dump()["endorsement"] is None
