"""Refusals of a full refresh; said to the operator, in English."""

from marketplace.kernel.errors import BankError, ConflictError


class UnfitWorkerError(BankError):
    """A process that should compute a part of a refresh works on another bank, or would compute otherwise."""

    code = "unfit_worker"
    sentence = "A worker cannot take part in the refresh: %(problem)s."


class RefreshReplacedError(ConflictError):
    """The run was finished, or replaced by another, while this process still worked on it."""

    code = "refresh_replaced"
    sentence = "Another process has finished this refresh or begun a new one; this one stops."
