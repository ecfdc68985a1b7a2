"""The port to machine translation, with an adapter to services that speak LibreTranslate's HTTP, and none at all."""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from http import HTTPStatus
from http.client import HTTPException
from typing import Any, Final, Protocol
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from marketplace.localization.locales import LocaleCode
from marketplace.translation.errors import TranslatorError

#: Less than the lease of a job, so that a service which hangs is given up before another worker takes the job.
_PATIENCE_SECONDS: Final = 60
#: Many times the longest listing; what is longer is no answer.
_LONGEST_ANSWER: Final = 2_000_000
#: What services call a locale, the best first.
_NAMES: Final[Mapping[LocaleCode, tuple[str, ...]]] = {"zh": ("zh-Hans", "zh"), "pt": ("pt-PT", "pt")}


class Translator(Protocol):
    """Who translates texts from one locale into another."""

    @property
    def name(self) -> str:
        """What is kept beside each translation as its maker."""

    def offers(self, source: LocaleCode, target: LocaleCode) -> bool:
        """Whether it translates between two locales.

        Raises:
            TranslatorError: it does not say.
        """

    def translate(self, texts: Sequence[str], source: LocaleCode, target: LocaleCode) -> list[str]:
        """The texts in the other locale, in the same order.

        Raises:
            TranslatorError: it failed; another attempt may not.
        """


class NullTranslator:
    """No machine translation: readers get the original, and are told so."""

    name = ""

    def offers(self, source: LocaleCode, target: LocaleCode) -> bool:
        """It offers nothing."""
        del source, target
        return False

    def translate(self, texts: Sequence[str], source: LocaleCode, target: LocaleCode) -> list[str]:
        """It translates nothing."""
        del texts, source, target
        raise TranslatorError


class LibreTranslator:
    """A service that speaks LibreTranslate's HTTP: `GET /languages`, `POST /translate`."""

    def __init__(self, url: str, key: str = "") -> None:
        self._url, self._key = url.rstrip("/"), key

    @property
    def name(self) -> str:
        """The address of the service, without what is secret in it."""
        return self._url.partition("://")[2].rpartition("@")[2][:60]

    @cached_property
    def _targets(self) -> Mapping[str, frozenset[str]]:
        """Language -> those that it is translated into; a service that does not say so has all pairs."""
        answer = self._ask("/languages")
        if not isinstance(answer, list) or not all(isinstance(each, dict) and "code" in each for each in answer):
            raise TranslatorError
        codes = [str(each["code"]) for each in answer]
        return {str(each["code"]): frozenset(each.get("targets") or codes) for each in answer}

    def _named(self, locale: LocaleCode) -> str:
        return next((name for name in _NAMES.get(locale, ()) if name in self._targets), locale)

    def offers(self, source: LocaleCode, target: LocaleCode) -> bool:
        """Whether the service has the pair."""
        return source != target and self._named(target) in self._targets.get(self._named(source), frozenset())

    def translate(self, texts: Sequence[str], source: LocaleCode, target: LocaleCode) -> list[str]:
        """All texts in one request."""
        asked = {"q": list(texts), "source": self._named(source), "target": self._named(target), "format": "text"}
        answer = self._ask("/translate", asked | ({"api_key": self._key} if self._key else {}))
        translated = answer.get("translatedText") if isinstance(answer, dict) else None
        if not isinstance(translated, list) or len(translated) != len(texts):
            raise TranslatorError
        if not all(isinstance(text, str) and text.strip() for text in translated):
            raise TranslatorError
        return translated

    def _ask(self, path: str, asked: Mapping[str, Any] | None = None) -> Any:
        body = None if asked is None else json.dumps(asked).encode()
        # The settings let in http and https only.
        request = Request(self._url + path, body, {"Content-Type": "application/json"})  # noqa: S310
        try:
            with urlopen(request, timeout=_PATIENCE_SECONDS) as response:  # noqa: S310
                answer = response.read(_LONGEST_ANSWER + 1)
        except HTTPError as refusal:
            raise TranslatorError from refusal
        except (OSError, HTTPException) as failure:
            raise TranslatorError from failure
        if response.status != HTTPStatus.OK or len(answer) > _LONGEST_ANSWER:
            raise TranslatorError
        try:
            return json.loads(answer)
        except ValueError as failure:
            raise TranslatorError from failure


def translator_at(url: str, key: str = "") -> Translator:
    """The service at an address, or none where the operator names none."""
    return LibreTranslator(url, key) if url else NullTranslator()
