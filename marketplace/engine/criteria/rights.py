"""Which rights bind a recipient, and which forms of cooperation convey them.

Rights are territorial: patents for one invention are independent of each other in different countries (Paris Convention,
art. 4bis), so that one in force elsewhere only leaves a recipient free. Two kinds bind in every country: copyright, which
arises without any formality wherever the Berne Convention holds (art. 5(2)), and undisclosed know-how (TRIPS, art. 39),
which nobody can use who has not been taught it. A trademark restricts a name and not the use of a technology.
"""

from collections.abc import Iterable
from typing import Final

from marketplace.engine.documents import Right

#: In force where they were granted, or applied for: an application protects as soon as it is published.
TERRITORIAL: Final = frozenset({"patent_granted", "patent_pending", "design_right", "exclusive_rights"})
#: Forms in which the right to use what is protected comes along: granted in an agreement, or exhausted by a sale, or not
#: needed because the owner itself runs the technology.
LICENSING: Final = (
    "licence",
    "joint_venture",
    "manufacturing",
    "commercial_agreement_with_technical_assistance",
    "sale",
    "franchise",
    "grant_funded_pilot",
    "distribution",
    "services",
)
#: Forms in which know-how comes along, though no right does.
TEACHING: Final = ("technical_cooperation", "research_cooperation", "training")
CONVEYING_BITS: Final = {name: place for place, name in enumerate((*LICENSING, *TEACHING))}
LICENSING_MASK: Final = (1 << len(LICENSING)) - 1

#: Kinds of rights, as bits: something is said of rights at all; a territorial one without its countries; copyright;
#: undisclosed know-how.
STATED, UNPLACED, COPYRIGHT, KNOW_HOW = 1, 2, 4, 8
_EVERYWHERE: Final = {"copyright": COPYRIGHT, "secret_know_how": KNOW_HOW}


def kinds(rights: Iterable[Right]) -> int:
    """The kinds of rights, as bits; 0 if nothing is said of them."""
    found = 0
    for right in rights:
        unplaced = right.status in TERRITORIAL and not right.countries
        found |= STATED | _EVERYWHERE.get(right.status, 0) | (UNPLACED if unplaced else 0)
    return found


def protected_countries(rights: Iterable[Right]) -> frozenset[str]:
    """The countries in which some territorial right is in force or applied for."""
    return frozenset(code for right in rights if right.status in TERRITORIAL for code in right.countries)


def binding(rights: Iterable[Right], countries: Iterable[str]) -> tuple[Right, ...]:
    """The rights that bind a recipient in these countries, each with those of them in which it does."""
    wanted = tuple(countries)
    found = []
    for right in rights:
        where = tuple(code for code in wanted if code in right.countries)
        if right.status in _EVERYWHERE:
            found.append(Right(right.status, wanted))
        elif right.status in TERRITORIAL and where:
            found.append(Right(right.status, where))
    return tuple(found)


def conveying(rights: Iterable[Right], wanted: Iterable[str], offered: Iterable[str]) -> tuple[str, ...]:
    """The forms of cooperation that both sides want and that convey these binding rights."""
    taught = all(right.status == "secret_know_how" for right in rights)
    enough = (*LICENSING, *TEACHING) if taught else LICENSING
    both = frozenset(wanted) & frozenset(offered)
    return tuple(form for form in enough if form in both)
