"""The closed lists say the same wherever they stand: to the listing, to the reader and to the engine."""

from collections.abc import Iterable
from typing import get_args

import pytest

from marketplace.engine.criteria import CRITERIA
from marketplace.engine.criteria.conditions import CLIMATES, GRIDS, SKILLS
from marketplace.engine.criteria.conflicts import CONFLICTS, SENSITIVITIES
from marketplace.http.entries.common import DIMENSIONS
from marketplace.http.labels import LABELS
from marketplace.introductions.terms import Party, Stage, Step
from marketplace.listings import terms
from marketplace.listings.policies import Action
from marketplace.matching.terms import MatchState, Reason
from marketplace.organizations.terms import ORGANIZATION_KINDS, ORGANIZATION_TYPES
from marketplace.outcomes.terms import Result

#: List of labels -> the codes that need one, in the order in which they are offered.
CODES: dict[str, Iterable[str]] = {
    "kind": terms.Kind,
    "status": terms.Status,
    "action": Action,
    "origin": get_args(terms.TextOrigin),
    "cooperation": get_args(terms.Cooperation),
    "intellectual_property": get_args(terms.IntellectualPropertyStatus),
    "verification": get_args(terms.Verification),
    "benefit": get_args(terms.BenefitIndicator),
    "per": get_args(terms.BenefitBasis),
    "inlet": get_args(terms.InletParameter),
    "grid": get_args(terms.GridCondition),
    "skill": get_args(terms.OperatorSkill),
    "climate": get_args(terms.Climate),
    "harm": get_args(terms.Harm),
    "sensitivity": get_args(terms.Sensitivity),
    "finance": get_args(terms.FinanceStatus),
    "plan": get_args(terms.NationalPlanKind),
    "co_benefit": get_args(terms.CoBenefit),
    "cost_basis": get_args(terms.CostBasis),
    "organization_kind": ORGANIZATION_KINDS,
    "organization_type": ORGANIZATION_TYPES,
    "match_state": MatchState,
    "party": Party,
    "stage": Stage,
    "step": Step,
    "reason": Reason,
    "result": Result,
    "criterion": [criterion.name for criterion in CRITERIA],
    "unit": terms.ALL_UNITS,
}


@pytest.mark.parametrize("name", CODES)
def test_every_code_has_a_name_and_every_name_a_code(name: str) -> None:
    assert set(LABELS[name]) == {str(code) for code in CODES[name]}


def test_every_dimension_has_a_heading() -> None:
    assert set(DIMENSIONS) == set(terms.UNITS)


def test_the_engine_judges_by_the_codes_that_listings_hold() -> None:
    assert set(CONFLICTS) == set(get_args(terms.Harm))
    assert set(SENSITIVITIES) == set(get_args(terms.Sensitivity))
    assert (get_args(terms.GridCondition), get_args(terms.OperatorSkill)) == (GRIDS, SKILLS)
    assert set(get_args(terms.Climate)) == set(CLIMATES)
