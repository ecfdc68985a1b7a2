"""The whole way: two organizations that never met get from signing up to a technology at work, and others read of it."""

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from marketplace.accounts.operations import sign_up
from marketplace.accounts.terms import Role
from marketplace.bootstrap import Bank, open_bank
from marketplace.engine.resources import Resources
from marketplace.jobs.worker import MAIL, keep_house, work_off
from marketplace.kernel.settings import load_settings
from marketplace.localization.locales import LANGUAGE_TAGS, LocaleCode
from tests.browser.conftest import served
from tests.browser.listings import NEED, OFFERING, first_match_to, publish, write
from tests.conftest import data_folder
from tests.smtp import Letterbox, mail_server, text_of

pytestmark = pytest.mark.browser

PASSWORD = "a few words in a row"
#: Seconds until something that another process does has to be seen.
PATIENCE = 60
HALF_A_YEAR = timedelta(days=190)
TECHNOLOGY = replace(
    OFFERING,
    texts={**OFFERING.texts, "contact.name": "李文（销售部）", "contact.email": "sales@digester.example"},
    # What the other side will ask for is left open.
    choices={name: value for name, value in OFFERING.choices.items() if name != "conditions.grid"},
    lists={**OFFERING.lists, "available_in": ["亚洲"]},
)
PROBLEM = replace(
    NEED,
    texts={
        **NEED.texts,
        "texts.fr.title": "Biodigesteurs familiaux pour 120 éleveurs de porcs de Champassak",
        "contact.name": "Mme Phonekeo",
        "contact.email": "projets@eleveurs.example",
    },
    lists={**NEED.lists, "countries": ["Laos"]},
)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with a browser of their own, who works in one language for one organization."""

    page: Page
    email: str
    locale: LocaleCode
    name: str
    organization: str

    def goto(self, path: str) -> None:
        """Open a page in the person's language."""
        self.page.goto(f"/{self.locale}/{path}")

    def sign_in(self) -> None:
        """Sign in on the page that asks for it."""
        self.page.fill("#email", self.email)
        self.page.fill("#password", PASSWORD)
        self.page.click("main form button")
        expect(self.page.locator("form[action$='/sign-out']")).to_be_visible()


@dataclass(slots=True)
class Post:
    """The mail that a bank sends. Each letter is opened once."""

    letterbox: Letterbox
    site: str
    opened: int = 0

    def link(self, member: Member, path: str, subject: str = "") -> str:
        """The link to such a page in a letter to the person that came since the last one was opened.

        The letter is in the person's language, in text and HTML, and its subject has a certain word.
        """
        address = re.compile(rf"{re.escape(self.site)}/{member.locale}/{path}(?=\s|$)", re.MULTILINE)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for place, letter in enumerate(self.letterbox.letters[self.opened :], self.opened):
                found = address.search(text_of(letter))
                if found and letter["To"] == member.email and subject in letter["Subject"]:
                    self.opened = place + 1
                    self._check(letter, member, found[0])
                    return found[0]
            time.sleep(0.05)
        unread = [(letter["To"], letter["Subject"]) for letter in self.letterbox.letters[self.opened :]]
        pytest.fail(f"no letter to {member.email} with a link to {path} and {subject!r}, but {unread}")

    def _check(self, letter: EmailMessage, member: Member, link: str) -> None:
        assert letter["Content-Language"] == LANGUAGE_TAGS[member.locale]
        assert f'href="{link}"' in text_of(letter, "html")


@dataclass(frozen=True, slots=True)
class Town:
    """A bank without content, its post, and those who come to it."""

    site: str
    post: Post
    provider: Member
    agency: Member
    curator: Member
    visitor: Page
    bank: Bank


