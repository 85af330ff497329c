"""One entity or concept: what is asked of it and with whom, where it is named, what is beside it, what is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

import streamlit as st

from oic_mandates.explorer import components, data, entity, entity_html, entity_picture, exports, links, state
from oic_mandates.explorer.components import number, term_html
from oic_mandates.explorer.data import Fact, Named
from oic_mandates.explorer.entity_html import Page
from oic_mandates.explorer.headings import property_name
from oic_mandates.explorer.language import NAMES, Language, text
from oic_mandates.explorer.mandates import Act
from oic_mandates.explorer.markup import direction, element, foreign, isolated, link

# How many names of each kind stand on the page where none is chosen.
_OFTEN = 8
_NAMES = ("prefLabel", "altLabel", "hiddenLabel")
_NOTES = ("labelNote", "editorialNote", "scopeNote")
_LINKS = ("url", "exactMatch", "closeMatch", "seeAlso")
# Shown in a place of their own, or of no use to a reader.
_ELSEWHERE = {*_NAMES, *_NOTES, *_LINKS, "definition", "status", "source", "type", "inScheme", "title", "has_part"}
_UNSEEN = {"is_realized_by", "description", "example"}


def show(language: Language) -> None:
    """Draws the page that the address asks for."""
    known = data.entities(language)
    path = st.query_params.get(links.IDENTIFIER, "")
    _picker(path, known, language)
    if not path:
        _browse(known.values(), language)
        return
    facts = _facts(path, language)
    if not facts:
        st.warning(text("entity.unknown", language, name=path))
        return
    components.style("timeline.css")
    components.warn_unknown(entity.WITH, known, language)
    page = Page(path, entity.beside(path, state.many(entity.WITH, known), language), language)
    acts = entity.acts(path, page.beside, language)
    st.html(_head(path, facts, language) + entity_html.chosen(page))
    first, second = st.columns([3, 2], gap="large")
    with first:
        _acts(acts, page)
        behind = _clauses(page)
    with second:
        entity_picture.draw(page)
        _beside(acts, page)
        _time(facts, page)
        _known(path, facts, language)
    exports.query_behind([page.beside.answer, behind], language)


def _facts(path: str, language: Language) -> Sequence[Fact]:
    if links.kind_of(path) not in (*links.ENTITY_KINDS, "resolution"):
        return ()
    try:
        return data.facts(path, language)
    except data.InputError:
        return ()


def _picker(path: str, known: Mapping[str, Named], language: Language) -> None:
    """The list to choose from, grouped by kind; a choice of kind makes it shorter."""
    present = {name.kind for name in known.values()}
    kinds = [kind for kind in (*links.ENTITY_KINDS, "resolution") if kind in present]
    kind_column, name_column = st.columns([1, 3], vertical_alignment="bottom")
    with kind_column:
        kind = st.selectbox(
            text("entity.kind", language),
            options=["", *kinds],
            format_func=lambda name: text(f"kind.{name}" if name else "entity.any", language),
            key="entity.kind",
        )
    options = [name for name in known.values() if not kind or name.kind == kind or name.path == path]
    options.sort(key=lambda name: (kinds.index(name.kind), name.provisions == 0, name.label.casefold()))
    st.session_state["entity.pick"] = path if path in known else None
    with name_column:
        st.selectbox(
            text("entity.pick", language),
            options=[name.path for name in options],
            format_func=lambda name: _option(known[name], language),
            index=None,
            key="entity.pick",
            on_change=_pick,
            placeholder=text("entity.hint", language),
        )


def _browse(known: Iterable[Named], language: Language) -> None:
    """The names that stand in most provisions, for each kind."""
    by_kind: dict[str, list[Named]] = {kind: [] for kind in links.ENTITY_KINDS}
    for name in known:
        if name.kind in by_kind and name.provisions:
            by_kind[name.kind].append(name)
    sections = []
    for kind, names in by_kind.items():
        names.sort(key=lambda name: (-name.provisions, name.label))
        items = "".join(
            element(
                "li",
                f"{link(foreign(name.label, ''), links.to_path(name.path, language))} "
                + element("span", number(name.provisions, language), css="quiet"),
            )
            for name in names[:_OFTEN]
        )
        if items:
            head = element("h3", escape(text(f"kind.{kind}", language)))
            sections.append(element("section", head + element("ul", items)))
    _section("entity.often", element("div", "".join(sections), css="browse"), language)


def _option(name: Named, language: Language) -> str:
    """A line of the list: kind, name, its shortest other name (people know SESRIC, not its long name), figure."""
    shortest = min((other for other in name.names if len(other) < len(name.label)), key=len, default="")
    other = f" ({isolated(shortest)})" if shortest else ""
    kind = text(f"kind.{name.kind}", language)
    return f"{kind}: {isolated(name.label)}{other} - {name.provisions}"


def _pick() -> None:
    picked = st.session_state["entity.pick"]
    if picked:
        st.query_params[links.IDENTIFIER] = picked
    else:
        st.query_params.pop(links.IDENTIFIER, None)


def _of(facts: Iterable[Fact], *properties: str) -> list[Fact]:
    return [fact for fact in facts if not fact.inverse and fact.property in properties]


def _head(path: str, facts: Sequence[Fact], language: Language) -> str:
    labels = {fact.value.language: fact.value.value for fact in _of(facts, "prefLabel")}
    shown = language if language in labels else next(iter(labels), "")
    title = element("h1", foreign(labels.get(shown, path), shown), css="doc-title")
    reviewed = {data.local_name(fact.value.value) == "reviewed" for fact in _of(facts, "status")}
    status = ""
    if reviewed:
        key = "entity.reviewed" if True in reviewed else "entity.unreviewed"
        status = element("span", escape(text(key, language)), css="status")
    kind = element("span", escape(text(f"kind.{links.kind_of(path)}", language)))
    definitions = [fact for fact in _of(facts, "definition") if fact.value.language == language]
    lead = "".join(element("p", escape(fact.value.value)) for fact in definitions)
    return element("div", f"{kind} {status}", css="doc-facts") + title + lead


def _known(path: str, facts: Sequence[Fact], language: Language) -> None:
    """Names in every language, facts, links, notes and sources."""
    rows = [_name_row(facts, name, language) for name in NAMES]
    _section("entity.names", element("table", element("tbody", "".join(rows)), css="grid"), language)
    for inverse, key in ((False, "entity.facts"), (True, "entity.incoming")):
        found = [fact for fact in facts if fact.inverse == inverse and fact.property not in _ELSEWHERE | _UNSEEN]
        if found:
            _section(key, _fact_table(found, language), language)
    items = [term_html(fact.value, language) for fact in _of(facts, *_LINKS)]
    _list("entity.links", items, language)
    notes = [foreign(fact.value.value, fact.value.language) for fact in _of(facts, *_NOTES)]
    _list("entity.notes", notes, language)
    sources = [foreign(fact.value.value, "en") for fact in _of(facts, "source")]
    if sources:
        with st.expander(text("entity.sources", language)):
            st.html(element("ul", "".join(element("li", source, css="mono") for source in sources)))
    _section("entity.address", element("p", escape(data.iri_of(path)), css="mono", dir="ltr"), language)


def _name_row(facts: Sequence[Fact], of: Language, language: Language) -> str:
    """The names in one language: the chosen one, other ones, and spellings that only texts have."""
    preferred, others, spellings = (
        [fact.value.value for fact in _of(facts, name) if fact.value.language == of] for name in _NAMES
    )
    if not preferred and not others and not spellings:
        return ""
    way = direction(of)
    blocks = [element("div", escape(name), css="words", lang=of, dir=way) for name in preferred]
    for key, names in (("entity.also", others), ("entity.spelled", spellings)):
        if names:
            label = element("span", escape(text(key, language)), css="label")
            items = ("، " if of == "ar" else ", ").join(escape(name) for name in names)
            blocks.append(f"{label} " + element("div", items, lang=of, dir=way))
    return element("tr", element("th", escape(NAMES[of]), scope="row") + element("td", "".join(blocks)))


def _fact_table(facts: Sequence[Fact], language: Language) -> str:
    values: dict[str, list[str]] = {}
    for fact in facts:
        name = property_name(fact.property, fact.label, fact.inverse, language)
        if fact.value.language and fact.value.language not in (language, "ar"):
            continue
        values.setdefault(name, []).append(term_html(fact.value, language, fact.value_label))
    rows = ""
    for name, items in values.items():
        shown = element("ul", "".join(element("li", item) for item in items), css="plain")
        rows += element("tr", element("th", escape(name), scope="row") + element("td", shown, css="facts"))
    return element("table", element("tbody", rows), css="grid")


def _section(key: str, content: str, language: Language, count: int | None = None) -> None:
    figure = "" if count is None else f" ({number(count, language)})"
    st.subheader(text(key, language) + figure)
    st.html(content)


def _list(key: str, items: Sequence[str], language: Language) -> None:
    if items:
        _section(key, element("ul", "".join(element("li", item) for item in items)), language)


def _acts(acts: Mapping[str, Sequence[Act]], page: Page) -> None:
    """The acts about it, under its role in them and their force."""
    for role, found in acts.items():
        _section(f"entity.acts.{role}", entity_html.acts(found, role, page), page.language, len(found))


def _clauses(page: Page) -> data.Answer:
    """Every provision in which it stands, its words marked; their query's answer."""
    count, content, answer = entity_html.clauses(page)
    _section("entity.clauses", content, page.language, count)
    if not count:
        st.info(text("entity.unnamed", page.language))
    return answer


def _beside(acts: Mapping[str, Sequence[Act]], page: Page) -> None:
    """With whom it works, its parts, and what is named in the same provisions."""
    language = page.language
    with_whom = entity.works_with(page.path, acts)
    names = [path for path in with_whom if path not in page.beside.chosen]
    if names:
        ordered = sorted(names, key=lambda path: (-with_whom[path], page.called(path).casefold()))
        _section("entity.with", entity_html.counted({path: with_whom[path] for path in ordered}, page), language)
    parts = entity.parts(page.path, language)
    if parts:
        _section("entity.parts", entity_html.parts(parts, language), language, len(parts))
    if page.beside.counts:
        _section("entity.beside", entity_html.beside(page), language)


def _time(facts: Sequence[Fact], page: Page) -> None:
    found = entity.in_time(page.path, page.beside, facts, page.language)
    if found:
        _section("entity.time", entity_html.in_time(found, page), page.language)
