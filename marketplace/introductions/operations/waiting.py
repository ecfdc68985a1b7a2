"""What time does to introductions: reminders where it is quiet, and steps whose day has come."""

from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from marketplace.introductions import life
from marketplace.introductions.events import IntroductionQuiet, NextStepDue
from marketplace.introductions.life import Held
from marketplace.introductions.models import Introduction
from marketplace.introductions.policies import waiting
from marketplace.introductions.queries import standings
from marketplace.introductions.terms import SIDES, UNDER_WAY, Party, Stage, Step
from marketplace.kernel.clock import Clock
from marketplace.kernel.events import EventBus


def remind_quiet(session: Session, clock: Clock, bus: EventBus, days: int) -> int:
    """Remind those whose turn it is where nothing has happened for some days; gives how many introductions.

    Once in each quiet time: whatever anybody does or says begins a new one. Where a next step is agreed and its day is
    still to come, quiet is what was agreed.
    """
    now = clock.now()
    quiet = session.scalars(
        select(Introduction)
        .where(
            Introduction.stage.in_((Stage.REQUESTED, *UNDER_WAY)),
            Introduction.touched_at <= now - timedelta(days=days),
            or_(Introduction.reminded_at.is_(None), Introduction.reminded_at < Introduction.touched_at),
            or_(Introduction.next_step_day.is_(None), Introduction.next_step_day < now.date()),
        )
        .order_by(Introduction.id)
        .with_for_update()
    ).all()
    turns = standings(session, quiet)
    for row in quiet:
        tasks = waiting(turns[row.id])
        parties = tuple(side for side in SIDES if any(each.waits_for(side) for each in tasks))
        at = Held(session, row, Party.BANK, None, clock)
        life.record(at, Step.REMINDED)
        row.reminded_at = now
        bus.publish(session, IntroductionQuiet(**at.facts, waiting=parties, days=(now - row.touched_at).days))
    return len(quiet)


def tell_due_steps(session: Session, clock: Clock, bus: EventBus) -> int:
    """Tell whoever is to take a next step that its day has come, once; gives how many."""
    now = clock.now()
    due = session.scalars(
        select(Introduction)
        .where(
            Introduction.next_step_day <= now.date(),
            Introduction.next_step_told_at.is_(None),
            Introduction.stage.in_((*UNDER_WAY, Stage.DEPLOYED)),
        )
        .order_by(Introduction.id)
        .with_for_update()
    ).all()
    for row in due:
        row.next_step_told_at = now
        if row.next_step_day is not None:
            by = Party(row.next_step_by) if row.next_step_by else None
            facts = Held(session, row, Party.BANK, None, clock).facts
            bus.publish(session, NextStepDue(**facts, words=row.next_step, day=row.next_step_day, by=by))
    return len(due)
