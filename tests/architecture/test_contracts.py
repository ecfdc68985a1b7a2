"""The import contracts hold, and a broken layer is noticed."""

import shutil
import subprocess
import sys
from pathlib import Path

from marketplace.kernel.settings import PROJECT_FOLDER


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_an_import_against_the_layers_breaks_the_contract(tmp_path: Path) -> None:
    shutil.copytree(PROJECT_FOLDER / "marketplace", tmp_path / "marketplace")
    shutil.copy(PROJECT_FOLDER / "pyproject.toml", tmp_path)
    assert lint_imports(tmp_path).returncode == 0
    with (tmp_path / "marketplace" / "kernel" / "clock.py").open("a", encoding="utf-8") as clock:
        clock.write("\nfrom marketplace.listings import terms\n")
    with (tmp_path / "marketplace" / "listings" / "terms.py").open("a", encoding="utf-8") as terms:
        terms.write("\nimport flask\n")
    result = lint_imports(tmp_path)
    assert result.returncode == 1
    assert "The packages form layers BROKEN" in result.stdout
    assert "The domain knows nothing of the web BROKEN" in result.stdout
