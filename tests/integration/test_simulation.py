"""Learning, shown on a part of the demonstration content."""

from dataclasses import replace
from pathlib import Path

from marketplace.bootstrap import open_bank
from marketplace.engine.resources import Resources
from marketplace.kernel.settings import PROJECT_FOLDER, load_settings
from marketplace.seeding.simulation import simulate
from tests.conftest import upgrade


def test_ranking_comes_nearer_to_what_agencies_want_and_shuffled_grades_are_refused(
    resources: Resources, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'bank.sqlite3'}"
    upgrade(url)
    settings = replace(load_settings("test", {}), database_url=url, data_folder=tmp_path)
    bank = open_bank(settings, resources=resources)
    found = simulate(bank, PROJECT_FOLDER / "seeds" / "demo", needs=60)
    bank.database.engine.dispose()
    assert found.taught_needs == 30
    assert found.recorded["deployed"] > 5
    assert found.recorded["introduction_declined, no_time"] > 5
    assert found.after > found.before + 0.02
    assert found.gain[0] > 0
    assert "is worse than the active one" in found.refused
    assert found.comparison.overall.needs > 20
