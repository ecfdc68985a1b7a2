"""Every operation and query that takes an actor, called as everybody, refuses just those whom the table refuses."""

import importlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pyotp
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts import operations as accounts
from marketplace.accounts import queries as account_queries
from marketplace.accounts.models import Person
from marketplace.accounts.policies import OPERATOR, PERMISSIONS, VISITOR, Actor, may
from marketplace.accounts.terms import MemberRole, Role
from marketplace.bootstrap import Bank
from marketplace.curation import operations as curation
from marketplace.curation import queries as curation_queries
from marketplace.departures import operations as departures
from marketplace.departures import queries as departure_queries
from marketplace.discovery import operations as discovery
from marketplace.discovery import queries as discovery_queries
from marketplace.discovery.queries import Search
from marketplace.documents import operations as documents
from marketplace.documents import queries as document_queries
from marketplace.documents.receiving import Received
from marketplace.drafting import queries as drafting
from marketplace.engine.evaluation import Calibration, Card, Compared, Comparison, Difference, Figures
from marketplace.engine.ranker import CrossFitted, Ranker
from marketplace.insights.queries import desk as desks
from marketplace.insights.queries import exposure as insights
from marketplace.insights.queries import funnel as funnels
from marketplace.introductions import queries as introduction_queries
from marketplace.introductions.models import Introduction, Thread
from marketplace.introductions.operations import asking, moving, talking
from marketplace.introductions.policies import NextStep, Question, Request, Turn
from marketplace.introductions.terms import Party, Stage
from marketplace.kernel.errors import ConflictError, ForbiddenError, NotFoundError, SignInRequiredError
from marketplace.kernel.settings import PROJECT_FOLDER
from marketplace.kernel.signing import sign
from marketplace.listings import operations as listings
from marketplace.listings import queries as listing_queries
from marketplace.listings.models import Listing
from marketplace.listings.terms import Kind
from marketplace.matching import operations as matching
from marketplace.matching import queries as matching_queries
from marketplace.matching.models import KeptMatch
from marketplace.matching.policies import Word
from marketplace.matching.terms import JudgmentSource, Reason
from marketplace.matching.training import Trained
from marketplace.notifications import operations as notifications
from marketplace.notifications import queries as news
from marketplace.offerings.models import Offering
from marketplace.offerings.policies import offering_content
from marketplace.organizations import operations as organizations
from marketplace.organizations import queries as organization_queries
from marketplace.organizations.models import Invitation, Organization
from marketplace.organizations.policies import Profile
from marketplace.organizations.queries import actor_for
from marketplace.outcomes import operations as outcomes
from marketplace.outcomes import queries as outcome_queries
from marketplace.outcomes.models import ResultReport
from marketplace.outcomes.policies import Account, Answer
from marketplace.shortlists import operations as shortlists
from marketplace.shortlists import queries as shortlist_queries
from marketplace.translation import operations as translation
from marketplace.translation import queries as translation_queries
from marketplace.translation.models import PassageReport
from marketplace.translation.terms import Decision
from tests.factories import PASSWORD, Factory
from tests.factories import offering_content as raw_offering

ACCOUNT = Account(0, "sale", "LA", "Pakse", "1 digester", "Train two operators.", "en", consent=False)
PROFILE = Profile(name="New", kinds=("provider",), type="company", country="KE")


@dataclass(frozen=True)
class Scene:
    """An organization with a listing in each state, a match, and one person of each sort."""

    session: Session
    bank: Bank
    organization: Organization
    draft: Listing
    submitted: Listing
    published: Listing
    match: tuple[int, int]
    report: int
    asked: Introduction
    own_request: Introduction
    room: Introduction
    assisted: Introduction
    proposed: Introduction
    deployed: Introduction
    question: Thread
    document: int
    model: Trained
    people: dict[str, Actor]
    colleague: int
    invitation: int
    locked_out: str

    def row(self, actor: Actor) -> Person:
        """The row of an actor; of a visitor, that of somebody else."""
        return self.session.get_one(Person, actor.person_id or self.colleague)

    def invited(self, actor: Actor) -> str:
        """The link of an invitation that went to the actor's address."""
        invitation = self.session.get_one(Invitation, self.invitation)
        invitation.email = self.row(actor).email
        self.session.flush()
        return sign(self.bank.settings.secret_key, *organization_queries.invitation_link(invitation))

    def code(self, actor: Actor) -> str:
        """The present code of an app that took up what the actor's account has begun."""
        person = self.row(actor)
        person.two_step_seed = "seed"
        self.session.flush()
        secret = account_queries.two_step_secret(self.bank.settings.secret_key, "seed")
        return pyotp.TOTP(secret).at(self.bank.clock.now())

    def two_step(self, actor: Actor) -> str:
        """The password of somebody who signs in in two steps."""
        person = self.row(actor)
        person.two_step_seed, person.two_step_since = "seed", self.bank.clock.now()
        self.session.flush()
        return PASSWORD

    def unverified(self, actor: Actor) -> Person:
        """The row of the actor, whose address is not confirmed."""
        person = self.row(actor)
        person.verified_at = None
        self.session.flush()
        return person

    def session_of(self, actor: Actor) -> int:
        """A session of the actor's."""
        accounts.open_session(self.session, self.bank.clock, self.bank.settings, self.row(actor), "test")
        self.session.flush()
        [*_, last] = account_queries.devices(
            self.session, replace(actor, person_id=actor.person_id or self.colleague), self.bank.clock.now(), ""
        )
        return last.id

    @property
    def own_proposal(self) -> Introduction:
        """The room with the proposal, as if the organization had made it."""
        self.proposed.proposed_by = Party.PROVIDER
        self.session.flush()
        return self.proposed

    @property
    def assisted_thread(self) -> int:
        """The general thread of the room that a curator was called into."""
        held = select(Thread.id).where(Thread.introduction_id == self.assisted.id, Thread.general)
        return self.session.scalars(held).one()

    def held(self, actor: Actor) -> tuple[Session, Actor, Any, Any]:
        return self.session, actor, self.bank.clock, self.bank.bus

    def turn(self, introduction: Introduction) -> Turn:
        return Turn(introduction.version, "Because.", Reason.TERMS)

    @property
    def content(self) -> Any:
        return offering_content(raw_offering(), self.bank.taxonomy)


