"""The blueprint of the public and the members' pages; every module of views adds its own to it."""

from typing import Final

from marketplace.http.locales import localized_blueprint

blueprint: Final = localized_blueprint("web", __name__)