@pytest.fixture
def town(browser: Browser, tmp_path: Path, sqlite_template: Path, resources: Resources) -> Iterator[Town]:
    """A new bank: nobody has an account but a curator."""
    folder = data_folder(tmp_path / "site")
    shutil.copy(sqlite_template, folder / "bank.sqlite3")
    with ExitStack() as stack:
        letterbox = stack.enter_context(mail_server())
        environ = os.environ | {
            "ENVIRONMENT": "development",
            "DATABASE_URL": f"sqlite:///{folder / 'bank.sqlite3'}",
            "DATA_FOLDER": str(folder),
            "MAIL_URL": letterbox.url,
            "WEB_WORKERS": "1",
            "WORKER_POLL_SECONDS": "0.05",
        }
        site = stack.enter_context(served(environ))

        bank = open_bank(load_settings(environ=environ | {"PUBLIC_URL": site}), resources=resources)
        stack.callback(bank.database.engine.dispose)

        def member(email: str, locale: LocaleCode, name: str, organization: str = "") -> Member:
            context = browser.new_context(base_url=site)
            stack.callback(context.close)
            return Member(context.new_page(), email, locale, name, organization)

        yield Town(
            site,
            Post(letterbox, site),
            member("li.wen@digester.example", "zh", "李文", "清源沼气设备有限公司"),
            member("phonekeo@eleveurs.example", "fr", "Noy Phonekeo", "Union des éleveurs de Champassak"),
            member("curator@bank.example", "en", "A curator"),
            member("", "en", "").page,
            bank,
        )


@dataclass(frozen=True, slots=True)
class Ahead:
    """A clock that is ahead of the machine's."""

    by: timedelta

    def now(self) -> datetime:
        """What it shows."""
        return datetime.now(UTC) + self.by


def join(member: Member, post: Post, kind: str, type_: str, country: str) -> None:
    """Open an account, confirm the address with the link of the mail, and register an organization."""
    member.goto("sign-up")
    member.page.fill("#name", member.name)
    member.page.fill("#email", member.email)
    member.page.fill("#password", PASSWORD)
    member.page.click("main form button")
    member.page.goto(post.link(member, r"account/verify/[^/\s]+"))
    member.sign_in()
    expect(member.page).to_have_url(re.compile(r"/account/verify/"))
    member.page.click("main form button")
    expect(member.page).to_have_url(re.compile(r"/my/listings$"))
    expect(member.page.locator("main a[href$='/account/email']")).to_have_count(0)
    member.goto("my/organizations/new")
    member.page.fill("#name", member.organization)
    member.page.check(f"[name='kinds'][value='{kind}']")
    member.page.select_option("#type", type_)
    member.page.select_option("#country", country)
    member.page.click("main form button")
    expect(member.page).to_have_url(re.compile(r"/my/listings$"))


def appoint(town: Town) -> None:
    """Make the bank's first curator, as its operator does, and let them sign in."""
    with town.bank.database.transaction() as session:
        sign_up(
            session,
            town.bank.clock,
            email=town.curator.email,
            name=town.curator.name,
            password=PASSWORD,
            locale="en",
            role=Role.CURATOR,
            verified=True,
        )
    town.curator.goto("sign-in")
    town.curator.sign_in()


def decide(town: Town, author: Member, title: str) -> str:
    """The curator verifies the organization and publishes; its author is told. Gives the page without its locale."""
    page = town.curator.page
    town.curator.goto("curation/")
    page.get_by_role("link", name=title).first.click()
    page.click("form[action$='/verify'] button")
    expect(page.locator("form[action$='/verify']")).to_have_count(0)
    published, _ = publish(page, title)
    author.page.goto(town.post.link(author, published, title))
    expect(author.page.locator("h1")).to_have_text(title)
    return published


def room(member: Member) -> Locator:
    """The page of an introduction, which the person has open."""
    expect(member.page).to_have_url(re.compile(r"/introductions/\d+(#.*)?$"))
    return member.page.locator("main")


