"""Members of organizations, invitations by mail, and who an organization says it is."""

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person
from marketplace.accounts.terms import MemberRole
from marketplace.bootstrap import Bank
from marketplace.jobs.worker import work_off
from marketplace.listings.models import HistoryEntry, Listing
from marketplace.organizations.models import Invitation, Member, Organization
from tests.factories import PASSWORD, Factory
from tests.mails import letters, link
from tests.web.browsers import signed_in


@pytest.fixture
def organization(factory: Factory) -> Organization:
    return factory.organization("provider", "agency")


@pytest.fixture
def owner(factory: Factory, organization: Organization) -> Person:
    return factory.member(organization, MemberRole.OWNER)


def roles(session: Session, organization: Organization) -> dict[int, str]:
    """The role of every member."""
    with session.begin():
        found = session.execute(
            select(Member.person_id, Member.role).where(Member.organization_id == organization.id)
        ).all()
    return {row.person_id: row.role for row in found}


def test_a_colleague_without_an_account_joins_by_the_mail_and_is_known(
    app: Flask, bank: Bank, session: Session, organization: Organization, owner: Person
) -> None:
    browser = signed_in(app, owner)
    address = f"/fr/organizations/{organization.id}/invitations"
    data = {"email": "New@example.org", "role": "editor"}
    assert browser.post(address, data=data).status_code == 303
    again = browser.post(address, data=data)
    assert (again.status_code, 'id="email-problem"' in again.text) == (409, True)
    assert browser.post(address, data={**data, "email": owner.email}).status_code == 409
    assert browser.post(address, data={"email": "x", "role": "editor"}).status_code == 422
    assert browser.post(address, data={"email": "x@example.org", "role": "king"}).status_code == 422
    path = link(bank, "new@example.org", "invitations")
    guest = app.test_client()
    assert "new@example.org" in guest.get(path).text
    weak = guest.post(path, data={"name": "Li Na", "password": "short"})
    assert (weak.status_code, 'id="password-problem"' in weak.text) == (422, True)
    assert guest.post(path, data={"name": "Li Na", "password": PASSWORD}).location == "/fr/my/listings"
    page = guest.get("/fr/my/listings").text
    assert organization.name in page
    assert "n’est pas encore confirmée" not in unescape(page)
    assert guest.get(path).status_code == 409
    assert sorted(roles(session, organization).values()) == ["editor", "owner"]
    assert "Li Na has become a member" in "".join(letters(bank, owner.email))


def test_a_colleague_with_an_account_accepts_and_nobody_else_can(
    app: Flask, bank: Bank, session: Session, factory: Factory, organization: Organization, owner: Person
) -> None:
    person, stranger = factory.person(), factory.person()
    person.verified_at = None
    session.commit()
    browser = signed_in(app, owner)
    browser.post(f"/en/organizations/{organization.id}/invitations", data={"email": person.email, "role": "viewer"})
    path = link(bank, person.email, "invitations")
    page = app.test_client().get(path).text
    assert "There is an account with this address." in page
    assert app.test_client().post(path, data={"name": "X", "password": PASSWORD}).status_code == 409
    assert signed_in(app, stranger).post(path).location == "/en/my/listings"
    assert stranger.id not in roles(session, organization)
    assert signed_in(app, person).post(path).status_code == 303
    assert roles(session, organization)[person.id] == "viewer"
    with session.begin():
        session.refresh(person)
        assert person.verified


