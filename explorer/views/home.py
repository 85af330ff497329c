"""The first page: what this is, a search, who is asked to act on what, and the questions."""

from __future__ import annotations

from collections import Counter
from html import escape

import streamlit as st

from oic_mandates.explorer import data, exports, links
from oic_mandates.explorer.components import number
from oic_mandates.explorer.data import Answer
from oic_mandates.explorer.language import Language, text
from oic_mandates.explorer.markup import element, foreign, isolated, link

# Class, and whether only those count that a text names.
_FIGURES = (
    ("Resolution", False), ("Recital", False), ("OperativeClause", False), ("Mandate", False), ("Actor", True),
    ("Instrument", True), ("Meeting", True), ("Correction", False),
)  # fmt: skip
# So many themes and actors stand in the picture; more would have to be read, not looked at.
_THEMES, _ACTORS = 18, 12
_SHADES = 5


def show(language: Language) -> None:
    """Draws the page."""
    st.title(text("app", language))
    st.html(element("p", escape(text("home.lead", language)), css="lead"))
    _search(language)
    for resolution in data.resolutions(language):
        title = link(foreign(resolution.title, resolution.title_language), _reading(resolution.slug, language))
        st.html(element("p", f"{title} {element('bdi', escape(resolution.symbol), css='mono symbol', dir='ltr')}"))
    counts = data.counts()
    figures = "".join(_figure(name, counts.get(name, (0, 0))[named], language) for name, named in _FIGURES)
    st.html(element("dl", figures, css="figures"))
    asked = data.ask("actors-with-themes", actor=None, theme=None, resolution=None, lang=language)
    _picture(asked, language)
    _cards(language)
    exports.query_behind(asked, language)


def _search(language: Language) -> None:
    """A form that opens the mandates in which the words stand."""
    label = text("home.search", language)
    field = f'<input type="search" name="words" aria-label="{escape(label)}" placeholder="{escape(label)}">'
    hidden = f'<input type="hidden" name="{links.LANGUAGE}" value="{language}">'
    button = element("button", escape(text("home.find", language)), type="submit")
    st.html(element("form", field + hidden + button, css="search", action=links.MANDATES, data_go="1", role="search"))


def _reading(slug: str, language: Language) -> str:
    return links.address(links.READ, language, {links.RESOLUTION: slug})


def _figure(name: str, count: int, language: Language) -> str:
    head = element("dt", escape(text(f"figure.{name}", language)))
    return element("div", head + element("dd", escape(number(count, language))))


def _picture(answer: Answer, language: Language) -> None:
    """Themes by actors, the number of mandates in each cell, the darker the more; a cell opens its list."""
    cells: Counter[tuple[str, str]] = Counter()
    for row in answer.records():
        cells[data.path_of(row["theme"]), data.path_of(row["actor"])] = int(row["mandates"])
    by_theme, by_actor = Counter[str](), Counter[str]()
    for (theme, actor), count in cells.items():
        by_theme[theme] += count
        by_actor[actor] += count
    themes, actors = _largest(by_theme, _THEMES), _largest(by_actor, _ACTORS)
    st.header(text("home.picture", language))
    st.html(element("p", escape(text("home.picture.help", language)), css="quiet"))
    table = _heat(cells, themes, actors, language)
    st.html(element("div", table, css="scroll", tabindex="0", role="region", aria_label=text("home.picture", language)))
    left = {"themes": len(by_theme) - len(themes), "actors": len(by_actor) - len(actors)}
    if any(left.values()):
        figures = {name: number(count, language) for name, count in left.items()}
        st.html(element("p", escape(text("home.picture.left", language, **figures)), css="quiet"))


def _heat(cells: Counter[tuple[str, str]], themes: list[str], actors: list[str], language: Language) -> str:
    known = data.entities(language)
    most = max(cells.values(), default=1)

    def cell(theme: str, actor: str) -> str:
        count = cells[theme, actor]
        if not count:
            return element("td", "")
        title = f"{isolated(known[theme].label)} · {isolated(known[actor].label)}"
        href = links.address(links.MANDATES, language, {"addressee": actor, "theme": theme})
        # Few cells hold many mandates: by the square root the small numbers differ to the eye, too.
        shade = max(1, round(_SHADES * (count / most) ** 0.5))
        return element("td", link(escape(number(count, language)), href, "cell", title), css=f"shade-{shade}")

    def name(path: str, words: str) -> str:
        return link(element("bdi", escape(words)), links.to_path(path, language), "name", known[path].label)

    head = element("th", escape(text("kind.theme", language)), scope="col")
    for actor in actors:
        head += element("th", element("span", name(actor, known[actor].short)), scope="col", css="across")
    body = ""
    for theme in themes:
        row = element("th", name(theme, known[theme].label), scope="row")
        body += element("tr", row + "".join(cell(theme, actor) for actor in actors))
    return element("table", element("thead", element("tr", head)) + element("tbody", body), css="heat")


def _largest(counts: Counter[str], limit: int) -> list[str]:
    return sorted(counts, key=lambda path: (-counts[path], path))[:limit]


def _cards(language: Language) -> None:
    st.header(text("home.ask", language))
    cards = []
    for query in data.questions():
        href = links.address(links.QUESTIONS, language, {links.QUESTION: query.name})
        content = element("b", escape(query.titles[language])) + escape(query.descriptions[language])
        cards.append(link(content, href, "way"))
    st.html(element("nav", "".join(cards), css="ways", aria_label=text("home.ask", language)))
