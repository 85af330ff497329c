"""What can be opened about a part of a resolution: how to cite it, its evidence, what is like it, its RDF.

Each has an address of its own, and stands beside the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from html import escape
from typing import Literal
from urllib.parse import urljoin

import streamlit as st

from oic_mandates.explorer import data, exports, links, markup, read_tools
from oic_mandates.explorer.components import percent
from oic_mandates.explorer.language import DIRECTIONS, Language, text
from oic_mandates.explorer.markup import direction, element, foreign, highlighted, link
from oic_mandates.explorer.provisions import provision_link
from oic_mandates.explorer.read_evidence import Act, Evidence, Proof, Statement, evidence
from oic_mandates.explorer.reading import Provision

# From which measure on clauses are told to be alike, in per cent; the build keeps none below.
LEAST_ALIKE = 70
_FILES = {"bib": ("BibTeX", "application/x-bibtex"), "ris": ("RIS", "application/x-research-info-systems")}
_TURTLE = "text/turtle"

_Panel = Callable[[str, Provision, Language], None]


def show(panel: str, resolution: str, provision: Provision, language: Language) -> None:
    """Opens a panel about a part, on the side where lines end; closing it takes it out of the address."""
    name = markup.part_name(provision.part, provision.number, language)
    side: Literal["left", "right"] = "left" if DIRECTIONS[language] == "rtl" else "right"

    def draw() -> None:
        st.html(_tabs(panel, resolution, provision, language))
        _PANELS[panel](resolution, provision, language)

    st.dialog(name, width="medium", position=side, on_dismiss=_close)(draw)()


def _close() -> None:
    # In one step, so that one step back opens it again.
    given = st.query_params.to_dict()
    st.query_params.from_dict({key: given[key] for key in given if key not in (links.PANEL, links.PROOF)})


def _tabs(panel: str, resolution: str, provision: Provision, language: Language) -> str:
    """The panels about this part; each keeps what the text behind it is set to."""
    tabs = "".join(
        link(
            escape(text(f"read.do.{name}", language)),
            links.to_panel(resolution, provision.eid, name, language),
            "now" if name == panel else "",
            aria_current="page" if name == panel else "",
        )
        for name in markup.PANELS
    )
    name = markup.part_name(provision.part, provision.number, language)
    return _staying(element("nav", tabs, css="tabs", aria_label=name))


def _staying(content: str) -> str:
    return element("div", content, data_stay="1", data_keep=read_tools.KEPT)


def _iri(resolution: str, provision: Provision) -> str:
    return data.iri_of(f"{resolution}/{provision.eid}")


# --- how to cite it


def _cite(resolution: str, provision: Provision, language: Language) -> None:
    iri = _iri(resolution, provision)
    page = links.to_clause(resolution, provision.eid, language)
    whole = urljoin(st.context.url or "", page)
    lines = [
        _copied(text("read.cite.address", language), iri, _copier(language, data_copy=iri), css="mono", dir="ltr"),
        _copied(text("read.cite.page", language), whole, _copier(language, data_copy_link=page), css="mono", dir="ltr"),
    ]
    for manner, spoken, citation in data.citations(iri, language):
        button = _copier(language, data_copy=citation)
        head = text(f"read.manner.{manner}", language)
        lines.append(_copied(head, citation, button, lang=spoken, dir=direction(spoken)))
    st.html("".join(lines))
    st.html(element("h3", escape(text("read.cite.files", language))))
    with st.container(horizontal=True):
        for suffix, (label, mime) in _FILES.items():
            made = partial(data.bibliography, (iri,), suffix, language)
            name = f"{resolution}-{provision.eid}.{suffix}"
            st.download_button(label, made, name, mime, key=f"read.{suffix}", on_click="ignore")
    exports.query_behind(data.ask("cited-as", cited=iri, lang=language), language)


def _copied(head: str, words: str, button: str, **attributes: str) -> str:
    """A text with its head and the button that copies it."""
    shown = element("h3", escape(head)) + element("p", escape(words), **attributes) + button
    return element("div", shown, css="copied")


def _copier(language: Language, **what: str) -> str:
    return element("button", escape(text("read.copy", language)), type="button", css="copy", **what)


# --- its evidence


def _evidence(resolution: str, provision: Provision, language: Language) -> None:
    path = f"{resolution}/{provision.eid}"
    answer = data.ask("statements-of-clause", clause=data.iri_of(path))
    found = evidence(answer, path)
    proofs = {proof.name: proof for proof in found.proofs()}
    chosen = st.query_params.get(links.PROOF, "")
    if chosen and chosen not in proofs:
        st.warning(text("read.unknown_value", language, value=chosen))
    if not proofs:
        st.info(text("read.evidence.none", language))
    st.html(element("p", escape(text("read.evidence.help", language)), css="quiet"))
    places = [(proofs[chosen].start, proofs[chosen].end)] if chosen in proofs else _joined(proofs.values())
    words = highlighted(provision.text, places)
    css = "words naskh shown" if chosen in proofs else "words naskh shown all"
    st.html(element("p", words, css=css, lang=provision.language, dir=direction(provision.language)))
    table = _Table(resolution, provision, found, chosen, language)
    for number, act in enumerate(found.acts, start=1):
        table.draw(_act_head(act, number, language), act.statements)
    if found.named:
        table.draw(escape(text("read.evidence.named", language)), found.named)
    if found.corrections:
        st.html(element("h3", escape(text("read.evidence.corrections", language))))
        notes = (markup.correction_note(each, provision.language, language) for each in provision.corrections)
        st.html("".join(notes))
    exports.query_behind(answer, language)


def _joined(proofs: Iterable[Proof]) -> list[tuple[int, int]]:
    """The places of all proofs in order, those that meet or overlap as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((proof.start, proof.end) for proof in proofs):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _act_head(act: Act, number: int, language: Language) -> str:
    status = text("value.reviewed" if act.reviewed else "value.unreviewed", language)
    return (
        f"{escape(text('read.evidence.act', language, number=number))} {element('span', escape(status), css='status')}"
    )


