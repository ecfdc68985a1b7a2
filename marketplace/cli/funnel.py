"""The command that says where introductions stop."""

import json
from dataclasses import asdict

import click

from marketplace.accounts.policies import OPERATOR
from marketplace.bootstrap import open_bank
from marketplace.insights.queries.funnel import Funnel, Row, Stretch
from marketplace.insights.queries.funnel import funnel as counted
from marketplace.kernel.settings import load_settings


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, with everything that is known.")
def funnel(*, as_json: bool) -> None:
    """Say how many matches become technologies at work, where the others stop, and after how many days.

    A match counts as shown while it is kept, likely, not hidden, and public on both sides. Everything after that is
    counted from the history of introductions.
    """
    bank = open_bank(load_settings())
    with bank.database.session(read_only=True) as session:
        found = counted(session, OPERATOR, bank.clock)
    if as_json:
        click.echo(json.dumps(asdict(found), indent=2))
        return
    for line in _lines(found):
        click.echo(line)


def _lines(found: Funnel) -> list[str]:
    head = f"{'':<16}{'reached':>9}{'share':>8}{'days':>8}{'stopped':>9}{'open':>6}{'days':>8}"
    lines = [head, f"{'shown':<16}{found.shown:>9}", *(_stretch(each) for each in found.stretches)]
    for each in found.stretches:
        for end, reason, number in each.endings:
            lines.append(f"  {number} of {each.stage}: {end}{f', {reason}' if reason else ''}")
    for title, rows in (("field", found.fields), ("country", found.countries)):
        lines += [
            "",
            f"{title:<16}{'shown':>9}{'asked':>8}{'accepted':>10}{'agreement':>11}{'deployed':>10}{'ended':>8}",
        ]
        lines += [_row(each) for each in rows]
    return lines


def _stretch(each: Stretch) -> str:
    share = f"{each.share:.1%}" if each.share is not None else ""
    return (
        f"{each.stage:<16}{each.reached:>9}{share:>8}{_days(each.days):>8}"
        f"{each.ended:>9}{each.open:>6}{_days(each.open_days):>8}"
    )


def _row(each: Row) -> str:
    return (
        f"{each.code:<16}{each.shown:>9}{each.requested:>8}{each.accepted:>10}"
        f"{each.agreement:>11}{each.deployed:>10}{each.ended:>8}"
    )


def _days(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"
