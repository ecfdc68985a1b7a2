"""Analysing many documents at once, in several processes of this machine."""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Final

from marketplace.engine.documents import Document
from marketplace.engine.index.analyser import Analyser
from marketplace.engine.index.schema import Form, form

#: What turns documents into their forms, in order.
Forms = Callable[[Sequence[Document]], Iterable[Form]]
#: Documents that a process is given at a time.
_CHUNK: Final = 50


def here(analyser: Analyser) -> Forms:
    """Analyse in this process."""
    return partial(map, partial(_form, analyser))


@contextmanager
def analysts(analyser: Analyser, processes: int) -> Iterator[Forms]:
    """Analyse in so many processes, which are forked from this one and share what it has loaded."""
    with multiprocessing.get_context("fork").Pool(processes, _take_over, (analyser,)) as pool:
        yield partial(pool.imap, _form_in_process, chunksize=_CHUNK)


def _form(analyser: Analyser, document: Document) -> Form:
    return form(document, analyser.analyse(document))


_inherited: list[Analyser] = []


def _take_over(analyser: Analyser) -> None:
    _inherited.append(analyser)


def _form_in_process(document: Document) -> Form:
    return _form(_inherited[0], document)
