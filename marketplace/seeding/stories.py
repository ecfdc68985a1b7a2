"""The histories of the demonstration content as files tell them: people, what they did on which day, and what they keep.

Days are counted back from the day of seeding, so that no story ages. How files are written is in `seeds/demo/histories`.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from marketplace.accounts.terms import MemberRole
from marketplace.introductions.terms import Party, Stage
from marketplace.listings.terms import Kind
from marketplace.localization.locales import LocaleCode
from marketplace.matching.terms import Reason
from marketplace.outcomes.terms import Result

Doing = Literal[
    "ask",
    "accept",
    "decline",
    "withdraw",
    "say",
    "question",
    "answer",
    "take_over",
    "move",
    "confirm",
    "refuse",
    "close",
    "next_step",
    "next_step_done",
    "call_curator",
    "report",
    "tell_outcome",
    "consent",
]
#: What a figure is called that nobody has measured.
UNKNOWN: Final = "unknown"
#: What each thing to do cannot do without, besides who does it and when.
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "ask": ("words",),
    "decline": ("reason",),
    "say": ("words",),
    "question": ("questions",),
    "answer": ("question", "words"),
    "take_over": ("question", "change"),
    "move": ("stage",),
    "refuse": ("words",),
    "close": ("reason",),
    "next_step": ("words", "within"),
    "call_curator": ("words",),
    "report": ("months", "result", "words", "source"),
    "tell_outcome": ("country", "place", "scale", "words"),
}


class _Part(BaseModel):
    """A part of a file. What is not known is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Asked(_Part):
    """A question: the bank's own about a criterion, or a person's words, or both."""

    criterion: str | None = None
    words: str = ""


class Told(_Part):
    """What one side, or a curator, did so many days before the day of seeding.

    `locale` is the language of an account or a report that is not the person's own.
    `question` is the number of a question of this story, from 1; `within` is in days; `measured` has a figure for each
    benefit that the offering promises; `source` is where its words take typical figures from; `change` is what the listing
    says anew.
    """

    days: Annotated[float, Field(ge=0)]
    by: Party
    do: Doing
    words: str = ""
    questions: tuple[Asked, ...] = ()
    question: Annotated[int, Field(ge=1)] | None = None
    reason: Reason | None = None
    stage: Stage | None = None
    within: Annotated[int, Field(ge=0)] | None = None
    who: Party | None = None
    months: int | None = None
    result: Result | None = None
    measured: tuple[float | Literal["unknown"], ...] = ()
    source: str = ""
    agreement: str = ""
    country: str = ""
    place: str = ""
    scale: str = ""
    change: dict[str, Any] = {}
    locale: LocaleCode | None = None

    @model_validator(mode="after")
    def _complete(self) -> "Told":
        lacking = [name for name in _NEEDED.get(self.do, ()) if getattr(self, name) in (None, "", (), {})]
        if lacking:
            msg = f"“{self.do}” lacks {', '.join(lacking)}"
            raise ValueError(msg)
        return self


class Story(_Part):
    """What became of a need and an offering: who speaks for each side, what they did, and the stage in which it stands now."""

    need: str
    offering: str
    agency: str
    provider: str
    ends: Stage
    steps: Annotated[tuple[Told, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _in_order(self) -> "Story":
        days = [step.days for step in self.steps]
        if days != sorted(days, reverse=True):
            msg = "the steps are not in the order of time"
            raise ValueError(msg)
        return self


class InventedPerson(_Part):
    """Somebody who speaks for an organization in these stories, and who never signs in."""

    email: str
    name: str
    locale: LocaleCode
    organization: str
    role: MemberRole = MemberRole.EDITOR


class Kept(_Part):
    """A listing on the shortlist of another one, with the notes that a person wrote on it."""

    listing: str
    counterpart: str
    by: str
    days: float
    notes: tuple[str, ...] = ()


class Saved(_Part):
    """A search that a person saved. `filters` are values by facet."""

    by: str
    days: float
    text: str = ""
    kind: Kind | None = None
    filters: dict[str, tuple[str, ...]] = {}


class Endorsed(_Part):
    """A match that the demonstration's curator vouched for."""

    need: str
    offering: str
    days: float


class Desks(_Part):
    """The people of the stories, and what they and others keep for themselves."""

    people: tuple[InventedPerson, ...]
    shortlists: tuple[Kept, ...] = ()
    searches: tuple[Saved, ...] = ()
    endorsements: tuple[Endorsed, ...] = ()


def read_stories(demo: Path) -> dict[str, Story]:
    """Every story by the name of its file, in the order of names."""
    return {path.stem: Story.model_validate(_read(path)) for path in sorted((demo / "histories").glob("*.toml"))}


def read_desks(demo: Path) -> Desks:
    """People, shortlists, saved searches and endorsed matches."""
    return Desks.model_validate(_read(demo / "desks.toml"))


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
