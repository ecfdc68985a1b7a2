"""The lexicon: what IBM Model 1 learns, how it is kept, and what is read from the sources that an operator brings."""

import gzip
import json
import string
from itertools import starmap
from pathlib import Path

import numpy as np
import pytest

from marketplace.engine.concepts import Concept, Vocabulary
from marketplace.engine.lexicon import (
    Lexicon,
    ParallelText,
    Table,
    fit_lexicon,
    imported,
    load_or_fit,
    model1,
    of_passage,
    of_vocabulary,
    read_texts,
    source_path,
    write_texts,
)
from marketplace.engine.lexicon.imports import CC_CEDICT, UnreadableSourceError, read_source

TEXTS = (
    ("fr", "la maison", "the house"),
    ("fr", "la fleur", "the flower"),
    ("fr", "une maison bleue", "a blue house"),
    ("fr", "une fleur bleue", "a blue flower"),
)


def bitexts(*pairs: tuple[list[int], list[int]]) -> model1.Bitexts:
    sources, targets = zip(*pairs, strict=True)
    return model1.Bitexts(
        np.array([word for source in sources for word in source]),
        np.array([len(source) for source in sources]),
        np.array([word for target in targets for word in target]),
        np.array([len(target) for target in targets]),
        np.ones(len(pairs)),
        max(word for source in sources for word in source),
        1 + max(word for target in targets for word in target),
    )


def test_words_that_occur_together_are_told_apart_by_where_else_they_occur() -> None:
    # das Haus / the house, das Buch / the book, ein Buch / a book: the example of Brown's successors.
    table = model1.fit(bitexts(([1, 2], [0, 1]), ([1, 3], [0, 2]), ([4, 3], [3, 2])), rounds=30).toarray()
    assert [int(table[word].argmax()) for word in (1, 2, 3, 4)] == [0, 1, 2, 3]
    assert table[3, 2] > 0.9


def test_probabilities_of_a_word_add_up_to_one() -> None:
    table = model1.fit(bitexts(([1, 2], [0, 1]), ([2], [1]), ([3, 1], [2, 0, 1])))
    assert table.sum(axis=1) == pytest.approx([1.0] * 4)


def test_one_round_is_expectation_and_maximisation_by_hand() -> None:
    # One pair: source word 1 and the empty word, target words 0 and 1. Each place is shared evenly, so both keep one half.
    table = model1.fit(bitexts(([1], [0, 1])), rounds=1).toarray()
    assert table == pytest.approx(np.full((2, 2), 0.5))


def test_a_lexicon_learns_from_texts_and_expects_translations() -> None:
    lexicon = fit_lexicon(starmap(ParallelText, TEXTS))
    assert lexicon.translations("fr:maison", "fr")[0][0] == "en:hous"
    assert lexicon.translations("fr:unheard", "fr") == []
    expected = lexicon.pivot({"fr:maison": 2.0, "fr:bleu": 1.0}, "fr")
    assert expected["en:hous"] > expected["en:blue"] > 0
    assert sum(expected.values()) <= 3.0 + 1e-6


def test_a_lexicon_is_the_same_after_it_was_kept(tmp_path: Path) -> None:
    lexicon = fit_lexicon(starmap(ParallelText, TEXTS))
    lexicon.save(tmp_path / "kept.npz")
    again = Lexicon.load(tmp_path / "kept.npz")
    assert again.digest == lexicon.digest != Lexicon.empty().digest
    assert again.translations("fr:fleur", "fr") == lexicon.translations("fr:fleur", "fr")
    assert len(again) == len(lexicon) == 3


def test_unknown_words_between_known_ones_have_no_translation() -> None:
    table = Table.of({"fr:a": [("en:x", 1.0)], "fr:b": [("en:y", 0.5), ("en:x", 0.5)]})
    assert table.translations("fr:b") == [("en:y", 0.5), ("en:x", 0.5)]
    assert all(table.translations(f"fr:{letter}") == [] for letter in string.ascii_lowercase[2:])


