"""Commands that run a bank."""

import signal
import subprocess
import sys
import threading

import click

from marketplace.accounts.operations import reset_two_step, sign_up
from marketplace.accounts.policies import OPERATOR
from marketplace.accounts.terms import Role
from marketplace.bootstrap import open_bank
from marketplace.cli.progress import progress_bar
from marketplace.indexing.operations import catch_up
from marketplace.jobs import worker as job_worker
from marketplace.jobs.refreshing import refresh_matches
from marketplace.kernel.errors import NotFoundError
from marketplace.kernel.logs import configure_logging
from marketplace.kernel.settings import PROJECT_FOLDER, load_settings
from marketplace.matching.registry import usable_active
from marketplace.seeding import content, histories, judgments


@click.command()
@click.option("--bind", help="Address and port to listen on, instead of the setting.")
def serve(bind: str | None) -> None:
    """Serve the bank: web workers and one job worker together."""
    settings = load_settings()
    configure_logging(settings.log_level)
    jobs = subprocess.Popen([sys.executable, "-m", "marketplace", "worker"])
    web_command = [sys.executable, "-m", "gunicorn", "-c", str(PROJECT_FOLDER / "config" / "gunicorn.conf.py")]
    web = subprocess.Popen(web_command + (["--bind", bind] if bind else []))
    click.echo(f"The bank answers at http://{bind or settings.bind}", err=True)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        while not stopped.wait(0.5):
            if web.poll() is not None or jobs.poll() is not None:
                break
    finally:
        for process in (web, jobs):
            process.terminate()
        for process in (web, jobs):
            process.wait()
    if not stopped.is_set():
        msg = "a part of the bank ended by itself; its messages are above"
        raise click.ClickException(msg)


@click.command()
def worker() -> None:
    """Do ordered work: the search index, matches, expiry."""
    settings = load_settings()
    configure_logging(settings.log_level)
    bank = open_bank(settings)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    job_worker.run(bank, stop)


@click.command()
def seed() -> None:
    """Fill the bank with its demonstration content, train the ranker, and bring index and matches up to date.

    What is already there stays as it is.
    """
    bank = open_bank(load_settings())
    demo = bank.settings.seeds_folder / "demo"
    with bank.database.transaction() as session:
        organizations = content.seed_organizations(session, bank.clock, demo)
        listings = content.seed_listings(session, bank.clock, demo)
        people = content.seed_people(session, bank)
        judged = judgments.seed_judgments(session, bank.clock, demo)
        active = usable_active(session)
    click.echo(f"Added {organizations} organizations, {listings} listings and {people} demonstration accounts.")
    if people:
        addresses = ", ".join(address for address, *_ in content.PEOPLE)
        click.echo(f"Sign in as {addresses} with the password “{content.PASSWORD}”.")
    if judged:
        click.echo(f"Recorded {judged} judgments of pairs.")
    if active is None:
        with progress_bar("Training the ranker") as progress:
            click.echo(f"Model {judgments.first_model(bank, progress)} is trained and active.")
    with bank.database.session() as session, progress_bar("Indexing") as progress:
        catch_up(session, bank.index, progress)
    if listings or active is None:
        with progress_bar("Matching") as progress:
            refresh_matches(bank, progress=progress)
    # Last of all: what people said of matches teaches later models, and the first one is that of the judgments alone.
    if stories := histories.seed_histories(bank, demo):
        click.echo(f"Played {stories} histories of introductions.")


@click.command("create-admin")
@click.argument("email")
@click.option("--name", default="Administrator", show_default=True)
@click.password_option(help="Asked for when it is not given.")
def create_admin(email: str, name: str, password: str) -> None:
    """Open an administrator's account."""
    bank = open_bank(load_settings())
    with bank.database.transaction() as session:
        sign_up(
            session,
            bank.clock,
            email=email,
            name=name,
            password=password,
            locale="en",
            role=Role.ADMINISTRATOR,
            verified=True,
        )
    click.echo(f"{email} is an administrator now.")


@click.command("reset-two-step")
@click.argument("email")
def reset_second_step(email: str) -> None:
    """Let somebody sign in in one step who has lost both the app and the recovery codes.

    Make sure that it is they who ask. All their devices are signed out, and they are told by mail.
    """
    bank = open_bank(load_settings())
    try:
        with bank.database.transaction() as session:
            reset_two_step(session, OPERATOR, bank.clock, bank.bus, email)
    except NotFoundError:
        msg = f"nobody signs in in two steps with the address {email}"
        raise click.ClickException(msg) from None
    click.echo(f"{email} signs in with the password alone now.")
