"""The entries of a need, in the order in which they are asked for."""

from typing import Final

from marketplace.http.entries import common
from marketplace.http.entries.parts import Entry, Group, Rows, Section, Texts
from marketplace.kernel.errors import N_

TEXTS: Final = Texts(
    (
        Entry(
            "title",
            "line",
            N_("Title"),
            N_("Name what is needed and where, with its size where that matters. At most 200 characters."),
        ),
        Entry(
            "summary",
            "paragraph",
            N_("Summary"),
            N_("Two or three sentences: the problem, for whom, and what would solve it. At most 600 characters."),
        ),
        Entry(
            "problem",
            "text",
            N_("Problem statement"),
            N_(
                "What is wrong today and why, with figures: quantities, qualities, seasons, cost. Say what is wanted "
                "rather than which product."
            ),
        ),
        Entry(
            "beneficiaries",
            "text",
            N_("Beneficiaries"),
            N_("Who would gain, how many, and how women, young people and poor households share in it."),
        ),
        Entry(
            "barriers",
            "text",
            N_("Past efforts and barriers"),
            N_("What was tried, what came of it, and what stands in the way."),
        ),
    ),
    N_("Text"),
)
PLANS: Final = Rows(
    "plans",
    N_("National plans that it serves"),
    (
        Entry("kind", "choice", N_("Plan"), source="plan"),
        Entry("reference", "line", N_("Reference"), N_("The year and the section or measure")),
    ),
    limit=6,
)
SITE: Final = Group(
    "site",
    N_("Site"),
    (
        Entry("place", "line", N_("Place"), N_("Town, district, river basin")),
        Entry("latitude", "number", N_("Latitude in degrees"), N_("South is negative")),
        Entry("longitude", "number", N_("Longitude in degrees"), N_("West is negative")),
    ),
)
CONDITIONS: Final[tuple[Entry | Group | Rows, ...]] = (
    common.capacity(N_("Capacity required"), N_("What has to be treated, supplied, generated or served.")),
    common.temperature(N_("The lowest and the highest usual temperature at the site.")),
    common.altitude(N_("One value twice for a single site.")),
    common.power(N_("Electric power available"), N_("What can be drawn at the site.")),
    common.water(N_("Water available"), N_("What may be used at the site without harm to others.")),
    common.inlet(N_("What the water, gas, waste, soil, wind or sun is like, as measured or estimated.")),
    Entry("conditions.grid", "choice", N_("Power supply at the site"), source="grid"),
    Entry("conditions.operator_skill", "choice", N_("Skill of those who would operate it"), source="skill"),
    Entry("conditions.climates", "choices", N_("Climate of the site"), source="climate"),
)
TIMEFRAME: Final = Group(
    "timeframe",
    N_("Timeframe"),
    (Entry("start", "day", N_("Not before")), Entry("end", "day", N_("Not after"))),
    N_("When the technology has to be at work."),
)
ENDORSEMENT: Final = Group(
    "endorsement",
    N_("Endorsement by the National Designated Entity"),
    (Entry("entity", "line", N_("Entity")), Entry("day", "day", N_("Date"))),
    N_("Of the country's CTCN focal point, where there is one."),
)
SECTIONS: Final = (
    Section("words", N_("In words"), (TEXTS,)),
    Section(
        "classification",
        N_("Classification"),
        (
            common.FIELDS,
            common.CONCEPTS,
            common.cooperation(N_("In what ways you would like to obtain the technology.")),
            Entry(
                "readiness_wanted",
                "choice",
                N_("Lowest technology readiness level (TRL) wanted"),
                source="readiness",
            ),
        ),
    ),
    Section(
        "place",
        N_("Place"),
        (
            Entry(
                "countries",
                "names",
                N_("Countries"),
                N_("Developing countries that have this need."),
                source="developing",
            ),
            SITE,
            Entry(
                "sensitivities",
                "choices",
                N_("Sensitivities of the site"),
                N_("What a technology must not harm here."),
                source="sensitivity",
            ),
        ),
    ),
    Section(
        "conditions",
        N_("Capacity and site conditions"),
        CONDITIONS,
        N_("Offerings are compared with these figure by figure. What you leave out stays an open question."),
    ),
    Section(
        "finance",
        N_("Budget and time"),
        (
            common.money("budget", N_("Budget"), N_("What can be spent on buying and building it.")),
            Entry("finance_status", "choice", N_("Funding"), source="finance"),
            TIMEFRAME,
        ),
    ),
    Section(
        "policy",
        N_("Policy and co-benefits"),
        (
            PLANS,
            Entry("co_benefits", "choices", N_("Co-benefits"), source="co_benefit"),
            common.standards(N_("Standards and rules that the technology has to meet, one in each line.")),
            ENDORSEMENT,
        ),
    ),
    Section("attachments", N_("Images and documents"), (common.ATTACHMENTS,)),
    Section(
        "contact",
        N_("Language and contact"),
        (common.languages(N_("In which you can work with a provider.")), common.CONTACT),
    ),
)
