"""What people do with their accounts: signing up, in and out, passwords, addresses, the second step, their settings."""

from marketplace.accounts.operations.addresses import change_email, confirm_email
from marketplace.accounts.operations.leaving import forget_person
from marketplace.accounts.operations.passwords import (
    PASSWORD_LENGTH,
    change_password,
    forget_password,
    person_of_reset,
    prove_again,
    reset_password,
)
from marketplace.accounts.operations.sessions import (
    end_expired_sessions,
    end_other_sessions,
    end_session,
    note_use,
    open_session,
    sign_out,
)
from marketplace.accounts.operations.settings import save_settings
from marketplace.accounts.operations.signing_in import Entry, sign_in, sign_in_by_code
from marketplace.accounts.operations.signing_up import register, send_verification_again, sign_up, verify_address
from marketplace.accounts.operations.two_step import (
    begin_two_step,
    confirm_two_step,
    renew_recovery_codes,
    reset_two_step,
    turn_off_two_step,
)

__all__ = [
    "PASSWORD_LENGTH",
    "Entry",
    "begin_two_step",
    "change_email",
    "change_password",
    "confirm_email",
    "confirm_two_step",
    "end_expired_sessions",
    "end_other_sessions",
    "end_session",
    "forget_password",
    "forget_person",
    "note_use",
    "open_session",
    "person_of_reset",
    "prove_again",
    "register",
    "renew_recovery_codes",
    "reset_password",
    "reset_two_step",
    "save_settings",
    "send_verification_again",
    "sign_in",
    "sign_in_by_code",
    "sign_out",
    "sign_up",
    "turn_off_two_step",
    "verify_address",
]
