"""A whole bank with its demonstration content, served as `make run` serves it, and a real browser."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, sync_playwright
from pytest_socket import enable_socket
from werkzeug.serving import make_server

from marketplace.app import create_app
from marketplace.bootstrap import open_bank
from marketplace.engine.resources import Resources
from marketplace.kernel.settings import PROJECT_FOLDER, load_settings
from tests.conftest import data_folder

CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
#: A root user cannot have Chromium's sandbox; the rest keeps it from calling home.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
#: More than any machine needs that is not busy with something else.
START_SECONDS = 240
STOP_SECONDS = 120


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is. Without it these tests are skipped, unless the environment insists on them."""
    if CHROMIUM is None and os.environ.get("REQUIRE_BROWSER"):
        pytest.fail("REQUIRE_BROWSER is set, and there is no Chromium on this machine")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine: the browser tests did not run")
    return CHROMIUM


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Headless Chromium."""
    enable_socket()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield launched
        launched.close()


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def seeded(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a bank with its demonstration content, on SQLite."""
    folder = data_folder(tmp_path_factory.mktemp("site"))
    environ = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder / 'bank.sqlite3'}",
        "DATA_FOLDER": str(folder),
        "ENVIRONMENT": "development",
    }
    for command in ("migrate", "seed"):
        subprocess.run(command_line(command), cwd=PROJECT_FOLDER, env=environ, check=True, capture_output=True)
    return environ


@contextmanager
def served(environ: dict[str, str]) -> Iterator[str]:
    """Serve a bank, web workers and a job worker, and give its address."""
    address, log = f"127.0.0.1:{free_port()}", Path(environ["DATA_FOLDER"]) / "serve.log"
    environ = environ | {"BIND": address, "PUBLIC_URL": f"http://{address}"}
    with log.open("wb") as written:
        process = subprocess.Popen(
            command_line("serve"), cwd=PROJECT_FOLDER, env=environ, stdout=written, stderr=written
        )
    try:
        wait_for(f"http://{address}/en/", log)
        yield f"http://{address}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=STOP_SECONDS)


@pytest.fixture(scope="session")
def site(seeded: dict[str, str]) -> Iterator[str]:
    """The address of a bank with its demonstration content."""
    enable_socket()
    with served(seeded) as address:
        yield address


@pytest.fixture
def pseudo_site(seeded: dict[str, str], resources: Resources) -> Iterator[str]:
    """The address of the same bank in the pseudo-locale, served by this process."""
    enable_socket()
    bank = open_bank(load_settings(environ=seeded | {"PSEUDO_LOCALE": "true"}), resources=resources)
    server = make_server("127.0.0.1", 0, create_app(bank), threaded=True)
    serving = Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    serving.join()
    server.server_close()
    bank.database.engine.dispose()


def command_line(command: str) -> list[str]:
    return [sys.executable, "-m", "marketplace", command]


def wait_for(url: str, log: Path) -> None:
    """Until the address answers."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=10).close()  # noqa: S310 - our own server on loopback
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"the bank does not answer at {url}: {log.read_text(encoding='utf-8')[-2000:]}")
