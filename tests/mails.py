"""The letters that a bank has ordered, as their readers get them."""

import re

from sqlalchemy import select

from marketplace.bootstrap import Bank
from marketplace.kernel.outbox import OutboxMessage
from marketplace.notifications.letters import compose
from marketplace.notifications.terms import MAIL_WANTED


def letters(bank: Bank, address: str) -> list[str]:
    """The plain texts of all letters to an address, with their subjects, oldest first."""
    found = []
    with bank.database.session() as session:
        for payload in session.scalars(
            select(OutboxMessage.payload).where(OutboxMessage.topic == MAIL_WANTED).order_by(OutboxMessage.id)
        ).all():
            message = compose(session, bank.clock, bank.settings, payload)
            if message is not None and message["To"] == address:
                body = message.get_body(("plain",))
                found.append(f"{message['Subject']}\n{body.get_content() if body else ''}")
    return found


def link(bank: Bank, address: str, part: str) -> str:
    """The path that the newest letter to an address leads to, of those under a part of the site."""
    found = [
        path
        for letter in letters(bank, address)
        for path in re.findall(rf"{re.escape(bank.settings.public_url)}(/\w\w/{part}/[^\s<>]+)", letter)
    ]
    return found[-1]