def test_an_invitation_is_sent_again_withdrawn_and_grows_old(
    app: Flask, bank: Bank, session: Session, organization: Organization, owner: Person
) -> None:
    browser = signed_in(app, owner)
    address = f"/en/organizations/{organization.id}/invitations"
    for email in ("one@example.org", "two@example.org"):
        browser.post(address, data={"email": email, "role": "editor"})
    with session.begin():
        one, two = session.scalars(select(Invitation.id).order_by(Invitation.id)).all()
    statuses = [browser.post(f"{address}/{one}/send").status_code for _ in range(4)]
    assert statuses == [303, 303, 303, 409]
    assert len(letters(bank, "one@example.org")) == 4
    path, other = (link(bank, f"{name}@example.org", "invitations") for name in ("one", "two"))
    assert browser.post(f"{address}/{one}/withdraw").status_code == 303
    assert browser.post(f"{address}/{one}/send").status_code == 409
    assert app.test_client().get(path).status_code == 409
    assert app.test_client().get(other).status_code == 200
    bank.clock.advance(days=15)  # type: ignore[attr-defined]
    assert app.test_client().get(other).status_code == 409
    assert app.test_client().get("/en/invitations/made-up").status_code == 422
    assert two > one


def test_an_unconfirmed_owner_and_all_others_invite_nobody(
    app: Flask, session: Session, factory: Factory, organization: Organization, owner: Person
) -> None:
    owner.verified_at = None
    session.commit()
    address = f"/en/organizations/{organization.id}/invitations"
    data = {"email": "new@example.org", "role": "owner"}
    people = [owner, factory.member(organization), factory.person()]
    assert [signed_in(app, person).post(address, data=data).status_code for person in people] == [403, 403, 403]
    assert app.test_client().post(address, data=data).status_code == 401
    with session.begin():
        assert session.scalars(select(Invitation)).all() == []


def test_a_removed_member_loses_access_at_once_and_stays_signed_in(
    app: Flask, factory: Factory, bank: Bank, organization: Organization, owner: Person
) -> None:
    editor = factory.member(organization)
    draft = factory.draft(factory.actor(editor), organization)
    browser = signed_in(app, editor)
    pages = (f"/en/my/listings/{draft.id}/edit", f"/en/organizations/{organization.id}/members")
    assert [browser.get(page).status_code for page in pages] == [200, 200]
    removing = f"/en/organizations/{organization.id}/members/{editor.id}/remove"
    assert browser.post(removing).status_code == 403
    assert signed_in(app, owner).post(removing).status_code == 303
    assert [browser.get(page).status_code for page in pages] == [404, 403]
    assert browser.get("/en/account").status_code == 200
    assert "You are no longer a member" in "".join(letters(bank, editor.email))


def test_an_organization_keeps_an_owner(
    app: Flask, session: Session, factory: Factory, organization: Organization, owner: Person
) -> None:
    editor = factory.member(organization)
    browser = signed_in(app, owner)
    members = f"/en/organizations/{organization.id}/members"
    for refused in (
        browser.post(f"/en/organizations/{organization.id}/leave"),
        browser.post(f"{members}/{owner.id}/role", data={"role": "viewer"}),
        browser.post(f"{members}/{owner.id}/remove"),
    ):
        assert (refused.status_code, "needs an owner" in refused.text) == (409, True)
    assert browser.post(f"{members}/{editor.id}/role", data={"role": "king"}).status_code == 422
    assert browser.post(f"{members}/{editor.id}/role", data={"role": "viewer"}).status_code == 303
    assert browser.post(f"{members}/{editor.id}/hand-over").status_code == 303
    assert roles(session, organization) == {owner.id: "editor", editor.id: "owner"}
    assert browser.post(f"{members}/{editor.id}/hand-over").status_code == 403
    assert browser.post(f"/en/organizations/{organization.id}/leave").status_code == 303
    assert roles(session, organization) == {editor.id: "owner"}