def received(key: str) -> Received:
    """A file that was accepted."""
    return Received(name="plan.pdf", media_type="application/pdf", size=9, digest="0" * 64, object_key=key)


def model(scale: float) -> Trained:
    """A model that makes more, or less, of its features; made by hand, because training is not what is tried here."""
    prior = Ranker.untrained()
    scaled = replace(prior, slope=scale)
    ranker = replace(scaled, name=scaled.version)
    counts = {"pairs": 0, "by_source": {}}
    calibration = Calibration(0, 0, 0.0, (0.0, 0.0))
    figures = Figures(0, 0.0, (0.0, 0.0), calibration)
    card = Card(figures, 0.0, calibration, {}, {}, (), (), ())
    return Trained(CrossFitted(ranker, (prior,)), card, counts, (), None)


def matching_comparison(first: Trained, second: Trained) -> Comparison:
    """One that finds no difference."""
    same = Difference(0.5, 0.5, 0.0, 0.0)
    return Comparison(first.fitted.version, second.fitted.version, Compared(0, 0, same, same), {}, {})


@pytest.fixture
def scene(bank: Bank, session: Session, factory: Factory) -> Scene:
    texts = raw_offering()["texts"]
    texts["fr"] = {"origin": "human", "title": "Digesteur pour lisier de porc"}
    offering, need = factory.published(texts=texts), factory.published("need")
    organization = offering.organization
    author = factory.editor(organization)[0]
    submitted = factory.draft(author, organization)
    listings.submit(session, author, bank.clock, bank.bus, submitted.id)
    match = (need.id, offering.id)
    if session.get(KeptMatch, match) is None:
        raise AssertionError(match)
    translation.report_passage(
        session,
        VISITOR,
        bank.clock,
        Kind.OFFERING,
        offering.id,
        locale="fr",
        part="title",
        remark="Wrong term.",
        visitor="203.0.113.7",
    )
    asked = factory.introduction(need=factory.copy(need), offering=offering)
    own_request = factory.introduction(Party.PROVIDER, factory.copy(need), offering)
    question = Question("How much power does it draw?", "power")
    room = factory.introduction(need=factory.copy(need), offering=offering, questions=(question,), accepted=True)
    document = documents.add_document(session, author, bank.clock, organization.id, received("kept/2026-11-20/one"))
    agency = factory.actor(factory.member(need.organization))
    held = session, author, bank.clock, bank.bus
    thread = session.scalars(select(Thread).where(Thread.introduction_id == room.id, ~Thread.general)).one()
    talking.say(*held, thread.id, "About 2 kW.")
    moving.agree_step(*held, room.id, NextStep(room.version, "Send drawings", bank.clock.now().date(), None))
    assisted = factory.introduction(need=factory.copy(need), offering=offering, accepted=True)
    talking.call_curator(*held, assisted.id, "We do not agree on the terms.")
    proposed = factory.introduction(need=factory.copy(need), offering=offering, accepted=True)
    to_agreement = Turn(proposed.version, stage=Stage.AGREEMENT)
    moving.lead_on(session, agency, bank.clock, bank.bus, proposed.id, to_agreement)
    deployed = factory.introduction(need=factory.copy(need), offering=offering, accepted=True)
    factory.deploy(deployed)
    outcomes.write_outcome(*held, deployed.id, account=ACCOUNT, countries=bank.taxonomy.countries)
    talking.share_documents(*held, deployed.id, [document.id])
    session.add(
        ResultReport(introduction_id=deployed.id, months=6, due_on=date(2026, 11, 1), asked_at=bank.clock.now())
    )
    served = [model(scale) for scale in (1.0, 2.0, 3.0)]
    for each in served:
        matching.keep_model(session, OPERATOR, bank.clock, bank.settings.models_folder, each)
    for each in served[:2]:
        compared = matching_comparison(each, served[0])
        matching.activate_model(session, OPERATOR, bank.clock, each.fitted.version, compared)
    colleague = factory.member(organization, MemberRole.OWNER)
    invitation = organizations.invite(
        session,
        factory.actor(colleague),
        bank.clock,
        bank.bus,
        organization.id,
        email="invited@example.org",
        role="editor",
        locale="en",
    )
    unverified = factory.member(organization, MemberRole.OWNER)
    unverified.verified_at = None
    locked_out = factory.person()
    locked_out.two_step_since = bank.clock.now()
    factory.person(Role.ADMINISTRATOR)
    shortlists.add_entry(session, author, bank.clock, offering.id, need.id)
    session.commit()
    return Scene(
        session=session,
        bank=bank,
        organization=organization,
        draft=factory.draft(author, organization),
        submitted=submitted,
        published=offering,
        match=match,
        document=document.id,
        report=session.scalars(select(PassageReport.id)).one(),
        asked=asked,
        own_request=own_request,
        room=room,
        assisted=assisted,
        proposed=proposed,
        deployed=deployed,
        question=thread,
        model=replace(served[2], comparison=matching_comparison(served[2], served[1])),
        people={
            "visitor": VISITOR,
            "stranger": factory.actor(factory.person()),
            "removed member": factory.removed_member(organization),
            "owner of another": factory.actor(factory.member(factory.organization(), MemberRole.OWNER)),
            **{role.value: factory.actor(factory.member(organization, role)) for role in MemberRole},
            **{role.value: factory.actor(factory.person(role)) for role in Role},
            "unverified owner": factory.actor(unverified),
            "curator without second step": actor_for(session, factory.person(Role.CURATOR), staff_two_step=True),
        },
        colleague=colleague.id,
        invitation=invitation.id,
        locked_out=locked_out.email,
    )


