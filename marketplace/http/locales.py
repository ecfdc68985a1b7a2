"""Pages live at `/<locale>/...`: reading the locale from the path, negotiating it at `/`, and links to the others."""

from typing import Any, cast
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, g, redirect, request, url_for
from flask_babel import Babel
from werkzeug.datastructures import LanguageAccept

from marketplace.http.context import locale
from marketplace.localization.locales import CLDR_NAMES, DEFAULT_LOCALE, LANGUAGE_TAGS, LOCALES, LocaleCode

REMEMBERED = "locale"
_YEAR = 365 * 24 * 3600


def negotiated() -> LocaleCode:
    """The locale a visitor who names none wants: remembered, else asked for by the browser, else English."""
    if (kept := request.cookies.get(REMEMBERED)) in LOCALES:
        return kept
    return _accepted(request.accept_languages)


def _accepted(languages: LanguageAccept) -> LocaleCode:
    for tag, _quality in languages:
        primary = tag.partition("-")[0].partition("_")[0].lower()
        if primary in LOCALES:
            return primary
    return DEFAULT_LOCALE


def localize(app: Flask) -> None:
    """Read the locale of every request, and give `url_for` and templates what they need of it."""
    Babel(  # type: ignore[no-untyped-call]
        app, default_domain="messages", locale_selector=lambda: CLDR_NAMES[locale()]
    )

    @app.url_value_preprocessor
    def take_locale(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        if values and "locale" in values:
            g.locale = values.pop("locale")
        elif (first := request.path.split("/")[1]) in LOCALES:
            g.locale = first
        else:
            g.locale = negotiated()

    @app.url_defaults
    def give_locale(endpoint: str, values: dict[str, Any]) -> None:
        if app.url_map.is_endpoint_expecting(endpoint, "locale"):
            values.setdefault("locale", locale())

    @app.after_request
    def remember(response: Response) -> Response:
        # Files are kept by shared caches.
        page = request.view_args is not None and request.endpoint != "static" and request.blueprint != "files"
        if page and response.status_code < 400 and request.cookies.get(REMEMBERED) != locale():  # noqa: PLR2004
            response.set_cookie(REMEMBERED, locale(), max_age=_YEAR, samesite="Lax", secure=request.is_secure)
        return response

    app.jinja_env.globals["alternates"] = alternates
    app.jinja_env.globals["language_tags"] = LANGUAGE_TAGS


def localized_blueprint(name: str, import_name: str, prefix: str = "") -> Blueprint:
    """A blueprint whose pages live under `/<locale>` and the prefix."""
    names = ",".join(LOCALES)
    return Blueprint(
        name,
        import_name,
        url_prefix=f"/<any({names}):locale>{prefix}",
        template_folder="templates",
    )


def alternates() -> dict[LocaleCode, str]:
    """The same page in every locale, with its query; for `hreflang` and the language switch."""
    endpoint = request.endpoint
    if endpoint is None or request.view_args is None or request.method not in {"GET", "HEAD"}:
        return {code: f"/{code}/" for code in LOCALES}
    path = {name: value for name, value in request.view_args.items() if name != "locale"}
    # The visitor's names stay out of `url_for`, which takes some of them (`endpoint`, `_scheme`) for its own.
    query = urlencode(
        [(name, value) for name, value in request.args.items(multi=True) if name not in {*path, "locale"}]
    )
    return {code: url_for(endpoint, locale=code, **path) + (f"?{query}" if query else "") for code in LOCALES}


def redirect_to_locale() -> Response:
    """From `/` to the visitor's own home page."""
    response = redirect(url_for("web.home", locale=negotiated()))
    response.vary.add("Accept-Language")
    response.vary.add("Cookie")
    return cast("Response", response)
