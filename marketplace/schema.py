"""All tables, for migrations."""

from marketplace.accounts import models as accounts
from marketplace.discovery import models as discovery
from marketplace.documents import models as documents
from marketplace.insights import models as insights
from marketplace.introductions import models as introductions
from marketplace.kernel import outbox
from marketplace.kernel.database import Base
from marketplace.listings import models as listings
from marketplace.matching import models as matching
from marketplace.needs import models as needs
from marketplace.notifications import models as notifications
from marketplace.offerings import models as offerings
from marketplace.organizations import models as organizations
from marketplace.outcomes import models as outcomes
from marketplace.shortlists import models as shortlists
from marketplace.translation import models as translation

metadata = Base.metadata

__all__ = [
    "accounts",
    "discovery",
    "documents",
    "insights",
    "introductions",
    "listings",
    "matching",
    "metadata",
    "needs",
    "notifications",
    "offerings",
    "organizations",
    "outbox",
    "outcomes",
    "shortlists",
    "translation",
]
