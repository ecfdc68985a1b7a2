"""A person's own account: settings, address, password, devices."""

from functools import cache
from typing import Final
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location
from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.accounts import operations
from marketplace.accounts.policies import require
from marketplace.accounts.queries import account as own_account
from marketplace.accounts.queries import devices as own_devices
from marketplace.http import auth
from marketplace.http.context import actor, bank, db, locale
from marketplace.http.forms import Typed, first, typed_values
from marketplace.kernel.errors import N_, BankError
from marketplace.localization.locales import CLDR_NAMES
from marketplace.localization.sorting import sort_key
from marketplace.web.blueprint import blueprint
from marketplace.web.small_forms import REFUSALS, form

#: How browsers and systems call themselves, the more particular first, and what people call them.
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
_UNKNOWN_DEVICE: Final = N_("An unknown device")


@blueprint.get("/account")
def account() -> ResponseReturnValue:
    """Name, language and time zone."""
    own = own_account(db(), actor())
    return _settings({"name": [own.name], "language": [own.locale], "time_zone": [own.time_zone]})


@blueprint.post("/account")
def save_account() -> ResponseReturnValue:
    """Save them."""
    typed = typed_values(request.form)
    try:
        operations.save_settings(
            db(),
            actor(),
            name=first(typed, "name"),
            locale=first(typed, "language"),
            time_zone=first(typed, "time_zone"),
        )
    except REFUSALS as refusal:
        return _settings(typed, refusal)
    db().commit()
    return _saved(gettext("Saved."), "web.account")


@blueprint.get("/account/email")
def email() -> ResponseReturnValue:
    """The address, whether it is confirmed, and having another."""
    return form("web/account/email.html", account=own_account(db(), actor()))


@blueprint.post("/account/email")
def change_email() -> ResponseReturnValue:
    """Ask to have another address."""
    typed, held = typed_values(request.form), bank()
    try:
        operations.change_email(
            db(),
            actor(),
            held.clock,
            held.settings,
            held.bus,
            email=first(typed, "email"),
            password=request.form.get("present", ""),
        )
    except REFUSALS as refusal:
        return form("web/account/email.html", typed, refusal, account=own_account(db(), actor()))
    db().commit()
    return _saved(
        gettext(
            "A mail is on its way to %(email)s, unless it belongs to another account. "
            "Your address changes once you follow its link.",
            email=first(typed, "email"),
        ),
        "web.email",
    )


@blueprint.route("/account/email/<token>", methods=["GET", "POST"])
def confirm_email(token: str) -> ResponseReturnValue:
    """Take the new address. A mail program that only looks at the link changes nothing."""
    require(actor(), "account.manage")
    if request.method == "GET":
        return _confirmation(gettext("Confirm your new e-mail address"), gettext("Use this address from now on"))
    operations.confirm_email(db(), actor(), bank().clock, bank().settings, bank().bus, token)
    db().commit()
    return _saved(gettext("Your new address is confirmed."), "web.email")


@blueprint.post("/account/verification")
def send_verification() -> ResponseReturnValue:
    """Send the mail with which one confirms one's address once more."""
    operations.send_verification_again(db(), actor(), bank().clock, bank().settings, bank().bus)
    db().commit()
    return _saved(gettext("The mail is on its way. Please look into your mailbox."), "web.email")


@blueprint.route("/account/verify/<token>", methods=["GET", "POST"])
def verify(token: str) -> ResponseReturnValue:
    """Confirm one's address. A mail program that only looks at the link confirms nothing."""
    require(actor(), "account.manage")
    if request.method == "GET":
        return _confirmation(gettext("Confirm your e-mail address"), gettext("Confirm my address"))
    operations.verify_address(db(), actor(), bank().clock, bank().settings, token)
    db().commit()
    return _saved(gettext("Thank you, your address is confirmed. You can submit listings now."), "web.my_listings")


@blueprint.get("/account/password")
def password() -> ResponseReturnValue:
    """The form for another password."""
    require(actor(), "account.manage")
    return form("web/account/password.html")


@blueprint.post("/account/password")
def change_password() -> ResponseReturnValue:
    """Change it."""
    held = bank()
    try:
        operations.change_password(
            db(),
            actor(),
            held.clock,
            held.settings,
            held.bus,
            present=request.form.get("present", ""),
            new=request.form.get("password", ""),
            token=auth.own_token(),
        )
    except REFUSALS as refusal:
        return form("web/account/password.html", {}, refusal)
    db().commit()
    return _saved(gettext("Your password is changed, and all other devices are signed out."), "web.password")


@blueprint.get("/account/devices")
def devices() -> ResponseReturnValue:
    """The signed-in devices."""
    found = own_devices(db(), actor(), bank().clock.now(), auth.own_token())
    return form("web/account/devices.html", devices=[(each, device_name(each.device)) for each in found])


@blueprint.post("/account/devices/<row:number>/sign-out")
def sign_out_device(number: int) -> ResponseReturnValue:
    """Sign one of them out."""
    operations.end_session(db(), actor(), number)
    db().commit()
    return _saved(gettext("The device is signed out."), "web.devices")


@blueprint.post("/account/devices/sign-out")
def sign_out_devices() -> ResponseReturnValue:
    """Sign all the others out."""
    operations.end_other_sessions(db(), actor(), auth.own_token())
    db().commit()
    return _saved(gettext("All other devices are signed out."), "web.devices")


def device_name(user_agent: str) -> str:
    """What people call a browser that calls itself so."""
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    if browser and system:
        return gettext("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or gettext(_UNKNOWN_DEVICE)


@cache
def time_zones(in_locale: str) -> tuple[tuple[str, str], ...]:
    """The time zones that people live in, each with its country and city as the locale calls them, sorted by these."""
    language, known = Locale.parse(in_locale), available_timezones()
    countries = {code: country for code, country in get_global("zone_territories").items() if country != "001"}
    named = [
        (code, f"{language.territories[country]} · {get_timezone_location(code, language, return_city=True)}")
        for code, country in countries.items()
        if code in known and country in language.territories
    ]
    by_name = sort_key(in_locale.partition("_")[0])
    return (("UTC", "UTC"), *sorted(named, key=lambda zone: by_name(zone[1])))


def _settings(typed: Typed, refusal: BankError | None = None) -> ResponseReturnValue:
    return form("web/account/settings.html", typed, refusal, zones=time_zones(CLDR_NAMES[locale()]))


def _confirmation(title: str, button: str) -> ResponseReturnValue:
    return form("web/account/confirm.html", heading=title, button=button)


def _saved(said: str, endpoint: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for(endpoint), 303)
