"""The life of a listing as one state machine, who lists what, and which codes its content may hold."""

from collections.abc import Container, Iterable
from enum import StrEnum
from typing import Final

from babel import Locale
from babel.numbers import is_currency

from marketplace.listings.content import Content, Money
from marketplace.listings.errors import Problems, ReasonMissingError, TransitionError
from marketplace.listings.terms import Kind, Status
from marketplace.organizations.terms import OrganizationKind
from marketplace.taxonomy.queries import Taxonomy


class Action(StrEnum):
    """A step in the life of a listing."""

    SUBMIT = "submit"
    REQUEST_CHANGES = "request_changes"
    PUBLISH = "publish"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    RENEW = "renew"
    MERGE = "merge"
    ARCHIVE = "archive"


TRANSITIONS: Final[dict[tuple[Status, Action], Status]] = {
    (Status.DRAFT, Action.SUBMIT): Status.SUBMITTED,
    (Status.DRAFT, Action.WITHDRAW): Status.WITHDRAWN,
    (Status.CHANGES_REQUESTED, Action.SUBMIT): Status.SUBMITTED,
    (Status.CHANGES_REQUESTED, Action.WITHDRAW): Status.WITHDRAWN,
    (Status.SUBMITTED, Action.PUBLISH): Status.PUBLISHED,
    (Status.SUBMITTED, Action.REQUEST_CHANGES): Status.CHANGES_REQUESTED,
    (Status.SUBMITTED, Action.REJECT): Status.REJECTED,
    (Status.SUBMITTED, Action.WITHDRAW): Status.WITHDRAWN,
    (Status.PUBLISHED, Action.RENEW): Status.PUBLISHED,
    (Status.PUBLISHED, Action.EXPIRE): Status.EXPIRED,
    (Status.PUBLISHED, Action.WITHDRAW): Status.WITHDRAWN,
    (Status.PUBLISHED, Action.MERGE): Status.MERGED,
    (Status.PUBLISHED, Action.ARCHIVE): Status.ARCHIVED,
    (Status.EXPIRED, Action.RENEW): Status.PUBLISHED,
    (Status.EXPIRED, Action.WITHDRAW): Status.WITHDRAWN,
    (Status.EXPIRED, Action.ARCHIVE): Status.ARCHIVED,
}

#: What may happen to the work on a new revision while the old one stays public.
PROPOSAL_ACTIONS: Final = frozenset({Action.SUBMIT, Action.REQUEST_CHANGES, Action.PUBLISH, Action.REJECT})

#: States in which the newest revision may be edited. Editing what was submitted takes it back to a draft.
EDITABLE: Final = frozenset({Status.DRAFT, Status.CHANGES_REQUESTED, Status.SUBMITTED, Status.PUBLISHED})

#: What an organization has to be for a listing of the kind.
LISTED_BY: Final[dict[Kind, OrganizationKind]] = {Kind.OFFERING: "provider", Kind.NEED: "agency"}

#: A reason that is read in a history is a paragraph, not a paper.
REASON_LENGTH: Final = 2000


def next_status(status: Status, action: Action) -> Status:
    """Where the action leads.

    Raises:
        TransitionError: the action does not fit the status.
    """
    try:
        return TRANSITIONS[status, action]
    except KeyError:
        raise TransitionError from None


def may_list(organization_kinds: Container[str], kind: Kind) -> bool:
    """Whether an organization of these kinds may list such."""
    return LISTED_BY[kind] in organization_kinds


def checked_reason(reason: str, *, needed: bool) -> str:
    """The reason for a step, as it is kept.

    Raises:
        ReasonMissingError: there is none although one is needed, or it is too long.
    """
    reason = reason.strip()
    if len(reason) > REASON_LENGTH or (needed and not reason):
        raise ReasonMissingError
    return reason


def code_problems(content: Content, taxonomy: Taxonomy) -> Problems:
    """Codes that the bank does not know, among those that every listing holds."""
    return {
        **unknown_codes("fields", content.fields, taxonomy.fields),
        **unknown_codes("concepts", content.concepts, taxonomy.vocabulary.concepts),
        **unknown_codes("languages", content.languages, Locale("en").languages),
    }


def unknown_codes(path: str, codes: Iterable[str], known: Container[str]) -> Problems:
    """A problem at the place of every code that is not known."""
    return {f"{path}.{place}": ("unknown_code", {}) for place, code in enumerate(codes) if code not in known}


def unknown_currency(path: str, money: Money | None) -> Problems:
    """A problem where a sum is in a currency that the CLDR does not know."""
    if money is None or is_currency(money.currency):
        return {}
    return {f"{path}.currency": ("unknown_code", {})}
