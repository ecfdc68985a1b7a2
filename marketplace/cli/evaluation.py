"""The command that measures the engine."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Column, Table

from marketplace.cli.progress import progress_bar
from marketplace.engine.evaluation import (
    Report,
    SetReport,
    SpottingReport,
    ablate,
    cross_validate,
    measure_spotting,
)
from marketplace.engine.evaluation import evaluate as evaluate_sets
from marketplace.engine.resources import Resources
from marketplace.kernel.settings import load_settings
from marketplace.seeding.judgments import Agreement, agreement, judged_pairs, marked_texts

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("folders", nargs=-1, type=FOLDER)
@click.option("--judgments", is_flag=True, help="Also cross-validate the ranker on the seeds' judgments.")
@click.option("--concepts", is_flag=True, help="Also measure the spotting of concepts on the seeds' marked texts.")
@click.option("--shipped", is_flag=True, help="Leave out what was imported into the lexicon.")
@click.option(
    "--ablate", "without", is_flag=True, help="Also measure the sets without each part of the pipeline in turn."
)
@click.option("--json", "as_json", is_flag=True, help="Figures as JSON.")
def evaluate(
    folders: tuple[Path, ...], *, judgments: bool, concepts: bool, shipped: bool, without: bool, as_json: bool
) -> None:
    """Measure the engine on sets in BEIR form; folders are searched for sets recursively."""
    if not folders and not judgments and not concepts:
        raise click.UsageError("name a folder, or give --judgments or --concepts")  # noqa: TRY003 - click's own way
    settings = load_settings()
    with progress_bar("Fitting the lexicon") as progress:
        resources = Resources.load(settings.seeds_folder, settings.lexicon_folder, progress, imports=not shipped)
    demo = settings.seeds_folder / "demo"
    figures: dict[str, object] = {}
    for folder in folders:
        figures |= _measured(folder, resources, without=without, shown=not as_json)
    if judgments:
        report = cross_validate(judged_pairs(demo), resources)
        twice = agreement(demo)
        figures["judgments"] = report.to_json() | {"agreement": asdict(twice)}
        if not as_json:
            _judgments_table(report, twice)
    if concepts:
        spotting = measure_spotting(marked_texts(demo), resources.vocabulary)
        figures["concepts"] = {locale: found.to_json() for locale, found in spotting.items()}
        if not as_json:
            _spotting_table(spotting)
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False, indent=2))


def _measured(folder: Path, resources: Resources, *, without: bool, shown: bool) -> dict[str, object]:
    """The figures of every set in a folder by its name, and without each part of the pipeline if that is asked for."""
    with progress_bar(f"Evaluating {folder.name}") as progress:
        reports = evaluate_sets(folder, resources, progress=progress)
    figures: dict[str, object] = {report.name: report.to_json() for report in reports}
    if shown:
        _table(reports)
    if without:
        parts = dict(ablate(folder, resources))
        figures[f"{folder.name} without"] = {
            part: {report.name: report.overall.to_json() for report in found} for part, found in parts.items()
        }
        if shown:
            _ablation_table(parts)
    return figures


def _table(reports: list[SetReport]) -> None:
    table = Table(Column("set", overflow="fold"), "language", "queries", "nDCG@10", "MRR@10", "Recall@100")
    for report in reports:
        for language, scores in {"all": report.overall, **report.by_language}.items():
            shares = (f"{share:.3f}" for share in (scores.ndcg10, scores.mrr10, scores.recall100))
            table.add_row(report.name, language, str(scores.queries), *shares)
    Console().print(table)


def _ablation_table(parts: Mapping[str, Sequence[SetReport]]) -> None:
    """nDCG@10 of every set without each part."""
    table = Table(Column("nDCG@10 of the set without", overflow="fold"), *parts)
    for row in zip(*parts.values(), strict=True):
        table.add_row(row[0].name, *(f"{report.overall.ndcg10:.3f}" for report in row))
    Console().print(table)


def _judgments_table(report: Report, twice: Agreement) -> None:
    low, high = report.ece_interval
    click.echo(f"{report.pairs} judged pairs of {report.needs} needs, cross-validated in folds grouped by need")
    click.echo(f"{twice.pairs} graded twice: {twice.equal:.1%} alike, weighted kappa {twice.kappa:.3f}")
    click.echo(f"nDCG@10 {report.ndcg10:.3f} (by the text score alone {report.text_ndcg10:.3f})")
    click.echo(f"expected calibration error {report.ece:.4f} (95 % interval {low:.4f} to {high:.4f})")
    table = Table("locale", "needs", "nDCG@10 same language", "across languages", "ratio")
    for locale, found in report.by_locale.items():
        shares = (found.same_language_ndcg10, found.cross_language_ndcg10, found.ratio)
        table.add_row(locale, str(found.needs), *(f"{share:.3f}" for share in shares))
    Console().print(table)


def _spotting_table(spotting: Mapping[str, SpottingReport]) -> None:
    table = Table("locale", "texts", "marked", "spotted", "precision", "recall")
    for locale, found in spotting.items():
        counts = (found.texts, found.marked, found.spotted)
        table.add_row(locale, *map(str, counts), f"{found.precision:.3f}", f"{found.recall:.3f}")
    Console().print(table)
