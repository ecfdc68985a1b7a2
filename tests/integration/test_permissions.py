"""Every operation of the permission table, tried as everybody."""

from collections.abc import Callable

import pytest

from marketplace.accounts.errors import TwoStepMissingError, UnverifiedError
from marketplace.accounts.policies import PERMISSIONS, VISITOR, Actor, Membership, require
from marketplace.accounts.terms import MemberRole, Role
from marketplace.kernel.errors import ForbiddenError, SignInRequiredError

OWN, OTHER = 1, 2

PEOPLE: dict[str, Actor] = {
    "visitor": VISITOR,
    "stranger": Actor(person_id=1, verified=True),
    "member of another": Actor(person_id=2, verified=True, memberships=(Membership(OTHER, MemberRole.OWNER),)),
    "viewer": Actor(person_id=3, verified=True, memberships=(Membership(OWN, MemberRole.VIEWER),)),
    "editor": Actor(person_id=4, verified=True, memberships=(Membership(OWN, MemberRole.EDITOR),)),
    "unverified editor": Actor(person_id=8, memberships=(Membership(OWN, MemberRole.EDITOR),)),
    "unverified owner": Actor(person_id=9, memberships=(Membership(OWN, MemberRole.OWNER),)),
    "owner": Actor(person_id=5, verified=True, memberships=(Membership(OWN, MemberRole.OWNER),)),
    "curator": Actor(person_id=6, verified=True, roles=frozenset({Role.CURATOR})),
    "administrator": Actor(person_id=7, verified=True, roles=frozenset({Role.ADMINISTRATOR})),
    "curator without second step": Actor(person_id=10, verified=True, withheld=frozenset({Role.CURATOR})),
}
EVERYBODY = set(PEOPLE) - {"visitor"}
VERIFIED_EDITORS = {"editor", "owner"}
OWNERS = {"owner", "unverified owner"}
EDITORS = VERIFIED_EDITORS | {"unverified editor", "unverified owner"}
STAFF = {"curator", "administrator"}

ALLOWED: dict[str, set[str]] = {
    "account.manage": EVERYBODY,
    "account.reset_two_step": {"administrator"},
    "organization.create": EVERYBODY,
    "organization.list_own": EVERYBODY,
    "organization.verify": STAFF,
    "organization.save_profile": OWNERS,
    "organization.read_members": EDITORS | STAFF | {"viewer"},
    "organization.leave": EDITORS | {"viewer"},
    "organization.change_members": OWNERS,
    "organization.invite": {"owner"},
    "invitation.answer": EVERYBODY,
    "desk.read": EVERYBODY,
    "news.read": EVERYBODY,
    "search.save": EVERYBODY,
    "document.add": EDITORS,
    "document.read_own": EDITORS | STAFF | {"viewer"},
    "listing.create": EDITORS,
    "listing.list_own": EVERYBODY,
    "listing.read_draft": EDITORS | STAFF | {"viewer"},
    "listing.save": EDITORS,
    "listing.restore": EDITORS,
    "listing.copy": EDITORS,
    "listing.submit": VERIFIED_EDITORS,
    "listing.withdraw": EDITORS | STAFF,
    "listing.renew": EDITORS,
    "curation.read_queue": STAFF,
    "curation.publish": STAFF,
    "curation.request_changes": STAFF,
    "curation.reject": STAFF,
    "passage.report": EVERYBODY | {"visitor"},
    "passage.read_reports": STAFF,
    "passage.settle": EDITORS | STAFF,
    "match.endorse": STAFF,
    "match.hide": STAFF,
    "shortlist.read": EDITORS | {"viewer"},
    "shortlist.change": EDITORS,
    "shortlist.list_own": EVERYBODY,
    "exposure.read": STAFF,
    "funnel.read": STAFF,
    "judgment.record": EDITORS | STAFF,
    "introduction.ask": VERIFIED_EDITORS,
    "introduction.list_own": EVERYBODY,
    "introduction.read": EDITORS | {"viewer"},
    "introduction.answer": EDITORS,
    "introduction.withdraw": EDITORS,
    "introduction.speak": EDITORS,
    "introduction.share": EDITORS,
    "introduction.move": EDITORS,
    "introduction.take_over": EDITORS,
    "introduction.call_curator": EDITORS,
    "introduction.assist": STAFF,
    "outcome.report": EDITORS,
    "outcome.write": EDITORS,
    "outcome.publish": EDITORS,
    "model.read": STAFF,
    "model.train": {"administrator"},
    "model.activate": {"administrator"},
}


def refusal(call: Callable[[], None]) -> str:
    try:
        call()
    except SignInRequiredError:
        return "sign in"
    except ForbiddenError:
        return "forbidden"
    return "allowed"


def test_the_table_of_expectations_is_complete() -> None:
    assert set(ALLOWED) == set(PERMISSIONS)


@pytest.mark.parametrize("operation", sorted(PERMISSIONS))
@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_do_what(operation: str, who: str) -> None:
    expected = "allowed" if who in ALLOWED[operation] else ("sign in" if who == "visitor" else "forbidden")
    assert refusal(lambda: require(PEOPLE[who], operation, OWN)) == expected


def test_a_refusal_says_what_would_help() -> None:
    with pytest.raises(UnverifiedError):
        require(PEOPLE["unverified editor"], "listing.submit", OWN)
    with pytest.raises(TwoStepMissingError):
        require(PEOPLE["curator without second step"], "curation.publish")
    for operation in ("organization.invite", "curation.publish"):
        with pytest.raises(ForbiddenError) as refused:
            require(PEOPLE["stranger"], operation, OWN)
        assert type(refused.value) is ForbiddenError
