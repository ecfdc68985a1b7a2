"""Settings are read, overridden and checked before anything starts."""

from dataclasses import fields

import pytest

from marketplace.kernel.errors import SettingsError
from marketplace.kernel.settings import PROJECT_FOLDER, Settings, load_settings


def test_the_environment_overrides_the_files() -> None:
    settings = load_settings("development", {"WEB_WORKERS": "7", "DATABASE_URL": "postgresql://x/y"})
    assert (settings.web_workers, settings.database_url) == (7, "postgresql://x/y")


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"WEB_WORKERS": "many"}, "web_workers"),
        ({"WEB_WORKERS": "0"}, "web_workers"),
        ({"WORKER_POLL_SECONDS": "nan"}, "worker_poll_seconds"),
        ({"MAX_REQUEST_BYTES": "0"}, "max_request_bytes"),
        ({"PROXIES": "-1"}, "proxies"),
        ({"LOG_LEVEL": "loud"}, "log_level"),
        ({"DATABASE_URL": "mysql://x"}, "database_url"),
        ({"ENVIRONMENT": "nowhere"}, "environment"),
        ({"ENVIRONMENT": "production"}, "secret_key"),
        ({"ENVIRONMENT": "production", "SECRET_KEY": "x" * 40}, "public_url"),
    ],
)
def test_a_wrong_setting_is_named(environ: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=f"Setting {named}: "):
        load_settings(environ=environ)


def test_every_setting_is_in_the_default_file() -> None:
    text = (PROJECT_FOLDER / "config" / "default.toml").read_text(encoding="utf-8")
    missing = [
        field.name for field in fields(Settings) if field.name != "environment" and f"{field.name} =" not in text
    ]
    assert missing == []
