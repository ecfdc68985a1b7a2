"""Valid people, organizations and listings, each in one line."""

from functools import cache
from itertools import count
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import delete
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.accounts.policies import Actor
from marketplace.accounts.terms import MemberRole, Role
from marketplace.bootstrap import Bank
from marketplace.curation import operations as curation
from marketplace.introductions.models import Introduction
from marketplace.introductions.operations import asking, moving
from marketplace.introductions.policies import Question, Request, Turn
from marketplace.introductions.terms import Party, Stage
from marketplace.jobs.worker import work_off
from marketplace.kernel.events import EventBus
from marketplace.listings import operations as listings
from marketplace.listings.content import parse_content
from marketplace.listings.models import Listing
from marketplace.needs.content import NeedContent
from marketplace.needs.models import Need
from marketplace.offerings.content import OfferingContent
from marketplace.offerings.models import Offering
from marketplace.organizations.models import Member, Organization
from marketplace.organizations.queries import actor_for

PASSWORD = "a long enough password"


#: Makes in no time what takes long on purpose.
QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@cache
def password_hash() -> str:
    """What is kept of the password."""
    return QUICK_HASHER.hash(PASSWORD)


def offering_content(**changes: Any) -> dict[str, Any]:
    """The content of an offering that may be submitted."""
    text = {
        "origin": "original",
        "title": "Anaerobic digester for pig manure",
        "summary": "A mesophilic anaerobic digester turns pig manure into biogas and digestate.",
        "description": "The digester treats manure slurry of farms with 200 to 2000 pigs and supplies biogas for heat.",
    }
    return {
        "original_locale": "en",
        "texts": {"en": text},
        "fields": ["waste.organic"],
        "cooperation": ["sale", "training"],
        "readiness": 9,
        "capacity": {"min": 5, "max": 100, "unit": "m3/d"},
        "available_in": ["001"],
        "capital_cost": {"min": 20000, "max": 90000, "currency": "USD", "year": 2023},
        "conditions": {"ambient_temperature": {"min": 0, "max": 40, "unit": "degC"}},
        **changes,
    }


def need_content(**changes: Any) -> dict[str, Any]:
    """The content of a need that may be submitted."""
    text = {
        "origin": "original",
        "title": "Biogas from pig manure for a cooperative",
        "summary": "A cooperative wants to turn the manure of its pigs into biogas for cooking.",
        "problem": "The manure of 600 pigs flows into the river untreated. The cooperative looks for a digester.",
    }
    return {
        "original_locale": "en",
        "texts": {"en": text},
        "fields": ["waste.organic"],
        "countries": ["LA"],
        "cooperation": ["sale"],
        "readiness_wanted": 8,
        "capacity": {"min": 10, "max": 20, "unit": "m3/d"},
        "budget": {"min": 30000, "max": 100000, "currency": "USD", "year": 2023},
        "conditions": {"ambient_temperature": {"min": 12, "max": 38, "unit": "degC"}},
        **changes,
    }


