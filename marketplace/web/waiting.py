"""Who waits for whom, and what was asked, in words."""

from collections.abc import Callable
from typing import Final

from flask_babel import gettext

from marketplace.engine.criteria import Verdict
from marketplace.http.context import locale
from marketplace.http.display import day, isolated
from marketplace.introductions.policies import Waiting
from marketplace.introductions.queries import IntroductionView, ThreadView
from marketplace.introductions.terms import SIDES, Party, Task
from marketplace.web.reasons.questions import question

#: What the reader's own side is to do.
_MINE: Final[dict[Task, Callable[[str], str]]] = {
    Task.ANSWER_REQUEST: lambda _day: gettext("Your answer to this request is awaited."),
    Task.ANSWER_PROPOSAL: lambda _day: gettext("Your word on the proposed stage is awaited."),
    Task.ANSWER_QUESTION: lambda _day: gettext("Your answer to a question is awaited."),
    Task.TAKE_STEP: lambda by: gettext("You are to take the next step by %(day)s.", day=by),
    Task.REPLY: lambda _day: gettext("The other side has written last: it waits for your reply."),
    Task.AGREE_STEP: lambda _day: gettext("No next step is agreed: either side may propose one."),
}
#: What another party is to do.
_THEIRS: Final[dict[Task, Callable[[str, str], str]]] = {
    Task.ANSWER_REQUEST: lambda who, _day: gettext("%(organization)s is to answer the request.", organization=who),
    Task.ANSWER_PROPOSAL: lambda who, _day: gettext(
        "%(organization)s is to say whether the proposed stage is reached.", organization=who
    ),
    Task.ANSWER_QUESTION: lambda who, _day: gettext("%(organization)s is to answer a question.", organization=who),
    Task.TAKE_STEP: lambda who, by: gettext(
        "%(organization)s is to take the next step by %(day)s.", organization=who, day=by
    ),
    Task.REPLY: lambda who, _day: gettext("%(organization)s is to reply.", organization=who),
    Task.AGREE_STEP: lambda _who, _day: gettext("No next step is agreed: either side may propose one."),
}
#: Which listing a side answers for.
_LISTING_OF: Final[dict[Party | None, str]] = {Party.AGENCY: "need", Party.PROVIDER: "offering"}


def said_of(introduction: IntroductionView, each: Waiting) -> str:
    """What is waited for, as the reader's side sees it."""
    until = day(each.day)
    if each.party is None and each.task is Task.TAKE_STEP:
        return gettext("Both sides are to take the next step by %(day)s.", day=until)
    if each.waits_for(introduction.side):
        return _MINE[each.task](until)
    return _THEIRS[each.task](organization_of(introduction, each.party), until)


def organization_of(introduction: IntroductionView, party: Party | None) -> str:
    """The name of a side's organization, for a reader of the page's locale."""
    if party not in SIDES:
        return ""
    listing = introduction.need if party is Party.AGENCY else introduction.offering
    return isolated(listing.organization.name_in(locale()))


def question_of(thread: ThreadView) -> str:
    """What is asked in a thread: in the words of whoever asked, else in the bank's, in the language of the page."""
    if thread.question or thread.verdict is None:
        return thread.question
    return question(Verdict.from_json(thread.verdict), _LISTING_OF.get(thread.asked_of, "both"))
