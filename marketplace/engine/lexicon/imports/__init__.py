"""Readers of what an operator brings to the lexicon: thesauri, dictionaries, word lists and translated texts.

Each reader gives an `Imported`: the pairs it found, what it passed over and why, and under which licence the source says it
may be used. What was read is kept by the bank and never becomes part of the project.
"""

from marketplace.engine.lexicon.imports.imported import Imported, UnreadableSourceError
from marketplace.engine.lexicon.imports.sources import CC_CEDICT, read_source

__all__ = ["CC_CEDICT", "Imported", "UnreadableSourceError", "read_source"]
