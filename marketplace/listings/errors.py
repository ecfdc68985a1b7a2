"""What listings refuse."""

from typing import Any, Final

from marketplace.kernel.errors import N_, ConflictError, InvalidError

#: What is wrong with a listing's content: the path of a value -> a code of `PROBLEMS` and its parameters.
Problems = dict[str, tuple[str, dict[str, Any]]]

#: What can be wrong with one value of a listing, by the code that validation gives it.
PROBLEMS: Final[dict[str, str]] = {
    "missing": N_("This is needed."),
    "string_too_long": N_("This text is too long: at most %(max_length)s characters."),
    "string_pattern_mismatch": N_("This is not written in the expected way."),
    "email_invalid": N_("Please give a complete e-mail address, such as name@organization.org."),
    "float_parsing": N_("Please give a number, such as 12.5."),
    "float_type": N_("Please give a number, such as 12.5."),
    "int_parsing": N_("Please give a whole number."),
    "int_from_float": N_("Please give a whole number."),
    "finite_number": N_("Please give a number, such as 12.5."),
    "greater_than": N_("This number is too small: it must be above %(gt)s."),
    "greater_than_equal": N_("This number is too small: at least %(ge)s."),
    "less_than_equal": N_("This number is too large: at most %(le)s."),
    "literal_error": N_("Please choose one of the offered values."),
    "date_from_datetime_parsing": N_("Please give a date as year-month-day, such as 2027-03-31."),
    "date_parsing": N_("Please give a date as year-month-day, such as 2027-03-31."),
    "too_long": N_("There are too many entries here: at most %(max_length)s."),
    "extra_forbidden": N_("The bank does not know this entry."),
    "unit_unknown": N_("The bank does not know the unit “%(unit)s”. Please choose one from the list."),
    "unit_wrong_dimension": N_("“%(unit)s” does not measure this quantity. Please choose one from the list."),
    "range_empty": N_("Please give at least one of the two numbers."),
    "range_reversed": N_("The lower value is above the upper value."),
    "period_reversed": N_("The end is before the beginning."),
    "unknown_code": N_("Please choose one of the offered values."),
    "curator_only": N_("Only a curator can confirm this. Please choose another verification."),
    "not_developing": N_("A need is that of a developing country. Please choose one of the offered countries."),
}
#: Said of anything that validation calls by another name.
OTHER_PROBLEM: Final = N_("This entry cannot be accepted.")


class ContentInvalidError(InvalidError):
    """Some of a listing's content is wrong. `problems` maps the path of a value to a code and its parameters."""

    code = "content_invalid"
    sentence = N_("Some entries need a correction; they are marked below. Nothing was saved yet.")

    def __init__(self, problems: Problems) -> None:
        super().__init__()
        self.problems = problems


class IncompleteError(InvalidError):
    """The listing lacks what a submission needs. `problems` has the paths of what is missing."""

    code = "incomplete"
    sentence = N_("Before you submit, please fill in what is marked below. Your draft is saved.")

    def __init__(self, problems: Problems) -> None:
        super().__init__()
        self.problems = problems


class StaleRevisionError(ConflictError):
    """Somebody else saved a newer revision while this one was being edited."""

    code = "stale_revision"
    sentence = N_(
        "%(name)s saved this listing while you were editing it. Your entries are kept below and not yet saved: "
        "compare them with the differences shown, then save again."
    )


class TransitionError(ConflictError):
    """The step does not fit the state in which the listing is."""

    code = "transition"
    sentence = N_("This step does not fit the present state of the listing.")


class UnfitOrganizationError(InvalidError):
    """Offerings are those of providers, needs those of agencies; the organization is not what the listing asks for."""

    code = "unfit_organization"
    sentence = N_("Before you list anything, please register an organization that may.")


class ReasonMissingError(InvalidError):
    """A step has no reason although one is needed, or more than anybody will read."""

    code = "reason_missing"
    sentence = N_("Please give the reason in a sentence or two (at most 2,000 characters).")
