"""Commands that keep derived things true."""

import click

from marketplace.bootstrap import open_bank
from marketplace.cli.progress import progress_bar
from marketplace.indexing.operations import catch_up
from marketplace.jobs.refreshing import refresh_matches
from marketplace.kernel.settings import load_settings


@click.command()
@click.option("--rebuild", is_flag=True, help="Forget the index and read everything again.")
@click.option(
    "--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Processes that analyse listings."
)
def index(*, rebuild: bool, workers: int) -> None:
    """Bring the search index of this host up to the newest change."""
    bank = open_bank(load_settings())
    if rebuild:
        bank.index.rebuild()
    with bank.database.session(read_only=True) as session, progress_bar("Indexing") as progress:
        read = catch_up(session, bank.index, progress, workers)
    click.echo(f"{read} changed listings read; the index holds {len(bank.index)} at change {bank.index.change_number}.")


@click.group()
def matches() -> None:
    """Look after the kept matches."""


@matches.command()
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Processes of this machine.")
@click.option("--scheduler", help="Address of a Dask scheduler (tcp://host:port or tls://host:port) to work with.")
def refresh(workers: int, scheduler: str | None) -> None:
    """Find the matches of every need anew.

    Stopped with Ctrl-C or killed, it goes on where it was when called again. Old matches are shown until new ones are
    there. With --scheduler the workers of the cluster compute, and --workers says nothing.
    """
    bank = open_bank(load_settings())
    with progress_bar("Matching") as progress:
        needs = refresh_matches(bank, workers=workers if workers > 1 else 0, scheduler=scheduler, progress=progress)
    click.echo(f"The matches of {needs} needs are refreshed.")
