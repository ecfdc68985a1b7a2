from dataclasses import replace
from pathlib import Path

import pytest
import tantivy

from marketplace.engine.documents import Document, Profile, Text
from marketplace.engine.index import IndexBusyError, SearchIndex, SearchQuery, Source, analysts, writing
from marketplace.engine.resources import Resources
from tests.unit.engine.conftest import OFFERINGS, offering


def found(index: SearchIndex, text: str, **how: object) -> list[str]:
    return list(index.search(SearchQuery(text, **how)).ids)  # type: ignore[arg-type]


def test_documents_are_found_by_words_and_across_languages_by_concepts(index: SearchIndex) -> None:
    assert found(index, "irrigation", lang="en")[0] == "pump-en"
    assert found(index, "沼气池")[0] == "biogas-zh"
    assert set(found(index, "digesteur à biogaz")) >= {"biogas-zh", "biogas-ru"}
    assert set(found(index, "太阳能水泵")[:2]) == {"pump-fr", "pump-en"}


def test_an_abbreviation_is_found_in_any_case(index: SearchIndex) -> None:
    index.update([offering("uasb", Text("zh", "UASB反应器"))], [], 2)
    assert found(index, "uasb")[0] == found(index, "UASB")[0] == "uasb"


def test_doing_an_update_twice_changes_nothing(index: SearchIndex) -> None:
    before = index.search(SearchQuery("solar pump"))
    index.update(OFFERINGS, [], 1)
    assert (len(index), index.change_number) == (len(OFFERINGS), 1)
    assert index.search(SearchQuery("solar pump")) == before


def test_an_update_replaces_and_deletes(index: SearchIndex) -> None:
    changed = replace(OFFERINGS[3], texts=(Text("en", "Wind turbine"),))
    index.update([changed], ["biogas-zh"], 5)
    assert (len(index), index.change_number) == (len(OFFERINGS) - 1, 5)
    assert index.source("biogas-zh") is None
    assert index.source("pump-en") == Source(
        changed.profile, {"en:wind": (("en", "Wind"),), "en:turbin": (("en", "turbine"),)}
    )
    assert found(index, "irrigation", lang="fr") == ["pump-fr"]
    assert found(index, "wind turbine") == ["pump-en"]


def test_the_last_of_two_documents_with_one_id_is_kept(tmp_path: Path, resources: Resources) -> None:
    index = SearchIndex(tmp_path, resources)
    index.update([OFFERINGS[0], replace(OFFERINGS[0], profile=Profile(readiness=9))], [], 1)
    kept = index.source("biogas-zh")
    assert kept is not None
    assert (len(index), kept.profile.readiness) == (1, 9)


def test_another_process_sees_what_was_committed_after_a_reload(index: SearchIndex, resources: Resources) -> None:
    reader = SearchIndex(index.folder.parent, resources)
    index.update([offering("new", Text("en", "Wind turbine"))], [], 2)
    assert (reader.change_number, reader.source("new")) == (1, None)
    reader.reload()
    assert reader.change_number == 2
    assert found(reader, "wind turbine") == ["new"]


def test_a_rebuilt_index_has_forgotten_everything(index: SearchIndex) -> None:
    index.rebuild()
    assert (len(index), index.change_number, found(index, "")) == (0, 0, [])
    index.update(OFFERINGS, [], 7)
    assert (len(index), index.change_number) == (len(OFFERINGS), 7)


def test_what_an_interrupted_writer_left_in_the_file_of_entries_is_never_read(index: SearchIndex) -> None:
    (entries,) = index.folder.glob("*.entries")
    with entries.open("ab") as file:
        file.write(b"half an entry")
    index.update([offering("new", Text("en", "Wind turbine"))], [], 2)
    assert found(index, "wind turbine") == ["new"]
    assert set(found(index, "")) == {"new", *(document.id for document in OFFERINGS)}


def test_a_reader_reads_on_while_the_index_is_rebuilt(index: SearchIndex, resources: Resources) -> None:
    reader = SearchIndex(index.folder.parent, resources)
    before = found(reader, "solar pump")
    index.rebuild()
    index.update([offering("new", Text("en", "Wind turbine"))], [], 2)
    assert found(reader, "solar pump") == before
    assert len(list(index.folder.glob("*.entries"))) == 1
    reader.reload()
    assert found(reader, "") == ["new"]


def test_a_writer_that_slept_through_a_rebuild_writes_to_the_new_file(index: SearchIndex, resources: Resources) -> None:
    sleeper = SearchIndex(index.folder.parent, resources)
    index.rebuild()
    index.update(OFFERINGS[:1], [], 1)
    sleeper.update(OFFERINGS[1:], [], 2)
    index.reload()
    assert set(found(index, "")) == {document.id for document in OFFERINGS}


