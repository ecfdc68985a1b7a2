"""Files of models, in the form of skops: only types that are listed here are ever built from one.

skops looks at every class of scikit-learn when it is imported, which takes longer than all else that a process loads at its
start; few of them read or write a model.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

_TRUSTED: Final = ("marketplace.engine.ranker.estimator.MonotoneLogistic",)


def write(saved: Mapping[str, Any], path: Path | str) -> None:
    """Write what a model saves of itself."""
    import skops.io  # noqa: PLC0415 - see above

    skops.io.dump(dict(saved), path)


def read(path: Path | str) -> dict[str, Any]:
    """What a file holds. Raises skops' `UntrustedTypesFoundException` for any type that is not listed."""
    import skops.io  # noqa: PLC0415 - see above

    saved: dict[str, Any] = skops.io.load(path, trusted=list(_TRUSTED))
    return saved
