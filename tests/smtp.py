"""A mail server of the test's own, on loopback, that keeps what it is handed."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Letterbox:
    """What the server was handed, in order. `refusing` lets it turn letters away for a while."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refusing = False
        self.url = ""

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        if self.refusing:
            return "451 4.3.0 come back later"
        content = envelope.content or b""
        letter = message_from_bytes(content if isinstance(content, bytes) else content.encode(), policy=default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """The letters to an address."""
        return [letter for letter in self.letters if letter["To"] == address]


@contextmanager
def mail_server() -> Iterator[Letterbox]:
    """Serve until the end of the block."""
    letterbox = Letterbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    letterbox.url = f"smtp://127.0.0.1:{port}"
    controller = Controller(letterbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield letterbox
    finally:
        controller.stop()


def text_of(letter: EmailMessage, kind: str = "plain") -> str:
    """What a letter says, as plain text or as HTML."""
    part = letter.get_body((kind,))
    assert part is not None
    return str(part.get_content())
