"""Language: detection, normalisation, segmentation, stems, stop words and quantities of the seven languages."""

from marketplace.engine.language.analysis import COMMON, Token, content, stem, tokens
from marketplace.engine.language.detection import LANGUAGES, UNKNOWN, contenders, detect
from marketplace.engine.language.quantities import Quantity, quantities

__all__ = [
    "COMMON",
    "LANGUAGES",
    "UNKNOWN",
    "Quantity",
    "Token",
    "contenders",
    "content",
    "detect",
    "quantities",
    "stem",
    "tokens",
]
