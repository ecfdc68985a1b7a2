"""The garbage collector of a process that holds a large vocabulary for all its life."""

import gc


def settle() -> None:
    """Leave what has been loaded so far out of every later collection.

    Full collections would walk the vocabulary again and again (about a seventh of the time of a match), and would write into
    pages that forked processes share.
    """
    gc.collect()
    gc.freeze()
