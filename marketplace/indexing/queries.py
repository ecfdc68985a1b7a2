"""How a listing looks to the matching engine."""

from dataclasses import replace
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.engine import documents
from marketplace.engine.lexicon import PIVOT, ParallelText, of_passage
from marketplace.listings.content import Content, Money, Period, Range
from marketplace.listings.models import Listing, Revision
from marketplace.listings.terms import Kind, Status
from marketplace.needs.content import NeedContent, NeedText
from marketplace.offerings.content import OfferingContent, OfferingText

#: Days of a month, on average over the Julian year by which the engine's units count.
_DAYS_OF_A_MONTH: Final = 365.25 / 12

#: Listings read at once.
_AT_ONCE: Final = 200


def document_of(listing: Listing, content: OfferingContent | NeedContent) -> documents.Document:
    """The engine's view of a listing with some content, published or not."""
    published = listing.published_at.date() if listing.published_at else None
    profile = _offering_profile(content) if isinstance(content, OfferingContent) else _need_profile(content, published)
    texts = tuple(_text(locale, text) for locale, text in content.texts.items() if text.title or text.summary)
    return documents.Document(
        id=str(listing.id),
        kind="offering" if isinstance(content, OfferingContent) else "need",
        texts=texts,
        fields=content.fields,
        concepts=content.concepts,
        profile=profile,
        facets=_facets(listing, content),
        changed=int(listing.published_at.timestamp()) if listing.published_at else 0,
        owner=str(listing.organization_id),
    )


def content_of(listing: Listing) -> OfferingContent | NeedContent | None:
    """What the public sees of a listing, if it sees it."""
    if not listing.public or listing.published is None:
        return None
    content_type = OfferingContent if listing.kind == Kind.OFFERING else NeedContent
    return content_type.model_validate(listing.published.content)


def translated_listings(session: Session) -> list[ParallelText]:
    """The passages of published listings that people wrote both in English and in another language."""
    published = select(Revision.content).join(Listing, Listing.published_id == Revision.id).order_by(Revision.id)
    found: list[ParallelText] = []
    for content in session.scalars(published.where(Listing.status == Status.PUBLISHED)).yield_per(_AT_ONCE):
        texts = {lang: text for lang, text in content["texts"].items() if text.get("origin") != "machine"}
        english = texts.pop(PIVOT, {})
        for lang, text in texts.items():
            for part, words in text.items():
                if part != "origin" and words and english.get(part):
                    found.extend(of_passage(lang, words, english[part]))
    return found


def _facets(listing: Listing, content: OfferingContent | NeedContent) -> dict[str, tuple[str, ...]]:
    countries = content.available_in if isinstance(content, OfferingContent) else content.countries
    readiness = content.readiness if isinstance(content, OfferingContent) else content.readiness_wanted
    main_fields = dict.fromkeys(code.partition(".")[0] for code in content.fields)
    return {
        "field": (*main_fields, *content.fields),
        "country": countries,
        "cooperation": content.cooperation,
        "readiness": (str(readiness),) if readiness else (),
        "original": (content.original_locale,),
        "organization": (str(listing.organization_id),),
        "origin": (listing.organization.country,),
        "deployed": _deployed_in(content) if isinstance(content, OfferingContent) else (),
    }


def _deployed_in(content: OfferingContent) -> tuple[str, ...]:
    return tuple(dict.fromkeys(deployment.country for deployment in content.deployments))


def _text(locale: str, text: OfferingText | NeedText) -> documents.Text:
    parts: tuple[str, ...]
    if isinstance(text, OfferingText):
        parts = (text.description, text.advantages)
    else:
        parts = (text.problem, text.beneficiaries, text.barriers)
    return documents.Text(locale, text.title, text.summary, "\n".join(part for part in parts if part))


def _offering_profile(content: OfferingContent) -> documents.Profile:
    return replace(
        _profile(content),
        readiness=content.readiness,
        price=_price(content.capital_cost),
        lead_time=_interval(content.lead_time),
        countries=content.available_in,
        deployed_in=tuple(dict.fromkeys(deployment.country for deployment in content.deployments)),
        harms=frozenset(content.harms) or None,
        safeguards=any(text.safeguards for text in content.texts.values()),
        rights=tuple(documents.Right(each.status, each.countries) for each in content.intellectual_property),
        benefits=len(content.benefits),
        verified_benefits=sum(benefit.verification != "self_declared" for benefit in content.benefits),
    )


def _need_profile(content: NeedContent, published: date | None) -> documents.Profile:
    return replace(
        _profile(content),
        readiness=content.readiness_wanted,
        price=_price(content.budget),
        lead_time=_time_left(content.timeframe, published),
        countries=content.countries,
        sensitivities=frozenset(content.sensitivities) or None,
    )


def _time_left(timeframe: Period, published: date | None) -> documents.Interval | None:
    """The months between the beginning of a timeframe and its end; without a beginning it begins with publication."""
    beginning = timeframe.start or published
    if beginning is None or timeframe.end is None:
        return None
    days = max((timeframe.end - beginning).days, 0)
    return documents.Interval(None, round(days / _DAYS_OF_A_MONTH, 1), "month")


def _profile(content: Content) -> documents.Profile:
    """What both kinds say in the same words."""
    conditions = content.conditions
    return documents.Profile(
        capacity=_interval(content.capacity),
        ambient_temperature=_interval(conditions.ambient_temperature),
        altitude=_interval(conditions.altitude),
        inlet=tuple(
            documents.Condition(each.parameter, documents.Interval(each.min, each.max, each.unit))
            for each in conditions.inlet
        ),
        power=_interval(conditions.power),
        water=_interval(conditions.water),
        grid=conditions.grid,
        operator_skill=conditions.operator_skill,
        climates=frozenset(conditions.climates),
        cooperation=frozenset(content.cooperation),
        languages=frozenset(content.languages),
        standards=content.standards,
    )


def _interval(value: Range | None) -> documents.Interval | None:
    return documents.Interval(value.min, value.max, value.unit) if value else None


def _price(value: Money | None) -> documents.Price | None:
    if value is None:
        return None
    return documents.Price(value.min, value.max, value.currency, value.year, value.basis == "capacity_unit")
