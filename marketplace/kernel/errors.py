"""The one tree of refusals. Each names itself with a code and says itself in a sentence that can be translated."""

from typing import Any, ClassVar


def N_(sentence: str) -> str:  # noqa: N802 - the name that message extraction looks for
    """Mark a sentence for translation; it is translated where it is shown."""
    return sentence


class BankError(Exception):
    """Base of every refusal of the bank. `params` fill the sentence's placeholders."""

    code: ClassVar[str] = "error"
    sentence: ClassVar[str] = N_("Something went wrong.")

    def __init__(self, **params: Any) -> None:
        super().__init__(self.sentence % params if params else self.sentence)
        self.params = params

    def __reduce__(self) -> tuple[Any, ...]:
        """A refusal crosses process borders with its params: exceptions are otherwise made anew from their message."""
        return _made_anew, (type(self), self.params)


def _made_anew(kind: type[BankError], params: dict[str, Any]) -> BankError:
    return kind(**params)


class NotFoundError(BankError):
    """There is no such thing, or the visitor may not know of it."""

    code = "not_found"
    sentence = N_("This page does not exist, or is not public.")


class ForbiddenError(BankError):
    """The actor may not do this."""

    code = "forbidden"
    sentence = N_("You may not do this with your account.")


class SignInRequiredError(ForbiddenError):
    """A visitor asks for what only a signed-in person may do."""

    code = "sign_in_required"
    sentence = N_("Please sign in first.")


class ConflictError(BankError):
    """What was asked does not fit the present state."""

    code = "conflict"
    sentence = N_("This has changed in the meantime.")


class InvalidError(BankError):
    """Input that cannot be accepted."""

    code = "invalid"
    sentence = N_("Some of the input cannot be accepted.")


class LinkInvalidError(InvalidError):
    """A signed link that the bank did not make, or that has been used."""

    code = "link_invalid"
    sentence = N_("This link is not valid, or has been used already.")


class LinkExpiredError(InvalidError):
    """A signed link whose time is over."""

    code = "link_expired"
    sentence = N_("This link is no longer valid: its time is over. Please ask for a new one.")


class TooManyError(BankError):
    """A limit on attempts is reached."""

    code = "too_many"
    sentence = N_("Too many attempts. Please wait %(minutes)s minutes and try again.")


class SettingsError(BankError):
    """A setting is missing or wrong; said to the operator at start, in English."""

    code = "settings"
    sentence = "Setting %(name)s: %(problem)s"
