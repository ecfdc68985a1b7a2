"""The question that would settle a criterion on which one side, or both, is silent."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext

from marketplace.engine.criteria import Verdict
from marketplace.engine.criteria.rights import TERRITORIAL
from marketplace.kernel.errors import N_
from marketplace.web.reasons import values

_TO_AGENCY: Final[Mapping[str, str]] = {
    "safeguards": N_("What is sensitive at the site: homes, drinking water, wetlands, protected land?"),
    "readiness": N_("How proven does the technology have to be?"),
    "deployment": N_("In which country and climate is the site?"),
    "capacity": N_("What capacity is required?"),
    "ambient_temperature": N_("Which lowest and highest temperatures occur at the site?"),
    "altitude": N_("At what altitude is the site?"),
    "inlet": N_("What are the water, gas, waste, soil, wind or sun at the site like, as measured or estimated?"),
    "power": N_("How much electric power can be drawn at the site?"),
    "water_use": N_("How much water may be used at the site?"),
    "grid": N_("How reliable is the power supply at the site?"),
    "operator_skill": N_("Who would run the technology, and with what training?"),
    "budget": N_("What budget is available?"),
    "timeframe": N_("By when does the technology have to be at work?"),
    "cooperation": N_("Which form of cooperation is wanted?"),
    "rights": N_("In which country is the technology wanted?"),
    "standards": N_("Which standards and limits apply at the site?"),
    "availability": N_("In which country is the technology wanted?"),
    "language": N_("In which languages does the agency work?"),
}
_TO_PROVIDER: Final[Mapping[str, str]] = {
    "benefit": N_("Which environmental benefit does the technology bring, in figures, and who has measured it?"),
    "safeguards": N_("Which harms to the environment come with the technology, and what is done about them?"),
    "readiness": N_("How far has the technology been demonstrated?"),
    "deployment": N_("Where does the technology already work, since when, and with what result?"),
    "capacity": N_("What capacity does one installation cover?"),
    "ambient_temperature": N_("At which ambient temperatures does the technology work?"),
    "altitude": N_("Up to what altitude does the technology work?"),
    "inlet": N_("For which inlet and natural conditions is the technology made?"),
    "power": N_("How much electric power does the technology draw?"),
    "water_use": N_("How much water does the technology use?"),
    "grid": N_("What power supply does the technology need?"),
    "operator_skill": N_("What skill does running the technology take?"),
    "budget": N_("What would an installation of the size needed cost?"),
    "timeframe": N_("How long does it take from order to commissioning?"),
    "cooperation": N_("Which forms of cooperation are offered?"),
    "rights": N_("Which rights protect the technology, and in which countries are they in force?"),
    "standards": N_("Which standards does the technology meet?"),
    "availability": N_("In which countries is the technology available?"),
    "language": N_("In which languages is support given?"),
}
_TO_BOTH: Final[Mapping[str, str]] = {
    "benefit": N_("Which environmental benefit does the technology bring, in figures, and who has measured it?"),
    "safeguards": N_("What is sensitive at the site, and which harms come with the technology?"),
    "readiness": N_("How proven does the technology have to be, and how far has it been demonstrated?"),
    "deployment": N_("Where is the site, and where does the technology already work?"),
    "capacity": N_("What capacity is required, and what does one installation cover?"),
    "ambient_temperature": N_("Which temperatures occur at the site, and at which does the technology work?"),
    "altitude": N_("At what altitude is the site, and up to what altitude does the technology work?"),
    "inlet": N_("What comes in at the site, and for which conditions is the technology made?"),
    "power": N_("How much electric power is available at the site, and how much does the technology draw?"),
    "water_use": N_("How much water is available at the site, and how much does the technology use?"),
    "grid": N_("What power supply does the site have, and what does the technology need?"),
    "operator_skill": N_("Who would run the technology, and what skill does it take?"),
    "budget": N_("What budget is available, and what would an installation cost?"),
    "timeframe": N_("By when is the technology wanted, and how long does it take from order to commissioning?"),
    "cooperation": N_("Which form of cooperation is wanted, and which is offered?"),
    "rights": N_("In which country is the technology wanted, and which rights are in force there?"),
    "standards": N_("Which standards and limits apply at the site, and which does the technology meet?"),
    "availability": N_("In which country is the technology wanted, and where is it available?"),
    "language": N_("In which languages does the agency work, and in which is support given?"),
}
#: Both sides speak, but what they say cannot be compared, or does not decide.
_INCOMPARABLE: Final[Mapping[str, str]] = {
    "safeguards": N_("Do the safeguards described by the provider answer these harms at this site: %(conflicts)s?"),
    "capacity": N_("The two capacities are stated in different quantities. How much of the need would one unit cover?"),
    "ambient_temperature": N_("What are the lowest and the highest temperatures, at the site and of operation?"),
    "altitude": N_("How do the altitude of the site and the operating limit compare?"),
    "inlet": N_(
        "The two sides state different properties. How does the site stand in these: %(at_site)s? And does the technology "
        "work with these: %(of_technology)s?"
    ),
    "power": N_("How much electric power would an installation of the size needed draw?"),
    "water_use": N_("How much water would an installation of the size needed use?"),
    "budget": N_("Cost and budget cannot be compared as stated. What would an installation of this size cost?"),
    "timeframe": N_("How long would an installation of the size needed take, from order to commissioning?"),
    "rights_unplaced": N_("In which countries are these rights in force: %(unplaced)s?"),
    "rights": N_(
        "Which form of cooperation would convey the rights that bind in the country of the need: %(binding)s?"
    ),
    "standards": N_("Does the technology also meet what applies at the site: %(to_ask)s?"),
}
#: Who alone can settle such a question; of the others both sides are asked.
_KNOWS: Final[Mapping[str, str]] = {
    "power": "offering",
    "water_use": "offering",
    "budget": "offering",
    "timeframe": "offering",
    "standards": "offering",
}


def question(verdict: Verdict, side: str = "both") -> str:
    """What to ask about an open criterion. Where both sides are silent, each can be asked for its own part.

    `side` is "need", "offering" or "both".
    """
    if verdict.missing is None and verdict.criterion in _INCOMPARABLE:
        return _undecided(verdict)
    silent = verdict.missing if verdict.missing in {"need", "offering"} else side
    table = {"need": _TO_AGENCY, "offering": _TO_PROVIDER}.get(silent, _TO_BOTH)
    return gettext(table.get(verdict.criterion, _TO_BOTH[verdict.criterion]))


def question_to(side: str, criterion: str) -> str:
    """What to ask one side, "need" or "offering", about a criterion on which it is silent."""
    table = _TO_AGENCY if side == "need" else _TO_PROVIDER
    return gettext(table[criterion])


def asked(verdict: Verdict) -> str:
    """Who could settle an open criterion: "need", "offering" or "both"."""
    if verdict.missing is None and verdict.criterion == "rights" and _unplaced(verdict.offering):
        return "offering"
    return verdict.missing or _KNOWS.get(verdict.criterion, "both")


def _undecided(verdict: Verdict) -> str:
    found, key = verdict.offering, verdict.criterion
    params: dict[str, str] = {}
    if key == "safeguards":
        params = {"conflicts": values.conflicts(found["conflicts"])}
    elif key == "inlet":
        params = {
            "at_site": values.parameters(found["open_at_site"]),
            "of_technology": values.parameters(found["open_of_technology"]),
        }
    elif key == "standards":
        params = {"to_ask": values.lines(found["to_ask"])}
    elif key == "rights":
        unplaced = _unplaced(found)
        key = "rights_unplaced" if unplaced else key
        params = {"unplaced": values.rights(unplaced), "binding": values.rights(found["binding"])}
    return gettext(_INCOMPARABLE[key], **params)


def _unplaced(found: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The rights whose countries decide and are not said."""
    return [right for right in found["rights"] if right["status"] in TERRITORIAL and not right["countries"]]
