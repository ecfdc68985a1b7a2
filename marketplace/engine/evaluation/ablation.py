"""What each part of the pipeline is worth: the engine measured without it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from marketplace.engine.concepts import Vocabulary
from marketplace.engine.evaluation.retrieval import SetReport, evaluate
from marketplace.engine.index import Formula
from marketplace.engine.lexicon import Lexicon
from marketplace.engine.resources import Resources

Engine = tuple[Resources, Formula]


def _alone(resources: Resources, formula: Formula) -> Engine:
    """Concepts as they are named, without their broader and related ones."""
    concepts = {
        name: replace(concept, broader=(), related=()) for name, concept in resources.vocabulary.concepts.items()
    }
    return replace(resources, vocabulary=Vocabulary(concepts)), formula


#: By the name of a part, the engine without it.
WITHOUT: Final[Mapping[str, Callable[[Resources, Formula], Engine]]] = {
    "nothing": lambda resources, formula: (resources, formula),
    "lexicon": lambda resources, formula: (replace(resources, lexicon=Lexicon.empty()), formula),
    "concepts": lambda resources, formula: (replace(resources, vocabulary=Vocabulary({})), formula),
    "broader and related concepts": _alone,
    "neighbouring words": lambda resources, formula: (resources, replace(formula, pair_weight=0.0)),
    "length normalization": lambda resources, formula: (resources, replace(formula, b=0.0)),
    "feedback": lambda resources, formula: (resources, replace(formula, feedback_weight=0.0)),
}


def ablate(folder: Path | str, resources: Resources) -> Iterator[tuple[str, list[SetReport]]]:
    """The scores on every set in a folder without each part in turn, and first without none."""
    for part, without in WITHOUT.items():
        left, formula = without(resources, Formula())
        yield part, evaluate(folder, left, formula=formula)
