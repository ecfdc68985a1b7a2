"""The composition root: settings, database, clock, events, taxonomy, search index and matcher, wired once."""

from dataclasses import dataclass, field

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from marketplace import schema
from marketplace.engine.concepts import Vocabulary
from marketplace.engine.index import SearchIndex
from marketplace.engine.matcher import Matcher
from marketplace.engine.resources import Resources
from marketplace.kernel import outbox
from marketplace.kernel.clock import Clock, SystemClock
from marketplace.kernel.database import Database
from marketplace.kernel.events import EventBus
from marketplace.kernel.mail import Mailer, mailer_at
from marketplace.kernel.memory import settle
from marketplace.kernel.settings import Settings
from marketplace.kernel.storage import ObjectStore
from marketplace.kernel.typesetting import Typesetter
from marketplace.listings.events import ListingChanged
from marketplace.listings.operations import announce_moved
from marketplace.localization.glossary import load_glossary, terms_of
from marketplace.localization.locales import LOCALES
from marketplace.matching.registry import active_version, take_up
from marketplace.notifications.subscriptions import subscribe
from marketplace.organizations.events import OrganizationMoved
from marketplace.taxonomy.queries import Taxonomy
from marketplace.translation.translators import Translator, translator_at

log = structlog.get_logger()

#: Mapping every table here lets each part of the bank be used alone.
METADATA = schema.metadata

LISTING_CHANGED = "listing.changed"
TRANSLATION_WANTED = "translation.wanted"


@dataclass(slots=True)
class Bank:
    """Everything the deliveries (web, jobs, command line) work with.

    `glossary` has the bank's own terms; `terms` has these and the field's, which translations are checked with.
    """

    settings: Settings
    database: Database
    clock: Clock
    bus: EventBus
    resources: Resources
    taxonomy: Taxonomy
    glossary: Vocabulary
    terms: Vocabulary
    translator: Translator
    mailer: Mailer
    index: SearchIndex
    store: ObjectStore
    typesetter: Typesetter
    _matcher: tuple[str | None, Matcher] | None = field(default=None, init=False)

    def matcher(self) -> Matcher:
        """The matcher with the ranker that the database calls active; another one is taken up at the next call.

        One small query each time. A host that lacks the model's file makes it from the database.
        """
        with self.database.session(read_only=True) as session:
            version = active_version(session)
            if self._matcher is None or self._matcher[0] != version:
                ranker = take_up(session, self.settings.models_folder, version)
                self._matcher = version, Matcher(self.index, ranker, self.resources)
        return self._matcher[1]

    def warm_up(self) -> None:
        """Load what the first visitor would otherwise wait for; processes forked afterwards share it.

        They share no connection to the database. One that does not answer yet keeps nobody from starting.
        """
        try:
            self.matcher().warm_up()
        except SQLAlchemyError as error:
            log.warning("the database does not answer yet", reason=str(error))
        self.database.engine.dispose()
        settle()


def open_bank(settings: Settings, clock: Clock | None = None, resources: Resources | None = None) -> Bank:
    """Wire a bank from its settings; clock and resources may be handed over instead of being made."""
    resources = resources or Resources.load(settings.seeds_folder, settings.lexicon_folder)
    glossary = load_glossary(settings.seeds_folder)
    bank = Bank(
        settings=settings,
        database=Database(settings.database_url),
        clock=clock or SystemClock(),
        bus=EventBus(),
        resources=resources,
        taxonomy=Taxonomy.load(settings.seeds_folder, resources.vocabulary),
        glossary=glossary,
        terms=terms_of(glossary, resources.vocabulary),
        translator=translator_at(settings.translator_url, settings.translator_key),
        mailer=mailer_at(settings.mail_url, settings.mail_folder),
        index=SearchIndex(settings.index_folder, resources),
        store=ObjectStore(settings.files_url),
        typesetter=Typesetter(settings.dossiers_folder),
    )
    settle()
    bank.bus.subscribe(ListingChanged, _order_refresh)
    bank.bus.subscribe(
        OrganizationMoved, lambda session, moved: announce_moved(session, bank.bus, moved.organization_id, moved.at)
    )
    subscribe(bank.bus)
    if settings.translator_url:
        bank.bus.subscribe(ListingChanged, _order_translations)
    return bank


def _order_refresh(session: Session, changed: ListingChanged) -> None:
    outbox.order(session, LISTING_CHANGED, {"listing_id": changed.listing_id}, changed.at)


def _order_translations(session: Session, changed: ListingChanged) -> None:
    """One piece of work for each locale, so that a slow service holds none of them longer than its lease."""
    for locale in LOCALES:
        payload = {"listing_id": changed.listing_id, "locale": locale}
        outbox.order(session, TRANSLATION_WANTED, payload, changed.at)
