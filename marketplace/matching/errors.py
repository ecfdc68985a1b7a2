"""Refusals of matching."""

from marketplace.kernel.errors import N_, BankError, ConflictError, InvalidError, NotFoundError


class WordInvalidError(InvalidError):
    """A word about a pair has no grade where it needs one, a grade or weight out of range, or no reason."""

    code = "word_invalid"
    sentence = N_("This judgment lacks its grade or its reason, or has a grade other than 0 to 3.")


class TooFewJudgmentsError(ConflictError):
    """There is not enough to learn from."""

    code = "too_few_judgments"
    sentence = N_(
        "There are too few judged pairs to train a model: good and bad ones, of needs in every fold, are required."
    )


class ModelNotFoundError(NotFoundError):
    """No model has this version, or one that the engine cannot use any more."""

    code = "model_not_found"
    sentence = N_("There is no model of version %(version)s.")


class ModelOutdatedError(ConflictError):
    """A model was trained on other features than the engine has now."""

    code = "model_outdated"
    sentence = N_("Model %(version)s was trained on other features than the engine has now. Please train a new one.")


class ModelWorseError(ConflictError):
    """A model is worse than the active one beyond chance, and nobody said why it should serve nevertheless."""

    code = "model_worse"
    sentence = N_(
        "Model %(version)s is worse than the active one: nDCG@10 %(candidate)s against %(active)s, "
        "calibration error %(candidate_error)s against %(active_error)s. It serves only if a reason is given."
    )


class ComparisonMissingError(ConflictError):
    """A model is to serve that nobody has compared with the one that is active now."""

    code = "comparison_missing"
    sentence = N_("Another model became active in the meantime. Please compare again.")


class NothingToCompareError(ConflictError):
    """There are no two models."""

    code = "nothing_to_compare"
    sentence = N_("There are no two models to compare: train one and activate one first.")


class ModelActiveError(ConflictError):
    """The model serves already."""

    code = "model_active"
    sentence = N_("Model %(version)s is active already.")


class NothingToRollBackError(ConflictError):
    """No other model was active before the present one."""

    code = "nothing_to_roll_back"
    sentence = N_("No model was active before the present one.")


class UnfitWorkerError(BankError):
    """A process that should compute a part of a refresh works on another bank, or would compute otherwise."""

    code = "unfit_worker"
    sentence = "A worker cannot take part in the refresh: %(problem)s."


class RefreshReplacedError(ConflictError):
    """The run was finished, or replaced by another, while this process still worked on it."""

    code = "refresh_replaced"
    sentence = "Another process has finished this refresh or begun a new one; this one stops."