def test_passages_are_paired_by_sentence_where_they_can_be() -> None:
    both = list(of_passage("zh", "沼气好。节能。", "Biogas is good. It saves energy."))
    assert [pair.english for pair in both] == ["Biogas is good.", "It saves energy."]
    (whole,) = of_passage("zh", "沼气好，节能。", "Biogas is good. It saves energy.")
    assert whole.text == "沼气好，节能。"


def test_labels_and_definitions_of_concepts_are_parallel_texts() -> None:
    concept = Concept(
        "c", {"en": "pump", "fr": "pompe"}, {"fr": ("pompe à eau",)}, definitions={"en": "Lifts water.", "zh": "提水。"}
    )
    found = list(of_vocabulary(Vocabulary({"c": concept})))
    assert {(pair.lang, pair.text, pair.english) for pair in found} == {
        ("fr", "pompe", "pump"),
        ("fr", "pompe à eau", "pump"),
        ("zh", "提水。", "Lifts water."),
    }
    assert sum(pair.weight for pair in found if pair.lang == "fr") == pytest.approx(2**0.5)


def test_what_was_imported_is_fitted_once_and_again_when_it_changes(tmp_path: Path) -> None:
    seeds, folder = tmp_path / "seeds", tmp_path / "lexicon"
    (seeds / "lexicon").mkdir(parents=True)
    (seeds / "lexicon" / "words.tsv").write_text("en\tfr\nwater\teau | eaux\n", encoding="utf-8")
    shipped = load_or_fit(seeds, Vocabulary({}), folder)
    assert shipped.translations("fr:eau", "fr") == [("en:water", 1.0)]
    assert load_or_fit(seeds, Vocabulary({}), folder).digest == shipped.digest
    write_texts(source_path(folder, "mine"), [ParallelText("fr", "pompe", "pump")])
    assert [path.name for path in imported(folder)] == ["mine.tsv.gz"]
    assert load_or_fit(seeds, Vocabulary({}), folder).translations("fr:pomp", "fr") == [("en:pump", 1.0)]
    assert load_or_fit(seeds, Vocabulary({}), folder, imports=False).digest == shipped.digest
    assert len(list(folder.glob("*.npz"))) == 2


def test_pairs_are_read_as_they_were_written_and_a_broken_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv.gz"
    assert write_texts(path, [ParallelText("ru", "насос\tи труба", "pump\nand pipe", 0.5)]) == 1
    assert list(read_texts(path)) == [ParallelText("ru", "насос и труба", "pump and pipe", 0.5)]
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("ru\tнасос\n")
    with pytest.raises(ValueError, match="line 1: 2 columns instead of 4"):
        list(read_texts(path))


# -- sources

GEMET = """<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#"
         xmlns:dcterms="http://purl.org/dc/terms/">
  <skos:ConceptScheme rdf:about="http://example.org/scheme"><dcterms:license>CC BY 4.0</dcterms:license></skos:ConceptScheme>
  <skos:Concept rdf:about="http://example.org/1">
    <skos:prefLabel xml:lang="en">waste water</skos:prefLabel><skos:prefLabel xml:lang="fr">eaux usées</skos:prefLabel>
    <skos:prefLabel xml:lang="zh-CN">废水</skos:prefLabel><skos:prefLabel xml:lang="de">Abwasser</skos:prefLabel>
    <skos:altLabel xml:lang="fr">effluents</skos:altLabel>
  </skos:Concept>
  <skos:Concept rdf:about="http://example.org/2"><skos:prefLabel xml:lang="fr">sans anglais</skos:prefLabel></skos:Concept>
</rdf:RDF>
"""


def test_a_thesaurus_in_rdf_gives_its_labels_and_its_licence(tmp_path: Path) -> None:
    path = tmp_path / "gemet.rdf"
    path.write_text(GEMET, encoding="utf-8")
    found = read_source(str(path))
    assert (found.name, found.licence) == ("gemet", "CC BY 4.0")
    assert {(pair.lang, pair.text) for pair in found.texts} == {
        ("fr", "eaux usées"),
        ("fr", "effluents"),
        ("zh", "废水"),
    }
    assert found.skipped == {"no English": 1}


def test_turtle_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "small.ttl"
    path.write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n<urn:x> a skos:Concept ; "
        'skos:prefLabel "pump"@en, "bomba"@es .\n',
        encoding="utf-8",
    )
    assert read_source(str(path)).texts == [ParallelText("es", "bomba", "pump")]