class Factory:
    """Makes what a test needs, in the test's bank."""

    def __init__(self, bank: Bank, session: Session) -> None:
        self.bank = bank
        self.session = session
        self._numbers = count(1)

    def person(self, role: Role | None = None) -> Person:
        """Somebody with an account."""
        number = next(self._numbers)
        person = Person(
            email=f"person{number}@example.org",
            name=f"Person {number}",
            password_hash=password_hash(),
            locale="en",
            role=role,
            created_at=self.bank.clock.now(),
            verified_at=self.bank.clock.now(),
        )
        self.session.add(person)
        self.session.commit()
        return person

    def organization(self, *kinds: str, country: str = "CN") -> Organization:
        """An organization without members."""
        founded = Organization(
            name=f"Organization {next(self._numbers)}",
            names={},
            kinds=list(kinds or ("provider", "agency")),
            type="company",
            country=country,
            about={},
            created_at=self.bank.clock.now(),
        )
        self.session.add(founded)
        self.session.commit()
        return founded

    def member(self, organization: Organization, role: MemberRole = MemberRole.EDITOR) -> Person:
        """A new member of the organization."""
        person = self.person()
        self.session.add(
            Member(organization_id=organization.id, person_id=person.id, role=role, since=self.bank.clock.now())
        )
        self.session.commit()
        return person

    def removed_member(self, organization: Organization) -> Actor:
        """Somebody who was a member of the organization."""
        person = self.member(organization)
        self.session.execute(delete(Member).where(Member.person_id == person.id))
        self.session.commit()
        return self.actor(person)

    def actor(self, person: Person) -> Actor:
        """The actor that a person is now."""
        return actor_for(self.session, person)

    def curator(self) -> Actor:
        """A curator."""
        return self.actor(self.person(Role.CURATOR))

    def editor(self, organization: Organization | None = None) -> tuple[Actor, Organization]:
        """An editor with their organization."""
        organization = organization or self.organization()
        return self.actor(self.member(organization)), organization

    def draft(self, actor: Actor, organization: Organization, kind: str = "offering", **changes: Any) -> Listing:
        """A draft of the organization."""
        listing_type = Offering if kind == "offering" else Need
        raw = offering_content(**changes) if kind == "offering" else need_content(**changes)
        content = parse_content(OfferingContent if kind == "offering" else NeedContent, raw)
        made = listings.create_draft(self.session, actor, self.bank.clock, listing_type, organization.id, content)
        self.session.commit()
        return made

    def published(self, kind: str = "offering", **changes: Any) -> Listing:
        """A listing that went the whole way, with index and matches up to date."""
        actor, organization = self.editor()
        listing = self.draft(actor, organization, kind, **changes)
        listings.submit(self.session, actor, self.bank.clock, self.bank.bus, listing.id)
        curation.publish(self.session, self.curator(), self.bank.clock, self.bank.bus, listing.id, 1)
        self.session.commit()
        work_off(self.bank)
        return listing

    def listed(self, kind: str = "offering", organization: Organization | None = None, **changes: Any) -> Listing:
        """A listing straight before the public; neither indexed nor matched."""
        listing_type = Offering if kind == "offering" else Need
        raw = offering_content(**changes) if kind == "offering" else need_content(**changes)
        content = parse_content(listing_type.content_type, raw)
        made = listing_type(organization_id=(organization or self.organization()).id)
        listings.import_published(
            self.session, self.bank.clock, EventBus(), made, content, key=f"listed-{next(self._numbers)}"
        )
        self.session.commit()
        return made

    def introduction(
        self,
        side: Party = Party.AGENCY,
        need: Listing | None = None,
        offering: Listing | None = None,
        questions: tuple[Question, ...] = (),
        *,
        accepted: bool = False,
    ) -> Introduction:
        """An introduction that one side has asked for; the other one may have accepted it."""
        need, offering = need or self.listed("need"), offering or self.listed()
        own, other = (need, offering) if side is Party.AGENCY else (offering, need)
        request = Request(need.id, offering.id, side, "We would like to meet.", questions)
        at = self.session, self.actor(self.member(own.organization)), self.bank.clock, self.bank.bus
        made = asking.ask(*at, request, 100)
        self.session.commit()
        if accepted:
            answering = self.actor(self.member(other.organization))
            asking.accept(self.session, answering, self.bank.clock, self.bank.bus, made.id, Turn(made.version))
            self.session.commit()
        return made

    def deploy(self, introduction: Introduction) -> Introduction:
        """Lead an accepted introduction to a technology at work, the agency proposing and the provider confirming."""
        agency = self.editor(introduction.agency)[0]
        provider = self.editor(introduction.provider)[0]
        bank = self.bank
        for stage in (Stage.AGREEMENT, Stage.PILOT, Stage.DEPLOYED):
            turn = Turn(introduction.version, stage=stage)
            moving.lead_on(self.session, agency, bank.clock, bank.bus, introduction.id, turn)
            turn = Turn(introduction.version)
            moving.confirm(self.session, provider, bank.clock, bank.bus, introduction.id, turn)
        self.session.commit()
        return introduction

    def copy(self, listing: Listing) -> Listing:
        """Another published listing with the same content; neither indexed nor matched."""
        if listing.published is None:
            raise ValueError(listing)
        made = type(listing)(organization_id=listing.organization_id)
        content = parse_content(listing.content_type, listing.published.content)
        listings.import_published(
            self.session, self.bank.clock, EventBus(), made, content, key=f"copy-{next(self._numbers)}"
        )
        self.session.commit()
        return made
