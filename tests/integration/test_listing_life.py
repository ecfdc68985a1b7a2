"""The life of a listing, from its first draft until nobody sees it any more."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.accounts.policies import VISITOR
from marketplace.accounts.terms import MemberRole
from marketplace.bootstrap import LISTING_CHANGED, Bank
from marketplace.curation import operations as curation
from marketplace.curation.queries import review_queue
from marketplace.kernel.errors import ForbiddenError, NotFoundError, SignInRequiredError
from marketplace.kernel.outbox import OutboxMessage
from marketplace.listings import operations, queries
from marketplace.listings.content import parse_content
from marketplace.listings.errors import (
    ContentInvalidError,
    IncompleteError,
    ReasonMissingError,
    StaleRevisionError,
    TransitionError,
    UnfitOrganizationError,
)
from marketplace.listings.models import Listing, Revision
from marketplace.listings.terms import Kind, Status
from marketplace.needs.content import NeedContent
from marketplace.offerings.content import OfferingContent
from tests.factories import Factory, offering_content


def changed(title: str) -> OfferingContent:
    raw = offering_content()
    raw["texts"]["en"]["title"] = title
    return parse_content(OfferingContent, raw)


def test_a_submitted_draft_is_published_for_a_year(bank: Bank, session: Session, factory: Factory) -> None:
    editor, organization = factory.editor()
    listing = factory.draft(editor, organization)
    with pytest.raises(NotFoundError):
        queries.published_listing(session, Kind.OFFERING, listing.id)
    operations.submit(session, editor, bank.clock, bank.bus, listing.id)
    curation.publish(session, factory.curator(), bank.clock, bank.bus, listing.id, revision=1)
    session.commit()
    seen = queries.published_listing(session, Kind.OFFERING, listing.id)
    assert seen.shown("title", "fr").value == "Anaerobic digester for pig manure"
    assert seen.shown("title", "fr").locale == "en"
    assert seen.expires_at == bank.clock.now() + timedelta(days=365)
    assert [entry.action for entry in queries.history(session, listing.id)] == ["publish", "submit"]


def test_publication_takes_the_next_change_number_and_orders_work(session: Session, factory: Factory) -> None:
    first, second = factory.published(), factory.published("need")
    assert (first.change_number, second.change_number) == (1, 2)
    assert session.scalar(select(func.count()).where(OutboxMessage.topic == LISTING_CHANGED)) == 2


def test_the_public_sees_the_old_revision_while_a_new_one_is_reviewed(
    bank: Bank, session: Session, factory: Factory
) -> None:
    listing = factory.published()
    editor = factory.actor(factory.member(listing.organization))
    operations.save_draft(session, editor, bank.clock, listing.id, 1, changed("A better digester"))
    operations.submit(session, editor, bank.clock, bank.bus, listing.id)
    session.commit()
    assert queries.published_listing(session, Kind.OFFERING, listing.id).revision == 1
    assert listing.work_status is Status.SUBMITTED
    curation.publish(session, factory.curator(), bank.clock, bank.bus, listing.id, revision=2)
    session.commit()
    seen = queries.published_listing(session, Kind.OFFERING, listing.id)
    assert seen.shown("title", "en").value == "A better digester"
    assert listing.proposal_status is None


def test_a_rejected_proposal_leaves_the_published_revision(bank: Bank, session: Session, factory: Factory) -> None:
    listing = factory.published()
    editor = factory.actor(factory.member(listing.organization))
    operations.save_draft(session, editor, bank.clock, listing.id, 1, changed("Worse"))
    operations.submit(session, editor, bank.clock, bank.bus, listing.id)
    curation.reject(session, factory.curator(), bank.clock, bank.bus, listing.id, 2, reason="The claim has no source.")
    session.commit()
    assert queries.published_listing(session, Kind.OFFERING, listing.id).revision == 1
    operations.save_draft(session, editor, bank.clock, listing.id, 2, changed("With a source"))
    assert listing.work_status is Status.DRAFT


def test_the_second_of_two_editors_is_told_and_nothing_is_overwritten(
    bank: Bank, session: Session, factory: Factory
) -> None:
    first, organization = factory.editor()
    second = factory.actor(factory.member(organization))
    listing = factory.draft(first, organization)
    operations.save_draft(session, first, bank.clock, listing.id, 1, changed("By the first"))
    session.commit()
    with pytest.raises(StaleRevisionError) as refused:
        operations.save_draft(session, second, bank.clock, listing.id, 1, changed("By the second"))
    assert refused.value.params["name"] == first.name
    titles = session.scalars(
        select(Revision.content).where(Revision.listing_id == listing.id).order_by(Revision.number)
    )
    assert [content["texts"]["en"]["title"] for content in titles] == [
        "Anaerobic digester for pig manure",
        "By the first",
    ]


def test_editing_a_submission_takes_it_back(bank: Bank, session: Session, factory: Factory) -> None:
    editor, organization = factory.editor()
    listing = factory.draft(editor, organization)
    operations.submit(session, editor, bank.clock, bank.bus, listing.id)
    operations.save_draft(session, editor, bank.clock, listing.id, 1, changed("Another"))
    with pytest.raises(StaleRevisionError):
        curation.publish(session, factory.curator(), bank.clock, bank.bus, listing.id, revision=1)
    with pytest.raises(TransitionError):
        curation.publish(session, factory.curator(), bank.clock, bank.bus, listing.id, revision=2)


def test_an_incomplete_draft_is_kept_but_not_submitted(bank: Bank, session: Session, factory: Factory) -> None:
    editor, organization = factory.editor()
    listing = factory.draft(editor, organization, fields=[], readiness=None)
    with pytest.raises(IncompleteError) as refused:
        operations.submit(session, editor, bank.clock, bank.bus, listing.id)
    assert set(refused.value.problems) == {"fields", "readiness"}
    assert listing.status == Status.DRAFT


def test_every_wrong_value_is_named_by_its_path() -> None:
    raw = offering_content(
        readiness=12,
        capacity={"min": 5, "max": 1, "unit": "m3/d"},
        conditions={"ambient_temperature": {"min": 0, "unit": "kg"}, "altitude": {"min": "high", "unit": "m"}},
        capital_cost={"currency": "USD", "year": 2023},
        benefits=[{"indicator": "ghg_avoided", "value": 3, "unit": "furlong"}],
    )
    with pytest.raises(ContentInvalidError) as refused:
        parse_content(OfferingContent, raw)
    assert {path: code for path, (code, _) in refused.value.problems.items()} == {
        "readiness": "less_than_equal",
        "capacity": "range_reversed",
        "conditions.ambient_temperature": "unit_wrong_dimension",
        "conditions.altitude.min": "float_parsing",
        "capital_cost": "range_empty",
        "benefits.0.unit": "unit_unknown",
    }


def test_a_decision_against_a_submission_needs_a_reason(bank: Bank, session: Session, factory: Factory) -> None:
    editor, organization = factory.editor()
    listing = factory.draft(editor, organization)
    operations.submit(session, editor, bank.clock, bank.bus, listing.id)
    curator = factory.curator()
    for reason in ("  ", "x" * 2001):
        with pytest.raises(ReasonMissingError):
            curation.request_changes(session, curator, bank.clock, bank.bus, listing.id, 1, reason=reason)
    curation.request_changes(session, curator, bank.clock, bank.bus, listing.id, 1, reason="Please name the source.")
    assert listing.status == Status.CHANGES_REQUESTED
    assert queries.history(session, listing.id)[0].reason == "Please name the source."


@pytest.mark.parametrize(("kind", "needed"), [("offering", "provider"), ("need", "agency")])
def test_an_organization_lists_only_what_it_is_registered_for(
    session: Session, factory: Factory, kind: str, needed: str
) -> None:
    other = "agency" if needed == "provider" else "provider"
    editor, organization = factory.editor(factory.organization(other))
    with pytest.raises(UnfitOrganizationError):
        factory.draft(editor, organization, kind)
    assert session.scalar(select(func.count()).select_from(Listing)) == 0
    assert factory.draft(*factory.editor(factory.organization(needed)), kind).kind == kind


def test_an_offering_does_not_take_the_content_of_a_need(bank: Bank, session: Session, factory: Factory) -> None:
    editor, organization = factory.editor()
    listing = factory.draft(editor, organization)
    with pytest.raises(TypeError):
        operations.save_draft(
            session, editor, bank.clock, listing.id, 1, parse_content(NeedContent, {"original_locale": "en"})
        )


def test_a_reason_for_withdrawal_may_be_missing_but_not_endless(bank: Bank, session: Session, factory: Factory) -> None:
    listing = factory.published()
    editor = factory.actor(factory.member(listing.organization))
    with pytest.raises(ReasonMissingError):
        operations.withdraw(session, editor, bank.clock, bank.bus, listing.id, "x" * 2001)
    session.rollback()
    operations.withdraw(session, editor, bank.clock, bank.bus, listing.id)
    assert listing.status == Status.WITHDRAWN


def test_a_revision_waits_for_its_curator_even_when_the_listing_expires(
    bank: Bank, session: Session, factory: Factory
) -> None:
    listing = factory.published()
    editor = factory.actor(factory.member(listing.organization))
    operations.save_draft(session, editor, bank.clock, listing.id, 1, changed("A better digester"))
    operations.submit(session, editor, bank.clock, bank.bus, listing.id)
    bank.clock.advance(days=366)  # type: ignore[attr-defined]
    operations.expire_due(session, bank.clock, bank.bus)
    curator = factory.curator()
    assert [waiting.id for waiting in review_queue(session, curator)] == [listing.id]
    curation.publish(session, curator, bank.clock, bank.bus, listing.id, revision=2)
    assert queries.published_listing(session, Kind.OFFERING, listing.id).revision == 2


def test_what_is_withdrawn_or_expired_is_gone_at_once_and_may_be_renewed(
    bank: Bank, session: Session, factory: Factory
) -> None:
    listing = factory.published()
    editor = factory.actor(factory.member(listing.organization))
    bank.clock.advance(days=366)  # type: ignore[attr-defined]
    assert operations.expire_due(session, bank.clock, bank.bus) == 1
    with pytest.raises(NotFoundError):
        queries.published_listing(session, Kind.OFFERING, listing.id)
    operations.renew(session, editor, bank.clock, bank.bus, listing.id)
    assert queries.published_listing(session, Kind.OFFERING, listing.id).id == listing.id
    operations.withdraw(session, editor, bank.clock, bank.bus, listing.id)
    session.commit()
    assert listing.change_number == 4
    with pytest.raises(TransitionError):
        operations.renew(session, editor, bank.clock, bank.bus, listing.id)


def test_drafts_do_not_exist_for_strangers(bank: Bank, session: Session, factory: Factory) -> None:
    editor, organization = factory.editor()
    listing = factory.draft(editor, organization)
    stranger, _ = factory.editor()
    viewer = factory.actor(factory.member(organization, MemberRole.VIEWER))
    with pytest.raises(NotFoundError):
        queries.working_copy(session, stranger, listing.id)
    with pytest.raises(NotFoundError):
        operations.save_draft(session, stranger, bank.clock, listing.id, 1, changed("Mine"))
    with pytest.raises(SignInRequiredError):
        queries.working_copy(session, VISITOR, listing.id)
    assert queries.working_copy(session, viewer, listing.id).revision == 1
    with pytest.raises(ForbiddenError):
        operations.save_draft(session, viewer, bank.clock, listing.id, 1, changed("Mine"))


def test_control_characters_and_direction_overrides_are_not_kept() -> None:
    raw = offering_content()
    raw["texts"]["en"]["title"] = "Digester\u0000 \u202efor\u0007 manure 沼气 هاضم"
    content = parse_content(OfferingContent, raw)
    assert content.texts["en"].title == "Digester for manure 沼气 هاضم"


def test_a_text_of_200000_characters_is_refused() -> None:
    raw = offering_content()
    raw["texts"]["en"]["description"] = "я" * 200_000
    with pytest.raises(ContentInvalidError) as refused:
        parse_content(OfferingContent, raw)
    assert refused.value.problems["texts.en.description"] == ("string_too_long", {"max_length": 20_000})
