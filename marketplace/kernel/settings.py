"""Settings: `config/default.toml`, then the environment's own file, then environment variables of the same name."""

import math
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Final, get_type_hints

from marketplace.kernel.errors import SettingsError

PROJECT_FOLDER: Final = Path(__file__).resolve().parents[2]
_DEVELOPMENT_KEY: Final = "development-only"
_KEY_LENGTH: Final = 32
_TRUTH: Final[Mapping[str, bool]] = {"true": True, "1": True, "false": False, "0": False, "": False}
_LOG_LEVELS: Final = ("debug", "info", "warning", "error")
#: The smallest value of each number that may be below 1.
_LEAST: Final[Mapping[str, float]] = {"proxies": 0, "worker_poll_seconds": 0.01}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything an operator may set. Names are those of the environment variables, in lower case."""

    environment: str
    secret_key: str
    database_url: str
    data_folder: Path
    seeds_folder: Path
    public_url: str
    bind: str
    proxies: int
    web_workers: int
    web_threads: int
    session_days: int
    sign_in_attempts: int
    sign_in_window_minutes: int
    staff_two_step: bool
    matches_kept: int
    introductions_unanswered: int
    introduction_quiet_days: int
    worker_poll_seconds: float
    job_lease_seconds: int
    job_attempts: int
    max_request_bytes: int
    mail_url: str
    mail_from: str
    mail_attempts: int
    max_file_bytes: int
    storage_url: str
    translator_url: str
    translator_key: str
    pseudo_locale: bool
    log_level: str

    @property
    def index_folder(self) -> Path:
        """Where the search index of this host lives."""
        return self.data_folder / "index"

    @property
    def lexicon_folder(self) -> Path:
        """Where imported parallel texts lie, and the lexicon fitted to them is kept."""
        return self.data_folder / "lexicon"

    @property
    def files_url(self) -> str:
        """Where uploaded files are kept, as fsspec reads it."""
        return self.storage_url or str(self.data_folder / "files")

    @property
    def dossiers_folder(self) -> Path:
        """Where PDF files that were made lie, to be given out again."""
        return self.data_folder / "dossiers"

    @property
    def models_folder(self) -> Path:
        """Where the rankers that this host has used live."""
        return self.data_folder / "models"

    @property
    def mail_folder(self) -> Path:
        """Where letters lie when no mail server is set."""
        return self.data_folder / "mail"

    @property
    def secure(self) -> bool:
        """Whether visitors come over HTTPS."""
        return self.public_url.startswith("https://")


def load_settings(environment: str | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings for an environment: `development` (default), `test` or `production`.

    Raises:
        SettingsError: a setting is missing, unknown, of the wrong type or out of range; the sentence names it.
    """
    name = environment or environ.get("ENVIRONMENT", "development")
    values = _read("default") | {"environment": name}
    if name != "development":
        values |= _read(name)
    known = get_type_hints(Settings)
    for key in values:
        if key not in known:
            raise SettingsError(name=key, problem="there is no such setting")
    for field in fields(Settings):
        if (given := environ.get(field.name.upper())) is not None and field.name != "environment":
            values[field.name] = given
        if field.name not in values:
            raise SettingsError(name=field.name, problem="is not set")
        values[field.name] = _convert(field.name, values[field.name], known[field.name])
    settings = Settings(**values)
    _check(settings)
    return settings


def _read(name: str) -> dict[str, Any]:
    path = PROJECT_FOLDER / "config" / f"{name}.toml"
    if not path.is_file():
        raise SettingsError(name="environment", problem=f"there is no file config/{name}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _convert(name: str, value: object, kind: type) -> object:
    if kind is Path:
        return PROJECT_FOLDER / str(value)
    if kind is bool and isinstance(value, str):
        if value.lower() not in _TRUTH:
            raise SettingsError(name=name, problem=f"{value!r} is neither true nor false")
        return _TRUTH[value.lower()]
    try:
        return kind(value)
    except (TypeError, ValueError):
        raise SettingsError(name=name, problem=f"{value!r} is not a {kind.__name__}") from None


def _check(settings: Settings) -> None:
    if settings.environment == "production":
        if settings.secret_key == _DEVELOPMENT_KEY or len(settings.secret_key) < _KEY_LENGTH:
            raise SettingsError(
                name="secret_key", problem=f"needs at least {_KEY_LENGTH} characters of your own in production"
            )
        if not settings.secure:
            raise SettingsError(name="public_url", problem="must begin with https:// in production")
    for field in fields(settings):
        value, least = getattr(settings, field.name), _LEAST.get(field.name, 1)
        if isinstance(value, int | float) and not isinstance(value, bool) and not least <= value < math.inf:
            raise SettingsError(name=field.name, problem=f"must be at least {least:g}")
    if settings.log_level.lower() not in _LOG_LEVELS:
        raise SettingsError(name="log_level", problem=f"must be one of {', '.join(_LOG_LEVELS)}")
    if settings.translator_url and not settings.translator_url.startswith(("http://", "https://")):
        raise SettingsError(name="translator_url", problem="must begin with http:// or https://")
    if not parseaddr(settings.mail_from)[1].count("@"):
        raise SettingsError(name="mail_from", problem="must be an e-mail address, with or without a name before it")
    if not settings.database_url.startswith(("sqlite", "postgresql")):
        raise SettingsError(name="database_url", problem="must begin with sqlite or postgresql")
