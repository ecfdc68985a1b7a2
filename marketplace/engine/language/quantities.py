"""Numbers with a unit. A quantity is a fact to compare, not a word to match, so analysis takes it out of the words."""

import re
from typing import Final, NamedTuple

_NUMBER: Final = r"[-+]?\d+(?:[\ \u00a0\u202f,.]\d{3})*(?:[.,]\d+)?"
#: Signs of units as technical writing in any of the seven languages has them after a number.
_LATIN: Final = r"""
    (?: [kMGT]?Wh? | [kM]?VA | kV | [kMGT]J | [ck]?m[23²³] | hm2 | ha | [ckmµun]?m | [mM]?L | ml | l | [kmµun]?g | t | tonnes?
      | [kt]CO2e? | °[CF] | ℃ | % | ‰ | pp[mb] | dB(?:\(A\))? | NTU | [kM]?Pa | bar | [dµu]S | k?Hz | rpm | hp )
    (?: / (?: d | day | h | a | yr | year | s | min | L | l | m[23²³] | kg | kWh | t | cm | ha ) )*
"""
_HAN: Final = r"""
    (?: 千瓦时 | 兆瓦时 | 千瓦 | 兆瓦 | 立方米 | 平方米 | 公顷 | 公里 | 千米 | 毫米 | 厘米 | 微米 | 公斤 | 千克 | 毫克 | 摄氏度 | 万?吨 )
    (?: / (?: 日 | 天 | 小时 | 年 | 升 ) )?
"""
_CYRILLIC: Final = r"""
    (?: [кМГ]?Вт(?:·?ч)? | к?м[23²³]? | мм | га | [км]?г | т ) (?: / (?: сут | ч | год | л | с | м[3³] ) )?
"""
_ARABIC: Final = r"(?: م[23²³]? | كم | كجم | كغ | طن | كيلوواط | ميغاواط | هكتار )"
_QUANTITY: Final = re.compile(
    rf"""
    (?<![A-Za-zА-яء-ي0-9.,]) (?P<number>{_NUMBER}) [\ \u00a0\u202f]?
    (?P<unit> {_HAN} | (?: {_LATIN} | {_CYRILLIC} | {_ARABIC} ) (?![A-Za-zА-яء-ي0-9]) )
    """,
    re.VERBOSE,
)


class Quantity(NamedTuple):
    """A number as written, its unit as written, and where both stand in the text."""

    number: str
    unit: str
    start: int
    end: int


def quantities(text: str) -> list[Quantity]:
    """The numbers with units in a text, in order."""
    return [Quantity(found["number"], found["unit"], found.start(), found.end()) for found in _QUANTITY.finditer(text)]


def without_quantities(text: str) -> str:
    """The text with its quantities blanked out, every other character at its place."""
    if not any(map(str.isdigit, text)):
        return text
    return _QUANTITY.sub(lambda found: " " * len(found.group()), text)
