"""Parts of the Quality view: the accuracy of the reading, what the graph was built from, how to tell a mistake."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

import streamlit as st

from oic_mandates.explorer import components, data, exports, links, quality, quality_data, state
from oic_mandates.explorer.data import Answer, Term
from oic_mandates.explorer.language import Language, text
from oic_mandates.explorer.markup import element, foreign, link
from oic_mandates.explorer.provisions import provision_name

if TYPE_CHECKING:
    from oic_mandates.explorer.quality_data import Finding

_CLAUSE = "clause"
# Where a mistake is mended, by what is wrong.
_MENDED = {
    "print": "corrections.tsv",
    "reading": "review.tsv",
    "translation": "translation.en.md",
    "name": "ontology/vocab/",
    "program": "CONTRIBUTING.md",
}


def tiles(pairs: Iterable[tuple[str, int]], language: Language) -> str:
    """Figures with what they count."""
    items = "".join(
        element("div", element("dt", escape(name)) + element("dd", escape(components.number(count, language))))
        for name, count in pairs
    )
    return element("dl", items, css="figures")


def quiet(words: str) -> str:
    """A line of less weight, in the direction of the page."""
    return element("p", escape(words), css="quiet small")


def take_findings(groups: Sequence[Sequence[Finding]], language: Language) -> None:
    """The findings to take away, a row for each."""
    columns = ("severity", "rule", "thing", "found", "message")
    rows = tuple(
        (
            Term("literal", finding.severity),
            Term("literal", finding.name),
            Term("uri", finding.focus),
            Term("literal", finding.found(language)),
            Term("literal", finding.messages[language], language=language),
        )
        for group in groups
        for finding in group
    )
    exports.downloads(Answer(columns, rows, ""), "findings", language)


def accuracy(language: Language) -> None:
    """How the program's reading compares with readers', for each resolution that was measured."""
    measured = False
    for resolution in data.resolutions(language):
        rows = quality_data.accuracy(resolution.slug)
        if not rows:
            continue
        measured = True
        st.html(element("p", element("b", foreign(resolution.title, resolution.title_language))))
        day = escape(components.day(date.fromisoformat(rows[0]["measured"]), language))
        st.html(element("p", escape(text("quality.measured", language)) + f" {day}", css="quiet"))
        for (name, sections), group in groupby(rows, key=lambda row: (row["table"], row["sections"])):
            _comparison(name, sections, resolution.slug, list(group), language)
        terms = tuple(tuple(Term("literal", value) for value in row.values()) for row in rows)
        exports.downloads(Answer(tuple(rows[0]), terms, ""), f"accuracy-{resolution.slug}", language)
    if not measured:
        st.info(text("quality.accuracy.none", language))
        return
    with st.expander(text("quality.method", language), expanded=True):
        st.html(element("p", escape(text("quality.method.told", language))))
        st.code("make accuracy", language="bash")


def _comparison(name: str, sections: str, slug: str, rows: Sequence[dict[str, str]], language: Language) -> None:
    sign = {"+": "only", "-": "without"}.get(sections[:1], "whole")
    section = data.section_names(language).get(f"{slug}/{sections[1:]}", sections[1:]).strip(" :")
    title = text(f"quality.accuracy.{name}.{sign}", language, section=section)
    columns = ("kind", "right", "wrong", "missed", "precision", "recall", "f1")
    heads = [text(f"quality.column.{column}", language) for column in columns]
    st.html(quality.table(heads, [quality.figures(row, language) for row in rows], title, "grid numbers"))


def build(language: Language) -> None:
    """From which files and by which program the graph was made, and when."""
    answer = data.ask("provenance", resolution=None, lang=language)
    for row in answer.records():
        legal = data.local_name(row["legalValue"]).partition("-")[2]
        spoken = data.local_name(row["language"])
        pairs = [
            ("resolution", link(element("bdi", escape(row["resolutionLabel"])), _home(row["resolution"], language))),
            ("legal", escape(text(f"quality.legal.{legal}", language))),
            ("language", escape(text(f"quality.language.{spoken}", language))),
            ("file", element("bdi", escape(row["fileName"] or data.path_of(row["file"])), dir="ltr")),
            ("sha256", element("bdi", escape(row["sha256"]), dir="ltr", css="mono")),
            ("program", element("bdi", escape(row["programName"]), dir="ltr")),
        ]
        facts = "".join(
            element(
                "tr", element("th", escape(text(f"quality.fact.{name}", language)), scope="row") + f"<td>{value}</td>"
            )
            for name, value in pairs
            if value != '<bdi dir="ltr"></bdi>'
        )
        st.html(element("table", element("tbody", facts), css="grid facts"))
    when = quality_data.built_on()
    if when:
        told = (
            element("bdi", escape(components.day(when.date(), language)))
            + " "
            + element("bdi", f"{when:%H:%M}", dir="ltr")
        )
        st.html(element("p", f"{escape(text('quality.built', language))} {told}"))
    st.html(element("p", escape(text("quality.same", language)), css="quiet"))
    exports.downloads(answer, "provenance", language)
    exports.query_behind(answer, language)


def _home(iri: str, language: Language) -> str:
    return links.address(links.READ, language, {links.RESOLUTION: data.path_of(iri)})


def notes(answer: Answer, column: str, language: Language) -> str:
    """Names with what is noted of them, as a table; the notes are written in English."""
    rows = []
    for row in answer.records():
        told = "".join(element("div", escape(part)) for part in row[column].split(" | "))
        name = link(element("bdi", escape(row["entityLabel"])), links.to_path(data.path_of(row["entity"]), language))
        rows.append((name, element("div", told, lang="en", dir="ltr", css="note")))
    heads = [text("quality.column.name", language), text(f"quality.column.{column}", language)]
    return quality.table(heads, rows)


def mistake(language: Language) -> None:
    """What to write where something is wrong, with the address of the clause, ready to copy."""
    clauses = _clauses(language)
    components.warn_unknown(_CLAUSE, clauses, language)
    chosen = state.choice(_CLAUSE, text("quality.mistake.clause", language), clauses)
    st.html(quiet(text("quality.mistake.copy", language)))
    with st.container(key="quality-letter"):
        st.code(_letter(chosen, clauses[chosen], language), language=None, wrap_lines=True)
    rows = [
        (
            escape(text(f"quality.mistake.{name}", language)),
            element("bdi", escape(file), dir="ltr", css="mono file"),
            escape(text(f"quality.mistake.{name}.how", language)),
        )
        for name, file in _MENDED.items()
    ]
    heads = [text(f"quality.column.{name}", language) for name in ("wrongThing", "mendedIn", "how")]
    st.html(quality.table(heads, rows))
    st.html(element("p", escape(text("quality.mistake.where", language))))
    exports.query_behind(data.ask("reading", resolution=None, lang=language), language)


def _clauses(language: Language) -> dict[str, str]:
    symbols = {resolution.slug: resolution.symbol for resolution in data.resolutions(language)}
    found = {"": text("quality.mistake.none", language)}
    for row in data.ask("reading", resolution=None, lang=language).records():
        path = data.path_of(row["provision"])
        slug, name = path.partition("/")[0], provision_name(path, language, row["number"])
        found[path] = name if len(symbols) == 1 else f"{symbols.get(slug, slug)}: {name}"
    return found


def _letter(path: str, name: str, language: Language) -> str:
    """The text to copy, with all that whoever mends it must know."""
    rows = data.ask("reading", resolution=None, lang=language).records()
    printed = next((row["text"] for row in rows if path and data.path_of(row["provision"]) == path), "")
    source = next(iter(data.ask("provenance", resolution=path.partition("/")[0] or None, lang=language).records()), {})
    empty = "…"
    lines = [
        (text("quality.letter.place", language), f"{name} <{data.iri_of(path)}>" if path else empty),
        (text("quality.letter.printed", language), printed or empty),
        (text("quality.letter.wrong", language), empty),
        (text("quality.letter.right", language), empty),
        (text("quality.letter.proof", language), empty),
        (
            text("quality.letter.version", language),
            f"{source.get('programName', '')}, SHA-256 {source.get('sha256', '')}",
        ),
    ]
    return "\n".join(f"{label} {value}" for label, value in lines)
