"""The blueprint of the curators' pages."""

from typing import Final

from marketplace.http.locales import localized_blueprint

blueprint: Final = localized_blueprint("admin", __name__, "/curation")
