"""Searches that the visitor saved, to be told of what is new."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.discovery import operations, queries
from marketplace.discovery.queries import Search
from marketplace.http.context import actor, bank, db
from marketplace.http.display import term
from marketplace.web.asked import address, asked
from marketplace.web.blueprint import blueprint
from marketplace.web.refinement import value_name


@dataclass(frozen=True, slots=True)
class SavedEntry:
    """A saved search: its words, its filters by name, and the address of what it finds now."""

    id: int
    text: str
    filters: tuple[str, ...]
    address: str


@blueprint.get("/searches")
def saved_searches() -> ResponseReturnValue:
    """The visitor's saved searches."""
    found = queries.saved_searches(db(), actor())
    return render_template("web/saved_searches.html", saved=[_entry(each.id, each.search) for each in found])


@blueprint.post("/searches")
def save_search() -> ResponseReturnValue:
    """Save a search."""
    operations.save_search(db(), actor(), bank().clock, asked(request.form, bank().taxonomy))
    db().commit()
    flash(gettext("The search is saved. You will be told when something new fits it."), "success")
    return redirect(url_for("web.saved_searches"), 303)


@blueprint.post("/searches/<row:number>/forget")
def forget_search(number: int) -> ResponseReturnValue:
    """Let go of a saved search."""
    operations.forget_search(db(), actor(), number)
    db().commit()
    return redirect(url_for("web.saved_searches"), 303)


def _entry(number: int, wanted: Search) -> SavedEntry:
    kind = (term("kind", wanted.kind),) if wanted.kind else ()
    values = (value_name(name, value) for name, values in (wanted.filters or {}).items() for value in values)
    return SavedEntry(number, wanted.text, (*kind, *values), address(wanted))
