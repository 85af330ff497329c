"""Every act as a table that can be cut down by what belongs to it, and searched by its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from oic_mandates.explorer import components, data, exports, links, mandates, state
from oic_mandates.explorer.data import Found
from oic_mandates.explorer.language import Language, text
from oic_mandates.explorer.mandates import Act
from oic_mandates.explorer.markup import element, foreign, highlighted, isolated, link
from oic_mandates.explorer.parties import parties
from oic_mandates.explorer.provisions import provision_link

_WORDS, _SORT, _SHOWN = "words", "sort", "shown"
_PAGE, _MOST = 40, 2000
# Values of a facet that stand in view; the others are one click away.
_OFTEN = 7


@dataclass(frozen=True, slots=True)
class Panel:
    """What the address asks for, and how the things in it are called."""

    language: Language
    resolution: str
    given: dict[str, list[str]]
    words: str
    sort: str
    names: Mapping[str, str]

    def address(self, **changed: str) -> str:
        """The address of this view with some of it changed; an empty value is left out."""
        query = {facet: ",".join(values) for facet, values in self.given.items()}
        query |= {_WORDS: self.words, links.RESOLUTION: self.resolution}
        query[_SORT] = "" if self.sort == mandates.SORTS[0] else self.sort
        return links.address(links.MANDATES, self.language, query | changed)

    def toggled(self, facet: str, value: str) -> str:
        """The address with one value more, or less where it is chosen."""
        now = self.given[facet]
        return self.address(**{facet: ",".join([v for v in now if v != value] if value in now else [*now, value])})

    def name(self, facet: str, value: str) -> str:
        """What a value of a facet is called."""
        if facet in ("asks", "reporting", "corrected"):
            return text(value, self.language)
        if facet == "reviewed":
            return text(f"value.{value}", self.language)
        return self.names.get(value, value)


def show(language: Language) -> None:
    """Draws the page that the address asks for."""
    st.title(text("mandates", language))
    slugs = {resolution.slug for resolution in data.resolutions(language)}
    resolution = state.one(links.RESOLUTION, slugs)
    found, answer = mandates.acts(language, resolution or None)
    panel = _panel(found, resolution, language)
    hits = data.search(panel.words) if panel.words else {}
    clauses = frozenset(hits) if panel.words else None
    shown = mandates.ordered(mandates.chosen_of(found, panel.given, clauses), panel.sort, panel.names)
    if panel.words and panel.sort == mandates.SORTS[0]:
        best = {clause: place for place, clause in enumerate(hits)}
        shown.sort(key=lambda act: best[act.clause])
    st.html(_search(panel))
    st.html(_head(len(shown), panel))
    side, body = st.columns([2, 7], gap="medium")
    with side:
        st.html(_facets(found, panel, clauses))
    with body:
        _list(shown, hits, panel)
        if shown:
            exports.downloads(mandates.exported(shown, answer, panel.names), "mandates", language)
        exports.query_behind([answer, data.ask("act-links", resolution=resolution or None)], language)


def _panel(found: Sequence[Act], resolution: str, language: Language) -> Panel:
    known = {value for act in found for values in act.values.values() for value in values}
    # A thing of the graph that no act has is a fair question with an empty answer.
    known |= set(data.entities(language))
    given = {facet: state.many(facet, known) for facet in mandates.FACETS}
    for facet in mandates.FACETS:
        unknown = [value for value in st.query_params.get(facet, "").split(",") if value and value not in known]
        if unknown:
            st.warning(text("mandates.unknown", language, name=", ".join(unknown)))
    names = {
        path: named.short if named.kind in ("actor", "meeting") else named.label
        for path, named in data.entities(language).items()
    }
    names |= {data.path_of(act.label("force")): act.label("forceLabel") for act in found}
    names |= data.section_names(language)
    sort = state.one(_SORT, mandates.SORTS, mandates.SORTS[0])
    return Panel(language, resolution, given, state.words(_WORDS), sort, names)


def _search(panel: Panel) -> str:
    """The search form; what else is chosen goes with it."""
    language = panel.language
    label = text("home.search", language)
    field = (
        f'<input type="search" name="{_WORDS}" value="{escape(panel.words)}" dir="auto"'
        f' aria-label="{escape(label)}" placeholder="{escape(label)}">'
    )
    kept = {links.LANGUAGE: language, links.RESOLUTION: panel.resolution}
    kept |= {facet: ",".join(values) for facet, values in panel.given.items()}
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in kept.items() if value
    )
    button = element("button", escape(text("home.find", language)), type="submit")
    return element("form", field + hidden + button, css="search", action=links.MANDATES, data_go="1", role="search")


def _facets(found: Sequence[Act], panel: Panel, clauses: frozenset[str] | None) -> str:
    groups = []
    for facet in mandates.FACETS:
        counts = mandates.counted(found, panel.given, clauses, facet)
        if counts or panel.given[facet]:
            groups.append(_facet(facet, counts, panel))
    label = text("mandates.filters", panel.language)
    return element("nav", "".join(groups), css="facets", aria_label=label)


def _facet(facet: str, counts: Mapping[str, int], panel: Panel) -> str:
    chosen = panel.given[facet]
    # What is chosen stays in view even where it would show nothing.
    values = sorted({*counts, *chosen}, key=lambda v: (v not in chosen, -counts.get(v, 0), panel.name(facet, v)))
    items = [_value(facet, value, counts.get(value, 0), panel) for value in values]
    body = element("ul", "".join(items[:_OFTEN]))
    if len(items) > _OFTEN:
        more = text("mandates.more", panel.language, count=components.number(len(items) - _OFTEN, panel.language))
        body += element(
            "details", element("summary", escape(more), css="more") + element("ul", "".join(items[_OFTEN:]))
        )
    head = element("summary", escape(text(f"mandates.{facet}", panel.language)))
    opened = "open" if chosen or facet == mandates.FACETS[0] else ""
    return element("details", head + body, css="facet", open=opened)


def _value(facet: str, value: str, count: int, panel: Panel) -> str:
    chosen = value in panel.given[facet]
    name = panel.name(facet, value)
    content = element("bdi", escape(name)) + element("span", components.number(count, panel.language), css="count")
    title = text("mandates.remove" if chosen else "mandates.choose", panel.language, name=isolated(name))
    return element("li", link(content, panel.toggled(facet, value), "value chosen" if chosen else "value", title))


def _head(count: int, panel: Panel) -> str:
    """The figure, what is chosen as chips that can be taken off, and the orders to choose from."""
    language = panel.language
    chips = []
    if panel.words:
        chips.append(components.taken(f"“{panel.words}”", panel.address(**{_WORDS: ""}), language))
    for facet, values in panel.given.items():
        for value in values:
            name = f"{text(f'mandates.{facet}', language)}: {panel.name(facet, value)}"
            chips.append(components.taken(name, panel.toggled(facet, value), language))
    if len(chips) > 1:
        nothing = links.address(links.MANDATES, language, {links.RESOLUTION: panel.resolution})
        chips.append(link(escape(text("mandates.clear", language)), nothing, "clear"))
    figure = element(
        "p", escape(text("mandates.count", language, count=components.number(count, language))), role="status"
    )
    sorts = "".join(
        link(escape(text(f"mandates.sort.{name}", language)), panel.address(**{_SORT: name}), "sort")
        if name != panel.sort
        else element("span", escape(text(f"mandates.sort.{name}", language)), css="sort now", aria_current="true")
        for name in mandates.SORTS
    )
    order = element("div", escape(text("mandates.sort", language)) + " " + sorts, css="sorts")
    return element("div", figure + order, css="bar") + (element("div", "".join(chips), css="chips") if chips else "")


def _list(shown: Sequence[Act], hits: Mapping[str, Found], panel: Panel) -> None:
    language = panel.language
    if not shown:
        st.info(text("mandates.nothing" if panel.words else "mandates.none", language))
        return
    limit = state.whole(_SHOWN, _PAGE, _PAGE, _MOST)
    columns = ("clause", "verb", "parties", "words")
    heads = "".join(element("th", escape(text(f"mandates.column.{name}", language)), scope="col") for name in columns)
    body = "".join(_row(act, hits.get(act.clause), panel) for act in shown[:limit])
    table = element("thead", element("tr", heads)) + element("tbody", body)
    st.html(element("table", table, css="grid acts"))
    if len(shown) > limit:
        more = text("mandates.more", language, count=components.number(len(shown) - limit, language))
        st.html(link(escape(more), panel.address(**{_SHOWN: str(limit + 4 * _PAGE)}), "way"))


def _row(act: Act, hit: Found | None, panel: Panel) -> str:
    language = panel.language
    clause = provision_link(act.clause, language, act.number)
    verb = link(element("bdi", escape(act.label("verbLabel"))), links.to_path(act.values["verb"][0], language))
    force = element("span", escape(act.label("forceLabel")), css="act-force")
    words = act.row["words"]
    spoken = words.language if words else ""
    content = element("div", foreign(act.label("words"), spoken), css="words", lang=spoken, dir="auto")
    if act.label("translation"):
        content += element("div", foreign(act.label("translation"), language), css="quiet translation")
    if hit:
        found = element("bdi", highlighted(hit.text, hit.places), lang=hit.language, dir="auto")
        content = element("div", found, css="words found", lang=hit.language) + content
    cells = (
        element("td", clause, css="clause"),
        element("td", verb + force),
        element("td", parties(act, lambda path: panel.names.get(path, path), language)),
        element("td", content, css="long"),
    )
    return element("tr", "".join(cells))
