"""What accounts refuse."""

from marketplace.kernel.errors import N_, ConflictError, ForbiddenError, InvalidError


class WrongCredentialsError(InvalidError):
    """E-mail address or password do not fit; which of the two is not said."""

    code = "wrong_credentials"
    sentence = N_("The e-mail address or the password is not right.")


class WrongPasswordError(InvalidError):
    """The present password, asked for once more, is not right."""

    code = "wrong_password"
    sentence = N_("This is not your present password.")


class WrongCodeError(InvalidError):
    """The code of the second step is not right, or was used already."""

    code = "wrong_code"
    sentence = N_("This code is not right, or was used already. Please enter the next one that your app shows.")


class EmailTakenError(ConflictError):
    """There is an account with this address."""

    code = "email_taken"
    sentence = N_("There is already an account with this e-mail address.")


class EmailInvalidError(InvalidError):
    """Not an e-mail address."""

    code = "email_invalid"
    sentence = N_("Please give a complete e-mail address, such as name@organization.org.")


class EmailUnchangedError(InvalidError):
    """The new address is the present one."""

    code = "email_unchanged"
    sentence = N_("This is your present e-mail address already.")


class WeakPasswordError(InvalidError):
    """The password is too easy to guess."""

    code = "weak_password"
    sentence = N_("A password needs between %(minimum)s and %(maximum)s characters.")


class NameMissingError(InvalidError):
    """No name was given."""

    code = "name_missing"
    sentence = N_("Please give your name (at most 120 characters).")


class UnknownLocaleError(InvalidError):
    """Not one of the bank's languages."""

    code = "unknown_locale"
    sentence = N_("Please choose one of the bank’s languages.")


class UnknownTimeZoneError(InvalidError):
    """Not a time zone of the tz database that the bank offers."""

    code = "unknown_time_zone"
    sentence = N_("Please choose one of the offered time zones.")


class UnverifiedError(ForbiddenError):
    """The address was not confirmed yet, and this is only for those whose address is known."""

    code = "unverified"
    sentence = N_("Please confirm your e-mail address first: follow the link in the mail that we sent you.")


class TwoStepMissingError(ForbiddenError):
    """Bank staff have to sign in in two steps, and this person does not yet."""

    code = "two_step_missing"
    sentence = N_("Bank staff sign in in two steps here. Please set this up on the page of your account first.")


class AlreadyVerifiedError(ConflictError):
    """The address is confirmed already."""

    code = "already_verified"
    sentence = N_("Your e-mail address is confirmed already.")


class TwoStepStateError(ConflictError):
    """Two-step sign-in is on already, or is not on, or was not begun."""

    code = "two_step_state"
    sentence = N_("The state of two-step sign-in has changed in the meantime. Please look at it again.")


class TwoStepRequiredError(ConflictError):
    """Staff may not turn the second step off while the bank asks for it."""

    code = "two_step_required"
    sentence = N_("Bank staff have to sign in in two steps here: it cannot be turned off.")


class LastAdministratorError(ConflictError):
    """Without this person nobody would administer the bank."""

    code = "last_administrator"
    sentence = N_("You are the bank’s only administrator. Please let somebody else become one first.")