Call = Callable[[Scene, Actor], object]

#: Function -> its line of the table, and a call of it that lacks nothing but, perhaps, the permission.
CALLS: dict[Callable[..., Any], tuple[str, Call]] = {
    accounts.prove_again: (
        "account.manage",
        lambda at, actor: accounts.prove_again(at.session, actor, at.bank.clock, at.bank.settings, PASSWORD),
    ),
    accounts.change_password: (
        "account.manage",
        lambda at, actor: accounts.change_password(
            at.session, actor, at.bank.clock, at.bank.settings, at.bank.bus, present=PASSWORD, new=PASSWORD, token=""
        ),
    ),
    accounts.end_session: (
        "account.manage",
        lambda at, actor: accounts.end_session(at.session, actor, at.session_of(actor)),
    ),
    accounts.end_other_sessions: (
        "account.manage",
        lambda at, actor: accounts.end_other_sessions(at.session, actor, ""),
    ),
    accounts.send_verification_again: (
        "account.manage",
        lambda at, actor: accounts.send_verification_again(
            at.session,
            replace(actor, person_id=actor.person_id and at.unverified(actor).id),
            at.bank.clock,
            at.bank.settings,
            at.bank.bus,
        ),
    ),
    accounts.verify_address: (
        "account.manage",
        lambda at, actor: accounts.verify_address(
            at.session,
            actor,
            at.bank.clock,
            at.bank.settings,
            sign(at.bank.settings.secret_key, *account_queries.verification_link(at.unverified(actor))),
        ),
    ),
    accounts.change_email: (
        "account.manage",
        lambda at, actor: accounts.change_email(
            at.session,
            actor,
            at.bank.clock,
            at.bank.settings,
            at.bank.bus,
            email="another@example.org",
            password=PASSWORD,
        ),
    ),
    accounts.confirm_email: (
        "account.manage",
        lambda at, actor: accounts.confirm_email(
            at.session,
            actor,
            at.bank.clock,
            at.bank.settings,
            at.bank.bus,
            sign(at.bank.settings.secret_key, *account_queries.email_change_link(at.row(actor), "another@example.org")),
        ),
    ),
    accounts.save_settings: (
        "account.manage",
        lambda at, actor: accounts.save_settings(
            at.session, actor, name="Another", locale="fr", time_zone="Africa/Nairobi"
        ),
    ),
    accounts.begin_two_step: (
        "account.manage",
        lambda at, actor: accounts.begin_two_step(at.session, actor, at.bank.clock, at.bank.settings, PASSWORD),
    ),
    accounts.confirm_two_step: (
        "account.manage",
        lambda at, actor: accounts.confirm_two_step(
            at.session, actor, at.bank.clock, at.bank.settings, at.bank.bus, code=at.code(actor), token=""
        ),
    ),
    accounts.renew_recovery_codes: (
        "account.manage",
        lambda at, actor: accounts.renew_recovery_codes(
            at.session, actor, at.bank.clock, at.bank.settings, at.two_step(actor)
        ),
    ),
    accounts.turn_off_two_step: (
        "account.manage",
        lambda at, actor: accounts.turn_off_two_step(
            at.session, actor, at.bank.clock, at.bank.settings, at.bank.bus, at.two_step(actor)
        ),
    ),
    accounts.reset_two_step: (
        "account.reset_two_step",
        lambda at, actor: accounts.reset_two_step(at.session, actor, at.bank.clock, at.bank.bus, at.locked_out),
    ),
    account_queries.own_row: (
        "account.manage",
        lambda at, actor: account_queries.own_row(at.session, actor),
    ),
    account_queries.account: ("account.manage", lambda at, actor: account_queries.account(at.session, actor)),
    account_queries.devices: (
        "account.manage",
        lambda at, actor: account_queries.devices(at.session, actor, at.bank.clock.now(), ""),
    ),
    account_queries.two_step_enrolment: (
        "account.manage",
        lambda at, actor: account_queries.two_step_enrolment(at.session, actor, at.bank.settings),
    ),
    departure_queries.left_behind: (
        "account.manage",
        lambda at, actor: departure_queries.left_behind(at.session, actor),
    ),
    departure_queries.export: ("account.manage", lambda at, actor: departure_queries.export(at.session, actor)),
    departures.remove_account: (
        "account.manage",
        lambda at, actor: departures.remove_account(
            at.session, actor, at.bank.clock, at.bank.settings, at.bank.bus, password=PASSWORD, heirs={}
        ),
    ),
    organizations.save_profile: (
        "organization.save_profile",
        lambda at, actor: organizations.save_profile(
            at.session,
            actor,
            at.bank.clock,
            at.bank.bus,
            at.organization.id,
            profile=PROFILE,
            countries=at.bank.taxonomy.countries,
        ),
    ),
    organizations.change_role: (
        "organization.change_members",
        lambda at, actor: organizations.change_role(
            at.session, actor, at.bank.clock, at.bank.bus, at.organization.id, at.colleague, role="viewer"
        ),
    ),
    organizations.remove_member: (
        "organization.change_members",
        lambda at, actor: organizations.remove_member(
            at.session, actor, at.bank.clock, at.bank.bus, at.organization.id, at.colleague
        ),
    ),
    organizations.hand_over: (
        "organization.change_members",
        lambda at, actor: organizations.hand_over(
            at.session, actor, at.bank.clock, at.bank.bus, at.organization.id, at.colleague
        ),
    ),
    organizations.leave: (
        "organization.leave",
        lambda at, actor: organizations.leave(at.session, actor, at.bank.clock, at.bank.bus, at.organization.id),
    ),
    organizations.invite: (
        "organization.invite",
        lambda at, actor: organizations.invite(
            at.session,
            actor,
            at.bank.clock,
            at.bank.bus,
            at.organization.id,
            email="another@example.org",
            role="viewer",
            locale="fr",
        ),
    ),
    organizations.send_invitation_again: (
        "organization.invite",
        lambda at, actor: organizations.send_invitation_again(
            at.session, actor, at.bank.clock, at.bank.bus, at.organization.id, at.invitation
        ),
    ),
    organizations.withdraw_invitation: (
        "organization.change_members",
        lambda at, actor: organizations.withdraw_invitation(
            at.session, actor, at.bank.clock, at.organization.id, at.invitation
        ),
    ),
    organizations.accept_invitation: (
        "invitation.answer",
        lambda at, actor: organizations.accept_invitation(
            at.session, actor, at.bank.clock, at.bank.settings, at.bank.bus, at.invited(actor)
        ),
    ),
    organization_queries.members: (
        "organization.read_members",
        lambda at, actor: organization_queries.members(at.session, actor, at.organization.id),
    ),
    organization_queries.pending_invitations: (
        "organization.change_members",
        lambda at, actor: organization_queries.pending_invitations(
            at.session, actor, at.organization.id, at.bank.clock.now()
        ),
    ),
    news.news: ("news.read", lambda at, actor: news.news(at.session, actor, "en")),
    news.unseen_count: ("news.read", lambda at, actor: news.unseen_count(at.session, actor)),
    news.preferences: ("news.read", lambda at, actor: news.preferences(at.session, actor)),
    notifications.mark_seen: (
        "news.read",
        lambda at, actor: notifications.mark_seen(at.session, actor, at.bank.clock, 1),
    ),
    notifications.choose_frequencies: (
        "news.read",
        lambda at, actor: notifications.choose_frequencies(at.session, actor, {"matches": "weekly"}),
    ),
    discovery.save_search: (
        "search.save",
        lambda at, actor: discovery.save_search(at.session, actor, at.bank.clock, Search("biogas")),
    ),
    discovery.forget_search: ("search.save", lambda at, actor: discovery.forget_search(at.session, actor, 1)),
    discovery_queries.saved_searches: (
        "search.save",
        lambda at, actor: discovery_queries.saved_searches(at.session, actor),
    ),
    organizations.create_organization: (
        "organization.create",
        lambda at, actor: organizations.create_organization(
            at.session, actor, at.bank.clock, PROFILE, at.bank.taxonomy.countries
        ),
    ),
    organizations.verify_organization: (
        "organization.verify",
        lambda at, actor: organizations.verify_organization(at.session, actor, at.bank.clock, at.organization.id),
    ),
    documents.add_document: (
        "document.add",
        lambda at, actor: documents.add_document(
            at.session, actor, at.bank.clock, at.organization.id, received("kept/2026-11-20/other")
        ),
    ),
    document_queries.own_document: (
        "document.read_own",
        lambda at, actor: document_queries.own_document(at.session, actor, at.document),
    ),
    organization_queries.organizations_of: (
        "organization.list_own",
        lambda at, actor: organization_queries.organizations_of(at.session, actor),
    ),
    listings.create_draft: (
        "listing.create",
        lambda at, actor: listings.create_draft(
            at.session, actor, at.bank.clock, Offering, at.organization.id, at.content
        ),
    ),
    listings.save_draft: (
        "listing.save",
        lambda at, actor: listings.save_draft(at.session, actor, at.bank.clock, at.draft.id, 1, at.content),
    ),
    listings.restore: (
        "listing.restore",
        lambda at, actor: listings.restore(at.session, actor, at.bank.clock, at.draft.id, 1, 1),
    ),
    listings.copy_as_new: (
        "listing.copy",
        lambda at, actor: listings.copy_as_new(at.session, actor, at.bank.clock, at.published.id),
    ),
    listings.submit: (
        "listing.submit",
        lambda at, actor: listings.submit(at.session, actor, at.bank.clock, at.bank.bus, at.draft.id),
    ),
    listings.withdraw: (
        "listing.withdraw",
        lambda at, actor: listings.withdraw(at.session, actor, at.bank.clock, at.bank.bus, at.published.id),
    ),
    listings.renew: (
        "listing.renew",
        lambda at, actor: listings.renew(at.session, actor, at.bank.clock, at.bank.bus, at.published.id),
    ),
    listing_queries.working_copy: (
        "listing.read_draft",
        lambda at, actor: listing_queries.working_copy(at.session, actor, at.draft.id),
    ),
    listing_queries.revisions_of: (
        "listing.read_draft",
        lambda at, actor: listing_queries.revisions_of(at.session, actor, at.draft.id),
    ),
    drafting.advice: (
        "listing.read_draft",
        lambda at, actor: drafting.advice(at.session, actor, at.bank.matcher(), at.draft.id),
    ),
    drafting.expected_matches: (
        "listing.read_draft",
        lambda at, actor: drafting.expected_matches(at.session, actor, at.bank.matcher(), at.draft.id, 5),
    ),
    listing_queries.listing_for_work: (
        "listing.read_draft",
        lambda at, actor: listing_queries.listing_for_work(at.session, actor, at.draft.id),
    ),
    listing_queries.listings_of: (
        "listing.list_own",
        lambda at, actor: listing_queries.listings_of(at.session, actor),
    ),
    curation_queries.review_queue: (
        "curation.read_queue",
        lambda at, actor: curation_queries.review_queue(at.session, actor),
    ),
    curation_queries.submission: (
        "curation.read_queue",
        lambda at, actor: curation_queries.submission(at.session, actor, at.submitted.id),
    ),
    curation.publish: (
        "curation.publish",
        lambda at, actor: curation.publish(at.session, actor, at.bank.clock, at.bank.bus, at.submitted.id, 1),
    ),
    curation.request_changes: (
        "curation.request_changes",
        lambda at, actor: curation.request_changes(
            at.session, actor, at.bank.clock, at.bank.bus, at.submitted.id, 1, reason="Figures?"
        ),
    ),
    curation.reject: (
        "curation.reject",
        lambda at, actor: curation.reject(
            at.session, actor, at.bank.clock, at.bank.bus, at.submitted.id, 1, reason="No figures."
        ),
    ),
    translation.report_passage: (
        "passage.report",
        lambda at, actor: translation.report_passage(
            at.session,
            actor,
            at.bank.clock,
            Kind.OFFERING,
            at.published.id,
            locale="fr",
            part="title",
            remark="Wrong term.",
            visitor="203.0.113.7",
        ),
    ),
    translation.settle_report: (
        "passage.settle",
        lambda at, actor: translation.settle_report(at.session, actor, at.bank.clock, at.report, Decision.KEPT),
    ),
    translation_queries.open_reports: (
        "passage.read_reports",
        lambda at, actor: translation_queries.open_reports(at.session, actor),
    ),
    translation_queries.open_reports_of: (
        "listing.read_draft",
        lambda at, actor: translation_queries.open_reports_of(at.session, actor, at.published.id),
    ),
    translation_queries.proposed_passages: (
        "listing.read_draft",
        lambda at, actor: translation_queries.proposed_passages(at.session, actor, at.published.id, "fr"),
    ),
    desks.desk: ("desk.read", lambda at, actor: desks.desk(at.session, actor, at.bank.clock)),
    funnels.funnel: ("funnel.read", lambda at, actor: funnels.funnel(at.session, actor, at.bank.clock)),
    shortlists.add_entry: (
        "shortlist.change",
        lambda at, actor: shortlists.add_entry(at.session, actor, at.bank.clock, at.published.id, at.match[0]),
    ),
    shortlists.remove_entry: (
        "shortlist.change",
        lambda at, actor: shortlists.remove_entry(at.session, actor, at.published.id, at.match[0]),
    ),
    shortlists.add_note: (
        "shortlist.change",
        lambda at, actor: shortlists.add_note(
            at.session, actor, at.bank.clock, at.bank.bus, at.published.id, at.match[0], words="Ask for the price."
        ),
    ),
    shortlists.remove_note: (
        "shortlist.change",
        lambda at, actor: shortlists.remove_note(at.session, actor, at.published.id, 1),
    ),
    shortlist_queries.shortlist: (
        "shortlist.read",
        lambda at, actor: shortlist_queries.shortlist(at.session, actor, at.published.id),
    ),
    shortlist_queries.shortlisted: (
        "shortlist.read",
        lambda at, actor: shortlist_queries.shortlisted(at.session, actor, at.published.id),
    ),
    shortlist_queries.own_lists: (
        "shortlist.list_own",
        lambda at, actor: shortlist_queries.own_lists(at.session, actor),
    ),
    insights.exposure_report: ("exposure.read", lambda at, actor: insights.exposure_report(at.session, actor, 20)),
    matching.endorse: (
        "match.endorse",
        lambda at, actor: matching.endorse(at.session, actor, at.bank.clock, *at.match),
    ),
    matching.hide: ("match.hide", lambda at, actor: matching.hide(at.session, actor, at.bank.clock, *at.match)),
    matching.record_judgment: (
        "judgment.record",
        lambda at, actor: matching.record_judgment(
            at.session, actor, at.bank.clock, Word(JudgmentSource.DEPLOYED, *at.match)
        ),
    ),
    asking.ask: (
        "introduction.ask",
        lambda at, actor: asking.ask(
            *at.held(actor), Request(at.match[0], at.match[1], Party.PROVIDER, "We could help."), 100
        ),
    ),
    asking.accept: (
        "introduction.answer",
        lambda at, actor: asking.accept(*at.held(actor), at.asked.id, at.turn(at.asked)),
    ),
    asking.decline: (
        "introduction.answer",
        lambda at, actor: asking.decline(*at.held(actor), at.asked.id, at.turn(at.asked)),
    ),
    asking.withdraw: (
        "introduction.withdraw",
        lambda at, actor: asking.withdraw(*at.held(actor), at.own_request.id, at.turn(at.own_request)),
    ),
    talking.say: (
        "introduction.speak",
        lambda at, actor: talking.say(*at.held(actor), at.question.id, "Three kilowatts at most."),
    ),
    talking.ask_question: (
        "introduction.speak",
        lambda at, actor: talking.ask_question(*at.held(actor), at.room.id, Question("When?")),
    ),
    talking.share_documents: (
        "introduction.share",
        lambda at, actor: talking.share_documents(*at.held(actor), at.room.id, [at.document]),
    ),
    introduction_queries.shared_document: (
        "introduction.read",
        lambda at, actor: introduction_queries.shared_document(at.session, actor, at.deployed.id, at.document),
    ),
    talking.note_taken_over: (
        "introduction.take_over",
        lambda at, actor: talking.note_taken_over(*at.held(actor), at.question.id, 2),
    ),
    talking.call_curator: (
        "introduction.call_curator",
        lambda at, actor: talking.call_curator(*at.held(actor), at.room.id, "Please help."),
    ),
    talking.leave_room: (
        "introduction.assist",
        lambda at, actor: talking.leave_room(at.session, actor, at.bank.clock, at.assisted.id),
    ),
    moving.lead_on: (
        "introduction.move",
        lambda at, actor: moving.lead_on(
            *at.held(actor), at.room.id, replace(at.turn(at.room), stage=Stage.CONFIDENTIALITY)
        ),
    ),
    moving.confirm: (
        "introduction.move",
        lambda at, actor: moving.confirm(*at.held(actor), at.proposed.id, at.turn(at.proposed)),
    ),
    moving.refuse: (
        "introduction.move",
        lambda at, actor: moving.refuse(*at.held(actor), at.proposed.id, at.turn(at.proposed)),
    ),
    moving.take_back: (
        "introduction.move",
        lambda at, actor: moving.take_back(*at.held(actor), at.own_proposal.id, at.turn(at.own_proposal)),
    ),
    moving.close: ("introduction.move", lambda at, actor: moving.close(*at.held(actor), at.room.id, at.turn(at.room))),
    moving.agree_step: (
        "introduction.move",
        lambda at, actor: moving.agree_step(
            *at.held(actor), at.room.id, NextStep(at.room.version, "Visit", at.bank.clock.now().date(), None)
        ),
    ),
    moving.finish_step: (
        "introduction.move",
        lambda at, actor: moving.finish_step(at.session, actor, at.bank.clock, at.room.id, at.room.version),
    ),
    introduction_queries.introductions_of: (
        "introduction.list_own",
        lambda at, actor: introduction_queries.introductions_of(at.session, actor),
    ),
    introduction_queries.introduction_for: (
        "introduction.read",
        lambda at, actor: introduction_queries.introduction_for(at.session, actor, at.room.id),
    ),
    introduction_queries.thread_for: (
        "introduction.read",
        lambda at, actor: introduction_queries.thread_for(at.session, actor, at.question.id),
    ),
    introduction_queries.room: (
        "introduction.read",
        lambda at, actor: introduction_queries.room(at.session, actor, at.room.id),
    ),
    introduction_queries.party_of: (
        "introduction.read",
        lambda at, actor: introduction_queries.party_of(actor, at.room),
    ),
    outcomes.report_results: (
        "outcome.report",
        lambda at, actor: outcomes.report_results(
            *at.held(actor), at.deployed.id, months=6, answer=Answer("as_promised", (), "Well.", "en")
        ),
    ),
    outcomes.write_outcome: (
        "outcome.write",
        lambda at, actor: outcomes.write_outcome(
            *at.held(actor), at.deployed.id, account=replace(ACCOUNT, seen=1), countries=at.bank.taxonomy.countries
        ),
    ),
    outcomes.agree_to_publish: (
        "outcome.publish",
        lambda at, actor: outcomes.agree_to_publish(*at.held(actor), at.deployed.id, 1),
    ),
    outcomes.take_back_consent: (
        "outcome.publish",
        lambda at, actor: outcomes.take_back_consent(*at.held(actor), at.deployed.id),
    ),
    outcome_queries.outcome_of: (
        "introduction.read",
        lambda at, actor: outcome_queries.outcome_of(at.session, actor, at.deployed.id),
    ),
    matching.keep_model: (
        "model.train",
        lambda at, actor: matching.keep_model(
            at.session, actor, at.bank.clock, at.bank.settings.models_folder, at.model
        ),
    ),
    matching.activate_model: (
        "model.activate",
        lambda at, actor: matching.activate_model(
            at.session, actor, at.bank.clock, at.model.fitted.version, at.model.comparison
        ),
    ),
    matching.roll_back_model: (
        "model.activate",
        lambda at, actor: matching.roll_back_model(at.session, actor, at.bank.clock),
    ),
    matching_queries.models: ("model.read", lambda at, actor: matching_queries.models(at.session, actor)),
    matching_queries.model: (
        "model.read",
        lambda at, actor: matching_queries.model(at.session, actor, at.model.fitted.version),
    ),
}
#: What is done with a listing that not everybody may know of: to those who may not, it does not exist.
OF_A_DRAFT = {
    "document.read_own",
    "listing.read_draft",
    "listing.save",
    "listing.restore",
    "listing.copy",
    "listing.submit",
    "listing.withdraw",
    "listing.renew",
    "passage.settle",
    "shortlist.read",
    "shortlist.change",
}
#: What is done in a room of two organizations: to all others it does not exist, staff among them unless they were called.
IN_A_ROOM = {
    f"introduction.{name}"
    for name in ("read", "answer", "withdraw", "speak", "share", "move", "take_over", "call_curator", "assist")
} | {"outcome.report", "outcome.write", "outcome.publish"}
#: What a curator may do who was called into a room.
ASSISTING = {talking.say, talking.ask_question}
READING = {introduction_queries.room, introduction_queries.introduction_for}


