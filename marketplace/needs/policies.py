"""What the content of a need has to be beyond its form: its codes are known, and its countries are developing ones."""

from marketplace.listings.content import parse_content
from marketplace.listings.errors import ContentInvalidError, Problems
from marketplace.listings.policies import code_problems, unknown_codes, unknown_currency
from marketplace.needs.content import NeedContent
from marketplace.taxonomy.queries import Taxonomy


def need_content(raw: object, taxonomy: Taxonomy) -> NeedContent:
    """The content of a need from plain JSON values.

    Raises:
        ContentInvalidError: with the path, the code and the parameters of every problem.
    """
    content = parse_content(NeedContent, raw)
    problems = code_problems(content, taxonomy) | _country_problems(content, taxonomy)
    problems |= unknown_currency("budget", content.budget)
    if problems:
        raise ContentInvalidError(problems)
    return content


def _country_problems(content: NeedContent, taxonomy: Taxonomy) -> Problems:
    known = taxonomy.countries
    problems = unknown_codes("countries", content.countries, known)
    for place, code in enumerate(content.countries):
        if code in known and not known[code].developing:
            problems[f"countries.{place}"] = ("not_developing", {})
    return problems
