"""What a validation found, and the reports that tell it: plain text, Turtle and a web page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from string import Template
from typing import Literal as Choice

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SH, XSD

from oic_mandates.graph.iris import BASE, PREFIXES
from oic_mandates.graph.model import Language

Severity = Choice["violation", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("violation", "warning", "info")
SHAPES = BASE + "ontology/shapes#"
CHECKS = BASE + "ontology/checks/"

_SEVERITY_IRI = {"violation": SH.Violation, "warning": SH.Warning, "info": SH.Info}
_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "title": "Validation report",
        "conforms": "The graph conforms.",
        "fails": "The graph does not conform.",
        "violation": "Violations",
        "warning": "Warnings",
        "info": "Notes",
        "where": "Where",
        "what": "Found there",
        "cure": "What to do",
        "nothing": "Nothing was found.",
    },
    "ar": {
        "title": "تقرير التحقق",
        "conforms": "البيان مطابق.",
        "fails": "البيان غير مطابق.",
        "violation": "مخالفات",
        "warning": "تنبيهات",
        "info": "ملاحظات",
        "where": "الموضع",
        "what": "الموجود فيه",
        "cure": "ما ينبغي فعله",
        "nothing": "لم يُعثر على شيء.",
    },
    "fr": {
        "title": "Rapport de contrôle",
        "conforms": "Le graphe est conforme.",
        "fails": "Le graphe n’est pas conforme.",
        "violation": "Violations",
        "warning": "Avertissements",
        "info": "Remarques",
        "where": "Où",
        "what": "Trouvé à cet endroit",
        "cure": "Que faire",
        "nothing": "Rien n’a été trouvé.",
    },
}
# What a constraint missed, for the findings that have no value to show.
_CLUES: dict[str, dict[Language, str]] = {
    "MinCountConstraintComponent": {"en": "too few", "ar": "أقل من اللازم", "fr": "trop peu"},
    "MaxCountConstraintComponent": {"en": "too many", "ar": "أكثر من اللازم", "fr": "trop"},
    "HasValueConstraintComponent": {"en": "missing", "ar": "ناقص", "fr": "manquant"},
    "UniqueLangConstraintComponent": {
        "en": "twice in one language", "ar": "مرتان بلغة واحدة", "fr": "deux fois dans une langue",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault at one place.

    `focus` is the IRI of the thing at fault, `path` the IRI of the property (empty where the
    fault lies in no single one), `value` the value found (empty where one is missing).
    `messages` and `cure` are sentences by language. `source` is the IRI of a shape or of a check;
    `component` the local name of the SHACL constraint, empty for a check.
    """

    severity: Severity
    focus: str
    path: str
    value: str
    messages: Mapping[str, str]
    source: str
    component: str = ""
    cure: Mapping[str, str] = field(default_factory=dict)

    @property
    def sort_key(self) -> tuple[int, str, str, str, str, str]:
        """Worst first, then by rule, place and value."""
        rank = SEVERITIES.index(self.severity)
        return rank, self.source, self.focus, self.path, self.component, self.value

    @property
    def name(self) -> str:
        """The name of the shape or check, without the address before it."""
        return self.source.removeprefix(SHAPES).removeprefix(CHECKS)

    def found(self, language: Language) -> str:
        """The value found, or what is wrong with the number of values."""
        return self.value or _CLUES.get(self.component, {}).get(language, "")


def conforms(findings: Iterable[Finding]) -> bool:
    """Whether a graph conforms: SHACL found nothing at all, and no check found a violation.

    SHACL counts a result of any severity (sh:conforms, section 3.6.1.1 of the recommendation);
    what our own checks merely note is advice.
    """
    return not any(finding.component or finding.severity == "violation" for finding in findings)