def functions_with_an_actor() -> set[Callable[..., Any]]:
    """Every public operation and query of the bank that is told who acts."""
    found = set()
    for path in sorted((PROJECT_FOLDER / "marketplace").rglob("*.py")):
        if {path.stem, path.parent.name} & {"operations", "queries"}:
            place = path.relative_to(PROJECT_FOLDER).with_suffix("")
            module = importlib.import_module(".".join(place.parts).removesuffix(".__init__"))
            for name, function in inspect.getmembers(module, inspect.isfunction):
                own = function.__module__ == module.__name__ and not name.startswith("_")
                if own and "actor" in inspect.signature(function).parameters:
                    found.add(function)
    return found


def expected(at: Scene, actor: Actor, operation: str) -> str:
    if may(actor, operation, at.organization.id):
        return "allowed"
    if not actor.signed_in:
        return "sign in"
    known = may(actor, "listing.read_draft", at.organization.id)
    if operation in IN_A_ROOM:
        return "forbidden" if may(actor, "introduction.read", at.organization.id) else "not found"
    return "not found" if operation in OF_A_DRAFT and not known else "forbidden"


def outcome(at: Scene, actor: Actor, call: Call) -> str:
    try:
        call(at, actor)
    except SignInRequiredError:
        said = "sign in"
    except ForbiddenError:
        said = "forbidden"
    except NotFoundError:
        said = "not found"
    except ConflictError:
        said = "conflict"
    else:
        at.session.rollback()
        return "allowed"
    assert not at.session.new, "a refusal leaves nothing behind"
    assert not at.session.dirty, "a refusal leaves nothing behind"
    at.session.rollback()
    return said