class _Table:
    """Statements as tables; the words of each proof are the address at which they are shown in the text."""

    def __init__(self, resolution: str, provision: Provision, found: Evidence, chosen: str, language: Language) -> None:
        self._resolution, self._provision, self._found = resolution, provision, found
        self._chosen, self._language = chosen, language
        self._names: Mapping[str, data.Named] = data.entities(language)

    def draw(self, head: str, statements: Iterable[Statement]) -> None:
        """Draws statements below a head, which is HTML."""
        language = self._language
        heads = ("statement", "words")
        cells = (element("th", escape(text(f"read.evidence.{name}", language)), scope="col") for name in heads)
        rows = "".join(self._rows(statement) for statement in statements)
        table = element("thead", element("tr", "".join(cells))) + element("tbody", rows)
        st.html(element("h3", head) + _staying(element("table", table, css="grid proofs")))

    def _rows(self, statement: Statement) -> str:
        named = self._names.get(statement.path)
        label = element("bdi", escape(named.label if named else statement.path))
        content = link(label, links.to_path(statement.path, self._language))
        kind = f"read.evidence.{statement.property}" if statement.property else f"kind.{links.kind_of(statement.path)}"
        content = element("span", escape(text(kind, self._language)), css="label") + content
        if not statement.proofs:
            reason = element("td", escape(text("read.evidence.context", self._language)), css="quiet")
            return element("tr", element("td", content) + reason)
        rows: list[str] = []
        for proof in statement.proofs:
            first = element("td", content, rowspan=str(len(statement.proofs))) if not rows else ""
            rows.append(element("tr", first + self._proof(proof)))
        return "".join(rows)

    def _proof(self, proof: Proof) -> str:
        provision, language = self._provision, self._language
        now = proof.name == self._chosen
        href = links.to_panel(self._resolution, provision.eid, "evidence", language, proof.name)
        words = element("bdi", escape(proof.words), lang=provision.language, dir=direction(provision.language))
        shown = link(words, href, "proof now" if now else "proof", aria_current="true" if now else "")
        places = [self._place("read.evidence.place", proof, 0)]
        if self._found.shift is not None:
            places.append(self._place("read.evidence.file", proof, self._found.shift))
        return element("td", shown + "".join(places))

    def _place(self, key: str, proof: Proof, shift: int) -> str:
        figures = element("bdi", f"{shift + proof.start}–{shift + proof.end}", dir="ltr")
        return element("span", f"{escape(text(key, self._language))} {figures}", css="place")


# --- what is like it


def _similar(resolution: str, provision: Provision, language: Language) -> None:
    path = f"{resolution}/{provision.eid}"
    answer = data.ask("similar-clauses", clause=data.iri_of(path), percent=LEAST_ALIKE, resolution=None, lang=language)
    st.html(element("p", escape(text("read.similar.help", language)), css="quiet"))
    hits = "".join(_hit(row, path, provision, language) for row in answer.records())
    if hits:
        st.html(hits)
    else:
        st.info(text("read.similar.none", language, percent=percent(LEAST_ALIKE / 100, language)))
    themes = [span for span in provision.concepts if span.kind == "theme"]
    if themes:
        items = "".join(
            element(
                "li",
                link(escape(span.label), links.address(links.MANDATES, language, {"theme": span.path}), "chip"),
            )
            for span in themes
        )
        head = element("h3", escape(text("read.similar.themes", language)))
        st.html(head + element("ul", items, css="chips"))
    exports.query_behind(answer, language)


def _hit(row: Mapping[str, str], path: str, provision: Provision, language: Language) -> str:
    """One part that is like this one: the pair stands in the order of the document, so this may be either."""
    side = "otherText" if data.path_of(row["clause"]) == path else "text"
    clause, number, words, translated = {
        "otherText": ("otherClause", "otherNumber", "otherText", "otherTranslation"),
        "text": ("clause", "number", "text", "translation"),
    }[side]
    other = data.path_of(row[clause])
    score = text("read.similar.score", language, percent=percent(float(row["score"]), language))
    compare = links.address(links.COMPARE, language, {"one": path, "other": other})
    lines = [
        element("p", f"{provision_link(other, language, row[number])} {escape(score)}"),
        element("p", foreign(row[words], provision.language), css="words naskh", lang=provision.language, dir="auto"),
        element("p", foreign(row[translated], language), css="quiet") if row[translated] else "",
        element("p", link(escape(text("read.similar.compare", language)), compare)),
    ]
    return element("div", "".join(lines), css="hit")


# --- its RDF


def _rdf(resolution: str, provision: Provision, language: Language) -> None:
    answer = data.ask("statements-of-clause", clause=_iri(resolution, provision))
    turtle = answer.turtle()
    st.html(element("p", escape(text("read.rdf.help", language)), css="quiet"))
    name = f"{resolution}-{provision.eid}.ttl"
    st.download_button("Turtle", turtle, name, _TURTLE, key="read.ttl", on_click="ignore", icon=":material/download:")
    st.code(turtle, language=None, wrap_lines=True)
    exports.query_behind(answer, language)


_PANELS: Mapping[str, _Panel] = {"cite": _cite, "evidence": _evidence, "similar": _similar, "rdf": _rdf}
