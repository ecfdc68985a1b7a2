"""Letters: what is mailed, as plain text and as HTML, in the language of whoever reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.kernel.clock import Clock
from marketplace.kernel.errors import N_
from marketplace.kernel.settings import Settings
from marketplace.kernel.signing import sign
from marketplace.localization.catalogs import catalog
from marketplace.localization.locales import LANGUAGE_TAGS, LOCALES, LocaleCode, is_right_to_left
from marketplace.notifications.models import Notification
from marketplace.notifications.sentences import Said, say
from marketplace.notifications.terms import ALWAYS, Topic
from marketplace.notifications.wordings import WORDINGS

#: What a link to end mails about a topic is signed for.
UNSUBSCRIBE: Final = "unsubscribe"

_WHY = N_("You receive this mail because you have an account with the Green Technology Bank.")
_WHY_ADDRESS = N_("You receive this mail because somebody gave your address to the Green Technology Bank.")
_END = N_("End mails of this kind")
_BANK = N_("Green Technology Bank")


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of news of a letter, and where its button leads."""

    said: Said
    address: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter before it is set: to whom, in which locale, what it says. `topic` is what its reader may end."""

    to: str
    locale: LocaleCode
    items: tuple[Item, ...]
    topic: Topic
    person_id: int | None


def compose(session: Session, clock: Clock, settings: Settings, payload: Mapping[str, Any]) -> EmailMessage | None:
    """The message that a piece of ordered work asks for; nothing when nobody is there to read it."""
    letter = _read(session, settings, payload)
    return None if letter is None else _set(letter, clock, settings, payload["message_id"])


def _read(session: Session, settings: Settings, payload: Mapping[str, Any]) -> Letter | None:
    if "notifications" not in payload:
        locale = _locale(payload["locale"])
        path = payload["path"]
        if "link" in payload:
            link = payload["link"]
            path = path.format(token=sign(settings.secret_key, link["purpose"], link["values"]))
        item = Item(say(payload["kind"], payload["params"], locale), _address(settings, locale, path))
        return Letter(payload["address"], locale, (item,), WORDINGS[payload["kind"]].topic, payload.get("person_id"))
    person = session.get(Person, payload["person_id"])
    if person is None or not person.active:
        return None
    locale = _locale(person.locale)
    told = [session.get(Notification, number) for number in payload["notifications"]]
    items = tuple(
        Item(say(each.kind, each.params, locale), _address(settings, locale, each.path))
        for each in told
        if each is not None
    )
    return Letter(person.email, locale, items, Topic(payload["topic"]), person.id) if items else None


def _locale(code: str) -> LocaleCode:
    return next((locale for locale in LOCALES if locale == code), "en")


def _address(settings: Settings, locale: LocaleCode, path: str) -> str:
    return f"{settings.public_url}/{locale}/{path}"


def _set(letter: Letter, clock: Clock, settings: Settings, message_id: str) -> EmailMessage:
    translated = catalog(letter.locale)
    bank = translated.gettext(_BANK)
    count = len(letter.items)
    subject = letter.items[0].said.subject
    if count > 1:
        subject = translated.ngettext("%(count)s piece of news", "%(count)s pieces of news", count) % {"count": count}
    message = EmailMessage()
    message["Message-ID"] = f"<{message_id}@{urlsplit(settings.public_url).hostname}>"
    message["Date"] = format_datetime(clock.now())
    name, address = parseaddr(settings.mail_from)
    message["From"] = Address(display_name=bank if letter.locale != "en" or not name else name, addr_spec=address)
    message["To"] = letter.to
    message["Subject"] = " ".join(subject.split())
    # Automatic answers (away from the desk) are not wanted: RFC 3834.
    message["Auto-Submitted"] = "auto-generated"
    ending = _ending(letter, settings)
    if ending:
        # RFC 8058: mail programs offer to end such mails by one click, which posts to the address.
        message["List-Unsubscribe"] = f"<{ending}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    shown = {
        "bank": bank,
        "home": _address(settings, letter.locale, ""),
        "language": LANGUAGE_TAGS[letter.locale],
        "direction": "rtl" if is_right_to_left(letter.locale) else "ltr",
        "subject": subject,
        "items": letter.items,
        "why": translated.gettext(_WHY_ADDRESS if letter.person_id is None else _WHY),
        "end": translated.gettext(_END),
        "ending": ending,
    }
    message.set_content(_template("letter.txt").render(shown))
    message.add_alternative(_template("letter.html").render(shown), subtype="html")
    message["Content-Language"] = LANGUAGE_TAGS[letter.locale]  # last: setting the content takes such headers away
    return message


def _ending(letter: Letter, settings: Settings) -> str | None:
    if letter.person_id is None or letter.topic in ALWAYS:
        return None
    token = sign(settings.secret_key, UNSUBSCRIBE, [letter.person_id, letter.topic])
    return _address(settings, letter.locale, f"unsubscribe/{token}")


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("marketplace.notifications"),
        autoescape=select_autoescape(("html",), default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _template(name: str) -> Any:
    return _environment().get_template(name)
