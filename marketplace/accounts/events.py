"""What happens to accounts, for whoever writes to people.

Events carry no token: whoever orders the letter says what its link proves, and it is signed when the letter is written.
"""

from dataclasses import dataclass
from datetime import datetime

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True)
class AddressGiven(Event):
    """Somebody opened an account, or asked for the mail again.

    To be sent to the person's address: the link that confirms it (`account/verify/<token>`).
    """

    person_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class TakenAddressGiven(Event):
    """Somebody tried to open an account with an address that has one.

    To be sent to that address: that there is an account already, and the link for a new password
    (`password-reset/<token>`) in case that they forgot. Whoever tried sees what anybody sees.
    """

    person_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class PasswordForgotten(Event):
    """Somebody asked for a new password.

    To be sent to the person's address: the link for it (`password-reset/<token>`), and that it may be ignored.
    """

    person_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class PasswordChanged(Event):
    """The password is another one. To be sent to the person's address, in case that it was not they."""

    person_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class NewAddressGiven(Event):
    """A person wants to have another address.

    To be sent to `email`, the new address: the link that confirms it (`account/email/<token>`).
    """

    person_id: int
    email: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AddressChanged(Event):
    """A person has another address. To be sent to `former`, the old one, in case that it was not they."""

    person_id: int
    former: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TwoStepChanged(Event):
    """Signing in takes two steps (`on`), or does not any longer. To be sent to the person's address."""

    person_id: int
    on: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class AccountRemoved(Event):
    """A person left the bank; the row is anonymous. To be sent to `email`, which the row no longer has.

    Whatever was still to be told to the person is to be forgotten.
    """

    person_id: int
    email: str
    name: str
    locale: str
    at: datetime
