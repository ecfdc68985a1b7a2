"""What outcomes refuse."""

from marketplace.kernel.errors import N_, ConflictError, InvalidError


class TooEarlyError(ConflictError):
    """Nothing has come of the introduction yet, or the months have not passed."""

    code = "too_early"
    sentence = N_("It is too early for this: the introduction has not ended yet, or the time has not come.")


class AccountInvalidError(InvalidError):
    """The account of an outcome names what the bank does not know, or is too long."""

    code = "account_invalid"
    sentence = N_("Please choose one of the offered countries and kinds of agreement, and keep the texts short enough.")


class ResultMissingError(InvalidError):
    """The result is not on the list, or a figure is no number."""

    code = "result_missing"
    sentence = N_("Please choose one of the results, and write figures as numbers, such as 12.5.")


class OutcomeChangedError(ConflictError):
    """Somebody changed the text after the page was loaded on which it was agreed to."""

    code = "outcome_changed"
    sentence = N_("The text has changed in the meantime. Please read it again before you agree to its publication.")
