"""The Flask application."""

from datetime import timedelta
from pathlib import Path
from threading import Thread

import structlog
from flask import Flask
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from marketplace import admin, web
from marketplace.bootstrap import Bank, open_bank
from marketplace.http import assets, auth, context, csrf, display, errors, locales, pseudo, routing, security, views
from marketplace.kernel.logs import configure_logging
from marketplace.kernel.settings import PROJECT_FOLDER, load_settings
from marketplace.kernel.typesetting import problems

log = structlog.get_logger()

_HTTP = Path(__file__).parent / "http"
#: A listing with all its rows, languages and countries has some two thousand inputs.
_MOST_PARTS = 5_000


def create_app(bank: Bank | None = None) -> Flask:
    """The application on a bank, or on the one that the settings name."""
    bank = bank or _loaded()
    settings = bank.settings
    app = Flask(__name__, template_folder=str(_HTTP / "templates"), static_folder=str(_HTTP / "static"))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.max_request_bytes,
        MAX_FORM_MEMORY_SIZE=settings.max_request_bytes,
        MAX_FORM_PARTS=_MOST_PARTS,
        BABEL_TRANSLATION_DIRECTORIES=str(PROJECT_FOLDER / "translations"),
        PERMANENT_SESSION_LIFETIME=timedelta(days=settings.session_days),
        SESSION_COOKIE_NAME="bank",
        SESSION_REFRESH_EACH_REQUEST=False,  # it lasts as long as the sign-in; files for shared caches set no cookie
        WTF_CSRF_TIME_LIMIT=12 * 3600,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=5,
    )
    if settings.proxies:  # without it all visitors share the proxy's address, and its limit of attempts to sign in
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    app.extensions["bank"] = bank
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.teardown_appcontext(context.close_db)
    views.count_views(app, bank)
    routing.number_rows(app)
    locales.localize(app)
    if settings.pseudo_locale:
        pseudo.pretend(app)
    Compress(app)
    security.secure(app, https=settings.secure)
    csrf.protection.init_app(app)
    auth.authenticate(app)
    errors.handle_errors(app)
    display.equip(app)
    assets.fingerprint(app)
    app.add_url_rule("/", "root", locales.redirect_to_locale)
    for blueprint in (web.blueprint, web.files.blueprint, admin.blueprint):
        app.register_blueprint(blueprint)
    return app


def _loaded() -> Bank:
    """The bank that the settings name, ready to be served by processes that are forked from this one."""
    settings = load_settings()
    configure_logging(settings.log_level)
    looking = Thread(target=_look_for_typesetting, daemon=True)
    looking.start()
    bank = open_bank(settings)
    bank.warm_up()
    looking.join()
    return bank


def _look_for_typesetting() -> None:
    """Say at start what is missing to make PDF files, so that no visitor waits for finding out."""
    if lacking := problems():
        log.warning("PDF dossiers are not offered, dossiers to print are", lacking=lacking, remedy="docs/operations.md")
