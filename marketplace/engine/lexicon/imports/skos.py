"""Thesauri in SKOS, such as GEMET: preferred and alternative labels of each concept, as RDF/XML or Turtle."""

from collections import defaultdict
from pathlib import Path

from rdflib import Graph
from rdflib.namespace import DC, DCTERMS, RDF, SKOS
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.term import Literal, Node

from marketplace.engine.language import LANGUAGES
from marketplace.engine.lexicon.imports.imported import NO_ENGLISH, Imported, UnreadableSourceError
from marketplace.engine.lexicon.parallel import PIVOT


def read_skos(path: Path) -> Imported:
    """The labels of every concept that has an English one. Raises `UnreadableSourceError` for a file that is no RDF."""
    graph = Graph()
    try:
        graph.parse(path, format="turtle" if path.suffix == ".ttl" else "xml")
    except (BadSyntax, SyntaxError, ValueError, AssertionError, IndexError) as problem:
        msg = f"{path.name} is not readable as RDF: {problem}"
        raise UnreadableSourceError(msg) from problem
    except Exception as problem:  # the XML reader raises what its parser raises
        if type(problem).__module__.startswith(("xml.", "rdflib.")):
            msg = f"{path.name} is not readable as RDF: {problem}"
            raise UnreadableSourceError(msg) from problem
        raise
    found = Imported(path.stem, _licence(graph))
    for concept in _concepts(graph):
        labels = _labels(graph, concept)
        if not labels.get(PIVOT):
            found.skipped[NO_ENGLISH] += 1
            continue
        for lang, own in labels.items():
            if lang != PIVOT:
                found.add(lang, own, labels[PIVOT])
    return found


def _concepts(graph: Graph) -> list[Node]:
    """The concepts that say so, else everything that has a preferred label."""
    named = set(graph.subjects(RDF.type, SKOS.Concept)) or set(graph.subjects(SKOS.prefLabel, None))
    return sorted(named, key=str)


def _labels(graph: Graph, concept: Node) -> dict[str, list[str]]:
    """Labels by language; what stands behind a hyphen (zh-CN, pt-PT) is set aside."""
    labels: dict[str, list[str]] = defaultdict(list)
    for relation in (SKOS.prefLabel, SKOS.altLabel):
        for label in graph.objects(concept, relation):
            lang = (label.language or "").partition("-")[0].lower() if isinstance(label, Literal) else ""
            if lang in LANGUAGES and str(label) not in labels[lang]:
                labels[lang].append(str(label))
    return labels


def _licence(graph: Graph) -> str:
    for relation in (DCTERMS.license, DCTERMS.rights, DC.rights):
        for stated in graph.objects(None, relation):
            return str(stated)
    return ""