def test_a_profile_has_several_languages_and_another_name_is_verified_anew(
    app: Flask, bank: Bank, session: Session, factory: Factory
) -> None:
    offering = factory.published()
    organization = offering.organization
    owner = factory.member(organization, MemberRole.OWNER)
    organization.verified_at = bank.clock.now()
    organization.names = {"en": "Clear Springs Digesters"}
    session.commit()
    browser, address = signed_in(app, owner), f"/en/organizations/{organization.id}/profile"
    assert f'value="{organization.name}"' in browser.get(address).text
    profile = {
        "name": organization.name,
        "kinds": ["provider", "agency"],
        "type": "company",
        "country": "CN",
        "original_locale": "zh",
        "names.en": "Clear Springs Digesters",
        "about.zh": "沼气设备制造商。",
        "about.fr": "Fabricant d’installations de biogaz.",
    }
    assert browser.post(address, data=profile, follow_redirects=True).text.count("The profile is saved.") == 1
    page = unescape(app.test_client().get(f"/fr/organizations/{organization.id}").text)
    assert "Fabricant d’installations de biogaz." in page
    assert "Traduit de la langue suivante : chinois" in page
    assert "Traduit" not in app.test_client().get(f"/zh/organizations/{organization.id}").text
    for locale, name in {"ar": "Clear Springs Digesters", "zh": organization.name}.items():
        heading = re.search(
            r"<h1[^>]*>(.*?)</h1>", app.test_client().get(f"/{locale}/organizations/{organization.id}").text
        )
        assert heading is not None
        assert name in heading[1], locale
    wrong = browser.post(address, data={**profile, "about.fr": "x" * 601, "names.ar": "x" * 201, "country": "XX"})
    assert wrong.status_code == 422
    assert {"about.fr", "names.ar", "country"} <= set(re.findall(r'id="([^"]+)-problem"', wrong.text))
    with session.begin():
        session.refresh(organization)
        assert organization.verified_at is not None
        change = session.get_one(Listing, offering.id, populate_existing=True).change_number
    moved = browser.post(address, data={**profile, "country": "KE"}, follow_redirects=True).text
    assert "verify the organization anew" in moved
    with session.begin():
        session.refresh(organization)
        assert (organization.country, organization.verified_at) == ("KE", None)
        assert session.get_one(Listing, offering.id, populate_existing=True).change_number != change
    work_off(bank)
    for person in (factory.member(organization), factory.person()):
        assert signed_in(app, person).post(address, data=profile).status_code == 403


def test_whoever_leaves_the_bank_names_an_heir_or_withdraws(
    app: Flask, bank: Bank, session: Session, factory: Factory
) -> None:
    offering = factory.published()
    owner = factory.member(offering.organization, MemberRole.OWNER)
    session.execute(
        delete(Member).where(Member.organization_id == offering.organization_id, Member.person_id != owner.id)
    )
    second, heir = factory.organization(), factory.member(factory.organization())
    for member, organization in ((owner, second), (heir, second)):
        role = MemberRole.OWNER if member is owner else MemberRole.VIEWER
        session.add(Member(organization_id=organization.id, person_id=member.id, role=role, since=bank.clock.now()))
    session.commit()
    browser = signed_in(app, owner)
    first_name, second_name = f"heir-{offering.organization_id}", f"heir-{second.id}"
    page = browser.get("/en/account/remove").text
    assert f'name="{first_name}" value="withdraw"' in page
    assert f'name="{second_name}" value="{heir.id}"' in page
    assert f'name="{second_name}" value="withdraw"' not in page, "who stays is not left without an owner"
    incomplete: list[dict[str, str]] = [{}, {second_name: str(heir.id)}]
    wrong = [{first_name: "withdraw", second_name: choice} for choice in (str(owner.id), "withdraw")]
    for chosen in (*incomplete, *wrong):
        refused = browser.post("/en/account/remove", data={**chosen, "present": PASSWORD})
        assert (refused.status_code, "what becomes of each organization" in refused.text) == (422, True)
    done = browser.post(
        "/en/account/remove", data={first_name: "withdraw", second_name: str(heir.id), "present": PASSWORD}
    )
    assert done.location == "/en/"
    assert roles(session, second) == {heir.id: "owner"}
    assert owner.id not in roles(session, offering.organization)
    with session.begin():
        assert session.get_one(Listing, offering.id, populate_existing=True).status == "withdrawn"
        step = session.scalars(select(HistoryEntry).order_by(HistoryEntry.id.desc())).first()
        assert step is not None
        assert (step.action, step.actor_id) == ("withdraw", owner.id)
    assert app.test_client().get(f"/en/offerings/{offering.id}").status_code == 404
