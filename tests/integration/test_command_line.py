"""The commands that need no server, as an engineer calls them."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from marketplace.cli.commands import main
from marketplace.engine.resources import Resources

NEEDS = [
    {
        "_id": "n1",
        "text": "Une coopérative veut un digesteur pour tirer du biogaz du lisier de ses porcs",
        "lang": "fr",
    },
    {"_id": "n2", "title": "Fluoride in village wells", "text": "The drinking water holds 6 mg/L of fluoride."},
]
OFFERINGS = [
    {"_id": "o1", "text": "户用沼气池，以猪粪为原料"},
    {"_id": "o2", "text": "A hydroxyapatite filter removes fluoride from drinking water"},
    {"_id": "o3", "text": "Tricycles électriques pour la livraison de colis"},
]


@pytest.fixture(scope="module", autouse=True)
def resources_read_once() -> Iterator[None]:
    """Each command reads all of the vocabulary; here the first one reads it for all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Resources, "load", cache(Resources.load))
        yield


def lines(path: Path, rows: list[dict[str, str]]) -> str:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_two_files_of_texts_are_matched_across_languages_with_reasons(tmp_path: Path) -> None:
    result = run("match", lines(tmp_path / "n", NEEDS), lines(tmp_path / "o", OFFERINGS), "--top", "1", "--json")
    found = {match["need_id"]: match for match in map(json.loads, result.stdout.splitlines())}
    assert (found["n1"]["offering_id"], found["n2"]["offering_id"]) == ("o1", "o2")
    assert found["n1"]["evidence"]["concepts"]
    assert found["n2"]["evidence"]["terms"]


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text('{"_id": "n1", "text": "a"}\n{"a": 1}\n', encoding="utf-8")
    result = run("match", str(wrong), lines(tmp_path / "o", OFFERINGS))
    assert result.exit_code == 1
    assert "line 2" in result.output


@pytest.mark.parametrize("arguments", [("match", "nowhere", "nowhere"), ("evaluate",), ("unknown",)])
def test_wrong_use_ends_with_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


@pytest.mark.parametrize(
    "command",
    ["serve", "worker", "migrate", "seed", "create-admin", "index", "matches", "model", "match", "evaluate"],
)
def test_every_command_has_help(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 4


def test_a_set_in_beir_form_is_measured(tmp_path: Path) -> None:
    lines(tmp_path / "corpus.jsonl", OFFERINGS)
    lines(tmp_path / "queries.jsonl", [{"_id": "q", "text": "fluoride filter for wells"}])
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq\to2\t1\n", encoding="utf-8")
    result = run("evaluate", str(tmp_path), "--json")
    [report] = json.loads(result.stdout).values()
    assert report["overall"] == {"queries": 1, "ndcg10": 1.0, "mrr10": 1.0, "recall100": 1.0}
