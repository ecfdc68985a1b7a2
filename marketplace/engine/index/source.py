"""What explains a match with a document, as it is kept: its facts, and how it writes its terms."""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from marketplace.engine.documents import Profile
from marketplace.engine.index.analyser import Surface, Surfaces

#: Between the facts of a source and its surfaces, between terms, and between what is said of one term.
_FACTS_END: Final = "\x00"
_TERM_END: Final = "\n"
_BETWEEN: Final = "\t"
#: The quickest compression halves a source; the slowest saves a twentieth more.
_QUICKEST: Final = 1
#: Sources that are held unpacked, a few kilobytes each: refreshing many needs meets the same offerings again and again.
_HELD: Final = 2000


@dataclass(frozen=True, slots=True)
class Source:
    """What explains a match with a document: its facts, and the ways in which its terms are written in it."""

    profile: Profile
    surfaces: Surfaces

    def to_bytes(self) -> bytes:
        """The source as it is kept."""
        facts = json.dumps(self.profile.to_json(), ensure_ascii=False)
        written = _TERM_END.join(
            _BETWEEN.join((term, *(part for surface in surfaces for part in surface)))
            for term, surfaces in self.surfaces.items()
        )
        return zlib.compress(f"{facts}{_FACTS_END}{written}".encode(), _QUICKEST)


@lru_cache(maxsize=_HELD)
def source_of(kept: bytes) -> Source:
    """The inverse of `Source.to_bytes`."""
    facts, _, written = zlib.decompress(kept).decode().partition(_FACTS_END)
    lines = [line.split(_BETWEEN, 1) for line in written.split(_TERM_END) if line]
    return Source(Profile.from_json(json.loads(facts)), _Written(dict(lines)))


class _Written(Mapping[str, Sequence[Surface]]):
    """Surfaces as they are kept, each taken apart when it is asked for: of a hundred terms few are shown."""

    def __init__(self, lines: Mapping[str, str]) -> None:
        self._lines = lines

    def __getitem__(self, term: str) -> Sequence[Surface]:
        parts = self._lines[term].split(_BETWEEN)
        return tuple(zip(parts[::2], parts[1::2], strict=True))

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def __contains__(self, term: object) -> bool:
        return term in self._lines
