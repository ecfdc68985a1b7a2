"""Every page says everything in its own language: no string was forgotten, no Latin text stands in Arabic or Chinese."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from babel import Locale
from flask.testing import FlaskClient

from marketplace.accounts.models import Person
from marketplace.accounts.terms import Role
from marketplace.app import create_app
from marketplace.bootstrap import Bank
from marketplace.http.pseudo import pseudo
from marketplace.kernel.settings import PROJECT_FOLDER
from marketplace.listings import operations as listings
from marketplace.listings.models import Listing
from marketplace.localization.locales import CLDR_NAMES, LANGUAGE_TAGS, LocaleCode
from tests.factories import PASSWORD, Factory, need_content, offering_content
from tests.web.visible import visible

#: In Latin letters in every script: abbreviations of the field, units, codes and examples of the project's own.
LATIN = re.compile(
    r"""^(TRL|TRLs|ISO|EN|IEC|ETV|CO2|CO2e|COD|BOD|pH|NTU|PM|NDC|NAP|TNA|LT|LEDS|CTCN|WIPO|GREEN|IPC|CPC|SDG|NDE|
    LDC|LLDC|SIDS|UN|AC|DC|PDF|JSON|ZIP|QR|SKOS|HTML|URL|CSV|USD|EUR|CNY|NOx|SO2|VOC|H2S|XLSX|OECD|DAC|M49|UTC|Y02|Y04S|
    [kMGT]?W(h|p)?|k?Pa|bar|[kmc]?m|[kmµ]?g|mg|L|h|d|s|yr|ha|t|K|V|A|Hz|dB|ppm|ppb|mS|dS|S|MJ|GJ|kJ|kV|VA|kVA|Nm|
    x|name|example|org|com|https?|www|gmail|green|bank|en|zh|fr|es|ru|ar|pt|biogas)$""",
    re.VERBOSE,
)
ORIGINAL = "Биореактор для навоза"
PUBLIC = (
    "",
    "search",
    "search?q=biogas",
    "search?q=qqqq",
    "fields",
    "fields/waste",
    "fields/waste.organic",
    "countries",
    "countries/LA",
    "about",
    "sign-in",
    "sign-up",
    "vocabulary",
    "vocabulary/waste",
    "concepts/anaerobic-digestion",
    "glossary",
    "no-such-page",
)


def russian(content: dict[str, object], **parts: str) -> dict[str, object]:
    text = {"origin": "original", "title": ORIGINAL, "summary": "Анаэробный биореактор для навоза.", **parts}
    return {**content, "original_locale": "ru", "texts": {"ru": text}}


@pytest.fixture
def pair(factory: Factory) -> tuple[Listing, Listing]:
    """An offering and a need, both written in Russian, so that what is in another language is the bank's own."""
    benefit = {"indicator": "ghg_avoided", "value": 3, "unit": "tCO2e", "per": "year"}
    offering = russian(offering_content(), description="Метантенк на ферме.") | {
        "harms": ["noise"],
        "benefits": [benefit],
        "intellectual_property": [{"status": "secret_know_how", "countries": []}],
        "deployments": [{"country": "KG", "year": 2024}],
        "languages": ["ru", "zh"],
        "lifetime_years": 12,
    }
    need = russian(need_content(), problem="Навоз попадает в реку.") | {
        "sensitivities": ["groundwater"],
        "co_benefits": ["gender"],
        "plans": [{"kind": "ndc"}],
        "timeframe": {"start": "2027-01-01", "end": "2028-01-31"},
        "finance_status": "partly_secured",
    }
    return factory.published(**offering), factory.published("need", **need)


@pytest.fixture
def pages(pair: tuple[Listing, Listing], factory: Factory) -> list[str]:
    """The addresses of all kinds of pages, each with who looks at it."""
    offering, need = pair
    author = factory.editor(offering.organization)[0]
    draft = russian(offering_content(), description="Метантенк на ферме.")
    submitted = factory.draft(author, offering.organization, **draft)
    listings.submit(factory.session, author, factory.bank.clock, factory.bank.bus, submitted.id)
    factory.session.commit()
    public = [*PUBLIC, f"offerings/{offering.id}", f"needs/{need.id}", f"matches/{need.id}/{offering.id}"]
    own = ["my/listings", f"my/listings/{offering.id}/edit", f"my/listings/{offering.id}/translations/fr"]
    own += ["my/listings/new/need", "my/organizations/new", "account", "account/email", "account/password"]
    own += ["account/two-step", "account/devices", "account/remove"]
    own += [f"organizations/{offering.organization_id}/{page}" for page in ("members", "profile")]
    desk = ["curation/", f"curation/{submitted.id}", "curation/passages"]
    return [*public, *own, *desk]


