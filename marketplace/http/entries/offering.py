"""The entries of an offering, in the order in which they are asked for."""

from typing import Final

from marketplace.http.entries import common
from marketplace.http.entries.parts import Entry, Group, Rows, Section, Texts
from marketplace.kernel.errors import N_
from marketplace.offerings.content import CURATORS_VERIFICATION

_BENEFIT_DIMENSIONS: Final = "climate energy volume mass area count concentration"

TEXTS: Final = Texts(
    (
        Entry(
            "title",
            "line",
            N_("Title"),
            N_("Name the technology and what it does, with its size where that matters. At most 200 characters."),
        ),
        Entry(
            "summary",
            "paragraph",
            N_("Summary"),
            N_("Two or three sentences: what it does, for whom, and with what result. At most 600 characters."),
        ),
        Entry(
            "description",
            "text",
            N_("Description"),
            N_(
                "How it works, what goes in and what comes out, and what it takes to build, run and maintain it. "
                "Figures say more than adjectives."
            ),
        ),
        Entry(
            "advantages",
            "text",
            N_("Advantages over the prevailing alternative"),
            N_("Compare with what is common practice today: performance, cost, resources, labour."),
        ),
        Entry(
            "safeguards",
            "text",
            N_("Environmental harms and safeguards"),
            N_("What could harm people or nature, and how it is prevented, measured and dealt with."),
        ),
    ),
    N_("Text"),
)
RIGHTS: Final = Rows(
    "intellectual_property",
    N_("Intellectual property"),
    (
        Entry("status", "choice", N_("Right"), source="intellectual_property"),
        Entry("countries", "names", N_("In force in"), source="country"),
    ),
    limit=10,
    hint=N_("Each right, and the countries in which it is in force. Leave the countries empty for know-how."),
)
BENEFITS: Final = Rows(
    "benefits",
    N_("Environmental benefits"),
    (
        Entry("indicator", "choice", N_("Benefit"), source="benefit"),
        Entry("substance", "line", N_("Of what"), N_("For example: lead, firewood, methane from landfills")),
        Entry("value", "number", N_("Value")),
        Entry("unit", "unit", N_("Unit"), source=_BENEFIT_DIMENSIONS),
        Entry("per", "choice", N_("Per"), source="per", default="none"),
        Entry("source", "line", N_("Source"), N_("Report, measurement or method")),
        Entry(
            "verification",
            "choice",
            N_("Verification"),
            source="verification",
            default="self_declared",
            withheld=CURATORS_VERIFICATION,
        ),
    ),
    limit=12,
    hint=N_("Quantify each benefit, and say where the figure comes from."),
)
DEPLOYMENTS: Final = Rows(
    "deployments",
    N_("Deployments"),
    (
        Entry("country", "name", N_("Country"), source="country"),
        Entry("place", "line", N_("Place")),
        Entry("year", "whole", N_("Year")),
        Entry("scale", "line", N_("Scale"), N_("For example: 6 t/d, 500 m³")),
        Entry("result", "paragraph", N_("Result"), N_("What was achieved, and what went wrong."), localized=True),
    ),
    limit=20,
    hint=N_("Where the technology works or has worked. Failures count as lessons."),
)
CONDITIONS: Final[tuple[Entry | Group | Rows, ...]] = (
    common.capacity(N_("Capacity"), N_("The smallest and the largest size that you deliver.")),
    common.temperature(N_("The coldest and the hottest surroundings in which it works.")),
    common.altitude(N_("The heights between which it works without loss.")),
    common.power(N_("Electric power needed"), N_("The connected load of the smallest and of the largest size.")),
    common.water(N_("Water needed"), N_("The water consumed by the smallest and by the largest size.")),
    common.inlet(
        N_("What the water, gas, waste, soil, wind or sun has to be like. The technology works between the two values.")
    ),
    Entry(
        "conditions.grid",
        "choice",
        N_("Weakest power supply on which it works"),
        source="grid",
    ),
    Entry("conditions.operator_skill", "choice", N_("Skill that its operators need"), source="skill"),
    Entry("conditions.climates", "choices", N_("Climates for which it is made"), source="climate"),
)
SECTIONS: Final = (
    Section("words", N_("In words"), (TEXTS,)),
    Section(
        "classification",
        N_("Classification"),
        (common.FIELDS, common.CONCEPTS, common.cooperation(N_("In what ways you would transfer the technology."))),
    ),
    Section(
        "maturity",
        N_("Maturity and rights"),
        (
            Entry("readiness", "choice", N_("Technology readiness level (TRL)"), source="readiness"),
            Entry("lifetime_years", "number", N_("Lifetime in years")),
            RIGHTS,
            common.standards(N_("Standards that the technology meets, one in each line, with their numbers.")),
        ),
    ),
    Section(
        "environment",
        N_("Environment"),
        (
            BENEFITS,
            Entry(
                "harms",
                "choices",
                N_("Possible harms"),
                N_("Mark what may occur, even where it is well controlled: the text says how."),
                source="harm",
            ),
        ),
    ),
    Section(
        "envelope",
        N_("Operating envelope"),
        CONDITIONS,
        N_("The conditions under which the technology works. Needs are compared with them figure by figure."),
    ),
    Section(
        "cost",
        N_("Cost and time"),
        (
            common.money(
                "capital_cost", N_("Capital cost"), N_("Delivered and commissioned, without land and duties.")
            ),
            common.money(
                "operating_cost", N_("Operating cost per year"), N_("Energy, consumables, labour and upkeep.")
            ),
            common.lead_time(
                N_("Design, manufacture, transport, building and start-up, of the smallest and largest size.")
            ),
        ),
    ),
    Section(
        "places",
        N_("Places"),
        (
            Entry("developed_in", "names", N_("Countries where it was developed"), source="country"),
            Entry(
                "available_in",
                "names",
                N_("Countries and areas where it is available"),
                N_("Areas such as Africa, Southeast Asia or World will do as well."),
                source="area",
            ),
            DEPLOYMENTS,
        ),
    ),
    Section("attachments", N_("Images and documents"), (common.ATTACHMENTS,)),
    Section(
        "support",
        N_("Support and contact"),
        (common.languages(N_("In which you train, document and answer questions.")), common.CONTACT),
    ),
)
