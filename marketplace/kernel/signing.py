"""Signed tokens: plain values that travel through a mail or a cookie and come back unchanged, for a while.

A token is signed, not encrypted: whoever holds it can read it. What it stands for should be bound to the state that it
changes, so that it works once; nothing of it is kept.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer

from marketplace.kernel.errors import N_, InvalidError


class TokenInvalidError(InvalidError):
    """The token is not one of this bank's for this purpose, is too old, or was used."""

    code = "token_invalid"
    sentence = N_("This link is no longer valid. It may have been used already, or be too old.")


def sign(secret_key: str, purpose: str, values: Mapping[str, Any]) -> str:
    """A token that carries the values; it can stand in an address. Another purpose does not accept it."""
    return str(URLSafeTimedSerializer(secret_key, salt=purpose).dumps(dict(values)))


def unsign(secret_key: str, purpose: str, token: str, max_age: timedelta) -> dict[str, Any]:
    """The values of a token that was signed for the purpose, at most so long ago.

    Raises:
        TokenInvalidError: it was not, or longer ago.
    """
    try:
        values = URLSafeTimedSerializer(secret_key, salt=purpose).loads(token, max_age=int(max_age.total_seconds()))
    except BadData:
        raise TokenInvalidError from None
    if not isinstance(values, dict):
        raise TokenInvalidError
    return values
