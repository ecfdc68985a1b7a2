"""The question that would settle a criterion on which one side, or both, is silent."""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext

from marketplace.engine.criteria import Verdict
from marketplace.kernel.errors import N_

_TO_AGENCY: Final[Mapping[str, str]] = {
    "safeguards": N_("What is sensitive at the site: homes, drinking water, wetlands, protected land?"),
    "readiness": N_("How proven does the technology have to be?"),
    "deployment": N_("In which country and climate is the site?"),
    "capacity": N_("What capacity is required?"),
    "ambient_temperature": N_("Which lowest and highest temperatures occur at the site?"),
    "altitude": N_("At what altitude is the site?"),
    "grid": N_("How reliable is the power supply at the site?"),
    "operator_skill": N_("Who would run the technology, and with what training?"),
    "budget": N_("What budget is available?"),
    "cooperation": N_("Which form of cooperation is wanted?"),
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
    "grid": N_("What power supply does the technology need?"),
    "operator_skill": N_("What skill does running the technology take?"),
    "budget": N_("What would an installation of the size needed cost?"),
    "cooperation": N_("Which forms of cooperation are offered?"),
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
    "grid": N_("What power supply does the site have, and what does the technology need?"),
    "operator_skill": N_("Who would run the technology, and what skill does it take?"),
    "budget": N_("What budget is available, and what would an installation cost?"),
    "cooperation": N_("Which form of cooperation is wanted, and which is offered?"),
    "availability": N_("In which country is the technology wanted, and where is it available?"),
    "language": N_("In which languages does the agency work, and in which is support given?"),
}
#: Both sides speak, but what they say cannot be compared.
_INCOMPARABLE: Final[Mapping[str, str]] = {
    "capacity": N_("The two capacities are stated in different quantities. How much of the need would one unit cover?"),
    "ambient_temperature": N_("What are the lowest and the highest temperatures, at the site and of operation?"),
    "altitude": N_("How do the altitude of the site and the operating limit compare?"),
    "budget": N_("Cost and budget cannot be compared as stated. What would an installation of this size cost?"),
}


def question(verdict: Verdict) -> str:
    """What to ask about an open criterion."""
    if verdict.missing is None and verdict.criterion in _INCOMPARABLE:
        return gettext(_INCOMPARABLE[verdict.criterion])
    table = {"need": _TO_AGENCY, "offering": _TO_PROVIDER}.get(verdict.missing or "both", _TO_BOTH)
    return gettext(table.get(verdict.criterion, _TO_BOTH[verdict.criterion]))
