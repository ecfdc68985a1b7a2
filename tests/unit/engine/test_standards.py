import pytest

from marketplace.engine.criteria.standards import Designation, designation, same


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("ISO 30500:2018", Designation("ISO 30500", 2018)),
        ("GB 18918-2002 城镇污水处理厂污染物排放标准，一级A", Designation("GB 18918", 2002, "1A")),
        ("GB 18918-2002 1A", Designation("GB 18918", 2002, "1A")),
        ("IEC TS 62257-9-5", Designation("IEC 62257-9-5")),
        ("IEC 60529 (IP67)", Designation("IEC 60529", 0, "IP67")),
        ("GB/T 36276-2023", Designation("GB 36276", 2023)),
        ("GB 14554-93", Designation("GB 14554", 1993)),
        ("NP EN 197-1", Designation("EN 197-1")),
        ("BS EN ISO 9806:2017", Designation("ISO 9806", 2017)),
        ("ETSI EN 300 220-2", Designation("EN 300 220-2")),
        ("NSF/ANSI/CAN 60", Designation("NSF 60")),
        ("ГОСТ 7076-99", Designation("GOST 7076", 1999)),
        ("NOM-001-SEMARNAT-2021", Designation("NOM 001-SEMARNAT", 2021)),
        ("Reglamento (UE) 2018/848", Designation("EU 2018/848")),
        ("Directive 2014/68/EU (pressure equipment)", Designation("EU 2014/68")),
    ],
)
def test_a_standard_is_known_by_issuer_and_number(line: str, found: Designation) -> None:
    assert designation(line) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ТР ТС 010/2011 О безопасности машин и оборудования", "TR CU 010/2011"),
        ("ГОСТ Р 55710-2013", "GOST R 55710-2013"),
        ("ISO/IEC 17025", "ISO 17025"),
        (
            "WHO Guidelines for drinking-water quality, 4th edition",
            "Directives OMS de qualité de l'eau de boisson, 4e édition",
        ),
        ("Environment  Conservation Rules 2023", "environment conservation rules 2023"),
    ],
)
def test_one_standard_may_be_written_in_two_ways(one: str, other: str) -> None:
    assert designation(one) == designation(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ГОСТ Р 55710-2013", "ГОСТ 55710-2013"),
        ("EN 197-1", "EN 197-2"),
        ("NOM-001-SEMARNAT-2021", "NOM-001-CONAGUA-2021"),
        ("Decreto n.º 94/2014 (Moçambique)", "Decreto n.º 95/2014 (Moçambique)"),
    ],
)
def test_two_standards_are_two(one: str, other: str) -> None:
    assert designation(one).standard != designation(other).standard


@pytest.mark.parametrize(
    ("required", "stated", "is_same"),
    [
        ("ISO 30500", "ISO 30500:2018", True),
        ("ISO 30500:2018", "ISO 30500", True),
        ("GB 3838-2002", "GB 3838-1988", False),
        ("GB 18918-2002", "GB 18918-2002 一级B", True),
        ("GB 18918-2002 一级A", "GB 18918-2002 一级B", False),
        ("GB 18918-2002 一级A", "GB 18918-2002", False),
    ],
)
def test_edition_and_class_count_where_they_are_said(required: str, stated: str, *, is_same: bool) -> None:
    assert same(designation(required), designation(stated)) is is_same
