"""Every string of the interface exists in every locale, and says what the English one says."""

import json
import re
import tomllib
from functools import cache
from typing import Any

import polib
import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir

from marketplace.kernel.settings import PROJECT_FOLDER
from marketplace.localization.glossary import load_glossary, missing_terms
from marketplace.localization.locales import DEFAULT_LOCALE, LOCALES

TRANSLATED = [locale for locale in LOCALES if locale != DEFAULT_LOCALE]
PLURALS = {"zh": 1, "fr": 2, "es": 2, "pt": 2, "ru": 3, "ar": 6}
SCRIPTS = {"zh": r"[\u4e00-\u9fff]", "ru": r"[\u0400-\u04ff]", "ar": r"[\u0600-\u06ff]"}
#: A string of these alone is a symbol, a code or an example, the same in every script.
SYMBOLS = re.compile(r"^([A-Za-z]{0,4}[²³]?[\s/%°µμ·-]*|\W|\d|%\(\w+\)s|NTU|TRL|CO2e|name@\S+)*$")
MESSAGE = str | tuple[str, str]


@cache
def sources() -> frozenset[MESSAGE]:
    """Every string that the code asks for."""
    mappings = tomllib.loads((PROJECT_FOLDER / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["babel"][
        "mappings"
    ]
    found = extract_from_dir(
        PROJECT_FOLDER,
        method_map=[(mapping["pattern"], mapping["method"]) for mapping in mappings],
        options_map={
            mapping["pattern"]: {name: mapping[name] for name in mapping if name not in {"method", "pattern"}}
            for mapping in mappings
        },
        keywords={**DEFAULT_KEYWORDS, "N_": None},
    )
    return frozenset(message for _path, _line, message, _comments, _context in found if message)


@cache
def catalog(locale: str) -> dict[MESSAGE, list[str]]:
    """What a locale says, with its plural forms in order."""
    entries = polib.pofile(str(PROJECT_FOLDER / "translations" / locale / "LC_MESSAGES" / "messages.po"))
    assert not entries.fuzzy_entries()
    return {
        (entry.msgid, entry.msgid_plural) if entry.msgid_plural else entry.msgid: (
            [entry.msgstr_plural[number] for number in sorted(entry.msgstr_plural)]
            if entry.msgid_plural
            else [entry.msgstr]
        )
        for entry in entries
        if not entry.obsolete
    }


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)s", text))


def tags(text: str) -> list[str]:
    return sorted(re.findall(r"</?\w+", text))


@pytest.mark.parametrize("locale", TRANSLATED)
def test_the_catalog_has_what_the_code_asks_for_and_nothing_else(locale: str) -> None:
    assert len(sources()) > 300
    assert set(catalog(locale)) == sources()


@pytest.mark.parametrize("locale", TRANSLATED)
def test_nothing_is_left_untranslated(locale: str) -> None:
    wrong: list[Any] = []
    for message, forms in catalog(locale).items():
        expected = PLURALS[locale] if isinstance(message, tuple) else 1
        if len(forms) != expected or not all(form.strip() for form in forms):
            wrong.append(message)
    assert wrong == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_placeholders_and_tags_agree(locale: str) -> None:
    wrong = []
    for message, forms in catalog(locale).items():
        singular, plural = message if isinstance(message, tuple) else (message, message)
        for form in forms:
            fits = placeholders(singular) <= placeholders(form) | {"%(num)s"} and placeholders(form) <= placeholders(
                plural
            )
            if not fits or tags(form) not in (tags(singular), tags(plural)):
                wrong.append((message, form))
    assert wrong == []


@pytest.mark.parametrize("locale", SCRIPTS)
def test_translations_are_in_the_script_of_their_locale(locale: str) -> None:
    wrong = [
        form
        for forms in catalog(locale).values()
        for form in forms
        if not re.search(SCRIPTS[locale], form) and not SYMBOLS.match(form)
    ]
    assert wrong == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_translations_keep_to_the_glossary(locale: str) -> None:
    """`glossary_ordinary.json` names the strings that use a term's English word in its ordinary sense."""
    glossary = load_glossary(PROJECT_FOLDER / "seeds")
    ordinary = json.loads((PROJECT_FOLDER / "tests" / "unit" / "glossary_ordinary.json").read_text(encoding="utf-8"))
    said = {message[1] if isinstance(message, tuple) else message: forms for message, forms in catalog(locale).items()}
    wrong = [
        (term.source, term.expected[:3], sentence, forms)
        for sentence, forms in said.items()
        for term in missing_terms(glossary, sentence, DEFAULT_LOCALE, " ".join(forms), locale)
        if sentence not in ordinary.get(term.concept, ())
    ]
    assert wrong == []


def test_exceptions_from_the_glossary_are_still_needed() -> None:
    ordinary = json.loads((PROJECT_FOLDER / "tests" / "unit" / "glossary_ordinary.json").read_text(encoding="utf-8"))
    known = {message[1] if isinstance(message, tuple) else message for message in sources()}
    assert {said for sentences in ordinary.values() for said in sentences} <= known
    assert set(ordinary) <= set(load_glossary(PROJECT_FOLDER / "seeds").concepts)
