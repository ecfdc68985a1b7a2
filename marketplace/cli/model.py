"""Commands for the models that score matches."""

import json
import tempfile
from dataclasses import asdict, replace
from pathlib import Path

import click

from marketplace.accounts.policies import OPERATOR
from marketplace.bootstrap import Bank, open_bank
from marketplace.cli import cards
from marketplace.cli.migration import upgrade
from marketplace.cli.progress import progress_bar
from marketplace.kernel.settings import load_settings
from marketplace.matching import operations, queries, registry, training
from marketplace.matching.errors import NothingToCompareError
from marketplace.seeding import simulation


@click.group()
def model() -> None:
    """Train, compare, activate and roll back the models that score matches."""


@model.command()
def train() -> None:
    """Train a candidate on all judgments of the bank and say how it compares with the active model."""
    bank = open_bank(load_settings())
    with bank.database.session(read_only=True) as session, progress_bar("Training") as progress:
        trained = training.train(session, bank.resources, progress)
    with bank.database.transaction() as session:
        version = operations.keep_model(session, OPERATOR, bank.clock, bank.settings.models_folder, trained)
    card = trained.card.overall
    click.echo(f"Model {version}: nDCG@10 {card.ndcg10:.3f}, calibration error {card.calibration.ece:.4f}.")
    if trained.comparison is not None:
        cards.show_comparison(trained.comparison)


@model.command()
@click.argument("first", required=False)
@click.argument("second", required=False)
@click.option("--json", "as_json", is_flag=True, help="Figures as JSON.")
def compare(first: str | None, second: str | None, *, as_json: bool) -> None:
    """Compare two models on all judgments, need by need, each need scored by twins that have not seen it.

    FIRST is the newest model unless named, SECOND the active one.
    """
    bank = open_bank(load_settings())
    with bank.database.session(read_only=True) as session:
        newest = queries.models(session, OPERATOR)[:1]
        first = first or (newest[0].version if newest else None)
        second = second or registry.active_version(session)
        if first is None or second is None:
            raise NothingToCompareError
        found = training.compared(session, bank.resources, first, second)
    if as_json:
        click.echo(json.dumps({**found.to_json(), "worse": found.worse}, indent=2))
    else:
        cards.show_comparison(found)


@model.command()
@click.argument("version")
@click.option("--despite-worse", default="", metavar="REASON", help="Why it should serve though it is worse; kept.")
def activate(version: str, despite_worse: str) -> None:
    """Let a model serve; a worker then finds every need's matches anew, and old ones are shown until it has."""
    bank = open_bank(load_settings())
    with bank.database.session(read_only=True) as session:
        comparison = training.compared_with_active(session, bank.resources, version)
    with bank.database.transaction() as session:
        operations.activate_model(session, OPERATOR, bank.clock, version, comparison, despite_worse)
    _served(bank, version)


@model.command()
def rollback() -> None:
    """Let the model serve again that was active before."""
    bank = open_bank(load_settings())
    with bank.database.transaction() as session:
        version = operations.roll_back_model(session, OPERATOR, bank.clock)
    _served(bank, version)


def _served(bank: Bank, version: str) -> None:
    bank.matcher()
    click.echo(f"Model {version} is active. A worker finds all matches anew.")


@model.command("list")
def list_models() -> None:
    """List the models, the newest first, with their figures."""
    bank = open_bank(load_settings())
    with bank.database.session(read_only=True) as session:
        cards.show_models(queries.models(session, OPERATOR))


@model.command()
@click.argument("version")
@click.option("--json", "as_json", is_flag=True, help="The card as JSON.")
def card(version: str, *, as_json: bool) -> None:
    """Show a model's card: its data, its figures, what moves it, and what they cannot say."""
    bank = open_bank(load_settings())
    with bank.database.session(read_only=True) as session:
        found = queries.model(session, OPERATOR, version)
    if as_json:
        said = {"version": found.version, "state": found.state, "trained_at": found.trained_at.isoformat()}
        click.echo(json.dumps({**said, "data": found.counts, **found.card.to_json(), "limits": found.limits}, indent=2))
    else:
        cards.show_card(found)


@model.command()
@click.option("--seed", default=1, show_default=True, help="Where chance begins.")
@click.option("--needs", type=click.IntRange(min=10), help="Only so many of the demonstration's needs.")
@click.option("--json", "as_json", is_flag=True, help="Figures as JSON.")
def simulate(seed: int, needs: int | None, *, as_json: bool) -> None:
    """Show, on a bank of its own that is thrown away, that ranking follows how introductions end."""
    settings = load_settings()
    with tempfile.TemporaryDirectory() as folder:
        own = replace(settings, database_url=f"sqlite:///{folder}/bank.sqlite3", data_folder=Path(folder))
        upgrade(own.database_url)
        bank = open_bank(own)
        found = simulation.simulate(bank, settings.seeds_folder / "demo", seed=seed, needs=needs)
        bank.database.engine.dispose()
    if as_json:
        click.echo(json.dumps(asdict(found), indent=2))
    else:
        cards.show_simulation(found)
