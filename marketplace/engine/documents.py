"""The engine's input: documents of any origin, with texts in any number of languages and a profile of plain facts.

Every type is immutable and crosses process borders as JSON (`to_json`, `from_json`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Self, get_args

Kind = Literal["need", "offering", "text"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
#: What a JSON object is on this side.
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Text:
    """A document's text in one language (ISO 639-1), or in an unknown one (`None`: it will be detected)."""

    lang: str | None
    title: str = ""
    summary: str = ""
    body: str = ""

    def to_json(self) -> Json:
        """A JSON object with the attributes' names."""
        return {"lang": self.lang, "title": self.title, "summary": self.summary, "body": self.body}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The inverse of `to_json`; absent parts are empty."""
        return cls(value.get("lang"), value.get("title", ""), value.get("summary", ""), value.get("body", ""))


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval of a quantity; an open end is `None`. `unit` is a code that `criteria.units` reads."""

    low: float | None
    high: float | None
    unit: str

    def to_json(self) -> Json:
        """A JSON object with the attributes' names."""
        return {"low": self.low, "high": self.high, "unit": self.unit}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The inverse of `to_json`."""
        return cls(value.get("low"), value.get("high"), value["unit"])


@dataclass(frozen=True, slots=True)
class Price:
    """An interval of money (ISO 4217) in the prices of one year, in all or for each unit of the capacity."""

    low: float | None
    high: float | None
    currency: str
    year: int
    per_capacity_unit: bool = False

    def to_json(self) -> Json:
        """A JSON object with the attributes' names."""
        return {
            "low": self.low,
            "high": self.high,
            "currency": self.currency,
            "year": self.year,
            "per_capacity_unit": self.per_capacity_unit,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The inverse of `to_json`."""
        return cls(
            value.get("low"),
            value.get("high"),
            value["currency"],
            value["year"],
            bool(value.get("per_capacity_unit", False)),
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """A property of what comes in (water, gas, waste, soil, wind, sun), by its code, and the interval it lies in."""

    parameter: str
    interval: Interval

    def to_json(self) -> Json:
        """A JSON object: the parameter beside the interval's attributes."""
        return {"parameter": self.parameter, **self.interval.to_json()}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The inverse of `to_json`."""
        return cls(value["parameter"], Interval.from_json(value))


@dataclass(frozen=True, slots=True)
class Right:
    """A right to intellectual property, by the code of its status, and the countries where it is in force."""

    status: str
    countries: tuple[str, ...] = ()

    def to_json(self) -> Json:
        """A JSON object with the attributes' names."""
        return {"status": self.status, "countries": list(self.countries)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The inverse of `to_json`."""
        return cls(value["status"], tuple(value.get("countries", ())))


@dataclass(frozen=True, slots=True)
class Profile:
    """The plain facts of a need or an offering. What is not known is `None` or empty.

    The same attribute is a wish of a need and a property of an offering: `readiness` wanted and reached, `capacity`
    required and covered, conditions of the site and operating envelope, `power` and `water` that are there and that are
    used, `price` as budget and capital cost, `lead_time` as the time there is and the time from order to commissioning,
    `countries` of the site and of availability (ISO 3166-1 alpha-2 or M49 areas, "001" being the world), `standards` that
    apply and that are met, one in each line. `safeguards` says whether the offering tells what is done about its harms.
    """

    readiness: int | None = None
    capacity: Interval | None = None
    ambient_temperature: Interval | None = None
    altitude: Interval | None = None
    inlet: tuple[Condition, ...] = ()
    power: Interval | None = None
    water: Interval | None = None
    grid: str | None = None
    operator_skill: str | None = None
    climates: frozenset[str] = frozenset()
    cooperation: frozenset[str] = frozenset()
    price: Price | None = None
    lead_time: Interval | None = None
    countries: tuple[str, ...] = ()
    deployed_in: tuple[str, ...] = ()
    languages: frozenset[str] = frozenset()
    harms: frozenset[str] | None = None
    sensitivities: frozenset[str] | None = None
    safeguards: bool = False
    rights: tuple[Right, ...] = ()
    standards: tuple[str, ...] = ()
    benefits: int = 0
    verified_benefits: int = 0

    def to_json(self) -> Json:
        """A JSON object of what is known; sets are sorted lists."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        return {name: _plain(value) for name, value in plain.items() if value not in (None, (), frozenset(), 0)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The inverse of `to_json`; unknown names are ignored, so that older readers read newer profiles."""
        return cls(**{name: _PROFILE_READERS[name](item) for name, item in value.items() if name in _PROFILE_READERS})


def _plain(value: object) -> object:
    if isinstance(value, Interval | Price | Condition | Right):
        return value.to_json()
    if isinstance(value, frozenset):
        return sorted(value)
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _strings(value: Iterable[str]) -> frozenset[str]:
    return frozenset(value)


def _known_strings(value: Iterable[str] | None) -> frozenset[str] | None:
    return None if value is None else frozenset(value)


def _interval(value: Mapping[str, Any] | None) -> Interval | None:
    return None if value is None else Interval.from_json(value)


def _price(value: Mapping[str, Any] | None) -> Price | None:
    return None if value is None else Price.from_json(value)


def _conditions(value: Iterable[Mapping[str, Any]]) -> tuple[Condition, ...]:
    return tuple(map(Condition.from_json, value))


def _rights(value: Iterable[Mapping[str, Any]]) -> tuple[Right, ...]:
    return tuple(map(Right.from_json, value))


def _as_is(value: object) -> object:
    return value


_PROFILE_READERS: Final[dict[str, Any]] = {
    "readiness": _as_is,
    "capacity": _interval,
    "ambient_temperature": _interval,
    "altitude": _interval,
    "inlet": _conditions,
    "power": _interval,
    "water": _interval,
    "grid": _as_is,
    "operator_skill": _as_is,
    "climates": _strings,
    "cooperation": _strings,
    "price": _price,
    "lead_time": _interval,
    "countries": tuple,
    "deployed_in": tuple,
    "languages": _strings,
    "harms": _known_strings,
    "sensitivities": _known_strings,
    "safeguards": bool,
    "rights": _rights,
    "standards": tuple,
    "benefits": _as_is,
    "verified_benefits": _as_is,
}


@dataclass(frozen=True, slots=True)
class Document:
    """A need, an offering, or any other text to be found.

    `fields` are codes of technology fields ("water.wastewater"); `concepts` those that a person chose, beside which the
    engine spots its own; `facets` are closed-list values to filter and count by; `changed` sorts the newest first;
    documents of the same `owner` are never matched with each other.
    """

    id: str
    kind: Kind
    texts: tuple[Text, ...]
    fields: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    profile: Profile = Profile()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    changed: int = 0
    owner: str = ""

    def to_json(self) -> Json:
        """A JSON object with the attributes' names."""
        return {
            "id": self.id,
            "kind": self.kind,
            "texts": [text.to_json() for text in self.texts],
            "fields": list(self.fields),
            "concepts": list(self.concepts),
            "profile": self.profile.to_json(),
            "facets": {name: list(values) for name, values in self.facets.items()},
            "changed": self.changed,
            "owner": self.owner,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The inverse of `to_json`. Raises `ValueError` for an unknown kind, `KeyError` without an id or a kind."""
        if value["kind"] not in KINDS:
            msg = f"unknown kind of document: {value['kind']!r}"
            raise ValueError(msg)
        return cls(
            id=value["id"],
            kind=value["kind"],
            texts=tuple(map(Text.from_json, value.get("texts", ()))),
            fields=tuple(value.get("fields", ())),
            concepts=tuple(value.get("concepts", ())),
            profile=Profile.from_json(value.get("profile", {})),
            facets={name: tuple(values) for name, values in value.get("facets", {}).items()},
            changed=value.get("changed", 0),
            owner=value.get("owner", ""),
        )

    @classmethod
    def from_line(cls, line: Mapping[str, Any], kind: Kind) -> Self:
        """A document from a line of any collection of texts.

        Such a line has `_id` (or `id`) and either `text`, with `title` and `lang` if there are any, or `texts` and whatever
        else `from_json` reads. Raises `ValueError`, naming what is missing.
        """
        identifier = line.get("_id", line.get("id"))
        if identifier is None or ("text" not in line and "texts" not in line):
            msg = "a document needs an _id and a text"
            raise ValueError(msg)
        plain = {"lang": line.get("lang"), "title": line.get("title") or "", "body": line.get("text") or ""}
        return cls.from_json({"texts": [plain], **line, "id": str(identifier), "kind": kind})
