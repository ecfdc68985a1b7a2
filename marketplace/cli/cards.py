"""Models, their cards and their comparisons, as tables on a terminal."""

from collections.abc import Mapping

import click
from rich.console import Console
from rich.table import Column, Table

from marketplace.engine.evaluation import LIKELY, Bin, Compared, Comparison, Difference, Figures
from marketplace.matching.queries import ModelView
from marketplace.seeding.simulation import Simulated

#: What a model's figures cannot say, by the code of the limit.
_LIMITS: Mapping[str, str] = {
    "no_outcomes": "No introduction has ended yet: what is good was judged by reading, not by what happened.",
    "few_good": "Only {good} of {pairs} pairs are good; all figures rest on these few.",
    "small_error": "Most pairs are bad and easily told so: the calibration error over all of them is small by nature.",
    "thin_languages": "Fewer than ten needs with a good pair in: {names}.",
    "thin_fields": "Fewer than ten needs with a good pair in: {names}.",
    "pooled": "Pairs that no ranking proposed were judged by sample only: a good one among them may be missing.",
}


def show_models(models: list[ModelView]) -> None:
    """One line for each model, and why a worse one served."""
    version = Column("version", no_wrap=True)
    table = Table(version, "state", "trained", "pairs", "nDCG@10", "ECE", f"from {LIKELY}", "served since")
    for model in models:
        served = model.activations[0] if model.activations else None
        card = model.card
        table.add_row(
            model.version,
            model.state,
            f"{model.trained_at:%Y-%m-%d}",
            str(model.counts["pairs"]),
            f"{card.overall.ndcg10:.3f}",
            f"{card.overall.calibration.ece:.4f}",
            f"{card.likely.ece:.3f}",
            f"{served.at:%Y-%m-%d}" if served else "",
        )
    Console().print(table)
    for model in models:
        for served in model.activations:
            if served.despite_worse:
                click.echo(f"{model.version} served though it was worse: {served.despite_worse}")


def show_card(model: ModelView) -> None:
    """Everything that is known of a model."""
    counts, card = model.counts, model.card
    click.echo(f"Model {model.version}, {model.state}, trained {model.trained_at:%Y-%m-%d %H:%M}")
    click.echo(
        f"{counts['pairs']} pairs of {counts['needs']} needs and {counts['offerings']} offerings, judged from "
        f"{counts['first'][:10]} to {counts['last'][:10]}; {counts['shown']} of them where they were shown. "
        f"{counts['outweighed']} judgments are outweighed by who knows more, {counts['silent']} say nothing about fit."
    )
    for name, title in (
        ("by_source", "source"),
        ("by_grade", "grade"),
        ("by_language", "language"),
        ("by_field", "field"),
    ):
        click.echo(f"  by {title}: " + ", ".join(f"{key} {count}" for key, count in counts[name].items()))
    click.echo(
        f"nDCG@10 by the text score alone: {card.text_ndcg10:.3f}. Below, no pair is scored by who has seen its need."
    )
    _figures(card.overall, card.by_language, card.by_field)
    likely = card.likely
    click.echo(
        f"Of {likely.pairs} pairs stated at {LIKELY} or more, {likely.good} are good: "
        f"ECE {likely.ece:.3f} ({_interval(likely.ece_interval)})"
    )
    _curve("all pairs, ten bins of equal mass", card.curve)
    _curve(f"pairs stated at {LIKELY} or more", card.likely_curve)
    table = Table("part", "coefficient times spread", "nDCG@10 lost without it")
    for each in card.influence:
        table.add_row(each.part, f"{each.spread:.3f}", "" if each.loss is None else f"{each.loss:+.4f}")
    Console().print(table)
    click.echo("What these figures cannot say:")
    for limit in model.limits:
        names = ", ".join(limit.get("names", ()))
        click.echo("  " + _LIMITS[limit["code"]].format(**{**limit, "names": names}))


def show_comparison(comparison: Comparison) -> None:
    """Two models side by side, on the same needs, neither having seen them."""
    rows: list[tuple[str, Compared]] = [
        ("all", comparison.overall),
        *comparison.by_language.items(),
        *comparison.by_field.items(),
    ]
    click.echo(f"First: {comparison.first}. Second: {comparison.second}.")
    for title, name, digits in (("nDCG@10", "ndcg10", 3), ("expected calibration error", "ece", 4)):
        table = Table("", "needs", "first", "second", "difference", "between", title=title)
        for part, compared in rows:
            table.add_row(part, str(compared.needs), *_difference(getattr(compared, name), digits))
        Console().print(table)
    verdict = "worse beyond chance" if comparison.worse else "not worse beyond chance"
    click.echo(f"{comparison.first} is {verdict} (intervals of 95 %, needs drawn with replacement).")


def show_simulation(found: Simulated) -> None:
    """What was learned from simulated introductions."""
    click.echo(f"Introductions about {found.taught_needs} needs were simulated and recorded:")
    for ending, count in found.recorded.items():
        click.echo(f"  {ending}: {count}")
    click.echo(
        f"nDCG@10 by the hidden preference, over {found.held_out_needs} needs that no introduction was about: "
        f"{found.before:.3f} before, {found.after:.3f} after (difference {_interval(found.gain)})"
    )
    click.echo(f"Without the correction for positions: {found.uncorrected:.3f}")
    show_comparison(found.comparison)
    click.echo(f"A model taught shuffled grades: {found.refused or 'was let serve'}")


def _figures(overall: Figures, by_language: Mapping[str, Figures], by_field: Mapping[str, Figures]) -> None:
    table = Table("needs", "good of pairs", "with a good pair", "nDCG@10", "", "ECE", "")
    for name, each in {"all": overall, **by_language, **by_field}.items():
        calibration = each.calibration
        table.add_row(
            name,
            f"{calibration.good} of {calibration.pairs}",
            str(each.needs),
            f"{each.ndcg10:.3f}",
            _interval(each.ndcg10_interval),
            f"{calibration.ece:.4f}",
            _interval(calibration.ece_interval, 4),
        )
    Console().print(table)


def _curve(title: str, bins: tuple[Bin, ...]) -> None:
    table = Table("stated", "observed", "pairs", "good", title=title)
    for each in bins:
        table.add_row(f"{each.stated:.4f}", f"{each.observed:.4f}", str(each.pairs), str(each.good))
    Console().print(table)


def _difference(found: Difference, digits: int) -> tuple[str, ...]:
    return (
        f"{found.first:.{digits}f}",
        f"{found.second:.{digits}f}",
        f"{found.difference:+.{digits}f}",
        f"{found.low:+.{digits}f} to {found.high:+.{digits}f}",
    )


def _interval(found: tuple[float, float], digits: int = 3) -> str:
    return f"{found[0]:.{digits}f} to {found[1]:.{digits}f}"