def short(iri: str) -> str:
    """An IRI as people write it: `id:actor/sesric`, `oicm:verb`; anything else as it stands."""
    for prefix, namespace in sorted(PREFIXES.items(), key=lambda item: -len(item[1])):
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def grouped(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings of one rule together, worst rules first."""
    ordered = sorted(findings, key=lambda finding: finding.sort_key)
    return [list(group) for _, group in groupby(ordered, key=lambda finding: finding.sort_key[:2])]


def _verdict(findings: Sequence[Finding], language: Language) -> str:
    return _WORDS[language]["conforms" if conforms(findings) else "fails"]


def _counts(findings: Sequence[Finding], language: Language) -> list[tuple[str, int]]:
    words = _WORDS[language]
    return [(words[name], sum(f.severity == name for f in findings)) for name in SEVERITIES]


def as_text(findings: Sequence[Finding], language: Language = "en") -> str:
    """The report for a terminal: each rule once, with the places where it is broken below it."""
    words = _WORDS[language]
    lines = [_verdict(findings, language)]
    lines.append("  ".join(f"{label}: {count}" for label, count in _counts(findings, language)))
    for group in grouped(findings):
        first = group[0]
        lines += ["", f"[{words[first.severity]}] {first.name}", f"  {first.messages[language]}"]
        if first.cure:
            lines.append(f"  {words['cure']}: {first.cure[language]}")
        lines += [f"  - {_place(finding, language)}" for finding in group]
    return "\n".join(lines) + "\n"


def _place(finding: Finding, language: Language) -> str:
    found = finding.found(language)
    path = f" {short(finding.path)}" if finding.path else ""
    return f"{short(finding.focus)}{path}" + (f": {short(found)}" if found else "")


def as_turtle(findings: Sequence[Finding]) -> str:
    """The report as a sh:ValidationReport; it has no blank nodes, so two runs give the same bytes."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    report = URIRef(BASE + "report")
    graph.add((report, RDF.type, SH.ValidationReport))
    graph.add((report, SH.conforms, Literal(conforms(findings))))
    for number, finding in enumerate(sorted(findings, key=lambda item: item.sort_key), 1):
        result = URIRef(f"{report}#result-{number}")
        graph.add((report, SH.result, result))
        _add_result(graph, result, finding)
    text: str = graph.serialize(format="turtle")
    return text


def _add_result(graph: Graph, result: URIRef, finding: Finding) -> None:
    component = finding.component or "SPARQLConstraintComponent"
    graph.add((result, RDF.type, SH.ValidationResult))
    graph.add((result, SH.resultSeverity, _SEVERITY_IRI[finding.severity]))
    graph.add((result, SH.focusNode, _node(finding.focus)))
    graph.add((result, SH.sourceShape, URIRef(finding.source)))
    graph.add((result, SH.sourceConstraintComponent, SH[component]))
    if finding.path:
        graph.add((result, SH.resultPath, URIRef(finding.path)))
    if finding.value:
        graph.add((result, SH.value, _node(finding.value)))
    for language, message in sorted(finding.messages.items()):
        cure = finding.cure.get(language, "")
        graph.add((result, SH.resultMessage, Literal(f"{message} {cure}".strip(), lang=language)))


def _node(text: str) -> URIRef | Literal:
    is_iri = text.startswith(("http://", "https://", "urn:")) and not any(
        c.isspace() or c in '<>"{}|^`\\' for c in text
    )
    return URIRef(text) if is_iri else Literal(text, datatype=XSD.string)


_PAGE = Template("""<!DOCTYPE html>
<html lang="$language" dir="$direction">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
:root { color-scheme: light dark; }
body { font-family: system-ui, sans-serif; line-height: 1.6; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin-block: 0.5rem 2rem; }
caption { text-align: start; }
th, td { border: 1px solid; padding: 0.3rem 0.6rem; text-align: start; vertical-align: top; }
td { overflow-wrap: anywhere; }
</style>
</head>
<body>
<main>
<h1>$title</h1>
<p><strong>$verdict</strong></p>
<ul>
$counts
</ul>
$sections
</main>
</body>
</html>
""")


def as_html(findings: Sequence[Finding], language: Language = "en") -> str:
    """The report as one web page that needs nothing else, right to left where its language is."""
    words = _WORDS[language]
    sections = [_section(group, language) for group in grouped(findings)]
    return _PAGE.substitute(
        language=language,
        direction="rtl" if language == "ar" else "ltr",
        title=escape(words["title"]),
        verdict=escape(_verdict(findings, language)),
        counts="\n".join(f"<li>{escape(label)}: {count}</li>" for label, count in _counts(findings, language)),
        sections="\n".join(sections) or f"<p>{escape(words['nothing'])}</p>",
    )


def _section(group: Sequence[Finding], language: Language) -> str:
    words, first = _WORDS[language], group[0]
    cure = f"<br>{escape(words['cure'])}: {escape(first.cure[language])}" if first.cure else ""
    rows = "\n".join(_row(finding, language) for finding in group)
    return (
        f"<section>\n<h2>{escape(words[first.severity])}: {_bdi(first.name)}</h2>\n<table>\n"
        f"<caption>{escape(first.messages[language])}{cure}</caption>\n"
        f'<thead><tr><th scope="col">{escape(words["where"])}</th>'
        f'<th scope="col">{escape(words["what"])}</th></tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody>\n</table>\n</section>"
    )


def _row(finding: Finding, language: Language) -> str:
    path = f" {_bdi(short(finding.path))}" if finding.path else ""
    found = f"<bdi>{escape(short(finding.found(language)))}</bdi>"
    return f"<tr><td>{_bdi(short(finding.focus))}{path}</td><td>{found}</td></tr>"


def _bdi(text: str) -> str:
    """Latin names keep their order of characters inside right-to-left text."""
    return f'<bdi dir="ltr" lang="en">{escape(text)}</bdi>'
