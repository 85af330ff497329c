"""The resolution from first to last, in its own language, with names, verbs and corrections in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

import streamlit as st

from oic_mandates.explorer import data, links, markup, reading
from oic_mandates.explorer.components import day
from oic_mandates.explorer.data import Resolution
from oic_mandates.explorer.language import Language, text
from oic_mandates.explorer.markup import element, foreign, link
from oic_mandates.explorer.reading import Provision


@dataclass(frozen=True, slots=True)
class Page:
    """A resolution ready to be sent: its outline, a block of HTML for each section, the eIds in it."""

    outline: str
    blocks: tuple[str, ...]
    eids: frozenset[str]


def show(language: Language) -> None:
    """Draws the page that the address asks for."""
    resolutions = data.resolutions(language)
    if not resolutions:
        st.info(text("read.none", language, command=data.BUILD_COMMAND))
        return
    resolution = _chosen(resolutions, language)
    page = _page(data.store_in_use(), resolution.slug, language)
    with st.sidebar:
        st.html(page.outline)
    st.html(_title(resolution, language))
    with st.expander(text("read.legend", language), expanded=True):
        st.html(_legend(language))
    clause = st.query_params.get(links.CLAUSE, "")
    if clause and clause not in page.eids:
        st.warning(text("read.unknown", language, clause=clause))
    elif clause:
        # Known eIds only reach this style; nothing from the address does.
        st.html(f"<style>#{clause} {{ border-inline-start-color: var(--mark); background: var(--panel); }}</style>")
    for block in page.blocks:
        st.html(block)


def _chosen(resolutions: Sequence[Resolution], language: Language) -> Resolution:
    """The resolution of the address; a choice is offered where there are several."""
    by_slug = {resolution.slug: resolution for resolution in resolutions}
    asked = st.query_params.get(links.RESOLUTION, "")
    if asked and asked not in by_slug:
        st.warning(text("read.unknown_resolution", language, name=asked))
    slug = asked if asked in by_slug else resolutions[0].slug
    if len(resolutions) > 1:
        st.session_state["read.resolution"] = slug
        st.selectbox(
            text("read.resolution", language),
            options=list(by_slug),
            format_func=lambda name: f"{by_slug[name].symbol} - {by_slug[name].title}",
            key="read.resolution",
            on_change=_choose,
        )
    return by_slug[slug]


def _choose() -> None:
    st.query_params[links.RESOLUTION] = st.session_state["read.resolution"]
    st.query_params.pop(links.CLAUSE, None)


@st.cache_data(show_spinner=False, max_entries=60)
def _page(state: str, resolution: str, language: Language) -> Page:
    """The HTML of a resolution; `state` names the store, so that a new build is a new page."""
    provisions = reading.provisions(resolution, language)
    groups = list(markup.groups(provisions))
    outline = "".join(_outline_part(section, members, resolution, language) for section, members in groups)
    blocks = []
    for section, members in groups:
        head = _heading(section, language)
        body = "".join(markup.provision_html(provision, resolution, language) for provision in members)
        blocks.append(element("section", head + body))
    outline_label = text("read.outline", language)
    return Page(
        outline=element("nav", element("ol", outline), css="outline", aria_label=outline_label),
        blocks=tuple(blocks),
        eids=frozenset(provision.eid for provision in provisions),
    )


def _heading(section: Provision | None, language: Language) -> str:
    if section is None:
        return element("h2", escape(text("preamble", language)), css="sec")
    way = markup.direction(section.language)
    words = f"({escape(section.number)}) {escape(section.text)}"
    translation = element("p", escape(section.translation), css="prov-tr") if section.translation else ""
    attributes = {"css": "sec sec-text", "id": section.eid, "lang": section.language, "dir": way, "tabindex": "-1"}
    return element("h2", words, **attributes) + translation


def _outline_part(section: Provision | None, members: list[Provision], resolution: str, language: Language) -> str:
    numbers = "".join(_outline_number(member, resolution, language) for member in members)
    grid = element("div", numbers, css="numbers")
    if section is None:
        head = element("summary", escape(text("preamble", language)))
        return element("li", f"<details>{head}{grid}</details>")
    # The query answers with a translation into the language of the interface, if there is one.
    shown, spoken = (section.translation, language) if section.translation else (section.text, section.language)
    name = f"({element('bdi', escape(section.number))}) {escape(shown)}"
    href = links.to_clause(resolution, section.eid, language)
    head = element("summary", link(name, href, "to-section"), lang=spoken, dir=markup.direction(spoken))
    return element("li", f"<details>{head}{grid}</details>")


def _outline_number(provision: Provision, resolution: str, language: Language) -> str:
    name = markup.part_name(provision.part, provision.number, language)
    short = "§" if provision.part == "formula" else provision.number
    return link(escape(short), links.to_clause(resolution, provision.eid, language), title=name)


def _title(resolution: Resolution, language: Language) -> str:
    facts = [element("bdi", escape(resolution.symbol), css="mono", dir="ltr")]
    if resolution.date:
        facts.append(element("span", escape(day(date.fromisoformat(resolution.date), language))))
    if resolution.meeting:
        meeting = link(escape(resolution.meeting_label), links.to_path(resolution.meeting, language))
        facts.append(element("span", f"{escape(text('read.adopted', language))} {meeting}"))
    title = element("h1", foreign(resolution.title, resolution.title_language), css="doc-title")
    return title + element("div", "".join(facts), css="doc-facts")


def _legend(language: Language) -> str:
    items = [element("span", escape(text(f"kind.{kind}", language)), css=f"m m-{kind}") for kind in markup.MARKED]
    items.append(element("del", "…") + element("ins", escape(text("read.legend.correction", language))))
    return element("ul", "".join(element("li", item) for item in items), css="legend")
