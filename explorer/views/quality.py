"""How far the graph can be trusted: what checks find, how exact the reading is, what nobody has read yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from oic_mandates.explorer import components, data, exports, links, quality, quality_data, quality_parts, state
from oic_mandates.explorer.language import Language, text
from oic_mandates.explorer.markup import element, link

_PART = "part"
_ROWS, _SHOWN, _MOST = 60, "shown", 5000


def show(language: Language) -> None:
    """Draws the page that the address asks for."""
    components.style("quality.css")
    st.title(text("quality", language))
    st.html(element("p", escape(text("quality.lead", language)), css="lead"))
    parts: Mapping[str, Callable[[Language], None]] = {
        "checks": _checks,
        "accuracy": quality_parts.accuracy,
        "corrections": _corrections,
        "unreviewed": _unreviewed,
        "coverage": _coverage,
        "sources": _sources,
        "build": quality_parts.build,
        "mistake": quality_parts.mistake,
    }
    components.warn_unknown(_PART, parts, language)
    part = state.one(_PART, parts, "checks")
    st.html(_ways(list(parts), part, language))
    st.subheader(text(f"quality.part.{part}", language), anchor=False)
    st.html(element("p", escape(text(f"quality.about.{part}", language))))
    parts[part](language)


def _ways(parts: list[str], now: str, language: Language) -> str:
    """The parts of the page to choose from."""
    items = []
    for part in parts:
        name = escape(text(f"quality.part.{part}", language))
        href = links.address(links.QUALITY, language, {_PART: part if part != parts[0] else ""})
        shown = element("span", name, css="part now", aria_current="page") if part == now else link(name, href, "part")
        items.append(element("li", shown))
    list_ = element("ul", "".join(items))
    return element("nav", list_, css="parts", aria_label=text("quality.parts", language))


def _checks(language: Language) -> None:
    if quality_data.is_remote():
        st.info(text("quality.remote", language), icon=":material/dns:")
        st.code("oic-mandates validate", language="bash")
        return
    with st.spinner(text("quality.checking", language)):
        groups = quality_data.findings()
    found = [finding for group in groups for finding in group]
    if quality_data.conforms(found):
        st.success(text("quality.conforms", language), icon=":material/verified:")
    else:
        st.error(text("quality.fails", language), icon=":material/error:")
    if not groups:
        return
    pairs = [
        (text(f"quality.severities.{name}", language), sum(finding.severity == name for finding in found))
        for name in ("violation", "warning", "info")
    ]
    st.html(quality_parts.tiles(pairs, language))
    names = {path: named.label for path, named in data.entities(language).items()}
    st.html("".join(quality.rule(group, names, language) for group in groups))
    quality_parts.take_findings(groups, language)


def _limited(answer: data.Answer, language: Language, part: str) -> None:
    """An answer as a table, its first rows, with a link to more of them; and the answer to take away."""
    limit = state.whole(_SHOWN, _ROWS, _ROWS, _MOST)
    if not answer.rows:
        st.info(text("quality.none", language))
        return
    st.html(components.answer_table(answer, language, limit))
    if len(answer.rows) > limit:
        count = components.number(len(answer.rows) - limit, language)
        href = links.address(links.QUALITY, language, {_PART: part, _SHOWN: str(limit * 5)})
        st.html(link(escape(text("mandates.more", language, count=count)), href, "way"))
    exports.downloads(answer, part, language)


def _corrections(language: Language) -> None:
    kinds = data.ask("corrections-by-kind", resolution=None, lang=language)
    rows = [
        (
            escape(row["classLabel"]),
            escape(components.number(int(row["corrections"]), language)),
            quality.share(int(row["corrected"]), int(row["provisions"]), language),
        )
        for row in kinds.records()
    ]
    heads = [text(f"quality.column.{name}", language) for name in ("class", "corrections", "corrected")]
    st.html(quality.table(heads, rows, css="grid narrow"))
    answer = data.ask("corrections", resolution=None, lang=language)
    keep = [name for name in answer.columns if name not in ("start", "end")]
    _limited(answer.only(answer.rows, keep), language, "corrections")
    exports.query_behind([answer, kinds], language)


def _unreviewed(language: Language) -> None:
    progress = data.ask("review-progress", lang=language)
    rows = [
        (
            escape(row["classLabel"]),
            escape(components.number(int(row["count"]), language)),
            quality.share(int(row["reviewed"]), int(row["count"]), language),
            quality.share(int(row["unreviewed"]), int(row["count"]), language),
        )
        for row in progress.records()
    ]
    heads = [text(f"quality.column.{name}", language) for name in ("class", "count", "reviewed", "unreviewed")]
    st.html(quality.table(heads, rows, css="grid narrow"))
    href = links.address(links.MANDATES, language, {"reviewed": "unreviewed"})
    st.html(link(escape(text("quality.unreviewed.acts", language)), href))
    answer = data.ask("not-reviewed", resolution=None, lang=language)
    _limited(answer, language, "unreviewed")
    exports.query_behind([progress, answer], language)


def _coverage(language: Language) -> None:
    answer = data.ask("coverage", resolution=None, lang=language)
    columns = ("withAct", "withAddressee", "withName", "withCitation", "withReading", "withTranslation")
    rows = []
    for row in answer.records():
        whole = int(row["provisions"])
        shares = [quality.share(int(row[name]), whole, language) for name in columns]
        rows.append((escape(row["classLabel"]), escape(components.number(whole, language)), *shares))
    heads = [text(f"quality.column.{name}", language) for name in ("class", "provisions", *columns)]
    st.html(quality.table(heads, rows))
    exports.downloads(answer, "coverage", language)
    lacking, gaps = data.ask("nothing-found", resolution=None, lang=language), []
    at = lacking.columns.index("hasAct")
    gaps = [row for row in lacking.rows if row[at] and row[at].value == "false"]  # type: ignore[union-attr]
    st.subheader(text("quality.no-act", language), anchor=False)
    silent = lacking.only(gaps, ("clause", "number", "text", "translation"))
    if gaps:
        st.html(components.answer_table(silent, language, _ROWS))
    else:
        st.info(text("quality.no-act.none", language))
    st.subheader(text("quality.no-addressee", language), anchor=False)
    nobody = data.ask("no-addressee", resolution=None, lang=language)
    _limited(nobody, language, "no-addressee")
    exports.query_behind([answer, lacking, nobody], language)


def _sources(language: Language) -> None:
    kinds = data.ask("entity-quality", lang=language)
    columns = ("inText", "withSource", "withIdentifier", "withNote", "withUnofficialName")
    rows = []
    for row in kinds.records():
        whole = int(row["entities"])
        shares = [quality.share(int(row[name]), whole, language) for name in columns]
        rows.append((escape(row["classLabel"]), escape(components.number(whole, language)), *shares))
    heads = [text(f"quality.column.{name}", language) for name in ("class", "entities", *columns)]
    st.html(quality.table(heads, rows))
    names = data.ask("names-in-three-languages", entity=None, lang=language)
    notes = data.ask("sources-and-notes", entity=None, lang=language)
    for key, answer, column, shown in (
        ("unofficial", names, "note", ("entity", "entityLabel", "note")),
        ("notes", notes, "noteTexts", ("entity", "entityLabel", "noteTexts")),
    ):
        at = answer.columns.index(column)
        filled = answer.only([row for row in answer.rows if row[at] and row[at].value], shown)  # type: ignore[union-attr]
        count = components.number(len(filled.rows), language)
        with st.expander(text(f"quality.{key}", language, count=count)):
            st.html(quality_parts.notes(filled, column, language))
            exports.downloads(filled, key, language)
    exports.query_behind([kinds, names, notes], language)
