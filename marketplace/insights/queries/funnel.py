"""From a match that is shown to a technology at work: how many get how far, where they stop, and how long it takes.

Everything is counted from what is kept. Of what visitors were shown nothing is kept: a match counts as shown while it is kept,
likely, not hidden, and both of its sides are public. Everything after it is counted from the history of introductions.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.policies import Actor, require
from marketplace.insights.queries.spans import median_days
from marketplace.introductions.models import Introduction, IntroductionStep
from marketplace.introductions.terms import ENDED, PATH, Stage
from marketplace.kernel.clock import Clock
from marketplace.listings.models import Listing, Revision
from marketplace.listings.terms import Status
from marketplace.matching.models import KeptMatch
from marketplace.matching.policies import LIKELY
from marketplace.matching.terms import MatchState

#: The stages that are counted, in their order. Whoever has come further has come through those before.
COUNTED: Final = (Stage.REQUESTED, *PATH)
#: Fields and countries that are named.
_NAMED: Final = 30
_NOWHERE: Final = "?"


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stage: how many have come to it, from how many; how long those took from the stage before, in days.

    `ended` have stopped there, by what they ended in and why; `open` are there now, since how many days.
    """

    stage: Stage
    reached: int
    before: int
    days: float | None
    ended: int
    endings: tuple[tuple[Stage, str, int], ...]
    open: int
    open_days: float | None

    @property
    def share(self) -> float | None:
        """The share of those before that came here."""
        return self.reached / self.before if self.before else None

    @property
    def done(self) -> bool:
        """Whether this is where the way leads: who is here has stopped nowhere."""
        return self.stage is Stage.DEPLOYED


@dataclass(frozen=True, slots=True)
class Row:
    """The same for the needs of one field or country, in fewer figures."""

    code: str
    shown: int
    requested: int
    accepted: int
    agreement: int
    deployed: int
    ended: int


@dataclass(frozen=True, slots=True)
class Funnel:
    """The whole way. A need of several countries counts in each of them."""

    shown: int
    stretches: tuple[Stretch, ...]
    fields: tuple[Row, ...]
    countries: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Course:
    """One introduction: when it came to each stage, where it stands, and what its need is about."""

    reached: Mapping[Stage, datetime]
    furthest: int
    stage: Stage
    reason: str
    since: datetime
    field: str
    countries: tuple[str, ...]


def funnel(session: Session, actor: Actor, clock: Clock) -> Funnel:
    """From match shown to deployed, over all introductions. A fixed number of queries."""
    require(actor, "funnel.read")
    shown, courses = _shown(session), _courses(session)
    total, now = sum(number for number, _field, _countries in shown), clock.now()
    return Funnel(
        shown=total,
        stretches=tuple(_stretch(courses, place, total, now) for place in range(len(COUNTED))),
        fields=_rows(courses, shown, lambda field, _countries: (field,)),
        countries=_rows(courses, shown, lambda _field, countries: countries),
    )


def _stretch(courses: Sequence[_Course], place: int, shown: int, now: datetime) -> Stretch:
    stage = COUNTED[place]
    here = [each for each in courses if each.furthest >= place]
    stopped = [each for each in here if each.furthest == place and each.stage in ENDED]
    waiting = [each for each in here if each.stage is stage]
    endings = Counter((each.stage, each.reason) for each in stopped)
    before = shown if place == 0 else sum(each.furthest >= place - 1 for each in courses)
    return Stretch(
        stage=stage,
        reached=len(here),
        before=before,
        days=median_days(_taken(each, stage) for each in here),
        ended=len(stopped),
        endings=tuple((end, reason, number) for (end, reason), number in endings.most_common()),
        open=len(waiting),
        open_days=median_days(now - each.since for each in waiting),
    )


def _taken(course: _Course, stage: Stage) -> timedelta | None:
    """The time from the stage before, passed-over ones left out, to this one; nothing if it was itself passed over."""
    if stage not in course.reached:
        return None
    earlier = [course.reached[each] for each in COUNTED[: COUNTED.index(stage)] if each in course.reached]
    return course.reached[stage] - earlier[-1] if earlier else None


def _rows(
    courses: Sequence[_Course], shown: Sequence[tuple[int, str, tuple[str, ...]]], codes_of: Any
) -> tuple[Row, ...]:
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for number, field, countries in shown:
        for code in codes_of(field, countries):
            counted[code]["shown"] += number
    places = {name: COUNTED.index(stage) for name, stage in _COLUMNS.items()}
    for each in courses:
        for code in codes_of(each.field, each.countries):
            counted[code].update(name for name, place in places.items() if each.furthest >= place)
            counted[code]["ended"] += each.stage in ENDED
    ordered = sorted(counted.items(), key=lambda item: (-item[1]["requested"], -item[1]["shown"], item[0]))
    names = ("shown", *_COLUMNS, "ended")
    return tuple(Row(code, **{name: numbers[name] for name in names}) for code, numbers in ordered[:_NAMED])


_COLUMNS: Final = {
    "requested": Stage.REQUESTED,
    "accepted": Stage.IN_DISCUSSION,
    "agreement": Stage.AGREEMENT,
    "deployed": Stage.DEPLOYED,
}


def _shown(session: Session) -> list[tuple[int, str, tuple[str, ...]]]:
    """For each public need how many likely matches are shown on its page, its field and its countries."""
    need, offering = aliased(Listing), aliased(Listing)
    rows = session.execute(
        select(func.count(), Revision.content["fields"], Revision.content["countries"])
        .select_from(KeptMatch)
        .join(need, need.id == KeptMatch.need_id)
        .join(offering, offering.id == KeptMatch.offering_id)
        .join(Revision, Revision.id == need.published_id)
        .where(
            KeptMatch.score >= LIKELY,
            KeptMatch.state != MatchState.HIDDEN,
            need.status == Status.PUBLISHED,
            offering.status == Status.PUBLISHED,
        )
        .group_by(Revision.id)
    )
    return [(number, _field(fields), tuple(countries or (_NOWHERE,))) for number, fields, countries in rows]


def _courses(session: Session) -> list[_Course]:
    reached: dict[int, dict[Stage, datetime]] = defaultdict(dict)
    for number, stage, at in session.execute(
        select(IntroductionStep.introduction_id, IntroductionStep.to_stage, IntroductionStep.at).order_by(
            IntroductionStep.id
        )
    ):
        if Stage(stage) in COUNTED:
            reached[number].setdefault(Stage(stage), at)
    rows = session.execute(
        select(
            Introduction.id,
            Introduction.stage,
            Introduction.reason,
            Introduction.stage_since,
            Revision.content["fields"],
            Revision.content["countries"],
        ).join(Revision, Revision.id == Introduction.need_revision_id)
    )
    return [
        _Course(
            reached=reached[number],
            furthest=max(COUNTED.index(each) for each in reached[number]),
            stage=Stage(stage),
            reason=reason or "",
            since=since,
            field=_field(fields),
            countries=tuple(countries or (_NOWHERE,)),
        )
        for number, stage, reason, since, fields, countries in rows
    ]


def _field(fields: list[str] | None) -> str:
    """The first level of a need's first field."""
    return fields[0].partition(".")[0] if fields else _NOWHERE
