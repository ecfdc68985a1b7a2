"""What is refused about searches."""

from marketplace.kernel.errors import N_, ConflictError, InvalidError


class SearchEmptyError(InvalidError):
    """A search that asks for nothing."""

    code = "search_empty"
    sentence = N_("Please search for something first: words, or a filter.")


class TooManySearchesError(ConflictError):
    """The person keeps as many searches as the bank looks after for one."""

    code = "too_many_searches"
    sentence = N_("You have %(most)s saved searches, and no more are possible. Please remove one first.")
