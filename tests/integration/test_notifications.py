"""People are told once, in their language, in the bank and by mail as they like; letters leave through the outbox."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.bootstrap import Bank
from marketplace.curation import operations as curation
from marketplace.jobs.worker import MAIL, keep_house, work_off
from marketplace.kernel.errors import LinkInvalidError, SettingsError
from marketplace.kernel.mail import FolderMailer, SmtpMailer, mailer_at
from marketplace.kernel.outbox import OutboxMessage
from marketplace.listings import operations as listings
from marketplace.localization.locales import LOCALES
from marketplace.notifications import operations, queries
from marketplace.notifications.errors import TopicUnknownError
from marketplace.notifications.models import Notification
from marketplace.notifications.sentences import say
from marketplace.notifications.terms import MAIL_WANTED, Topic
from marketplace.notifications.wordings import WORDINGS
from tests.conftest import StoppedClock
from tests.factories import Factory
from tests.smtp import Letterbox, mail_server, text_of

LISTING = {
    "listing": {"texts": {"en": "Biogas digester", "zh": "沼气池"}},
    "until": {"day": "2027-11-20T09:00:00+00:00"},
}


@pytest.fixture
def letterbox(bank: Bank) -> Iterator[Letterbox]:
    """A real mail server that the bank hands its letters to."""
    with mail_server() as box:
        bank.mailer = SmtpMailer(box.url)
        yield box


@pytest.fixture
def reader(factory: Factory) -> Person:
    person = factory.person()
    person.locale = "zh"
    factory.session.commit()
    return person


def tell(bank: Bank, session: Session, person: Person, kind: str = "listing_expired", key: str = "one") -> None:
    operations.tell(session, bank.clock.now(), [person.id], kind, LISTING, path="my/listings", key=key)


@pytest.mark.loopback
def test_a_letter_arrives_in_the_readers_language_as_text_and_as_html(
    bank: Bank, session: Session, reader: Person, letterbox: Letterbox
) -> None:
    tell(bank, session, reader)
    session.commit()
    assert work_off(bank, MAIL) == 1
    letter = letterbox.letters[0]
    assert letter["To"] == reader.email
    assert letter["Subject"] == "“沼气池”已到期"
    assert letter["Content-Language"] == "zh-Hans"
    assert f"{bank.settings.public_url}/zh/my/listings" in text_of(letter)
    assert f'href="{bank.settings.public_url}/zh/my/listings"' in text_of(letter, "html")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.loopback
def test_nothing_is_sent_for_what_was_rolled_back(
    bank: Bank, session: Session, reader: Person, letterbox: Letterbox
) -> None:
    tell(bank, session, reader)
    session.rollback()
    assert work_off(bank, MAIL) == 0
    assert letterbox.letters == []


@pytest.mark.loopback
def test_a_mail_server_that_is_away_for_a_day_loses_nothing_and_doubles_nothing(
    bank: Bank, session: Session, reader: Person, letterbox: Letterbox, clock: StoppedClock
) -> None:
    letterbox.refusing = True
    tell(bank, session, reader)
    session.commit()
    for _ in range(8):
        work_off(bank, MAIL)
        clock.advance(hours=3)
    letterbox.refusing = False
    clock.advance(hours=6)
    work_off(bank, MAIL)
    clock.advance(days=3)
    work_off(bank, MAIL)
    assert len(letterbox.letters) == 1


@pytest.mark.loopback
def test_a_letter_that_is_sent_again_after_a_crash_is_known_by_its_message_id(
    bank: Bank, session: Session, reader: Person, letterbox: Letterbox, clock: StoppedClock
) -> None:
    tell(bank, session, reader)
    session.commit()
    work_off(bank, MAIL)
    session.execute(update(OutboxMessage).values(done_at=None))  # the crash: sent, and not noted as sent
    session.commit()
    clock.advance(seconds=bank.settings.job_lease_seconds + 1)
    work_off(bank, MAIL)
    assert len(letterbox.letters) == 2
    assert len({letter["Message-ID"] for letter in letterbox.letters}) == 1


def test_in_a_folder_the_same_letter_is_one_file(
    bank: Bank, session: Session, reader: Person, clock: StoppedClock
) -> None:
    assert isinstance(bank.mailer, FolderMailer)
    tell(bank, session, reader)
    session.commit()
    work_off(bank, MAIL)
    session.execute(update(OutboxMessage).values(done_at=None))
    session.commit()
    clock.advance(seconds=bank.settings.job_lease_seconds + 1)
    assert work_off(bank, MAIL) == 1
    files = list(bank.settings.mail_folder.iterdir())
    assert len(files) == 1
    assert message_from_bytes(files[0].read_bytes(), policy=default)["To"] == reader.email


def test_the_same_is_told_once(bank: Bank, session: Session, reader: Person, factory: Factory) -> None:
    tell(bank, session, reader)
    tell(bank, session, reader)
    tell(bank, session, reader, key="another")
    session.commit()
    assert len(queries.news(session, factory.actor(reader), "zh")) == 2
    assert len(session.scalars(select(OutboxMessage).where(OutboxMessage.topic == MAIL_WANTED)).all()) == 2


def test_who_wants_mail_once_a_day_gets_one_letter_with_all_of_it(
    bank: Bank, session: Session, reader: Person, factory: Factory, clock: StoppedClock
) -> None:
    operations.choose_frequencies(session, factory.actor(reader), {"listings": "daily"})
    tell(bank, session, reader)
    tell(bank, session, reader, "listing_published", key="two")
    session.commit()
    keep_house(bank)
    assert work_off(bank, MAIL) == 0
    clock.advance(days=1)
    keep_house(bank)
    keep_house(bank)
    assert work_off(bank, MAIL) == 1
    letter = message_from_bytes(next(bank.settings.mail_folder.iterdir()).read_bytes(), policy=default)
    assert letter["Subject"] == "2 条新消息"


def test_the_mail_of_the_week_goes_out_on_monday(
    bank: Bank, session: Session, reader: Person, factory: Factory, clock: StoppedClock
) -> None:
    operations.choose_frequencies(session, factory.actor(reader), {"listings": "weekly"})
    tell(bank, session, reader)
    session.commit()
    for day, expected in ((22, 0), (23, 1)):
        clock.moment = datetime(2026, 11, day, 7, 0, tzinfo=UTC)
        keep_house(bank)
        assert work_off(bank, MAIL) == expected


def test_one_click_ends_mails_about_a_topic_and_the_news_stay(
    bank: Bank, session: Session, reader: Person, factory: Factory
) -> None:
    tell(bank, session, reader)
    session.commit()
    work_off(bank, MAIL)
    letter = message_from_bytes(next(bank.settings.mail_folder.iterdir()).read_bytes(), policy=default)
    address = urlsplit(str(letter["List-Unsubscribe"]).strip("<>"))
    token = address.path.rpartition("/")[2]
    assert operations.unsubscribe(session, bank.settings.secret_key, token) is Topic.LISTINGS
    tell(bank, session, reader, key="two")
    session.commit()
    assert work_off(bank, MAIL) == 0
    assert queries.unseen_count(session, factory.actor(reader)) == 2
    with pytest.raises(LinkInvalidError):
        operations.unsubscribe(session, bank.settings.secret_key, token[:-2])


def test_a_choice_that_does_not_exist_is_refused_as_a_whole(session: Session, reader: Person, factory: Factory) -> None:
    actor = factory.actor(reader)
    before = queries.preferences(session, actor)
    for chosen in ({"account": "never"}, {"listings": "hourly"}, {"listings": "never", "weather": "daily"}):
        with pytest.raises(TopicUnknownError):
            operations.choose_frequencies(session, actor, chosen)
    assert queries.preferences(session, actor) == before


def test_authors_are_told_what_curators_decide_and_that_time_runs_out(
    bank: Bank, session: Session, factory: Factory, clock: StoppedClock
) -> None:
    editor, organization = factory.editor()
    listing = factory.draft(editor, organization)
    listings.submit(session, editor, clock, bank.bus, listing.id)
    curator = factory.curator()
    curation.request_changes(session, curator, clock, bank.bus, listing.id, 1, reason="Please name the source.")
    listings.submit(session, editor, clock, bank.bus, listing.id)
    curation.publish(session, curator, clock, bank.bus, listing.id, 1)
    session.commit()
    for days in (336, 1, 22, 7):
        clock.advance(days=days)
        keep_house(bank)
    told = [each.kind for each in _told(session, editor.person_id)]
    assert told == [
        "listing_changes_requested",
        "listing_published",
        "listing_expiring",
        "listing_expiring",
        "listing_expired",
    ]


def test_who_left_or_is_a_viewer_is_told_nothing(bank: Bank, session: Session, factory: Factory) -> None:
    left = factory.person()
    left.active = False
    session.commit()
    tell(bank, session, left)
    assert _told(session, left.id) == []


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", WORDINGS)
def test_every_kind_says_itself_in_every_locale_with_its_names_escaped(kind: str, locale: Any) -> None:
    wording = WORDINGS[kind]
    names = {part.split(")")[0] for text in (wording.subject, wording.text) for part in text.split("%(")[1:]}
    said = say(kind, {name: f"<{name}>" for name in names}, locale)
    for name in names:
        assert f"<{name}>" in said.subject + said.text
        assert f"&lt;{name}&gt;" in said.marked_subject + said.marked_text
    assert said.button


def test_a_mail_server_has_an_address(tmp_path: Any) -> None:
    assert isinstance(mailer_at("", tmp_path), FolderMailer)
    for url in ("localhost:25", "http://localhost", "smtp://"):
        with pytest.raises(SettingsError):
            mailer_at(url, tmp_path)


def _told(session: Session, person_id: int | None) -> list[Any]:
    return list(
        session.scalars(select(Notification).where(Notification.person_id == person_id).order_by(Notification.id))
    )
