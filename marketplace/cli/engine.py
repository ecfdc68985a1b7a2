"""Commands that use the matching engine on files, without a database."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Column, Table

from marketplace.cli.progress import progress_bar
from marketplace.engine.documents import Document, Kind
from marketplace.engine.evaluation import Report, SetReport, SpottingReport, cross_validate, measure_spotting
from marketplace.engine.evaluation import evaluate as evaluate_sets
from marketplace.engine.index import SearchIndex
from marketplace.engine.matcher import Match, Matcher
from marketplace.engine.resources import Resources
from marketplace.kernel.settings import load_settings
from marketplace.matching.registry import taken_up
from marketplace.seeding.judgments import Agreement, agreement, judged_pairs, marked_texts

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("needs", type=FILE)
@click.argument("offerings", type=FILE)
@click.option("--top", default=5, show_default=True, help="Matches shown for each need.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each match.")
def match(needs: Path, offerings: Path, top: int, *, as_json: bool) -> None:
    """Match two files of texts, one JSON object a line, and say why.

    A line has `_id` and `text`, and may have `title` and `lang`, or all that the engine's Document takes.
    """
    settings = load_settings()
    resources = Resources.load(settings.seeds_folder, settings.lexicon_folder)
    ranker = taken_up(settings.models_folder)
    wanted = list(_documents(needs, "need"))
    with tempfile.TemporaryDirectory() as folder, progress_bar("Matching") as progress:
        index = SearchIndex(Path(folder), resources)
        index.update(_documents(offerings, "offering"), (), 1)
        matcher = Matcher(index, ranker, resources)
        for number, need in enumerate(wanted, 1):
            for found in matcher.match(need, limit=top):
                click.echo(json.dumps(found.to_json(), ensure_ascii=False) if as_json else _sentence(found))
            progress(number, len(wanted))


@click.command()
@click.argument("folders", nargs=-1, type=FOLDER)
@click.option("--judgments", is_flag=True, help="Also cross-validate the ranker on the seeds' judgments.")
@click.option("--concepts", is_flag=True, help="Also measure the spotting of concepts on the seeds' marked texts.")
@click.option("--json", "as_json", is_flag=True, help="Figures as JSON.")
def evaluate(folders: tuple[Path, ...], *, judgments: bool, concepts: bool, as_json: bool) -> None:
    """Measure the engine on sets in BEIR form; folders are searched for sets recursively."""
    if not folders and not judgments and not concepts:
        raise click.UsageError("name a folder, or give --judgments or --concepts")  # noqa: TRY003 - click's own way
    settings = load_settings()
    resources = Resources.load(settings.seeds_folder, settings.lexicon_folder)
    demo = settings.seeds_folder / "demo"
    figures: dict[str, object] = {}
    for folder in folders:
        with progress_bar(f"Evaluating {folder.name}") as progress:
            reports = evaluate_sets(folder, resources, progress=progress)
        figures |= {report.name: report.to_json() for report in reports}
        if not as_json:
            _table(reports)
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


def _documents(path: Path, kind: Kind) -> Iterator[Document]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield Document.from_line(json.loads(line), kind)
            except (ValueError, KeyError, TypeError, AttributeError) as problem:
                raise click.ClickException(f"{path}, line {number}: {problem}") from None  # noqa: EM102, TRY003


def _sentence(found: Match) -> str:
    concepts = ", ".join(each.concept for each in found.evidence.concepts[:5])
    words = ", ".join(each.term for each in found.evidence.terms[:5])
    verdicts = ", ".join(f"{each.criterion} {each.outcome}" for each in found.verdicts if each.outcome != "unknown")
    reasons = "; ".join(part for part in (concepts, words, verdicts) if part)
    return f"{found.need_id} -> {found.offering_id}  {found.score:.2f}  {reasons}"


def _table(reports: list[SetReport]) -> None:
    table = Table(Column("set", overflow="fold"), "language", "queries", "nDCG@10", "MRR@10", "Recall@100")
    for report in reports:
        for language, scores in {"all": report.overall, **report.by_language}.items():
            shares = (f"{share:.3f}" for share in (scores.ndcg10, scores.mrr10, scores.recall100))
            table.add_row(report.name, language, str(scores.queries), *shares)
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
