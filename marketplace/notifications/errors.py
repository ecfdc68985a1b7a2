"""What is refused about news."""

from marketplace.kernel.errors import N_, InvalidError


class TopicUnknownError(InvalidError):
    """A choice of mails that does not exist."""

    code = "topic_unknown"
    sentence = N_("Please choose for each kind of mail one of the answers on the page.")
