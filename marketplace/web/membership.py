"""Founding an organization, and saying anew who it is."""

from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.accounts.policies import require
from marketplace.http.context import actor, bank, db, locale
from marketplace.http.display import countries_by_name
from marketplace.http.errors import status
from marketplace.http.forms import Typed, first, typed_values
from marketplace.kernel.errors import N_
from marketplace.localization.locales import LOCALES
from marketplace.organizations.errors import ProfileInvalidError
from marketplace.organizations.operations import create_organization, save_profile
from marketplace.organizations.policies import Profile
from marketplace.organizations.queries import OrganizationView, organization
from marketplace.organizations.terms import ORGANIZATION_KINDS, ORGANIZATION_TYPES
from marketplace.web.blueprint import blueprint

_SENTENCES: Final[dict[tuple[str, str], str]] = {
    ("name", "missing"): N_("Please give the name of the organization."),
    ("name", "too_long"): N_("Please shorten the name to at most 200 characters."),
    ("kinds", "missing"): N_("Please say whether it provides technologies, needs them, or both."),
    ("type", "missing"): N_("Please choose the type of the organization."),
    ("country", "missing"): N_("Please choose the country."),
    ("city", "too_long"): N_("Please shorten the name of the city to at most 120 characters."),
    ("names", "too_long"): N_("Please shorten the name to at most 200 characters."),
    ("about", "too_long"): N_("Please shorten this text to at most 600 characters."),
}
_OTHER: Final = N_("Please choose one of the offered values.")


@blueprint.get("/my/organizations/new")
def new_organization() -> ResponseReturnValue:
    """The form for an organization."""
    require(actor(), "organization.create")
    return _form({}, {})


@blueprint.post("/my/organizations/new")
def found_organization() -> ResponseReturnValue:
    """Found the organization, with the actor as its owner."""
    typed = typed_values(request.form)
    profile = _profile(typed | {"original_locale": [locale()]})
    try:
        create_organization(db(), actor(), bank().clock, profile, bank().taxonomy.countries)
    except ProfileInvalidError as refusal:
        return _form(typed, refusal.problems), status(refusal)
    db().commit()
    flash(
        gettext("%(name)s is registered. A curator will verify it with your first submission.", name=profile.name),
        "success",
    )
    return redirect(url_for("web.my_listings"), 303)


@blueprint.get("/organizations/<row:number>/profile")
def organization_profile(number: int) -> ResponseReturnValue:
    """The form for the profile."""
    require(actor(), "organization.save_profile", number)
    shown = organization(db(), number)
    typed: Typed = {
        "name": [shown.name],
        "kinds": [*shown.kinds],
        "type": [shown.type],
        "country": [shown.country],
        "city": [shown.city],
        "original_locale": [shown.original_locale],
        **{f"names.{code}": [name] for code, name in shown.names.items()},
        **{f"about.{code}": [text] for code, text in shown.about.items()},
    }
    return _form(typed, {}, shown)


@blueprint.post("/organizations/<row:number>/profile")
def save_organization_profile(number: int) -> ResponseReturnValue:
    """Save it."""
    typed, held = typed_values(request.form), bank()
    profile = _profile(typed)
    try:
        kept = save_profile(
            db(), actor(), held.clock, held.bus, number, profile=profile, countries=held.taxonomy.countries
        )
    except ProfileInvalidError as refusal:
        return _form(typed, refusal.problems, organization(db(), number)), status(refusal)
    db().commit()
    if kept:
        flash(gettext("The profile is saved."), "success")
    else:
        flash(gettext("The profile is saved. A curator will verify the organization anew."), "info")
    return redirect(url_for("web.organization", number=number), 303)


def _profile(typed: Typed) -> Profile:
    return Profile(
        name=first(typed, "name"),
        kinds=tuple(typed.get("kinds", ())),
        type=first(typed, "type"),
        country=first(typed, "country"),
        city=first(typed, "city"),
        names={code: first(typed, f"names.{code}") for code in LOCALES},
        about={code: first(typed, f"about.{code}") for code in LOCALES},
        original_locale=first(typed, "original_locale"),
    )


def _form(typed: Typed, problems: dict[str, str], known: OrganizationView | None = None) -> str:
    """The form of a new organization, or of one that is known."""
    return render_template(
        "web/organization_profile.html" if known else "web/new_organization.html",
        organization=known,
        values={name: first(typed, name) for name in typed},
        kinds=typed.get("kinds", []),
        problems={
            part: gettext(_SENTENCES.get((part.partition(".")[0], code), _OTHER)) for part, code in problems.items()
        },
        organization_kinds=ORGANIZATION_KINDS,
        organization_types=ORGANIZATION_TYPES,
        countries=countries_by_name(),
    )
