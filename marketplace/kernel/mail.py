"""Mail leaves through a port: an SMTP server, or a folder where nobody runs one."""

import hashlib
import os
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from marketplace.kernel.errors import SettingsError

#: Seconds until a server that does not answer is given up; less than any lease, so that no second worker tries meanwhile.
_PATIENCE: Final = 30
_PORTS: Final = {"smtp": 25, "smtps": 465}


class Mailer(Protocol):
    """Hands letters on."""

    def send(self, message: EmailMessage) -> None:
        """Hand one letter on. Once this returns it is somebody else's; when it raises, it may be tried again.

        A letter is known by its `Message-ID`: one that is handed on again after a crash has the same, by which mailboxes
        tell that they have it already.
        """


class FolderMailer:
    """Puts each letter into a folder, as a file that mail programs open; the same letter twice is one file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> None:
        """Write the file as a whole, or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:32]
        unfinished = self._folder / f"{name}.{os.getpid()}.part"
        unfinished.write_bytes(message.as_bytes(policy=SMTP))
        unfinished.replace(self._folder / f"{name}.eml")


class SmtpMailer:
    """Hands letters to a mail server: `smtp://` (with STARTTLS where the server has it) or `smtps://`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        self._encrypted = parts.scheme == "smtps"
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")

    def send(self, message: EmailMessage) -> None:
        """One connection a letter: the worker sends few, and a connection kept open would outlive its server's patience."""
        with self._connect() as server:
            if not self._encrypted and server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
            if self._user:
                server.login(self._user, self._password)
            server.send_message(message)

    def _connect(self) -> smtplib.SMTP:
        if self._encrypted:
            return smtplib.SMTP_SSL(self._host, self._port, timeout=_PATIENCE, context=ssl.create_default_context())
        server = smtplib.SMTP(self._host, self._port, timeout=_PATIENCE)
        server.ehlo_or_helo_if_needed()
        return server


_SCHEMES: Final[dict[str, Callable[[str], Mailer]]] = {"smtp": SmtpMailer, "smtps": SmtpMailer}


def mailer_at(url: str, folder: Path) -> Mailer:
    """The mailer for a setting: none means the folder.

    Raises:
        SettingsError: the address is none of a mail server.
    """
    if not url:
        return FolderMailer(folder)
    scheme = urlsplit(url).scheme
    if scheme not in _SCHEMES or not urlsplit(url).hostname:
        raise SettingsError(name="mail_url", problem="is neither smtp://host:port nor smtps://host:port")
    return _SCHEMES[scheme](url)
