"""Events: what happened, told to whoever subscribed, inside the same transaction."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Event:
    """Base of everything that happens."""


Handler = Callable[[Session, Any], None]


class EventBus:
    """Who listens to what. Handlers run at once, in the publisher's transaction: they enqueue, they do not send."""

    def __init__(self) -> None:
        self._handlers: dict[type[Event], list[Handler]] = defaultdict(list)

    def subscribe(self, kind: type[Event], handler: Handler) -> None:
        """Call the handler for every event of the kind."""
        self._handlers[kind].append(handler)

    def publish(self, session: Session, happened: Event) -> None:
        """Tell all handlers of the event's kind, in the order in which they subscribed."""
        for handler in self._handlers[type(happened)]:
            handler(session, happened)
