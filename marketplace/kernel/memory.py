"""The garbage collector of a process that holds a large vocabulary for all its life."""

import gc
from typing import Final

#: New objects, less those that have gone, after which the youngest are looked through.
_OBJECTS: Final = 50_000


def settle() -> None:
    """Leave what has been loaded so far out of every later collection, and collect more seldom.

    Full collections would walk the vocabulary again and again (about a seventh of the time of a match), and would write into
    pages that forked processes share. What requests make holds few cycles: a collection after every 700 objects, as by
    default, takes a quarter of the time in which matches are explained.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS)
