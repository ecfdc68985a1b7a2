"""All tables, for migrations."""

from marketplace.accounts import models as accounts
from marketplace.kernel import outbox
from marketplace.kernel.database import Base
from marketplace.listings import models as listings
from marketplace.matching import models as matching
from marketplace.needs import models as needs
from marketplace.offerings import models as offerings
from marketplace.organizations import models as organizations
from marketplace.shortlists import models as shortlists
from marketplace.translation import models as translation

metadata = Base.metadata

__all__ = [
    "accounts",
    "listings",
    "matching",
    "metadata",
    "needs",
    "offerings",
    "organizations",
    "outbox",
    "shortlists",
    "translation",
]
