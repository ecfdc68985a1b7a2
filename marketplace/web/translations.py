"""Putting a listing into another language, with the source beside it and the terms that seem to be missing."""

from dataclasses import dataclass
from typing import Final

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.accounts.policies import require
from marketplace.http.context import actor, bank, db
from marketplace.http.entries.tables import text_entries
from marketplace.http.entries.words import document
from marketplace.http.errors import sentence, status
from marketplace.http.forms import Typed, first, problem_sentence, typed_values
from marketplace.http.routing import row_number
from marketplace.kernel.errors import BankError
from marketplace.listings.content import Content, parse_content
from marketplace.listings.errors import ContentInvalidError, StaleRevisionError, TransitionError
from marketplace.listings.operations import save_draft
from marketplace.listings.policies import EDITABLE
from marketplace.listings.queries import ListingView, working_copy
from marketplace.localization.glossary import MissingTerm, missing_terms
from marketplace.localization.locales import LOCALES, LocaleCode
from marketplace.localization.text import Shown
from marketplace.translation.policies import passages
from marketplace.translation.queries import ReportView, open_reports_of, proposed_passages
from marketplace.web.blueprint import blueprint
from marketplace.web.my_listings import title_of

_LANGUAGES: Final = ",".join(LOCALES)


@dataclass(frozen=True, slots=True)
class Pair:
    """A passage and its translation, with what a reader or the glossary has against it."""

    part: str
    label: str
    line: bool
    source: Shown
    translation: str
    proposed: bool
    problem: str
    missing: tuple[MissingTerm, ...]
    reports: tuple[ReportView, ...]


@dataclass(frozen=True, slots=True)
class TranslationPage:
    """Everything that the template shows."""

    listing: ListingView
    title: str
    language: LocaleCode
    base_revision: int
    pairs: tuple[Pair, ...]
    origin: str
    refusal: str = ""

    @property
    def proposed(self) -> bool:
        """Whether a machine's words stand in an input."""
        return any(pair.proposed for pair in self.pairs)


@blueprint.get(f"/my/listings/<row:number>/translations/<any({_LANGUAGES}):language>")
def translation(number: int, language: LocaleCode) -> ResponseReturnValue:
    """The passages of a listing beside their translations."""
    listing = _opened(number, language)
    return _page(listing, language, {}, listing.revision)


@blueprint.post(f"/my/listings/<row:number>/translations/<any({_LANGUAGES}):language>")
def save_translation(number: int, language: LocaleCode) -> ResponseReturnValue:
    """Keep the translation in a new revision of the listing."""
    listing, typed = _opened(number, language), typed_values(request.form)
    base = row_number(first(typed, "base_revision")) or 0
    try:
        content = _content(listing, language, typed)
        save_draft(db(), actor(), bank().clock, number, base, content)
    except ContentInvalidError as refusal:
        return _page(listing, language, typed, base, refusal)
    except StaleRevisionError as refusal:  # what was typed stays; saved again, it joins the newer revision
        db().rollback()
        return _page(listing, language, typed, listing.revision, refusal)
    db().commit()
    flash(gettext("The translation is saved. Submit the listing when it is ready for the public."), "success")
    return redirect(url_for("web.my_listings"), 303)


def _opened(number: int, language: LocaleCode) -> ListingView:
    listing = working_copy(db(), actor(), number)
    require(actor(), "listing.save", listing.organization.id)
    if listing.work_status not in EDITABLE:
        raise TransitionError
    if language == listing.content.original_locale:
        abort(404)
    return listing


def _content(listing: ListingView, language: LocaleCode, typed: Typed) -> Content:
    """The listing's content with what was typed as its text in the language."""
    raw = document(listing.content)
    text = {part: value for part in passages(listing.content) if (value := first(typed, part))}
    proposed = proposed_passages(db(), actor(), listing.id, language)
    untouched = any(value == proposed.get(part) for part, value in text.items())
    text["origin"] = "machine" if untouched and not first(typed, "read") else "human"
    texts = dict(raw.get("texts", {}))
    texts.pop(language, None)
    raw["texts"] = texts | ({language: text} if len(text) > 1 else {})
    return parse_content(type(listing.content), raw)


def _page(
    listing: ListingView, language: LocaleCode, typed: Typed, base: int, refusal: BankError | None = None
) -> ResponseReturnValue:
    shown = TranslationPage(
        listing=listing,
        title=title_of(listing),
        language=language,
        base_revision=base,
        pairs=tuple(_pairs(listing, language, typed, refusal)),
        origin=listing.texts[language].origin if language in listing.texts else "",
        refusal=sentence(refusal) if refusal else "",
    )
    return render_template("web/translation.html", page=shown), status(refusal) if refusal else 200


def _pairs(listing: ListingView, language: LocaleCode, typed: Typed, refusal: BankError | None) -> list[Pair]:
    problems = refusal.problems if isinstance(refusal, ContentInvalidError) else {}
    proposed = proposed_passages(db(), actor(), listing.id, language)
    reports = [each for each in open_reports_of(db(), actor(), listing.id) if each.locale == language]
    own = listing.texts.get(language)
    labels = {entry.path: gettext(entry.label) for entry in text_entries(listing.kind)}
    found = []
    for part, source in passages(listing.content).items():
        kept = getattr(own, part, "")
        value = first(typed, part) if typed else kept or proposed.get(part, "")
        code, params = problems.get(f"texts.{language}.{part}", ("", {}))
        found.append(
            Pair(
                part=part,
                label=labels[part],
                line=part == "title",
                source=source,
                translation=value,
                proposed=bool(value) and not kept and value == proposed.get(part),
                problem=problem_sentence(code, params) if code else "",
                missing=missing_terms(bank().terms, source.value, source.locale, value, language) if value else (),
                reports=tuple(each for each in reports if each.part == part),
            )
        )
    return found
