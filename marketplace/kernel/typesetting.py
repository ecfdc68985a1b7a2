"""Typesetting: a document in HTML as a PDF, by WeasyPrint with Pango and the Noto fonts of the system, where these are there.

What is asked for is the HTML of the bank's own templates with its style sheet inside; nothing is ever fetched, neither from
the network nor from files. A PDF takes some three seconds of a processor and up to 200 MB, so it is made by a process of its own,
which lets the pages that others ask for alone; it is kept under the digest of its HTML, and each web process has one made at
a time: whoever asks for many only keeps others waiting who ask for PDF files too.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock
from typing import Any, Final

from marketplace.kernel.errors import N_, TooManyError
from marketplace.kernel.settings import PROJECT_FOLDER

#: The families that documents are set in, each with a letter that it must have.
FONTS: Final = {
    "Noto Sans": "aж",
    "Noto Serif": "aж",
    "Noto Sans CJK SC": "绿",
    "Noto Serif CJK SC": "绿",
    "Noto Naskh Arabic": "ع",
    "Noto Kufi Arabic": "ع",
}
#: Files that are kept, some 100 KB each; the one that was not asked for the longest goes first.
MOST_KEPT: Final = 400
_WAIT_SECONDS: Final = 15
#: Longer than any dossier takes on a busy machine.
_LONGEST_SECONDS: Final = 90
_LACKING: Final = "--lacking"
_FONT_NAME: Final = re.compile(rb"/BaseFont\s*/(?:[A-Z]{6}\+)?([\w-]+)")

_one_at_a_time = Lock()


class TypesettingBusyError(TooManyError):
    """Others are being served, for longer than anybody should wait for a page."""

    code = "typesetting_busy"
    sentence = N_("The bank is making other PDF files at the moment. Please try again in a minute.")


class Typesetter:
    """Makes PDF files, and keeps them in a folder in which everything can be made again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def ready(self) -> bool:
        """Whether this machine has what it takes."""
        return not problems()

    def pdf(self, html: str) -> bytes:
        """The PDF of a document that carries its own style sheet.

        Raises:
            TypesettingBusyError: too many others are waiting.
        """
        path = self.folder / f"{hashlib.sha256(html.encode()).hexdigest()}.pdf"
        if path.is_file():
            os.utime(path)
            return path.read_bytes()
        if not _one_at_a_time.acquire(timeout=_WAIT_SECONDS):
            raise TypesettingBusyError
        try:
            made = _apart(html.encode())
        finally:
            _one_at_a_time.release()
        self._keep(path, made)
        return made

    def _keep(self, path: Path, made: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self.folder, suffix=".part", delete=False) as file:
            file.write(made)
        Path(file.name).replace(path)
        kept = sorted(self.folder.glob("*.pdf"), key=_last_asked_for)
        for old in kept[: max(0, len(kept) - MOST_KEPT)]:
            old.unlink(missing_ok=True)


def _last_asked_for(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # another process was tidying too
        return 0.0


def typeset(html: str, **options: Any) -> bytes:
    """A document as a PDF that screen readers can follow."""
    library = _library()
    document = library.HTML(string=html, url_fetcher=library.URLFetcher(allowed_protocols=()))
    made: bytes = document.write_pdf(pdf_tags=True, **options)
    return made


def problems() -> tuple[str, ...]:
    """What this machine lacks to make PDF files, in English, for the operator; found out once, by making one."""
    try:
        return _found_once()
    except (
        OSError,
        subprocess.SubprocessError,
    ) as failure:  # the machine may have been too busy: asked again next time
        return (f"no PDF could be made: {failure}",)


@cache
def _found_once() -> tuple[str, ...]:
    return tuple(json.loads(_apart(b"", _LACKING)))


def lacking() -> tuple[str, ...]:
    """The same, found out by this process."""
    try:
        _library()
    except (ImportError, OSError) as failure:
        return (f"WeasyPrint finds no Pango: {str(failure).splitlines()[0]}",)
    rows = "".join(f"<p style=\"font-family: '{name}'\">{letters}</p>" for name, letters in FONTS.items())
    probe = typeset(f'<html lang="en"><body>{rows}</body></html>', uncompressed_pdf=True)
    found = {name.decode().replace("-", " ") for name in _FONT_NAME.findall(probe)}
    return tuple(f"the font {name} is missing" for name in FONTS if name not in found)


def _library() -> Any:
    """WeasyPrint; imported when it is needed, because it looks for Pango when it is imported."""
    return import_module("weasyprint")


def _apart(html: bytes, *arguments: str) -> bytes:
    """What another process makes of a document.

    Raises:
        subprocess.SubprocessError: it failed, or took too long.
    """
    command = [sys.executable, "-m", "marketplace.kernel.typesetting", *arguments]
    done = subprocess.run(  # noqa: S603 - starts only itself
        command, input=html, stdout=subprocess.PIPE, cwd=PROJECT_FOLDER, timeout=_LONGEST_SECONDS, check=True
    )
    return done.stdout


def main() -> None:
    """Typeset what comes in, or say what is lacking."""
    found = json.dumps(lacking()).encode() if _LACKING in sys.argv else typeset(sys.stdin.buffer.read().decode())
    sys.stdout.buffer.write(found)


if __name__ == "__main__":
    main()
