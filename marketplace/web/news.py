"""What a person was told, how soon they want mail about it, and ending mails by one click."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.http.context import actor, bank, db, locale
from marketplace.http.csrf import protection
from marketplace.http.forms import first, typed_values
from marketplace.http.routing import row_number
from marketplace.kernel.signing import unsign
from marketplace.notifications import operations, queries
from marketplace.notifications.letters import UNSUBSCRIBE
from marketplace.notifications.terms import CHOSEN, Frequency
from marketplace.web.blueprint import blueprint


@blueprint.get("/news")
def news() -> ResponseReturnValue:
    """Everything that the visitor was told lately."""
    return render_template("web/news.html", news=queries.news(db(), actor(), locale()))


@blueprint.post("/news/seen")
def see_news() -> ResponseReturnValue:
    """The visitor has seen what the page showed."""
    newest = row_number(first(typed_values(request.form), "newest"))
    operations.mark_seen(db(), actor(), bank().clock, newest or 0)
    db().commit()
    return redirect(url_for("web.news"), 303)


@blueprint.get("/account/mails")
def mails() -> ResponseReturnValue:
    """How soon the visitor wants mail."""
    return render_template("web/mails.html", chosen=queries.preferences(db(), actor()), frequencies=list(Frequency))


@blueprint.post("/account/mails")
def choose_mails() -> ResponseReturnValue:
    """Choose how soon."""
    typed = typed_values(request.form)
    operations.choose_frequencies(db(), actor(), {topic: first(typed, topic) for topic in CHOSEN if topic in typed})
    db().commit()
    flash(gettext("Your choice is kept."), "success")
    return redirect(url_for("web.mails"), 303)


@blueprint.get("/unsubscribe/<token>")
def unsubscribe(token: str) -> ResponseReturnValue:
    """Ask before mails are ended: programs that look at every link of a mail must not end them."""
    _person, topic = unsign(bank().settings.secret_key, UNSUBSCRIBE, token)
    return render_template("web/unsubscribe.html", topic=topic, ended=False)


@blueprint.post("/unsubscribe/<token>")
@protection.exempt  # type: ignore[untyped-decorator]
def end_mails(token: str) -> ResponseReturnValue:
    """End mails about a topic. Mail programs post here by themselves (RFC 8058); the token says who asks."""
    topic = operations.unsubscribe(db(), bank().settings.secret_key, token)
    db().commit()
    return render_template("web/unsubscribe.html", topic=topic, ended=True)
