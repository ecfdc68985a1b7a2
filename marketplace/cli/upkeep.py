"""Commands that keep derived things true."""

import click

from marketplace.bootstrap import open_bank
from marketplace.cli.progress import progress_bar
from marketplace.indexing.operations import catch_up
from marketplace.kernel.settings import load_settings
from marketplace.matching.operations import full_refresh


@click.command()
@click.option("--rebuild", is_flag=True, help="Forget the index and read everything again.")
def index(*, rebuild: bool) -> None:
    """Bring the search index of this host up to the newest change."""
    bank = open_bank(load_settings())
    if rebuild:
        bank.index.rebuild()
    with bank.database.session(read_only=True) as session, progress_bar("Indexing") as progress:
        read = catch_up(session, bank.index, progress)
    click.echo(f"{read} changed listings read; the index holds {len(bank.index)} at change {bank.index.change_number}.")


@click.group()
def matches() -> None:
    """Look after the kept matches."""


@matches.command()
def refresh() -> None:
    """Find the matches of every need anew. Stopped with Ctrl-C, it goes on where it was when called again."""
    bank = open_bank(load_settings())
    with bank.database.session() as session, progress_bar("Matching") as progress:
        catch_up(session, bank.index)
        done = full_refresh(session, bank.clock, bank.matcher(), bank.settings.matches_kept, progress)
    click.echo(f"The matches of {done} needs are refreshed.")
