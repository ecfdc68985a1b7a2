"""What the documents say is there is there, and what is there is said."""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from marketplace.cli.commands import main
from marketplace.kernel.settings import PROJECT_FOLDER, Settings

OPERATIONS = (PROJECT_FOLDER / "docs" / "operations.md").read_text(encoding="utf-8")
ARCHITECTURE = (PROJECT_FOLDER / "docs" / "architecture.md").read_text(encoding="utf-8")
MAKEFILE = (PROJECT_FOLDER / "Makefile").read_text(encoding="utf-8")
DOCUMENTS = sorted(
    path
    for folder in ("*.md", "docs/**/*.md", "marketplace/**/*.md", "seeds/**/*.md", "tests/**/*.md")
    for path in PROJECT_FOLDER.glob(folder)
)
#: What a document names as a place: in backticks, without spaces, wildcards or the name of a variable.
PLACE = re.compile(r"`([a-z_.][\w./-]*/[\w./-]*)`")
#: Places that exist once a bank runs.
MADE = ("var/",)


def commands() -> Iterator[str]:
    """The commands of the command line, those of groups with the name of the group."""
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        if isinstance(command, click.Group):
            yield from (f"{name} {inner}" for inner in command.commands)
        else:
            yield name


def identified(path: Path) -> str:
    return str(path.relative_to(PROJECT_FOLDER))


@pytest.mark.parametrize("setting", [field.name for field in fields(Settings)])
def test_every_setting_is_explained(setting: str) -> None:
    assert re.search(rf"^\|.*`{setting}`.*\|", OPERATIONS, re.MULTILINE)


def test_no_setting_is_explained_that_is_not_there() -> None:
    table = OPERATIONS[OPERATIONS.index("| setting |") : OPERATIONS.index("## Several machines")]
    named = {name for cell in re.findall(r"^\|([^|]*)\|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", cell)}
    assert named == {field.name for field in fields(Settings)}


def test_every_command_is_explained_and_no_other() -> None:
    table = OPERATIONS[OPERATIONS.index("| command |") : OPERATIONS.index("## Backup")]
    assert re.findall(r"^\| `([a-z -]+)` \|", table, re.MULTILINE) == list(commands())


def test_every_command_that_a_document_names_exists() -> None:
    known = set(commands())
    for path in DOCUMENTS:
        for words in re.findall(
            r"python -m marketplace ((?:(?:matches|model|lexicon) )?[a-z-]+)", path.read_text(encoding="utf-8")
        ):
            assert words in known, path


def test_every_target_of_make_that_a_document_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        assert set(re.findall(r"(?:^|`)make ([a-z]+)\b", text, re.MULTILINE)) <= targets, path


@pytest.mark.parametrize("path", DOCUMENTS, ids=identified)
def test_every_link_leads_to_a_file(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if not re.match(r"https?:|mailto:|#", link)]
    assert [link for link in links if not (path.parent / link.partition("#")[0]).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=identified)
def test_every_place_that_is_named_exists(path: Path) -> None:
    """A place is named from the project's folder, from `marketplace/`, or from where the document is."""
    roots = (PROJECT_FOLDER, PROJECT_FOLDER / "marketplace", path.parent)
    named = [place for place in PLACE.findall(path.read_text(encoding="utf-8")) if not place.startswith(MADE)]
    assert [place for place in named if not any((root / place).exists() for root in roots)] == []


def test_every_package_has_its_place_in_the_architecture() -> None:
    tree = ARCHITECTURE[ARCHITECTURE.index("marketplace/") : ARCHITECTURE.index("tests/  ")]
    packages = {path.parent.name for path in (PROJECT_FOLDER / "marketplace").glob("*/__init__.py")}
    names = (line[:24] for line in tree.splitlines() if re.match(r"  [a-z]", line))
    assert packages == {name for column in names for name in re.findall(r"([a-z]+)/", column)}
