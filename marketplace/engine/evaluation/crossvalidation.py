"""Measuring the ranker on judged pairs: every need is ranked and judged by a model that never saw it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from marketplace.engine.documents import Document, Json
from marketplace.engine.evaluation.metrics import expected_calibration_error
from marketplace.engine.evaluation.needs import bootstrapped, ndcg_of_needs
from marketplace.engine.index import Analyser, Progress, Statistics
from marketplace.engine.language import LANGUAGES
from marketplace.engine.ranker import GOOD, CrossFitted, Judged, lessons
from marketplace.engine.resources import Resources


@dataclass(frozen=True, slots=True)
class LocaleReport:
    """nDCG@10 of needs in one locale: against offerings in the same one, and against offerings in the other ones."""

    needs: int
    same_language_ndcg10: float
    cross_language_ndcg10: float

    @property
    def ratio(self) -> float:
        """Cross-language over same-language nDCG@10."""
        return self.cross_language_ndcg10 / self.same_language_ndcg10 if self.same_language_ndcg10 else 0.0

    def to_json(self) -> Json:
        """A JSON object with the attributes' names, and the ratio."""
        return {**{name: getattr(self, name) for name in self.__slots__}, "ratio": self.ratio}


@dataclass(frozen=True, slots=True)
class Report:
    """What cross-validation found. `text_ndcg10` is what the text score alone reaches; intervals are of 95 %."""

    pairs: int
    needs: int
    ndcg10: float
    text_ndcg10: float
    ece: float
    ece_interval: tuple[float, float]
    by_locale: Mapping[str, LocaleReport]

    def to_json(self) -> Json:
        """A JSON object with the attributes' names."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        by_locale = {locale: report.to_json() for locale, report in self.by_locale.items()}
        return {**plain, "ece_interval": list(self.ece_interval), "by_locale": by_locale}


def cross_validate(
    pairs: Sequence[Judged],
    resources: Resources,
    locales: Sequence[str] = LANGUAGES,
    progress: Progress | None = None,
) -> Report:
    """Train and measure in folds grouped by need. A pair is good from grade 2 on; nDCG takes the grades as gains.

    For each locale the same folds rank needs reduced to their texts in it against offerings reduced to theirs in the
    same locale, and against offerings each reduced to one of the others. Raises `ValueError` if there is too little to
    learn from.
    """
    documents = {document.id: document for pair in pairs for document in (pair.need, pair.offering)}
    analyser = Analyser(resources)
    statistics = Statistics.of_records([analyser.analyse(document).record for document in documents.values()])
    whole = lessons(pairs, resources, statistics)
    fitted = CrossFitted.fit(whole)
    scores = fitted.out_of_fold(whole)
    good = (whole.grades >= GOOD).astype(np.float64)
    by_locale = {}
    for done, locale in enumerate(locales, 1):
        report = _in_locale(locale, locales, pairs, (resources, statistics), fitted)
        if report.needs:
            by_locale[locale] = report
        if progress is not None:
            progress(done, len(locales))
    return Report(
        len(pairs),
        len(np.unique(whole.groups)),
        ndcg_of_needs(scores, whole).mean,
        ndcg_of_needs(whole.text, whole).mean,
        expected_calibration_error(scores, good, whole.weights),
        bootstrapped(
            whole.groups,
            lambda drawn: expected_calibration_error(scores[drawn], good[drawn], whole.weights[drawn]),
        ),
        by_locale,
    )


def _in_locale(
    locale: str,
    locales: Sequence[str],
    pairs: Sequence[Judged],
    knowledge: tuple[Resources, Statistics],
    fitted: CrossFitted,
) -> LocaleReport:
    others = [one for one in locales if one != locale]
    same, needs = _reduced_ndcg(_reduced(pairs, locale, [locale]), knowledge, fitted)
    cross, _ = _reduced_ndcg(_reduced(pairs, locale, others), knowledge, fitted)
    return LocaleReport(needs, same, cross)


def _reduced_ndcg(
    pairs: Sequence[Judged], knowledge: tuple[Resources, Statistics], fitted: CrossFitted
) -> tuple[float, int]:
    if not pairs:
        return 0.0, 0
    part = lessons(pairs, *knowledge)
    found = ndcg_of_needs(fitted.out_of_fold(part), part)
    return found.mean, len(found.values)


def _reduced(pairs: Sequence[Judged], of_need: str, of_offerings: Sequence[str]) -> list[Judged]:
    """The pairs with texts of one locale on either side; each offering keeps one of its locales, all alike often."""
    needs = {pair.need.id: _only(pair.need, of_need) for pair in pairs}
    chosen = dict(_one_locale_each({pair.offering.id: pair.offering for pair in pairs}, of_offerings))
    return [
        replace(pair, need=needs[pair.need.id], offering=chosen[pair.offering.id])
        for pair in pairs
        if needs[pair.need.id].texts and pair.offering.id in chosen
    ]


def _one_locale_each(offerings: Mapping[str, Document], locales: Sequence[str]) -> Iterator[tuple[str, Document]]:
    for turn, (identifier, offering) in enumerate(sorted(offerings.items())):
        in_turn = [locales[(turn + step) % len(locales)] for step in range(len(locales))]
        reduced = (_only(offering, locale) for locale in in_turn)
        first = next((document for document in reduced if document.texts), None)
        if first is not None:
            yield identifier, first


def _only(document: Document, locale: str) -> Document:
    return replace(document, texts=tuple(text for text in document.texts if text.lang == locale))
