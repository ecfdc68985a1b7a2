"""The sentence for a criterion that is met or not met, and what would have to change for one that is not."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask_babel import gettext, ngettext

from marketplace.engine.criteria import Verdict
from marketplace.http.context import bank
from marketplace.http.display import term_names
from marketplace.kernel.errors import N_
from marketplace.web.reasons import values

_MET: Final[Mapping[str, str]] = {
    "safeguards": N_("None of the declared harms (%(offering)s) weighs on what is sensitive at the site (%(need)s)."),
    "readiness": N_("The technology has reached %(offering)s (wanted: %(need)s)."),
    "deployment_country": N_("The technology already works in the country of the need: %(places)s."),
    "deployment_subregion": N_("The technology already works in the same region of the world: %(places)s."),
    "deployment_climate": N_("The technology already works in a similar climate: %(places)s."),
    "capacity": N_("The capacity required (%(need)s) lies within the range offered (%(offering)s)."),
    "ambient_temperature": N_("The temperatures at the site (%(need)s) lie within the operating range (%(offering)s)."),
    "altitude": N_("The altitude of the site (%(need)s) lies within the operating range (%(offering)s)."),
    "inlet": N_("What comes in lies within the operating range (compared: %(compared)s; least room: %(decides)s)."),
    "inlet_partly": N_(
        "What comes in lies within the operating range (compared: %(compared)s; least room: %(decides)s). Stated by one "
        "side only: %(open)s."
    ),
    "power": N_("The power available at the site (%(need)s) is enough for the technology (%(offering)s)."),
    "water_use": N_("The water available at the site (%(need)s) is enough for the technology (%(offering)s)."),
    "grid": N_("The technology copes with the power supply at the site (%(need)s)."),
    "operator_skill": N_("People at the site can run it (skill it asks for: %(offering)s; available: %(need)s)."),
    "budget": N_("The estimated cost (%(cost)s) lies within the budget (%(need)s)."),
    "timeframe": N_("There is enough time (%(need)s) from order to commissioning (%(offering)s)."),
    "rights_free": N_(
        "No exclusive right stands in the way of using the technology in the country of the need: %(need)s."
    ),
    "rights_conveyed": N_(
        "Rights bind in the country of the need (%(binding)s); a form of cooperation that both sides want conveys them: "
        "%(forms)s."
    ),
    "standards": N_("The provider states that the technology meets the standards that apply: %(stated)s."),
    "standards_partly": N_(
        "The provider states that the technology meets %(stated)s. Of what else applies it says nothing: %(to_ask)s."
    ),
    "cooperation": N_("Both sides want this form of cooperation: %(shared)s."),
    "availability": N_("The technology is available in the country of the need: %(need)s."),
    "language": N_("Support is given in a working language of the agency: %(shared)s."),
}
_UNMET: Final[Mapping[str, str]] = {
    "benefit": N_("No environmental benefit is stated in figures."),
    "safeguards": N_("Declared harms weigh on what is sensitive at the site: %(conflicts)s."),
    "readiness": N_("The technology has only reached %(offering)s (wanted: %(need)s)."),
    "deployment_elsewhere": N_("The technology has so far worked only in other regions and climates: %(places)s."),
    "capacity": N_("The capacity required (%(need)s) lies outside the range offered (%(offering)s)."),
    "ambient_temperature": N_("The temperatures at the site (%(need)s) go beyond the operating range (%(offering)s)."),
    "altitude": N_("The altitude of the site (%(need)s) goes beyond the operating range (%(offering)s)."),
    "inlet": N_("What comes in goes beyond the operating range in: %(decides)s (compared: %(compared)s)."),
    "inlet_partly": N_(
        "What comes in goes beyond the operating range in: %(decides)s (compared: %(compared)s). Stated by one side only: "
        "%(open)s."
    ),
    "power": N_("The technology draws more power (%(offering)s) than is available at the site (%(need)s)."),
    "water_use": N_("The technology uses more water (%(offering)s) than is available at the site (%(need)s)."),
    "grid": N_("The technology asks for a better power supply (%(offering)s) than the site has (%(need)s)."),
    "operator_skill": N_("The technology asks for more skill (%(offering)s) than the site has (%(need)s)."),
    "budget": N_("The estimated cost (%(cost)s) exceeds the budget (%(need)s)."),
    "timeframe": N_("From order to commissioning it takes longer (%(offering)s) than there is time (%(need)s)."),
    "rights": N_(
        "Rights bind in the country of the need (%(binding)s), and no form of cooperation that both sides want conveys "
        "them."
    ),
    "cooperation": N_("The forms of cooperation differ: %(need)s is wanted, %(offering)s is offered."),
    "availability": N_("The technology is not offered in %(lacking)s."),
    "language": N_("Support is given in %(offering)s, while the agency works in %(need)s."),
}
_REMEDIES: Final[Mapping[str, str]] = {
    "benefit": N_("The provider would have to measure the benefit and state it in figures."),
    "safeguards": N_("Safeguards would have to answer these harms before a project begins."),
    "readiness": N_("The technology would have to be demonstrated further, or the agency accept a pilot."),
    "deployment": N_("A pilot in the country, or in a place like it, would have to prove it first."),
    "capacity": N_("Another size of the technology, or several units side by side, would be needed."),
    "ambient_temperature": N_("The equipment would have to be adapted, or protected from heat or cold."),
    "altitude": N_("The equipment would have to be adapted to the altitude."),
    "inlet": N_("Treatment ahead of the technology, or a design adapted to the site, would be needed."),
    "power": N_("A larger connection, a power source of its own or a smaller installation would be needed."),
    "water_use": N_("Water reuse, another source or a smaller installation would be needed."),
    "grid": N_("Storage, a stabiliser or a supply of its own would have to come with the technology."),
    "operator_skill": N_("Training, or operation as a service, would have to come with the technology."),
    "budget": N_("A larger budget, a smaller installation or additional finance would be needed."),
    "timeframe": N_("The agency would have to allow more time, or the provider to deliver in stages."),
    "rights": N_(
        "The provider would have to grant a licence, or the agency accept a form of cooperation that conveys the rights."
    ),
    "cooperation": N_("One of the two sides would have to accept another form of cooperation."),
    "availability": N_("The provider would have to extend the offer to the country."),
    "language": N_("Interpretation and translated manuals would have to be arranged."),
}


def sentence(verdict: Verdict) -> str:
    """What a verdict that is met or unmet says."""
    if verdict.criterion == "benefit" and verdict.outcome == "met":
        return _benefits(verdict.offering)
    table = _MET if verdict.outcome == "met" else _UNMET
    return gettext(table[_key(verdict)], **_params(verdict))


def _key(verdict: Verdict) -> str:
    """Which sentence: some criteria have several, by what decided."""
    found, key = verdict.offering, verdict.criterion
    if key == "deployment":
        return f"{key}_{found['nearest']}"
    if key == "rights" and verdict.outcome == "met":
        return f"{key}_conveyed" if found["binding"] else f"{key}_free"
    partly = (key == "inlet" and _open(found)) or (key == "standards" and found["to_ask"])
    return f"{key}_partly" if partly else key


def _open(found: Mapping[str, Any]) -> list[str]:
    """The properties of what comes in that one side alone states."""
    return [*found["open_at_site"], *found["open_of_technology"]]


def remedy(verdict: Verdict) -> str:
    """What would have to change for an unmet criterion."""
    return gettext(_REMEDIES[verdict.criterion])


def _params(verdict: Verdict) -> dict[str, Any]:
    found = {"need": values.said_by_need(verdict), "offering": values.said_by_offering(verdict)}
    if verdict.criterion == "safeguards":
        found["conflicts"] = values.conflicts(verdict.offering["conflicts"])
    if verdict.criterion in _FOUND:
        found |= _FOUND[verdict.criterion](verdict.offering)
    if verdict.criterion == "deployment":
        found["places"] = values.areas(_places(verdict))
    if verdict.criterion == "budget":
        found["cost"] = values.expected_cost(verdict.offering)
    if verdict.criterion == "cooperation":
        found["shared"] = term_names(_both(verdict, "cooperation"), "cooperation")
    if verdict.criterion == "language":
        found["shared"] = values.languages(_both(verdict, "languages"))
    if verdict.criterion == "availability":
        found["lacking"] = values.areas(_lacking(verdict))
    return found


def _benefits(offering: Mapping[str, Any]) -> str:
    stated, verified = offering["benefits"], offering.get("verified_benefits", 0)
    if not verified:
        return ngettext(
            "%(num)s environmental benefit is stated in figures; it is self-declared.",
            "%(num)s environmental benefits are stated in figures; all of them are self-declared.",
            stated,
        )
    if verified == stated:
        return ngettext(
            "%(num)s environmental benefit is stated in figures, and it has been verified.",
            "%(num)s environmental benefits are stated in figures, and all of them have been verified.",
            stated,
        )
    return ngettext(
        "Of %(stated)s environmental benefits stated in figures, %(num)s has been verified.",
        "Of %(stated)s environmental benefits stated in figures, %(num)s have been verified.",
        verified,
        stated=stated,
    )


_FOUND: Final[Mapping[str, Callable[[Mapping[str, Any]], dict[str, str]]]] = {
    "inlet": lambda found: {
        "compared": values.parameters(found["compared"]),
        "decides": values.parameters([found["decides"]]),
        "open": values.parameters(_open(found)),
    },
    "rights": lambda found: {
        "binding": values.rights(found["binding"]),
        "forms": term_names(found["conveyed_by"], "cooperation"),
    },
    "standards": lambda found: {"stated": values.lines(found["stated"]), "to_ask": values.lines(found["to_ask"])},
}


def _both(verdict: Verdict, name: str) -> list[str]:
    return [code for code in verdict.need[name] if code in verdict.offering[name]]


def _lacking(verdict: Verdict) -> list[str]:
    covered = bank().resources.geography.expand(verdict.offering["countries"])
    return [code for code in verdict.need["countries"] if code not in covered]


def _places(verdict: Verdict) -> list[str]:
    """The countries of deployment that the verdict rests on."""
    deployed: list[str] = list(verdict.offering["deployed_in"])
    wanted = verdict.need.get("countries", ())
    geography = bank().resources.geography
    nearest = verdict.offering["nearest"]
    if nearest == "country":
        return [code for code in deployed if code in wanted]
    if nearest == "subregion":
        near = geography.subregions(wanted)
        return [code for code in deployed if geography.subregions((code,)) & near]
    if nearest == "climate":
        climates = frozenset(verdict.need.get("climates", ())) or geography.climates(wanted)
        return [code for code in deployed if geography.climates((code,)) & climates]
    return deployed