def test_everything_that_takes_an_actor_is_called_here() -> None:
    assert set(CALLS) == functions_with_an_actor()
    assert {operation for operation, _call in CALLS.values()} == set(PERMISSIONS)


def name_of(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__name__}"


def test_every_call_refuses_whom_the_table_refuses(scene: Scene) -> None:
    """Every operation as everybody. All are tried on one scene, because each try is rolled back."""
    found = {
        name_of(function): {who: outcome(scene, actor, call) for who, actor in scene.people.items()}
        for function, (_operation, call) in CALLS.items()
    }
    wanted = {
        name_of(function): {who: expected(scene, actor, operation) for who, actor in scene.people.items()}
        for function, (operation, _call) in CALLS.items()
    }
    assert found == wanted
    assert all("allowed" in said.values() for said in found.values())


#: What is done in a room, in the one that a curator was called into.
CALLED: dict[Callable[..., Any], Call] = {
    introduction_queries.room: lambda at, actor: introduction_queries.room(at.session, actor, at.assisted.id),
    introduction_queries.introduction_for: lambda at, actor: introduction_queries.introduction_for(
        at.session, actor, at.assisted.id
    ),
    talking.say: lambda at, actor: talking.say(*at.held(actor), at.assisted_thread, "May I suggest something?"),
    talking.ask_question: lambda at, actor: talking.ask_question(
        *at.held(actor), at.assisted.id, Question("What do you need?", asked_of=Party.AGENCY)
    ),
    talking.call_curator: lambda at, actor: talking.call_curator(*at.held(actor), at.assisted.id, "Again."),
    moving.lead_on: lambda at, actor: moving.lead_on(
        *at.held(actor), at.assisted.id, replace(at.turn(at.assisted), stage=Stage.CONFIDENTIALITY)
    ),
    moving.close: lambda at, actor: moving.close(*at.held(actor), at.assisted.id, at.turn(at.assisted)),
}


