"""The resolution from first to last, beside its translation, with names, verbs and corrections in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from oic_mandates.explorer import components, data, exports, links, markup, read_panels, read_tools, reading, state
from oic_mandates.explorer.data import Resolution
from oic_mandates.explorer.language import Language, text
from oic_mandates.explorer.markup import element, translation
from oic_mandates.explorer.read_tools import View
from oic_mandates.explorer.reading import Provision


@dataclass(frozen=True, slots=True)
class Page:
    """A resolution ready to be sent: its outline, a block of HTML for each section, and what belongs to it.

    `provisions` are by eId. `counts` are of marked words by kind. `cards` are what is told of a marked
    name by its path: label, kind, and how many parts name it.
    """

    outline: str
    blocks: tuple[str, ...]
    provisions: Mapping[str, Provision]
    counts: Mapping[str, int]
    cards: Mapping[str, tuple[str, str, str]]


def show(language: Language) -> None:
    """Draws the page that the address asks for."""
    components.style("read.css")
    resolutions = data.resolutions(language)
    if not resolutions:
        st.info(text("read.none", language, command=data.BUILD_COMMAND))
        return
    resolution = _chosen(resolutions, language)
    page = _page(data.store_in_use(), resolution.slug, language)
    view = _view(page, resolution.slug, language)
    with st.sidebar:
        st.html(page.outline)
    st.html(read_tools.title(resolution, view))
    st.html(read_tools.toolbar(view))
    st.html(read_tools.legend(view, page.counts))
    _mark(page, view, language)
    for block in page.blocks:
        st.html(block)
    told = {key: text(f"read.card.{key}", language) for key in ("open", "roles", "count")}
    told["copied"] = text("read.copied", language)
    hidden = [f"m-{kind}" for kind in view.hidden]
    components.script("read", {"cards": page.cards, "words": told, "hidden": hidden, "state": view.address()})
    _take_away(resolution.slug, language)
    _open_panel(page, view, language)


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
    given = st.query_params.to_dict()
    kept = {key: given[key] for key in given if key not in (links.CLAUSE, links.PANEL, links.PROOF)}
    st.query_params.from_dict(kept | {links.RESOLUTION: st.session_state["read.resolution"]})


def _view(page: Page, resolution: str, language: Language) -> View:
    """What the address asks for; what it asks for and is not known is told."""
    parts = page.provisions.values()
    allowed = {
        read_tools.SHOW: read_tools.SHOWN,
        read_tools.CORRECTIONS: read_tools.CORRECTED,
        read_tools.HIDE: markup.MARKED,
    }
    for name, values in allowed.items():
        given = st.query_params.get(name, "")
        for value in given.split(",") if name == read_tools.HIDE else [given]:
            if value and value not in values:
                st.warning(text("read.unknown_value", language, value=value))
    translated = next((part.translation_language for part in parts if part.translation), "")
    return View(
        language=language,
        resolution=resolution,
        clause=state.one(links.CLAUSE, page.provisions),
        spoken=next((part.language for part in parts), ""),
        translated=translated,
        shown=state.one(read_tools.SHOW, read_tools.SHOWN, read_tools.SHOWN[0]) if translated else "text",
        corrections=state.one(read_tools.CORRECTIONS, read_tools.CORRECTED, read_tools.CORRECTED[0]),
        hidden=tuple(state.many(read_tools.HIDE, markup.MARKED)),
    )


def _mark(page: Page, view: View, language: Language) -> None:
    """Marks the part that the address names, and shows the text as the address asks."""
    asked = st.query_params.get(links.CLAUSE, "")
    if asked and not view.clause:
        st.warning(text("read.unknown", language, clause=asked))
    if view.clause:
        # Known eIds only reach this style; nothing from the address does.
        st.html(
            f"<style>#{view.clause} {{ border-inline-start-color: var(--mark); background: var(--panel); }}</style>"
        )
    chosen = read_tools.style(view)
    if chosen:
        st.html(f"<style>{chosen}</style>")


def _take_away(resolution: str, language: Language) -> None:
    answer, _ = reading.translated(resolution, language)
    with st.container(key="read-end"):
        exports.downloads(answer, resolution, language)
        asked = [data.ask(name, resolution=resolution, lang=language) for name in ("spans", "acts", "corrections")]
        exports.query_behind([answer, *asked], language)


def _open_panel(page: Page, view: View, language: Language) -> None:
    panel = st.query_params.get(links.PANEL, "")
    if panel and panel not in markup.PANELS:
        known = text("list.short", language).join(markup.PANELS)
        st.warning(text("read.unknown_panel", language, name=panel, known=known))
    elif panel and view.clause:
        read_panels.show(panel, view.resolution, page.provisions[view.clause], language)


@st.cache_data(show_spinner=False, max_entries=60)
def _page(state: str, resolution: str, language: Language) -> Page:
    """The page of a resolution; `state` names the store, so that a new build is a new page."""
    provisions = reading.provisions(resolution, language)
    alike = _alike(resolution)
    groups = list(markup.groups(provisions))
    blocks = []
    for section, members in groups:
        head = _heading(section, resolution, language)
        body = "".join(
            markup.provision_html(member, resolution, language, alike[f"{resolution}/{member.eid}"])
            for member in members
        )
        blocks.append(element("section", head + body, data_keep=read_tools.KEPT))
    return Page(
        outline=read_tools.outline(groups, resolution, language),
        blocks=tuple(blocks),
        provisions={provision.eid: provision for provision in provisions},
        counts=Counter(span.kind for provision in provisions for span in provision.spans),
        cards=_cards(provisions, language),
    )


def _alike(resolution: str) -> Counter[str]:
    """For the path of each part, how many others say nearly the same."""
    answer = data.ask("similar-clauses", percent=read_panels.LEAST_ALIKE, resolution=resolution)
    return Counter(data.path_of(row[name]) for row in answer.records() for name in ("clause", "otherClause"))


def _cards(provisions: Iterable[Provision], language: Language) -> dict[str, tuple[str, str, str]]:
    found: dict[str, tuple[str, str, str]] = {}
    parts: Counter[str] = Counter()
    for provision in provisions:
        forces = {act.verb: act.force_label for act in provision.acts}
        spans = (*provision.spans, *provision.concepts)
        parts.update({span.path for span in spans})
        for span in spans:
            kind = text(f"kind.{span.kind}", language)
            force = forces.get(span.path)
            told = f"{kind} · {text('read.force', language, name=force)}" if force else kind
            found.setdefault(span.path, (span.label, told, ""))
    return {path: (label, kind, components.number(parts[path], language)) for path, (label, kind, _) in found.items()}


def _heading(section: Provision | None, resolution: str, language: Language) -> str:
    """The head of a section, in both languages as the text below it."""
    if section is None:
        return element("h2", escape(text("preamble", language)), css="sec")
    way = markup.direction(section.language)
    words = f"({escape(section.number)}) {markup.marked_text(section, language)}"
    cells = element("span", words, css="sec-text", lang=section.language, dir=way)
    if section.translation:
        cells += translation(section, language, "span")
    head = element("h2", cells, css="prov-body two" if section.translation else "prov-body", dir=way)
    doing = markup.actions(section, resolution, language)
    return element("div", head + doing, css="sec prov", id=section.eid, tabindex="-1")
