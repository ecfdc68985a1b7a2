"""What accounts refuse."""

from marketplace.kernel.errors import N_, ConflictError, InvalidError


class WrongCredentialsError(InvalidError):
    """E-mail address or password do not fit; which of the two is not said."""

    code = "wrong_credentials"
    sentence = N_("The e-mail address or the password is not right.")


class EmailTakenError(ConflictError):
    """There is an account with this address."""

    code = "email_taken"
    sentence = N_("There is already an account with this e-mail address.")


class EmailInvalidError(InvalidError):
    """Not an e-mail address."""

    code = "email_invalid"
    sentence = N_("Please give a complete e-mail address, such as name@organization.org.")


class WeakPasswordError(InvalidError):
    """The password is too easy to guess."""

    code = "weak_password"
    sentence = N_("A password needs between %(minimum)s and %(maximum)s characters.")


class NameMissingError(InvalidError):
    """No name was given."""

    code = "name_missing"
    sentence = N_("Please give your name (at most 120 characters).")
