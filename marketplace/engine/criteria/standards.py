"""Standards and rules by their designations, so that two lines that name the same one are known to do so.

A designation is an issuer and a number: "GB 18918-2002 一级A", "NP EN 197-1", "IEC TS 62257-9-2". What differs between
spellings of one standard is left out: the national body that adopts an international one (its number stays the same),
marks of a recommended standard or a technical report (GB/T and GB, ISO/TS and ISO share their numbers), scripts. Edition
and class are kept apart, because a later edition or another class of limits asks for something else.
"""

import re
import unicodedata
from typing import Final, NamedTuple

#: Rules that are known by a title rather than by a number, in the languages that they are published in.
_TITLED: Final = {
    "WHO drinking-water": r"(?:WHO|OMS|ВОЗ|世界卫生组织|世卫组织).*(?:drinking.water|eau de boisson|agua (?:potable|de consumo)"
    r"|питьевой воды|饮用水|água (?:potável|para consumo))",
    "WHO wastewater": r"(?:WHO|OMS|ВОЗ|世界卫生组织|世卫组织).*(?:wastewater|eaux usées|aguas residuales|águas residuais|excreta"
    r"|сточных вод|污水|废水)",
    "ZDHC wastewater": r"ZDHC\b.*wastewater",
}
_TITLES: Final = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _TITLED.items())
_EUROPEAN_ACT: Final = re.compile(
    r"(?:\((?:EU|UE|ЕС)\)\s*(?:n\.?[oº°]\s*)?|\bDirecti\w+\s+)(?P<number>(?:19|20)\d\d/\d+)"
)
_LETTER: Final = r"[A-ZА-ЯЁ]"
_NUMBERED: Final = re.compile(
    rf"(?<!\w)(?P<issuer>{_LETTER}{{2,8}}(?:[ /-]{_LETTER}{{1,8}}){{0,3}})"
    r"[\s.-]*(?:n\.?\s?[oº°]\s*)?(?P<number>[A-Z]?\d+(?:(?<=\b\d{3})\s\d{3}\b)?(?:\.\d+)*(?:-\d{1,3}(?!\d))*)"
    r"(?P<body>-[A-Z]{4,})?(?:\s?[-:/.]\s?(?P<year>(?:19|20)\d\d)(?!\d))?"
)
#: Whose numbers others adopt; where several are named, the first of these is the one whose number it is.
_ADOPTED: Final = ("ISO", "IEC", "EN")
#: Marks that do not change the number.
_MARKS: Final = frozenset({"T", "Z", "TS", "TR", "PAS"})
#: The same issuers in Cyrillic and Latin letters. A GOST R is another standard than the GOST of its number.
_ROMANIZED: Final = {"ГОСТ Р": "GOST-R", "ГОСТ": "GOST", "GOST R": "GOST-R", "ИСО": "ISO", "МЭК": "IEC"}
_CUSTOMS_UNION: Final = {"ТР ТС": "TRCU", "TR CU": "TRCU", "ТР ЕАЭС": "TREAEU", "TR EAEU": "TREAEU"}
#: Issuers that wrote years with two digits until the turn of the century.
_SHORT_YEARS: Final = frozenset({"GB", "GOST", "HJ", "CJ", "CJJ", "JG", "NY"})
_SHORT_YEAR: Final = re.compile(r"^(?P<number>.*\d)-(?P<year>[5-9]\d)$")
_CLASS: Final = re.compile(
    r"\b(?:class|grade|level|classe|clase|nivel|класс)\s*(?P<named>\d[A-Z]?|[IVX]+[A-Z]?)\b"
    r"|(?P<han>[一二三四])级\s*(?P<letter>[A-D]?)(?:标准)?|\b(?P<bare>[1-4][A-D]|IP\d\d)\b",
    re.IGNORECASE,
)
_HAN_DIGITS: Final = {"一": "1", "二": "2", "三": "3", "四": "4"}


class Designation(NamedTuple):
    """Which standard a line names. `year` of its edition is 0, and `level`, a class of its limits, "" if not said."""

    standard: str
    year: int = 0
    level: str = ""


def designation(line: str) -> Designation:
    """What a line of a listing names; a line without a number is only the same as one with the same words."""
    text = unicodedata.normalize("NFKC", line).strip()
    for name, title in _TITLES:
        if title.search(text):
            return Designation(name)
    if act := _EUROPEAN_ACT.search(text):
        return Designation(f"EU {act['number']}")
    if (found := _NUMBERED.search(text)) is None:
        return Designation(" ".join(text.casefold().split()))
    issuer, year = _issuer(found["issuer"]), int(found["year"] or 0)
    # "NOM-001-SEMARNAT": each body numbers its own.
    number = found["number"] + (found["body"] or "")
    if issuer in _SHORT_YEARS and not year and (short := _SHORT_YEAR.match(number)):
        number, year = short["number"], 1900 + int(short["year"])
    return Designation(f"{issuer} {number}", year, _level(text[found.end() :]))


def same(required: Designation, stated: Designation) -> bool:
    """Whether what is stated is what is required: the same standard, and its edition and class where these are said.

    An edition counts where both say one; a class that is required has to be stated.
    """
    editions = required.year in (0, stated.year) or stated.year == 0
    return required.standard == stated.standard and editions and required.level in ("", stated.level)


def _issuer(written: str) -> str:
    for native, roman in {**_CUSTOMS_UNION, **_ROMANIZED}.items():
        written = written.replace(native, roman)
    words = re.split(r"[ /-]", written)
    adopted = [word for word in words if word in _ADOPTED]
    if adopted:
        return min(adopted, key=_ADOPTED.index)
    # "NSF/ANSI/CAN" and "GB/T" are known by their first name, "US EPA" and "DWA-A" by the whole.
    first = [word for word in re.split(r"[ -]", written.partition("/")[0]) if word not in _MARKS]
    return " ".join(first) or words[0]


def _level(rest: str) -> str:
    if (found := _CLASS.search(rest)) is None:
        return ""
    if found["han"]:
        return f"{_HAN_DIGITS[found['han']]}{found['letter'].upper()}"
    return str(found["named"] or found["bare"]).upper()
