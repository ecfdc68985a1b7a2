"""Teaching the lexicon: from the command line, and from what people translated in the bank."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from marketplace.cli.commands import main
from marketplace.engine.lexicon import ParallelText
from marketplace.indexing.queries import translated_listings
from marketplace.kernel.settings import PROJECT_FOLDER
from tests.factories import Factory


@pytest.fixture
def few_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bank whose seeds have no vocabulary and one word list, so that fitting takes no time."""
    seeds = tmp_path / "seeds"
    shutil.copytree(PROJECT_FOLDER / "seeds" / "reference", seeds / "reference")
    (seeds / "lexicon").mkdir()
    (seeds / "lexicon" / "words.tsv").write_text("en\tfr\nwater\teau\n", encoding="utf-8")
    monkeypatch.setenv("SEEDS_FOLDER", str(seeds))
    monkeypatch.setenv("DATA_FOLDER", str(tmp_path / "data"))
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["lexicon", *arguments])


def test_what_is_imported_is_counted_told_listed_and_forgotten(few_words: Path) -> None:
    texts = few_words / "memory.json"
    texts.write_text(json.dumps([{"en": "pump", "fr": "pompe", "ru": "насос"}, {"fr": "sans"}]), encoding="utf-8")
    imported = run("import", str(texts))
    assert imported.exit_code == 0
    assert "memory: 2 pairs (fr 1, ru 1). Licence: the source states none." in imported.output
    assert "passed over: 1 × no English" in imported.output
    assert "The lexicon knows 3 words (fr 2, ru 1)." in imported.output
    assert "memory" in run("list").output
    assert "The lexicon knows 1 words (fr 1)." in run("forget", "memory").output


def test_what_cannot_be_read_is_named_and_changes_nothing(few_words: Path) -> None:
    for argument in ("nowhere.tsv", str(few_words)):
        refused = run("import", argument)
        assert refused.exit_code == 1
        assert argument in refused.output
    assert run("forget", "nothing").exit_code == 1
    assert not (few_words / "data" / "lexicon" / "sources").exists()


def test_the_bank_learns_from_what_people_translated_and_from_nothing_else(session: Session, factory: Factory) -> None:
    texts = {
        "zh": {"origin": "original", "title": "沼气池", "summary": "节能。环保。", "description": "户用。"},
        "en": {"origin": "human", "title": "Biogas digester", "summary": "It saves energy. It is clean."},
        "fr": {"origin": "machine", "title": "Digesteur"},
    }
    factory.published(texts=texts, original_locale="zh")
    actor, organization = factory.editor()
    factory.draft(actor, organization, texts=texts, original_locale="zh")
    assert translated_listings(session) == [
        ParallelText("zh", "沼气池", "Biogas digester"),
        ParallelText("zh", "节能。", "It saves energy."),
        ParallelText("zh", "环保。", "It is clean."),
    ]