def step(member: Member, name: str, words: str = "", stage: str = "") -> None:
    """Take a step of an introduction."""
    which = f"form[action$='/{name}']" + (f":has([name='stage'][value='{stage}'])" if stage else "")
    form = room(member).locator(which)
    if not form.is_visible():
        form.locator("xpath=ancestor::details[1]").locator("summary").click()
    if words:
        form.locator("[name='words']").fill(words)
    with member.page.expect_navigation():
        form.locator("button").click()
    expect(member.page.locator(".message-success")).to_be_visible()


def reached(member: Member, stage: str) -> None:
    """The stage at which an introduction is, by its place on the way."""
    way = ("in_discussion", "confidentiality", "agreement", "pilot", "deployed")
    expect(room(member).locator(".stage-path li").nth(way.index(stage))).to_have_attribute("aria-current", "step")


def lead_on(town: Town, stage: str, by: Member, other: Member) -> None:
    """One side proposes a stage, the other follows the link of its mail and confirms it."""
    step(by, "lead-on", stage=stage)
    expect(room(by).locator("form[action$='/confirm']")).to_have_count(0)
    other.page.goto(town.post.link(other, r"introductions/\d+", by.organization))
    step(other, "confirm")
    reached(other, stage)
    by.page.goto(town.post.link(by, r"introductions/\d+"))
    reached(by, stage)


def ask(town: Town, need: str, offering: str) -> None:
    """The agency finds the match on the page of its need, and asks for an introduction with the questions that are open."""
    page, deadline = town.agency.page, time.monotonic() + PATIENCE
    town.agency.goto(need)
    while first_match_to(page, offering) is None and time.monotonic() < deadline:
        page.reload()
    assert first_match_to(page, offering) == 1
    page.locator("article.match a[href*='/matches/']").first.click()
    page.locator("main a[href$='/introduction']").click()
    grid = page.locator("#question-grid")
    expect(grid).to_have_value(re.compile("alimentation électrique"))
    page.check("[name='ask'][value='grid']")
    page.fill("#words", "Nous équipons 120 ménages et aimerions en parler avant la saison des pluies.")
    page.fill("#own", "Qui forme les artisans du village ?")
    page.click("main .ask-form button")
    expect(room(town.agency).locator(".eyebrow").first).to_be_visible()


def accept(town: Town) -> None:
    """The provider is told by mail, reads the questions in Chinese, and accepts; now both see whom to write to."""
    link = town.post.link(town.provider, r"introductions/\d+", town.agency.organization)
    town.visitor.goto(link)
    expect(town.visitor).to_have_url(re.compile("/sign-in"))
    town.provider.page.goto(link)
    main = room(town.provider)
    expect(main).to_contain_text("Nous équipons 120 ménages")
    expect(main).to_contain_text("供电")
    expect(main).not_to_contain_text("projets@eleveurs.example")
    step(town.provider, "accept", "很高兴认识你们。")
    reached(town.provider, "in_discussion")
    expect(room(town.provider)).to_contain_text("projets@eleveurs.example")
    town.agency.page.goto(town.post.link(town.agency, r"introductions/\d+", town.provider.organization))
    expect(room(town.agency)).to_contain_text("sales@digester.example")


def answer(town: Town, title: str, match: str) -> None:
    """The provider answers a question and puts the answer into its listing; what was open is settled for everybody."""
    town.visitor.goto(f"/en/{match}")
    row = town.visitor.locator("table.verdicts tr").filter(has_text="Power supply")
    expect(row).to_contain_text("Ask the provider")
    thread = room(town.provider).locator(".thread").filter(has_text="供电")
    thread.locator("textarea").fill("不需要电，也不需要电网。")
    thread.locator("button").click()
    town.agency.page.goto(town.post.link(town.agency, r"introductions/\d+", town.provider.organization))
    expect(room(town.agency)).to_contain_text("不需要电")
    room(town.provider).locator("a[href*='/answers/']").click()
    town.provider.page.select_option("[name='conditions.grid']", "off_grid")
    town.provider.page.click("button[name='step'][value='save']")
    expect(room(town.provider).locator(".message-success")).to_be_visible()
    publish(town.curator.page, title)
    deadline = time.monotonic() + PATIENCE
    while "Ask the provider" in row.inner_text() and time.monotonic() < deadline:
        town.visitor.reload()
    expect(row.locator(".outcome-met")).to_be_visible()


