"""Who is told what of introductions and outcomes; `subscriptions` has those of listings, and connects them all."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.accounts.terms import Role
from marketplace.introductions import events
from marketplace.introductions.events import IntroductionEvent
from marketplace.introductions.models import Introduction
from marketplace.introductions.terms import REASON_NAMES, SIDES, STAGE_NAMES, Party
from marketplace.kernel.events import Event
from marketplace.listings.models import Listing
from marketplace.matching.terms import Reason
from marketplace.notifications.naming import name_of, title_of
from marketplace.notifications.operations import tell, write_to
from marketplace.notifications.queries import frequencies, readers
from marketplace.notifications.terms import Frequency, Topic
from marketplace.organizations.models import Organization
from marketplace.organizations.queries import editors_of
from marketplace.outcomes import events as outcome_events
from marketplace.outcomes.policies import results_link

Params = dict[str, Any]
#: As much of somebody's words as a mail repeats.
_WORDS: Final = 600


def _other(happened: IntroductionEvent) -> tuple[Party, ...]:
    """The side that did not do it; both where neither did."""
    return (happened.party.other,) if happened.party in SIDES else SIDES


def _tell(  # noqa: PLR0913 - of what, whom, in which words, where to go on, and what makes it the same
    session: Session,
    happened: IntroductionEvent,
    kind: str,
    params: Params,
    *,
    sides: Iterable[Party] | None = None,
    people: Iterable[int] | None = None,
    path: str = "",
    key: str = "",
) -> None:
    """Tell the editors of some sides (the other one, if nothing is said), or some people; never who did it."""
    if people is None:
        chosen = _other(happened) if sides is None else sides
        people = [person for side in chosen for person in editors_of(session, _organization(happened, side))]
    tell(
        session,
        happened.at,
        (person for person in people if person != happened.person_id),
        kind,
        {**_about(session, happened), **params},
        path=path or f"introductions/{happened.introduction_id}",
        key=f"introduction:{happened.introduction_id}:{kind}:{key or happened.at.isoformat()}",
    )


def _organization(happened: IntroductionEvent, side: Party) -> int:
    return happened.agency_id if side is Party.AGENCY else happened.provider_id


def _about(session: Session, happened: IntroductionEvent) -> Params:
    """The titles of both sides, and the name of whoever did it."""
    row = session.get_one(Introduction, happened.introduction_id)
    sides = {"need": row.need_id, "offering": row.offering_id}
    params = {side: title_of(session.get_one(Listing, number), public=True) for side, number in sides.items()}
    if happened.party in SIDES:
        params["organization"] = name_of(session.get_one(Organization, _organization(happened, happened.party)))
    else:
        params["organization"] = {"term": "Green Technology Bank"}
    return params


def _words(words: str) -> Params:
    return {"words": words if len(words) <= _WORDS else f"{words[:_WORDS]}…"}


def _reason(reason: str) -> Params:
    return {"reason": {"term": REASON_NAMES[Reason(reason)]}}


def _message(session: Session, said: events.MessageWritten) -> None:
    if said.question:
        _tell(session, said, "question_asked", {}, key=str(said.thread_id))
    else:
        _tell(session, said, "message_written", _words(said.words), key=str(said.message_id))


def _settled(session: Session, settled: events.ProposalSettled) -> None:
    params = {"stage": {"term": STAGE_NAMES[settled.stage]}, **_words(settled.words)}
    _tell(session, settled, "stage_refused" if settled.refused else "proposal_taken_back", params)


def _next_step(kind: str) -> Callable[[Session, Any], None]:
    def told(session: Session, step: events.NextStepAgreed | events.NextStepDue) -> None:
        sides = None if kind == "next_step_agreed" else (step.by,) if step.by else SIDES
        _tell(session, step, kind, {**_words(step.words), "day": {"day": step.day.isoformat()}}, sides=sides)

    return told


def _quiet(session: Session, quiet: events.IntroductionQuiet) -> None:
    row = session.get_one(Introduction, quiet.introduction_id)
    params = {"day": {"day": row.touched_at.isoformat()}}
    _tell(session, quiet, "introduction_quiet", params, sides=quiet.waiting, key=row.touched_at.isoformat())


def _curator(session: Session, called: events.CuratorCalled) -> None:
    staff = session.scalars(select(Person.id).where(Person.role.in_(list(Role)), Person.active))
    _tell(session, called, "curator_wanted", _words(called.words), people=list(staff))
    _tell(session, called, "curator_called", {})


def _results(session: Session, asked: outcome_events.ResultsAsked) -> None:
    """By mail with a link of one's own where mail is wanted at once; else as any other news, behind sign-in."""
    params = {**_about(session, asked), "months": str(asked.months)}
    people = {person for side in SIDES for person in editors_of(session, _organization(asked, side))}
    wanted = frequencies(session, people, Topic.OUTCOMES)
    path = f"introductions/{asked.introduction_id}/results/{asked.months}"
    for person in readers(session, people):
        if wanted[person.id] is Frequency.AT_ONCE:
            write_to(
                session,
                asked.at,
                person.email,
                person.locale,
                "results_asked",
                params,
                path="results/{token}",
                link=results_link(asked.introduction_id, person.id, asked.months),
                person_id=person.id,
            )
        else:
            _tell(session, asked, "results_asked", params, people=[person.id], path=path, key=str(asked.months))


def _outcome(kind: str, page: str) -> Callable[[Session, Any], None]:
    def told(session: Session, happened: Any) -> None:
        number = happened.outcome_id if page == "outcomes/{}" else happened.introduction_id
        _tell(session, happened, kind, {}, path=page.format(number), sides=SIDES if page == "outcomes/{}" else None)

    return told


def _simply(kind: str, params_of: Callable[[Any], Params] = lambda _happened: {}) -> Callable[[Session, Any], None]:
    """The other side is told, in the words of the kind."""
    return lambda session, happened: _tell(session, happened, kind, params_of(happened))


HANDLERS: Final[Mapping[type[Event], Callable[[Session, Any], None]]] = {
    events.IntroductionRequested: _simply("introduction_requested", lambda each: _words(each.words)),
    events.IntroductionAccepted: _simply("introduction_accepted"),
    events.IntroductionDeclined: _simply("introduction_declined", lambda each: _reason(each.reason)),
    events.IntroductionWithdrawn: _simply("introduction_withdrawn"),
    events.MessageWritten: _message,
    events.DocumentsShared: _simply("documents_shared", lambda each: {"names": ", ".join(each.names)}),
    events.StageProposed: _simply("stage_proposed", lambda each: {"stage": {"term": STAGE_NAMES[each.stage]}}),
    events.ProposalSettled: _settled,
    events.StageReached: _simply("stage_reached", lambda each: {"stage": {"term": STAGE_NAMES[each.stage]}}),
    events.IntroductionClosed: _simply("introduction_closed", lambda each: _reason(each.reason)),
    events.NextStepAgreed: _next_step("next_step_agreed"),
    events.NextStepDue: _next_step("next_step_due"),
    events.IntroductionQuiet: _quiet,
    events.CuratorCalled: _curator,
    events.AnswerTakenOver: _simply("answer_taken_over"),
    outcome_events.ResultsAsked: _results,
    outcome_events.ResultsReported: _outcome("results_reported", "introductions/{}/outcome"),
    outcome_events.OutcomeWritten: _outcome("outcome_written", "introductions/{}/outcome"),
    outcome_events.OutcomePublished: _outcome("outcome_published", "outcomes/{}"),
    outcome_events.OutcomeTakenBack: _outcome("outcome_taken_back", "introductions/{}/outcome"),
}
