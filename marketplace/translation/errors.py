"""Refusals of translation."""

from marketplace.kernel.errors import N_, BankError, ConflictError, InvalidError


class RemarkMissingError(InvalidError):
    """A report does not say what is wrong, or says it at too great length."""

    code = "remark_missing"
    sentence = N_("Please say in a few words what is wrong with the passage, in at most %(maximum)s characters.")


class ReportSettledError(ConflictError):
    """Somebody else has dealt with the report."""

    code = "report_settled"
    sentence = N_("This report has been settled in the meantime.")


class NothingToWithdrawError(ConflictError):
    """Only a machine's translation can be withdrawn; there is none any more."""

    code = "nothing_to_withdraw"
    sentence = N_("There is no machine translation of this passage any more.")


class TranslatorError(BankError):
    """The translation service did not answer, or answered something else than a translation."""

    code = "translator_failed"
