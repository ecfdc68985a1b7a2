"""Links that prove something: values signed with the bank's key, for one purpose, kept nowhere.

Whoever makes such a link binds it to the state that it changes (an address, a digest of the old password), so that it
stops working once it has been used.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from marketplace.kernel.errors import LinkExpiredError, LinkInvalidError


def sign(secret_key: str, purpose: str, values: Sequence[str | int]) -> str:
    """The values as one word that fits into an address; only for this purpose does it prove anything."""
    return str(URLSafeTimedSerializer(secret_key, salt=purpose).dumps(list(values)))


def unsign(secret_key: str, purpose: str, token: str, max_age: timedelta | None = None) -> list[Any]:
    """The values that were signed.

    Raises:
        LinkExpiredError: that was longer ago than `max_age`.
        LinkInvalidError: nobody here signed this, or for another purpose.
    """
    seconds = None if max_age is None else int(max_age.total_seconds())
    try:
        values: list[Any] = URLSafeTimedSerializer(secret_key, salt=purpose).loads(token, max_age=seconds)
    except SignatureExpired:
        raise LinkExpiredError from None
    except BadSignature:
        raise LinkInvalidError from None
    return values
