"""The first page: what this is, what the graph holds, and the ways in."""

from __future__ import annotations

from html import escape

import streamlit as st

from oic_mandates.explorer import data, links
from oic_mandates.explorer.components import number
from oic_mandates.explorer.language import Language, text
from oic_mandates.explorer.markup import element, foreign, link

# Class, and whether only those count that a text names.
_FIGURES = (
    ("Resolution", False), ("Recital", False), ("OperativeClause", False), ("SpeechAct", False), ("Mandate", False),
    ("Mention", False), ("Actor", True), ("Instrument", True), ("Meeting", True), ("Place", True), ("Date", True),
    ("Correction", False),
)  # fmt: skip
_WAYS = (links.READ, links.ENTITY, links.QUESTIONS)


def show(language: Language) -> None:
    """Draws the page."""
    st.title(text("app", language))
    st.html(element("p", escape(text("home.lead", language)), css="lead"))
    ways = "".join(_way(view, language) for view in _WAYS)
    st.html(element("nav", ways, css="ways", aria_label=text("home.ways", language)))
    st.header(text("home.figures", language))
    for resolution in data.resolutions(language):
        title = link(foreign(resolution.title, resolution.title_language), _reading(resolution.slug, language))
        st.html(element("p", f"{title} {element('bdi', escape(resolution.symbol), css='mono', dir='ltr')}"))
    counts = data.counts()
    figures = "".join(_figure(name, counts.get(name, (0, 0))[named], language) for name, named in _FIGURES)
    st.html(element("dl", figures, css="figures"))


def _way(view: str, language: Language) -> str:
    content = element("b", escape(text(view, language))) + escape(text(f"home.{view}", language))
    return link(content, links.address(view, language, {}), "way")


def _reading(slug: str, language: Language) -> str:
    return links.address(links.READ, language, {links.RESOLUTION: slug})


def _figure(name: str, count: int, language: Language) -> str:
    head = element("dt", escape(text(f"figure.{name}", language)))
    return element("div", head + element("dd", escape(number(count, language))))
