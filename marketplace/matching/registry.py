"""Where trained models are: in the database, whose word counts, and as files on each host.

The database holds every number of every model and says which one is active. A host keeps the models it has used as skops
files, so that the engine can be used without the database, and makes a missing or damaged one from the numbers.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import uuid4

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.engine.ranker import CrossFitted, Ranker
from marketplace.matching.errors import ModelNotFoundError, ModelOutdatedError
from marketplace.matching.models import RankerModel
from marketplace.matching.terms import ModelState

log = structlog.get_logger()

#: The file that names the model which this host last took up.
_POINTER: Final = "active"


def active_version(session: Session) -> str | None:
    """The version of the active model, if there is one. One small query."""
    return session.scalar(select(RankerModel.version).where(RankerModel.state == ModelState.ACTIVE))


def model_row(session: Session, version: str) -> RankerModel:
    """A model by its version.

    Raises:
        ModelNotFoundError: there is none.
    """
    found = session.scalar(select(RankerModel).where(RankerModel.version == version))
    if found is None:
        raise ModelNotFoundError(version=version)
    return found


def fitted_of(session: Session, version: str) -> CrossFitted:
    """A model with its twins, to be measured.

    Raises:
        ModelNotFoundError: there is none.
        ModelOutdatedError: it was trained on other features than the engine has now.
    """
    try:
        return CrossFitted.from_json(model_row(session, version).numbers)
    except ValueError as problem:
        raise ModelOutdatedError(version=version) from problem


def usable_active(session: Session) -> str | None:
    """The version of the active model, if there is one that the engine can still use."""
    version = active_version(session)
    with suppress(ModelOutdatedError):
        if version is not None:
            fitted_of(session, version)
            return version
    return None


def take_up(session: Session, folder: Path, version: str | None) -> Ranker:
    """The ranker that serves on this host from now on; the prior where none is active, or one that cannot be used."""
    if version is None:
        return Ranker.untrained()
    ranker = _from_file(folder / f"{version}.skops", version)
    if ranker is None:
        try:
            fitted = fitted_of(session, version)
        except ModelOutdatedError:
            log.exception("the active model cannot be used: train a new one", model=version)
            return Ranker.untrained()
        keep_file(folder, fitted)
        ranker = fitted.ranker
    _write(folder / _POINTER, lambda path: path.write_text(version, encoding="utf-8"))
    return ranker


def taken_up(folder: Path) -> Ranker:
    """The ranker that this host last took up, without the database; the prior if there was none."""
    pointer = folder / _POINTER
    version = pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else ""
    return (_from_file(folder / f"{version}.skops", version) if version else None) or Ranker.untrained()


def keep_file(folder: Path, fitted: CrossFitted) -> None:
    """Write a model's file on this host."""
    _write(folder / f"{fitted.version}.skops", fitted.save)


def _from_file(path: Path, version: str) -> Ranker | None:
    """The ranker of a file, unless it is missing, damaged, outdated, or another one than its name says."""
    try:
        ranker = Ranker.load(path)
    except FileNotFoundError:
        return None
    except Exception:  # a damaged archive raises whatever its first wrong byte leads to
        log.exception("model file cannot be read", path=str(path))
        return None
    return ranker if ranker.version == version else None


def _write(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        write(unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
