"""What the score of a match owes to each part of it, as bars."""

from dataclasses import dataclass
from typing import Final

from marketplace.engine.matcher import Match
from marketplace.http.display import term

#: The drawing: the width of each bar's ground, the zero line being where the largest negative bar needs it.
WIDTH: Final = 320.0
#: Parts that move the score by less than half a percent are not drawn.
_VISIBLE: Final = 0.005


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of the score: `points` are hundredths of the probability; the rest is the drawing, in units of `WIDTH`."""

    name: str
    points: int
    start: float
    length: float
    zero: float


def bars(match: Match) -> tuple[Bar, ...]:
    """The parts that move the score, strongest first."""
    parts = {name: value for name, value in match.contributions.items() if abs(value) >= _VISIBLE}
    if not parts:
        return ()
    below = min(0.0, *parts.values())
    scale = WIDTH / (max(0.0, *parts.values()) - below)
    zero = -below * scale
    return tuple(
        Bar(
            name=term("contribution", name) if name in {"text", "field"} else term("criterion", name),
            points=round(value * 100),
            start=round(zero + min(value, 0.0) * scale, 1),
            length=round(abs(value) * scale, 1),
            zero=round(zero, 1),
        )
        for name, value in sorted(parts.items(), key=lambda part: -part[1])
    )