def test_documents_analysed_in_other_processes_are_the_same(index: SearchIndex, tmp_path: Path) -> None:
    other = SearchIndex(tmp_path / "parallel", index.resources)
    with analysts(other.analyser, 2) as forms:
        other.update(OFFERINGS, [], 1, forms=forms)
    for query in ("solar pump", "沼气池", ""):
        assert other.search(SearchQuery(query)) == index.search(SearchQuery(query))
    assert {each.id: other.source(each.id) for each in OFFERINGS} == {
        each.id: index.source(each.id) for each in OFFERINGS
    }


def test_other_knowledge_is_another_index(index: SearchIndex) -> None:
    assert SearchIndex(index.folder.parent, Resources.empty()).change_number == 0


def test_a_writer_waits_for_the_other_one_only_so_long(index: SearchIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_PATIENCE", 0.1)
    other = tantivy.Index.open(str(index.folder))
    holder = writing.patient_writer(other, index.folder)
    with pytest.raises(IndexBusyError):
        index.update([], [], 2)
    holder.wait_merging_threads()
    index.update([], [], 2)
    assert index.change_number == 2


@pytest.fixture
def faceted(tmp_path: Path, resources: Resources) -> SearchIndex:
    index = SearchIndex(tmp_path / "faceted", resources)
    rows = [
        ("1", "solar pump", ("energy.solar",), ("CN",), 10),
        ("2", "solar lamp", ("energy.solar",), ("CN", "DE"), 30),
        ("3", "solar roof", ("buildings.envelope",), ("DE",), 20),
        ("4", "wind mill", ("energy.wind",), ("DE",), 40),
    ]
    index.update(
        [
            Document(name, "offering", (Text("en", text),), facets={"field": fields, "country": countries}, changed=day)
            for name, text, fields, countries, day in rows
        ],
        [],
        1,
    )
    return index


def test_a_facet_counts_as_if_it_were_not_chosen(faceted: SearchIndex) -> None:
    result = faceted.search(SearchQuery("solar", "en", filters={"country": ["CN"]}, facets=("field", "country")))
    assert (set(result.ids), result.total) == ({"1", "2"}, 2)
    assert result.facets == {"field": {"energy.solar": 2}, "country": {"CN": 2, "DE": 2}}


def test_values_of_a_facet_are_alternatives_and_facets_restrict_each_other(faceted: SearchIndex) -> None:
    both = faceted.search(SearchQuery(filters={"field": ["energy.wind", "energy.solar"], "country": ["DE"]}))
    assert set(both.ids) == {"2", "4"}


def test_the_newest_come_first_when_asked_or_when_nothing_is_asked(faceted: SearchIndex) -> None:
    assert found(faceted, "") == ["4", "2", "3", "1"]
    assert found(faceted, "solar", lang="en", sort="newest") == ["2", "3", "1"]
    assert found(faceted, "", offset=1, limit=2) == ["2", "3"]


def test_kind_restricts_and_pages_do_not_overlap(faceted: SearchIndex) -> None:
    assert found(faceted, "solar", kind="need") == []
    pages = [found(faceted, "solar", lang="en", offset=place, limit=1) for place in range(3)]
    assert {one for page in pages for one in page} == {"1", "2", "3"}


def test_words_without_a_topic_find_nothing(faceted: SearchIndex) -> None:
    assert found(faceted, "the of and", lang="en") == []
    assert found(faceted, '"solar: (') != []


def test_languages_beyond_the_seven_are_compared_by_their_words(tmp_path: Path, resources: Resources) -> None:
    index = SearchIndex(tmp_path / "german", resources)
    index.update(
        [offering("de", Text("de", "Biogasanlage für Gülle")), offering("zh", Text("zh-Hans", "沼气池"))], [], 1
    )
    assert found(index, "Gülle", lang="de") == ["de"]
    assert found(index, "沼气池", lang="zh") == ["zh"]


def test_seven_titles_are_no_longer_than_one(tmp_path: Path, resources: Resources) -> None:
    index = SearchIndex(tmp_path / "lengths", resources)
    many = tuple(Text(lang, "Solar pump" if lang == "en" else "mot " * 9) for lang in ("en", "fr", "es", "pt", "ru"))
    index.update([offering("one", Text("en", "Solar pump")), offering("many", *many)], [], 1)
    result = index.search(SearchQuery("pump", "en"))
    scores = dict(zip(result.ids, result.scores, strict=True))
    assert scores["one"] == pytest.approx(scores["many"])
