"""When results are asked for, what an account and a report have to be, and the link in the mail that asks."""

from calendar import monthrange
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import isfinite
from types import MappingProxyType
from typing import Final

from marketplace.introductions.policies import checked_words
from marketplace.introductions.terms import Party, Stage
from marketplace.kernel.errors import LinkInvalidError
from marketplace.kernel.signing import unsign
from marketplace.listings.content import clean
from marketplace.listings.terms import COOPERATION
from marketplace.offerings.content import Benefit
from marketplace.outcomes.errors import AccountInvalidError, ResultMissingError
from marketplace.outcomes.terms import ANSWERS, Result

LINE_LENGTH: Final = 200
#: What can be measured at all.
_LARGEST: Final = 1e15
_MONTHS_OF_YEAR: Final = 12
RESULTS_LINK: Final = "results"
#: How long the link in a mail works; whoever signs in can answer later too.
LINK_LASTS: Final = timedelta(days=120)
#: What a report says of fit, from 0 to 3, given that the technology was deployed: it stays good where it works at all, and
#: what is no longer at work a year later was not the right thing, however well both sides agreed.
GRADES: Final[Mapping[Result, int]] = MappingProxyType({Result.AS_PROMISED: 3, Result.BELOW: 2, Result.STOPPED: 1})


@dataclass(frozen=True, slots=True)
class Account:
    """What a side writes of an outcome.

    `seen` is the version that it changes, 0 for the first; `agreement` is a form of cooperation; `consent` says that it may
    be published as it stands.
    """

    seen: int
    agreement: str
    country: str
    place: str
    scale: str
    lessons: str
    locale: str
    consent: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """How a technology does: the result, what was measured of each promised benefit (nothing where nobody has), words."""

    result: str
    measured: tuple[float | None, ...]
    words: str
    locale: str


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where that is shorter."""
    years, month = divmod(day.month - 1 + months, _MONTHS_OF_YEAR)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def checked_account(account: Account, countries: Container[str]) -> Account:
    """An account as it is kept.

    Raises:
        AccountInvalidError: a code is not known, or a line is too long.
        WordsInvalidError: the lessons are too long.
    """
    place, scale = str(clean(account.place)), str(clean(account.scale))
    known = (not account.country or account.country in countries) and (
        not account.agreement or account.agreement in COOPERATION
    )
    if not known or max(len(place), len(scale)) > LINE_LENGTH or "\n" in place + scale:
        raise AccountInvalidError
    lessons = checked_words(account.lessons, needed=False)
    return Account(
        account.seen, account.agreement, account.country, place, scale, lessons, account.locale, account.consent
    )


def checked_answer(answer: Answer, promised: int) -> tuple[Result, tuple[float | None, ...], str]:
    """The result, the figures, one for each promised benefit, and the words of a report as they are kept.

    Raises:
        ResultMissingError: the result is not on the list, or a figure is no number that anybody measures.
        WordsInvalidError: the words are too long.
    """
    result = next((each for each in ANSWERS if each == answer.result), None)
    measurable = all(each is None or (isfinite(each) and abs(each) <= _LARGEST) for each in answer.measured)
    if result is None or len(answer.measured) != promised or not measurable:
        raise ResultMissingError
    return result, answer.measured, checked_words(answer.words, needed=False)


def figures(benefits: tuple[Benefit, ...], measured: tuple[float | None, ...]) -> list[dict[str, object]]:
    """What was promised and what was measured, benefit by benefit, as plain values."""
    return [
        {
            "indicator": benefit.indicator,
            "substance": benefit.substance,
            "unit": benefit.unit,
            "per": benefit.per,
            "promised": benefit.value,
            "measured": found,
        }
        for benefit, found in zip(benefits, measured, strict=True)
    ]


def result_at_end(stage: Stage) -> Result:
    """The result as long as nobody has reported any."""
    return Result.DEPLOYED if stage is Stage.DEPLOYED else Result.NOT_DEPLOYED


def consent_names(party: Party) -> tuple[str, str]:
    """Where the consent of a side is kept: its time, and its person."""
    return f"{party}_consent_at", f"{party}_consent_by_id"


def results_link(introduction_id: int, person_id: int, months: int) -> tuple[str, list[int]]:
    """What is signed for the link with which one person answers one question about one introduction: purpose and values."""
    return RESULTS_LINK, [introduction_id, person_id, months]


def read_results_link(secret_key: str, token: str) -> tuple[int, int, int]:
    """Introduction, person and months of a link.

    Raises:
        LinkExpiredError, LinkInvalidError: it is too old, or not one of this bank's.
    """
    values = unsign(secret_key, RESULTS_LINK, token, LINK_LASTS)
    if len(values) != 3 or not all(isinstance(number, int) for number in values):  # noqa: PLR2004 - as it was signed
        raise LinkInvalidError
    introduction_id, person_id, months = values
    return introduction_id, person_id, months