def look(client: FlaskClient, locale: LocaleCode, pages: list[str]) -> Iterator[tuple[str, str]]:
    """The pieces of text of every page, with its address."""
    for path in pages:
        page = client.get(f"/{locale}/{path}", follow_redirects=True).text
        yield from ((path, words) for words in visible(page, LANGUAGE_TAGS[locale]))


def signed_in(client: FlaskClient, factory: Factory, offering: Listing) -> FlaskClient:
    """Somebody who is both a member and a curator sees all pages."""
    person: Person = factory.member(offering.organization)
    person.role = Role.CURATOR
    factory.session.commit()
    client.post("/en/sign-in", data={"email": person.email, "password": PASSWORD})
    return client


@pytest.mark.parametrize("locale", ["zh", "ar"])
def test_no_latin_text_stands_in_a_page_of_another_script(
    client: FlaskClient, factory: Factory, pair: tuple[Listing, Listing], pages: list[str], locale: LocaleCode
) -> None:
    own_names = {"English", "Français", "Español", "Português", "Person", "Organization"}
    found = {
        (path, word, words)
        for path, words in look(signed_in(client, factory, pair[0]), locale, pages)
        for word in re.findall(
            r"[A-Za-zÀ-ÿ]+(?:[A-Za-zÀ-ÿ0-9]+)*", re.sub(r"\S+@\S+|ISO \d+|IPC Green Inventory|https?://\S+", "", words)
        )
        if not LATIN.match(word) and word not in own_names
    }
    assert not found


def test_every_string_of_every_page_can_be_translated(
    bank: Bank, factory: Factory, pair: tuple[Listing, Listing], pages: list[str]
) -> None:
    bank.settings = replace(bank.settings, pseudo_locale=True)
    app = create_app(bank)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    named = _names_of_data(bank)
    forgotten = set()
    for path, words in look(signed_in(app.test_client(), factory, pair[0]), "en", pages):
        outside = words
        while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", " ", outside)) != outside:
            outside = shorter
        missed = [word for word in re.findall(r"[A-Za-z]{2,}", outside) if word.casefold() not in named]
        forgotten |= {(path, word, words) for word in missed if not LATIN.match(word)}
    assert not forgotten


def _names_of_data(bank: Bank) -> set[str]:
    """The words of names that come from the CLDR and from reviewed data, not from the catalogs."""
    cldr, taxonomy = Locale.parse(CLDR_NAMES["en"]), bank.taxonomy
    names = [*cldr.territories.values(), *cldr.languages.values(), *cldr.currencies.values()]
    names += cldr.months["format"]["wide"].values()
    names += ["minute minutes hour hours day days"]
    for field in taxonomy.fields.values():
        names += [field.name("en"), *(code for codes in field.crosswalk.values() for code in codes)]
    for vocabulary in (taxonomy.vocabulary, bank.glossary):
        for concept in vocabulary.concepts.values():
            names += [label for locale, label in concept.names() if locale == "en"]
            names += [concept.definitions.get("en", "")]
    names += ["Português Français Español English Person Organization and or to"]
    return {word.casefold() for name in names for word in re.findall(r"[A-Za-z]{2,}", str(name))}


def test_the_pseudo_locale_is_longer_and_keeps_what_is_no_language() -> None:
    made = pseudo("See <b>%(num)s offerings</b> &amp; 100%% of them")
    assert made == "⟦Séé~~ <b>%(num)s øfférîñgs~~~~</b> &amp; 100%% øf~ thém~~⟧"


def test_every_locale_has_a_catalog() -> None:
    for locale in CLDR_NAMES:
        if locale != "en":
            assert (PROJECT_FOLDER / "translations" / locale / "LC_MESSAGES" / "messages.po").is_file()
