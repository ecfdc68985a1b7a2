"""Machine translations: asked for over HTTP, kept beside what was published, shown as what they are."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.bootstrap import Bank, open_bank
from marketplace.curation import operations as curation
from marketplace.jobs.worker import work_off
from marketplace.kernel.errors import TooManyError
from marketplace.kernel.outbox import OutboxMessage
from marketplace.kernel.settings import Settings
from marketplace.listings import operations as listings
from marketplace.listings.queries import ListingView, published_listing
from marketplace.listings.terms import Kind
from marketplace.translation import operations
from marketplace.translation.errors import (
    NothingToWithdrawError,
    RemarkMissingError,
    ReportSettledError,
    TranslatorError,
)
from marketplace.translation.models import MachineText, PassageReport
from marketplace.translation.queries import open_reports_of, wanted_translation, with_machine_texts
from marketplace.translation.terms import REPORTS_PER_HOUR, Decision
from marketplace.translation.translators import LibreTranslator, NullTranslator
from tests.factories import Factory, offering_content

pytestmark = pytest.mark.loopback


@dataclass
class Service:
    """A translation service on this machine: it marks what it was given instead of translating it."""

    url: str = ""
    status: int = 200
    languages: Any = field(
        default_factory=lambda: [
            {"code": code, "name": code, "targets": ["en", "fr", "zh-Hans"]} for code in ("en", "fr", "zh-Hans")
        ]
    )
    answer: Any = None
    asked: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture
def service() -> Iterator[Service]:
    state = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(state.languages)

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append(asked)
            made = [f"{text} [{asked['target']}]" for text in asked["q"]]
            self._say({"translatedText": made} if state.answer is None else state.answer)

        def _say(self, answer: Any) -> None:
            body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(state.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def bank(settings: Settings, clock: Any, resources: Any, service: Service) -> Iterator[Bank]:
    """A bank with a translation service."""
    opened = open_bank(replace(settings, translator_url=service.url, translator_key="secret"), clock, resources)
    yield opened
    opened.database.engine.dispose()


def shown(session: Session, listing_id: int, locale: Any) -> ListingView:
    [view] = with_machine_texts(session, [published_listing(session, Kind.OFFERING, listing_id)], locale)
    session.rollback()
    return view


def test_a_published_listing_is_translated_into_what_the_service_offers(
    factory: Factory, session: Session, service: Service
) -> None:
    offering = factory.published()
    title = shown(session, offering.id, "fr").shown("title", "fr")
    assert (title.value, title.locale, title.origin) == (
        "Anaerobic digester for pig manure [fr]",
        "fr",
        "machine",
    )
    assert shown(session, offering.id, "zh").shown("description", "zh").value.endswith("[zh-Hans]")
    russian = shown(session, offering.id, "ru").shown("title", "ru")
    assert (russian.locale, russian.origin) == ("en", "original")
    assert {each["target"] for each in service.asked} == {"fr", "zh-Hans"}
    assert {each["api_key"] for each in service.asked} == {"secret"}
    assert {each["format"] for each in service.asked} == {"text"}


def test_the_terms_that_a_machine_misses_are_kept_with_its_text(factory: Factory, session: Session) -> None:
    offering = factory.published()
    doubtful = dict(shown(session, offering.id, "zh").shown("title", "zh").doubtful)
    assert "anaerobic digester" in {word.lower() for word in doubtful} or doubtful


def test_what_people_wrote_is_not_translated_by_a_machine(factory: Factory, session: Session, service: Service) -> None:
    texts = offering_content()["texts"]
    texts["fr"] = {"origin": "human", "title": "Digesteur pour lisier de porc", "summary": "Un digesteur."}
    offering = factory.published(texts=texts)
    view = shown(session, offering.id, "fr")
    assert view.shown("title", "fr").origin == "human"
    assert view.shown("description", "fr").origin == "machine"
    assert [len(each["q"]) for each in service.asked if each["target"] == "fr"] == [1]


def test_a_new_revision_is_translated_anew_and_what_was_made_of_the_old_one_goes(
    factory: Factory, session: Session, bank: Bank
) -> None:
    offering = factory.published()
    author = factory.editor(offering.organization)[0]
    texts = offering_content()["texts"]
    texts["en"]["title"] = "Digester of steel for pig manure"
    content = offering.content_type.model_validate(offering_content(texts=texts))
    listings.save_draft(session, author, bank.clock, offering.id, 1, content)
    listings.submit(session, author, bank.clock, bank.bus, offering.id)
    curation.publish(session, factory.curator(), bank.clock, bank.bus, offering.id, 2)
    session.commit()
    assert shown(session, offering.id, "fr").shown("title", "fr").origin == "original"
    work_off(bank)
    assert shown(session, offering.id, "fr").shown("title", "fr").value == "Digester of steel for pig manure [fr]"
    kept = session.scalars(select(MachineText.revision_id).distinct()).all()
    assert len(kept) == 1


def test_translating_twice_is_translating_once(factory: Factory, session: Session, bank: Bank) -> None:
    offering = factory.published()
    before = session.scalars(select(MachineText.id)).all()
    assert wanted_translation(session, offering.id, "fr") is None
    session.rollback()
    assert work_off(bank) == 0
    assert session.scalars(select(MachineText.id)).all() == before


def test_a_service_that_fails_is_asked_again_later(
    factory: Factory, session: Session, bank: Bank, service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    service.status = 503
    offering = factory.published()
    assert shown(session, offering.id, "fr").shown("title", "fr").origin == "original"
    service.status = 200
    bank.clock.advance(minutes=5)  # type: ignore[attr-defined]
    work_off(bank)
    assert shown(session, offering.id, "fr").shown("title", "fr").origin == "machine"
    assert "job failed" in capsys.readouterr().out


@pytest.mark.parametrize(
    "answer",
    [b"no JSON", {"error": "Invalid API key"}, {"translatedText": "one text"}, {"translatedText": ["", ""]}, []],
    ids=["no JSON", "an error", "one text for two", "empty texts", "a list"],
)
def test_what_is_no_translation_is_refused(service: Service, answer: Any) -> None:
    service.answer = answer
    with pytest.raises(TranslatorError):
        LibreTranslator(service.url).translate(["one", "two"], "en", "fr")


@pytest.mark.parametrize("languages", [{"error": "down"}, [{"name": "English"}], b"<html>"])
def test_a_service_that_does_not_say_its_languages_is_refused(service: Service, languages: Any) -> None:
    service.languages = languages
    with pytest.raises(TranslatorError):
        LibreTranslator(service.url).offers("en", "fr")


def test_a_service_that_is_not_there_is_refused(service: Service) -> None:
    with pytest.raises(TranslatorError):
        LibreTranslator(service.url.rpartition(":")[0] + ":9").offers("en", "fr")


def test_the_name_of_a_service_has_nothing_secret() -> None:
    assert LibreTranslator("https://bank:secret@translate.example/api/").name == "translate.example/api"


def test_without_a_service_nothing_is_ordered_or_translated(settings: Settings, clock: Any, resources: Any) -> None:
    plain = open_bank(settings, clock, resources)
    with plain.database.session() as session:
        Factory(plain, session).published()
        topics = set(session.scalars(select(OutboxMessage.topic)))
        assert topics - {"mail.wanted"} == {"listing.changed"}
    assert not plain.translator.offers("en", "fr")
    with pytest.raises(TranslatorError):
        NullTranslator().translate(["one"], "en", "fr")
    plain.database.engine.dispose()


def report(factory: Factory, session: Session, listing_id: int, remark: str = "Wrong term.", **who: Any) -> None:
    operations.report_passage(
        session,
        who.get("actor", factory.actor(factory.person())),
        factory.bank.clock,
        Kind.OFFERING,
        listing_id,
        locale=who.get("locale", "fr"),
        part=who.get("part", "title"),
        remark=remark,
        visitor=who.get("visitor", "203.0.113.7"),
    )
    session.commit()


def test_a_report_may_end_with_the_machines_text_withdrawn_for_good(
    factory: Factory, session: Session, bank: Bank
) -> None:
    offering = factory.published()
    report(factory, session, offering.id)
    author = factory.editor(offering.organization)[0]
    [found] = open_reports_of(session, author, offering.id)
    assert (found.passage, found.origin, found.remark) == (
        "Anaerobic digester for pig manure [fr]",
        "machine",
        "Wrong term.",
    )
    operations.settle_report(session, author, bank.clock, found.id, Decision.WITHDRAWN)
    session.commit()
    assert open_reports_of(session, author, offering.id) == []
    session.rollback()
    assert shown(session, offering.id, "fr").shown("title", "fr").origin == "original"
    assert wanted_translation(session, offering.id, "fr") is None
    with pytest.raises(ReportSettledError):
        operations.settle_report(session, author, bank.clock, found.id, Decision.KEPT)


def test_what_is_withdrawn_already_is_not_withdrawn_again(factory: Factory, session: Session, bank: Bank) -> None:
    offering = factory.published()
    for _ in range(2):
        report(factory, session, offering.id)
    author = factory.editor(offering.organization)[0]
    first, second = open_reports_of(session, author, offering.id)
    operations.settle_report(session, author, bank.clock, first.id, Decision.WITHDRAWN)
    with pytest.raises(NothingToWithdrawError):
        operations.settle_report(session, author, bank.clock, second.id, Decision.WITHDRAWN)


@pytest.mark.parametrize("remark", ["", " \u200b ", "x" * 1001])
def test_a_report_says_what_is_wrong(factory: Factory, session: Session, remark: str) -> None:
    offering = factory.published()
    with pytest.raises(RemarkMissingError):
        report(factory, session, offering.id, remark)
    session.rollback()
    assert session.scalars(select(PassageReport)).all() == []


def test_one_visitor_reports_a_few_passages_an_hour(factory: Factory, session: Session) -> None:

    offering = factory.published()
    for _ in range(REPORTS_PER_HOUR):
        report(factory, session, offering.id)
    with pytest.raises(TooManyError):
        report(factory, session, offering.id)
    session.rollback()
    report(factory, session, offering.id, visitor="203.0.113.8")
    factory.bank.clock.advance(hours=1, seconds=1)  # type: ignore[attr-defined]
    report(factory, session, offering.id)
