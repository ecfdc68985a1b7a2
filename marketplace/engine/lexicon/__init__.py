"""The learned lexicon: which word of one language stands for which English one, so that texts meet in a pivot language."""

from marketplace.engine.lexicon.lexicon import Lexicon, Table
from marketplace.engine.lexicon.parallel import (
    PIVOT,
    ParallelText,
    of_passage,
    of_tables,
    of_vocabulary,
    read_texts,
    write_texts,
)
from marketplace.engine.lexicon.store import imported, load_or_fit, source_path
from marketplace.engine.lexicon.training import fit_lexicon

__all__ = [
    "PIVOT",
    "Lexicon",
    "ParallelText",
    "Table",
    "fit_lexicon",
    "imported",
    "load_or_fit",
    "of_passage",
    "of_tables",
    "of_vocabulary",
    "read_texts",
    "source_path",
    "write_texts",
]
