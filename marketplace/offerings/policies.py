"""What the content of an offering has to be beyond its form: codes that the bank knows, checks that were made."""

from marketplace.listings.content import Content, parse_content
from marketplace.listings.errors import ContentInvalidError, Problems
from marketplace.listings.policies import code_problems, unknown_codes, unknown_currency
from marketplace.offerings.content import CURATORS_VERIFICATION, OfferingContent
from marketplace.taxonomy.queries import Taxonomy


def offering_content(raw: object, taxonomy: Taxonomy, before: Content | None = None) -> OfferingContent:
    """The content of an offering from plain JSON values, as its authors may write it.

    A benefit that a curator checked stays checked while it says what it said in `before`, the revision it comes from.

    Raises:
        ContentInvalidError: with the path, the code and the parameters of every problem.
    """
    content = parse_content(OfferingContent, raw)
    problems = code_problems(content, taxonomy) | _place_problems(content, taxonomy)
    problems |= unknown_currency("capital_cost", content.capital_cost)
    problems |= unknown_currency("operating_cost", content.operating_cost)
    problems |= _unearned_checks(content, before)
    if problems:
        raise ContentInvalidError(problems)
    return content


def _place_problems(content: OfferingContent, taxonomy: Taxonomy) -> Problems:
    countries = taxonomy.countries
    areas = {area for country in countries.values() for area in country.areas}
    problems = unknown_codes("developed_in", content.developed_in, countries)
    problems |= unknown_codes("available_in", content.available_in, areas.union(countries))
    for place, right in enumerate(content.intellectual_property):
        problems |= unknown_codes(f"intellectual_property.{place}.countries", right.countries, countries)
    for place, deployment in enumerate(content.deployments):
        if deployment.country not in countries:
            problems[f"deployments.{place}.country"] = ("unknown_code", {})
    return problems


def _unearned_checks(content: OfferingContent, before: Content | None) -> Problems:
    checked = before.benefits if isinstance(before, OfferingContent) else ()
    return {
        f"benefits.{place}.verification": ("curator_only", {})
        for place, benefit in enumerate(content.benefits)
        if benefit.verification == CURATORS_VERIFICATION and benefit not in checked
    }