def report(town: Town, browser: Browser) -> None:
    """Half a year later the agency is asked how it does, and answers on one page without signing in."""
    town.bank.clock = Ahead(HALF_A_YEAR)
    keep_house(town.bank)
    work_off(town.bank, MAIL)
    link = town.post.link(town.agency, r"results/[^/\s]+")
    page = browser.new_page(base_url=town.site)
    page.goto(link)
    page.check("[name='result'][value='below']")
    page.fill("[name='measured.0']", "2,1")
    page.fill("#words", "Deux réchauds sur dix ont été remplacés.")
    page.click("main form button")
    expect(page.locator("main h1")).to_have_text("Merci")
    page.close()
    town.provider.page.goto(town.post.link(town.provider, r"introductions/\d+/outcome", town.agency.organization))
    town.provider.sign_in()  # nobody stays signed in for half a year
    expect(town.provider.page.locator("main")).to_contain_text("Deux réchauds sur dix")


def tell_others(town: Town, offering: str) -> None:
    """The agency writes what came of it, the provider agrees, and everybody can read it."""
    agency, provider, visitor = town.agency, town.provider, town.visitor
    agency.page.reload()
    agency.sign_in()
    room(agency).locator("a[href$='/outcome']").click()
    agency.page.select_option("#agreement", "sale")
    agency.page.fill("#place", "Paksé")
    agency.page.fill("#lessons", "Former deux artisans par village avant la livraison.")
    agency.page.click("main form:has(#lessons) button")
    expect(agency.page.locator(".message-success")).to_be_visible()
    visitor.goto("/en/outcomes")
    expect(visitor.locator("main a[href*='/outcomes/']")).to_have_count(0)
    provider.page.goto(town.post.link(provider, r"introductions/\d+/outcome", agency.organization))
    provider.page.click("form[action$='/outcome/agree'] button")
    expect(provider.page.locator(".message-success")).to_be_visible()
    public = town.post.link(agency, r"outcomes/\d+")
    visitor.goto(public.replace("/fr/", "/en/"))
    main = visitor.locator("main")
    expect(main).to_contain_text("Former deux artisans par village")
    expect(main).to_contain_text("2.1")
    for path in ("outcomes", offering):
        visitor.goto(f"/zh/{path}")
        expect(visitor.locator(f"main a[href$='{public.rpartition('/fr')[2]}']").first).to_be_visible()


def test_two_organizations_get_from_signing_up_to_a_technology_at_work(town: Town, browser: Browser) -> None:
    agency, provider = town.agency, town.provider
    appoint(town)
    join(provider, town.post, "provider", "company", "CN")
    join(agency, town.post, "agency", "ngo", "LA")
    write(provider.page, "/zh/my/listings/new/offering?step=all", TECHNOLOGY)
    write(agency.page, "/fr/my/listings/new/need?step=all", PROBLEM)
    title = TECHNOLOGY.texts["texts.zh.title"]
    offering = decide(town, provider, title)
    need = decide(town, agency, PROBLEM.texts["texts.fr.title"])
    ask(town, need, offering)
    accept(town)
    answer(town, title, f"matches/{need.partition('/')[2]}/{offering.partition('/')[2]}")
    agency.page.reload()
    step(agency, "lead-on", stage="confidentiality")
    reached(agency, "confidentiality")
    provider.page.goto(town.post.link(provider, r"introductions/\d+"))
    lead_on(town, "agreement", provider, agency)
    lead_on(town, "pilot", agency, provider)
    lead_on(town, "deployed", agency, provider)
    report(town, browser)
    tell_others(town, offering)
