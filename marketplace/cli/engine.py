"""The command that uses the matching engine on files, without a database."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from marketplace.cli.progress import progress_bar
from marketplace.engine.documents import Document, Kind
from marketplace.engine.index import SearchIndex
from marketplace.engine.matcher import Match, Matcher
from marketplace.engine.resources import Resources
from marketplace.kernel.settings import load_settings
from marketplace.matching.registry import taken_up

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