def dictionary(folder: Path, name: str, entries: dict[str, str]) -> Path:
    """A dictionary in dictd form, written as its format says."""
    digits = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"

    def numerals(value: int) -> str:
        found = ""
        while value or not found:
            value, digit = divmod(value, 64)
            found = digits[digit] + found
        return found

    text, lines = b"", []
    for headword, entry in entries.items():
        encoded = entry.encode()
        lines.append(f"{headword}\t{numerals(len(text))}\t{numerals(len(encoded))}")
        text += encoded
    (folder / f"{name}.index").write_text("\n".join(lines) + "\n", encoding="utf-8")
    path = folder / f"{name}.dict.dz"
    path.write_bytes(gzip.compress(text))
    return path


ABOUT = "info\nAvailable under the terms of the GNU General Public License ver. 2.0 and\n  any later version.\n"


def test_a_dictionary_in_dictd_form_is_read_in_either_direction(tmp_path: Path) -> None:
    into = dictionary(
        tmp_path,
        "freedict-fra-eng",
        {
            "00databaseinfo": ABOUT,
            "graine": "graine /gʀɛn/ <n, fem>\n1. grain, pip\n2. seed\n",
            "fosse": "fosse /fos/\na hole that somebody has dug in the ground\n",
        },
    )
    found = read_source(str(into))
    assert found.licence == "GNU General Public License ver. 2.0 and any later version"
    assert [(pair.text, pair.english) for pair in found.texts] == [
        ("graine", "grain"),
        ("graine", "pip"),
        ("graine", "seed"),
    ]
    assert found.skipped == {"explanation of more than 5 words": 1, "no words left": 1}
    out_of = dictionary(tmp_path, "freedict-eng-rus", {"date": "date /deit/\nчисло, дата\n"})
    assert [tuple(pair[:3]) for pair in read_source(str(out_of)).texts] == [
        ("ru", "число", "date"),
        ("ru", "дата", "date"),
    ]


def test_the_chinese_dictionary_is_read_with_its_licence_and_without_remarks() -> None:
    found = read_source(CC_CEDICT)
    assert "by-sa/4.0" in found.licence
    english = {pair.english for pair in found.texts if pair.text == "沼气"}
    assert any("methane" in meaning or "biogas" in meaning or "marsh gas" in meaning for meaning in english)
    assert not any(pair.english.startswith(("CL:", "variant of", "surname ")) for pair in found.texts)
    assert found.skipped["remark about a word"] > 1000


def test_word_lists_and_translated_texts_are_read(tmp_path: Path) -> None:
    table = tmp_path / "words.tsv"
    table.write_text("id\ten\tzh\tru\n1\tpump\t泵 | 水泵\tнасос\n2\t\t无\t\n", encoding="utf-8")
    found = read_source(str(table))
    assert [tuple(pair[:3]) for pair in found.texts] == [
        ("zh", "泵", "pump"),
        ("zh", "水泵", "pump"),
        ("ru", "насос", "pump"),
    ]
    assert found.skipped == {"no English": 1}
    texts = tmp_path / "strings.json"
    texts.write_text(json.dumps([{"en": "Save", "pt": "Guardar"}, {"pt": "Só"}]), encoding="utf-8")
    assert read_source(str(texts)).texts == [ParallelText("pt", "Guardar", "Save")]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("words.doc", "", "ends in none of"),
        ("broken.rdf", "<rdf", "not readable as RDF"),
        ("broken.ttl", "@prefix", "not readable as RDF"),
        ("broken.json", "{", "not readable as JSON"),
        ("list.json", '"a"', "should hold objects"),
        ("klingon-eng.dict", "", "does not name two languages"),
        ("freedict-fra-eng.dict", "", "freedict-fra-eng.index is missing"),
    ],
)
def test_a_source_that_is_none_is_refused_by_name(tmp_path: Path, name: str, content: str, problem: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableSourceError, match=problem):
        read_source(str(path))
    with pytest.raises(UnreadableSourceError, match="there is no file"):
        read_source(str(tmp_path / "absent.tsv"))