def expected_of_a_called(who: str, function: Callable[..., Any]) -> str:
    """What is said to somebody in the room that a curator was called into, which nobody can call into again."""
    if who == "visitor":
        return "sign in"
    if who not in {"owner", "unverified owner", "editor", "viewer", "curator", "administrator"}:
        return "not found"
    if function in READING or (who in {"curator", "administrator"} and function in ASSISTING):
        return "allowed"
    if who in {"owner", "unverified owner", "editor"}:
        return "conflict" if function is talking.call_curator else "allowed"
    return "forbidden"


def test_curators_who_were_called_read_and_speak_and_decide_nothing(scene: Scene) -> None:
    found = {
        (who, name_of(each)): outcome(scene, scene.people[who], CALLED[each]) for each in CALLED for who in scene.people
    }
    assert found == {(who, name_of(each)): expected_of_a_called(who, each) for each in CALLED for who in scene.people}


def test_a_visitor_does_not_learn_which_listings_there_are(scene: Scene) -> None:
    with pytest.raises(SignInRequiredError):
        listing_queries.working_copy(scene.session, VISITOR, 2**31 - 1)


def test_nobody_lists_what_is_anothers(scene: Scene) -> None:
    for who in ("stranger", "owner of another", "curator", "removed member"):
        assert listing_queries.listings_of(scene.session, scene.people[who]) == []
    [own] = organization_queries.organizations_of(scene.session, scene.people["owner of another"])
    assert own.id != scene.organization.id
    assert len(listing_queries.listings_of(scene.session, scene.people["viewer"])) == 3
    assert listing_queries.listings_of(scene.session, scene.people["removed member"]) == []
