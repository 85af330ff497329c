"""Two provisions, two resolutions or the tasks of actors side by side, and the clauses that are nearly the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

import streamlit as st

from oic_mandates.explorer import (
    compare,
    compare_actors,
    compare_align,
    compare_html,
    compare_tables,
    components,
    data,
    exports,
    mandates,
    state,
)
from oic_mandates.explorer.compare import Part
from oic_mandates.explorer.compare_align import Couple
from oic_mandates.explorer.compare_html import ONE, OTHER, PART
from oic_mandates.explorer.compare_tables import ACTORS, BY
from oic_mandates.explorer.data import Answer
from oic_mandates.explorer.language import Language, text
from oic_mandates.explorer.markup import element, isolated, link

_LAYOUTS = ("side", "merged")
_PARTS = ("provisions", "resolutions", "alike", "actors")
_LEAST, _ROWS, _LAYOUT, _SHOWN = "least", "rows", "layout", "shown"
# From which likeness on two parts answer to each other, where the reader asks for no other.
_USUAL = "60"
_PERCENTS, _STORED = (50, 60, 70, 80, 90), (70, 80, 90)
_NEAREST, _ACTORS, _WORDS, _PAGE, _MOST = 5, 24, 70, 60, 10_000


def show(language: Language) -> None:
    """Draws the page that the address asks for."""
    components.style("compare.css")
    st.title(text("compare", language))
    components.warn_unknown(PART, _PARTS, language)
    options = {part: text(f"compare.part.{part}", language) for part in _PARTS}
    part = state.buttons(PART, text("compare.part", language), options, _by_itself())
    draw: Mapping[str, Callable[[Language], None]] = {
        "provisions": _provisions, "resolutions": _resolutions, "alike": _alike, "actors": _actors,
    }  # fmt: skip
    draw[part](language)


def _by_itself() -> str:
    """What an address without a part asks for: what it names says it."""
    if st.query_params.get(ACTORS):
        return "actors"
    named = [st.query_params.get(name, "") for name in (ONE, OTHER)]
    if any(path and ("/" not in path or "/sec_" in path) for path in named):
        return "resolutions"
    return "provisions"


def _symbols(language: Language) -> dict[str, str]:
    """The symbol of each resolution by slug, in their order."""
    return {resolution.slug: resolution.symbol for resolution in data.resolutions(language)}


def _note(words: str) -> None:
    st.html(element("p", escape(words), css="quiet"))


def _two(options: Mapping[str, str], language: Language) -> tuple[str, str]:
    """Two fields side by side, each empty until something is chosen."""
    found = []
    for name, column in zip((ONE, OTHER), st.columns(2), strict=True):
        with column:
            components.warn_unknown(name, options, language)
            value = state.one(name, options)
            key, write = state.bound(name, value or None)
            st.selectbox(
                text(f"compare.{name}", language), list(options), index=None, format_func=lambda path: options[path],
                key=key, on_change=write, placeholder=text("compare.choose", language),
            )  # fmt: skip
            found.append(value)
    return found[0], found[1]


def _provisions(language: Language) -> None:
    parts, symbols = compare.parts(language), _symbols(language)
    options = {path: _option(part, symbols, language) for path, part in parts.items() if not part.is_section}
    one, other = _two(options, language)
    if one and other:
        _pair(parts[one], parts[other], symbols, language)
        return
    if not one and not other:
        st.info(text("compare.start", language))
        _alike_list(_STORED[0], parts, symbols, language)
        return
    chosen = parts[one or other]
    found = compare.nearest(chosen, parts.values(), _NEAREST)
    st.header(text("compare.near", language, name=compare_html.name(chosen, language, symbols)))
    st.html(compare_html.near(found, chosen, symbols, language))
    answer = data.ask("reading", resolution=None, lang=language)
    couples = [Couple(chosen, part, score) for part, score in found]
    exports.downloads(compare_align.as_answer(couples, answer), "nearest-clauses", language)
    exports.query_behind(answer, language)


def _option(part: Part, symbols: Mapping[str, str], language: Language) -> str:
    words = part.translation if part.tongue == language and part.translation else part.text
    cut = words if len(words) <= _WORDS else f"{words[:_WORDS].rstrip()}…"
    return f"{compare_html.name(part, language, symbols)}: {isolated(cut)}"


def _pair(one: Part, other: Part, symbols: Mapping[str, str], language: Language) -> None:
    """The words of two provisions, then what belongs to them."""
    if one.path == other.path:
        st.warning(text("compare.same", language))
    names = [compare_html.name(part, language, symbols) for part in (one, other)]
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with right:
        components.warn_unknown(_LAYOUT, _LAYOUTS, language)
        options = {layout: text(f"compare.layout.{layout}", language) for layout in _LAYOUTS}
        merged = state.buttons(_LAYOUT, text("compare.layout", language), options) == "merged"
    with left:
        percent = components.number(round(compare.likeness(one, other) * 100), language)
        st.metric(text("compare.likeness", language), text("compare.score", language, percent=percent))
    st.html(compare_html.legend(names[0], names[1], compare.steps(one.text, other.text), language))
    st.html(compare_html.pair(one, other, symbols, merged, language))
    _note(text("compare.rule", language))
    found = compare.traits(one, other, language)
    st.header(text("compare.traits", language))
    if not any(trait.where == "both" for trait in found):
        st.info(text("compare.nothing_common", language))
    st.html(compare_html.traits(found, names[0], names[1], language))
    answers = _behind(one.resolution, language)
    exports.downloads(compare.as_answer(found, one, other, answers), "compared-clauses", language)
    exports.query_behind(list(answers.values()), language)


def _behind(resolution: str, language: Language) -> dict[str, Answer]:
    """The queries on which a pair stands."""
    asked = {name: data.ask(name, resolution=resolution, lang=language) for name in ("reading", "act-rows", "spans")}
    return asked | {"act-links": data.ask("act-links", resolution=resolution)}


def _resolutions(language: Language) -> None:
    parts, symbols = compare.parts(language), _symbols(language)
    if len(symbols) == 1:
        st.info(text("compare.single", language))
    headings = data.section_names(language)
    options = {}
    for slug, sections in compare_align.wholes(parts, list(symbols)).items():
        options[slug] = f"{symbols[slug]}: {isolated(headings.get(slug, slug))}"
        for path in sections:
            heading = headings.get(path, path).rstrip(" :")
            options[path] = f"{compare_html.name(parts[path], language, symbols)}: {isolated(heading)}"
    one, other = _two(options, language)
    if not (one and other):
        st.info(text("compare.start.resolutions", language))
        return
    if one == other:
        st.warning(text("compare.same", language))
    percents = {str(percent): text("compare.score", language, percent=percent) for percent in _PERCENTS}
    components.warn_unknown(_LEAST, percents, language)
    least = int(state.buttons(_LEAST, text("compare.least", language), percents, _USUAL))
    found = compare_align.aligned(one, other, least, language)
    _aligned(found, (one, other), [_whole(path, parts, symbols, language) for path in (one, other)], language)


def _whole(path: str, parts: Mapping[str, Part], symbols: Mapping[str, str], language: Language) -> str:
    return compare_html.name(parts[path], language, symbols) if path in parts else symbols[path]


def _aligned(found: Sequence[Couple], paths: tuple[str, str], names: Sequence[str], language: Language) -> None:
    """Couples and single parts, all or one sort of them, with how many there are of each."""
    sorts = {
        "all": list(found),
        "both": [couple for couple in found if couple.one and couple.other],
        ONE: [couple for couple in found if not couple.other],
        OTHER: [couple for couple in found if not couple.one],
    }
    labels = {
        "all": text("compare.all", language),
        "both": text("compare.both", language),
        ONE: text("compare.only", language, name=names[0]),
        OTHER: text("compare.only", language, name=names[1]),
    }
    options = {sort: f"{labels[sort]} ({components.number(len(rows), language)})" for sort, rows in sorts.items()}
    components.warn_unknown(_ROWS, options, language)
    sort = state.buttons(_ROWS, text("compare.rows", language), options)
    answer = data.ask("reading", resolution=None, lang=language)
    if not sorts[sort]:
        st.info(text("compare.none", language))
    else:
        limit = state.whole(_SHOWN, _PAGE, _PAGE, _MOST)
        # The heads say of which resolution a part is.
        st.html(compare_html.couples(sorts[sort][:limit], {}, language, (names[0], names[1])))
        left = len(sorts[sort]) - limit
        if left > 0:
            asked = st.query_params
            href = compare_html.address(
                *paths, language, part=asked.get(PART, ""), least=asked.get(_LEAST, ""), rows=asked.get(_ROWS, ""),
                shown=str(limit + 4 * _PAGE),
            )  # fmt: skip
            st.html(link(text("compare.more", language, count=components.number(left, language)), href, "way"))
        exports.downloads(compare_align.as_answer(sorts[sort], answer), "compared-resolutions", language)
    exports.query_behind(answer, language)


def _alike(language: Language) -> None:
    parts, symbols = compare.parts(language), _symbols(language)
    percents = {str(percent): text("compare.score", language, percent=percent) for percent in _STORED}
    components.warn_unknown(_LEAST, percents, language)
    least = int(state.buttons(_LEAST, text("compare.least", language), percents, str(_STORED[0])))
    _alike_list(least, parts, symbols, language)


def _alike_list(least: int, parts: Mapping[str, Part], symbols: Mapping[str, str], language: Language) -> None:
    """The pairs that the build found alike, the most alike first."""
    answer = data.ask("similar-clauses", percent=least, resolution=None, lang=language)
    found = []
    for row in answer.records():
        one, other = (parts[data.path_of(row[column])] for column in ("clause", "otherClause"))
        found.append(Couple(one, other, float(row["score"])))
    st.header(text("compare.alike", language, count=components.number(len(found), language)))
    if not found:
        st.info(text("compare.none", language))
    else:
        heads = (text("compare.one", language), text("compare.other", language))
        st.html(compare_html.couples(found, symbols, language, heads))
        _note(text("compare.alike.rule", language))
        exports.downloads(answer, "similar-clauses", language)
    exports.query_behind(answer, language)


def _actors(language: Language) -> None:
    acts, answer = mandates.acts(language, None)
    tasks, names = compare_actors.mandates_of(acts), data.entities(language)
    counts = compare_actors.parties(tasks)
    if not counts:
        st.info(text("compare.no_actors", language))
        return
    options = {path: names[path].label for path in sorted(counts, key=lambda path: (-counts[path], path))}
    components.warn_unknown(ACTORS, options, language)
    chosen = state.choices(ACTORS, text("compare.actors", language), options, text("compare.choose_actors", language))
    answers = [answer, data.ask("act-links", resolution=None)]
    if len(chosen) > 1:
        _overlap(tasks, chosen, answer, language)
    elif chosen:
        st.info(text("compare.one_more", language))
    _matrix(tasks, chosen, language)
    exports.query_behind(answers, language)


def _overlap(tasks: Sequence[mandates.Act], chosen: Sequence[str], answer: Answer, language: Language) -> None:
    """What several actors share: mandates, then themes and groups."""
    names = data.entities(language)
    found = compare_actors.shared(tasks, chosen)
    st.header(text("compare.shared", language, count=components.number(len(found), language)))
    if found:
        st.html(compare_tables.mandates(found, names, language))
        labels = {path: named.label for path, named in names.items()}
        exports.downloads(mandates.exported([item.act for item in found], answer, labels), "shared-mandates", language)
    else:
        st.info(text("compare.no_shared", language))
    for facet in compare_actors.CONCEPTS:
        concepts = compare_actors.concepts(tasks, chosen, facet)
        st.header(text(f"compare.shared.{facet}", language, count=components.number(len(concepts), language)))
        if concepts:
            st.html(compare_tables.concepts(concepts, chosen, facet, names, language))
        else:
            st.info(text(f"compare.no_shared.{facet}", language))


def _matrix(tasks: Sequence[mandates.Act], chosen: Sequence[str], language: Language) -> None:
    """All pairs of the actors that are asked most."""
    counts = compare_actors.addressed(tasks)
    actors = sorted(counts, key=lambda path: (-counts[path], path))[:_ACTORS]
    st.header(text("compare.matrix", language))
    options = {by: text(f"compare.by.{by}", language) for by in ("mandates", "themes")}
    components.warn_unknown(BY, options, language)
    by: compare_actors.By = (
        "themes" if state.buttons(BY, text("compare.by", language), options) == "themes" else "mandates"
    )
    pairs = compare_actors.matrix(tasks, actors, by)
    st.html(compare_tables.matrix(pairs, actors, chosen, by, data.entities(language), language))
    left = len(counts) - len(actors)
    if left:
        _note(text("compare.matrix.left", language, count=components.number(left, language)))
    _note(text("compare.matrix.help", language))
