"""What the views are put together from: styles, the link catcher, messages, facts and answer tables."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from oic_mandates.explorer import links
from oic_mandates.explorer.data import BUILD_COMMAND, Answer, Term, local_name, path_of, prefixed, read_provision
from oic_mandates.explorer.headings import heading, value_name
from oic_mandates.explorer.language import DIRECTIONS, Language, text
from oic_mandates.explorer.markup import direction, element, foreign, isolated, link
from oic_mandates.explorer.provisions import provision_link, provision_name

_STATIC = Path(__file__).parent / "static"
# Columns that only programs need; the download holds them.
UNSEEN = {"act", "annotation", "correction", "similarity", "file", "sha256", "status"}
# Columns that name one clause, and the column with its printed number.
_CLAUSES = {"clause": "number", "otherClause": "otherNumber"}
# From how many characters on a cell needs room: a name, a text.
_WIDE, _LONG = 24, 60
# What is told of an address ends after so many characters.
_LONGEST = 200


@functools.cache
def _asset(name: str) -> str:
    return (_STATIC / name).read_text(encoding="utf-8")


def icon() -> str:
    """The picture of the browser's tab, as SVG; a named icon would be fetched from an outside service."""
    return _asset("icon.svg")


def styles(language: Language) -> None:
    """Puts the style sheets into the page, the one for right to left where the language asks for it."""
    st.html(f"<style>{_asset('explorer.css')}</style>")
    if DIRECTIONS[language] == "rtl":
        st.html(f"<style>{_asset('rtl.css')}</style>")


def style(name: str) -> None:
    """Puts the style sheet of one view, a file of `static/`, into the page."""
    st.html(f"<style>{_asset(name)}</style>")


def script(name: str, given: Mapping[str, object]) -> None:
    """Runs `static/NAME.js` on the page and hands it `given`."""
    mount = st.components.v2.component(f"oic_mandates.{name}", js=_asset(f"{name}.js"))
    mount(key=f"script.{name}", data=dict(given), height=0)


def navigator(view: str, language: Language, clause: str) -> None:
    """Tells the page its language and direction, keeps its links in the session, shows the part `clause`."""
    mount = st.components.v2.component("oic_mandates.navigator", js=_asset("navigator.js"))
    mount(key="navigator", data={"language": language, "direction": DIRECTIONS[language], "clause": clause}, height=0)
    # By this mark the page knows which view has arrived.
    st.html(element("span", "", data_view=view))


def missing_store(problem: str, language: Language) -> None:
    """Says that there is no graph to show, what the program said, and the command that mends it."""
    st.error(text("error.store", language), icon=":material/database_off:")
    st.write(text("error.do", language))
    st.code(BUILD_COMMAND, language="bash")
    st.html(element("p", foreign(problem, "en"), css="mono"))


def failed_query(problem: str, language: Language) -> None:
    """Says that a question could not be answered, in the words of the program."""
    st.error(text("error.query", language), icon=":material/error:")
    st.html(element("p", foreign(problem, "en"), css="mono"))


def warn_unknown(name: str, known: Iterable[str], language: Language, key: str = "unknown") -> None:
    """Says which values of the address under a name are none of those known; `key` is the text that says so."""
    values = set(known)
    unknown = [value for value in st.query_params.get(name, "").split(",") if value and value not in values]
    if unknown:
        st.warning(text(key, language, name=isolated(", ".join(unknown)[:_LONGEST])))


def number(value: int | float | Decimal, language: Language) -> str:
    """A number as the language writes it."""
    return str(format_decimal(value, locale=language))


def percent(share: float, language: Language) -> str:
    """A share of 1 as whole per cent."""
    return str(format_percent(share, locale=language))


def day(value: date, language: Language) -> str:
    """A date as the language writes it, the month in letters."""
    return str(format_date(value, format="long", locale=language))


def term_html(term: Term | None, language: Language, label: str = "") -> str:
    """A value of the graph as HTML: a link where a view or a site shows it."""
    if term is None:
        return ""
    if term.kind == "uri":
        return iri_html(term.value, language, label)
    value = term.python()
    if isinstance(value, bool):
        return escape(text("yes" if value else "no", language))
    if isinstance(value, date):
        return element("bdi", escape(day(value, language)))
    if isinstance(value, Decimal | float):
        return escape(number(value, language))
    return foreign(value_name(term.value, language), term.language)


def iri_html(iri: str, language: Language, label: str = "") -> str:
    """An IRI as a link: in a session for what a view shows, plainly for another site."""
    path = path_of(iri)
    if path:
        shown = label or provision_name(path, language)
        return link(element("bdi", escape(shown)), links.to_path(path, language), title=path)
    if urlsplit(iri).scheme in ("http", "https") and not label:
        shown = prefixed(iri)
        return element("a", element("bdi", escape(shown)), href=iri, target="_blank", css="mono", dir="ltr",
                       title="" if shown == iri else iri)  # fmt: skip
    return element("bdi", escape(label or local_name(iri)), title=iri)


def taken(name: str, href: str, language: Language) -> str:
    """What is chosen, as a chip that takes it off; `href` is the address without it."""
    cross = element("span", "✕", aria_hidden="true")
    title = text("mandates.remove", language, name=isolated(name))
    return link(element("bdi", escape(name)) + cross, href, "taken", title)


def answer_table(answer: Answer, language: Language, limit: int) -> str:
    """The first `limit` rows of an answer as a table; columns with nothing in them are left out."""
    columns = [name for name in _visible(answer) if _is_filled(answer, name)]
    heads = "".join(element("th", escape(heading(name, language)), scope="col") for name in columns)
    places = {name: index for index, name in enumerate(answer.columns)}
    body = "".join(
        element("tr", "".join(_cell(name, row, places, language) for name in columns)) for row in answer.rows[:limit]
    )
    table = element("thead", element("tr", heads)) + element("tbody", body)
    return element("div", element("table", table, css="grid"), css="scroll", tabindex="0", role="region")


def _visible(answer: Answer) -> Iterable[str]:
    """The columns a reader sees: a label stands in its own column's place, a number in its clause's."""
    known = set(answer.columns)
    for name in answer.columns:
        for ending in ("Labels", "Label"):
            stem = name.removesuffix(ending)
            if stem != name and known & {stem, stem + "s"}:
                break
        else:
            numbered = {number: clause for clause, number in _CLAUSES.items()} | {"numbers": "clauses"}
            if name not in UNSEEN and numbered.get(name) not in known:
                yield name


def _is_filled(answer: Answer, name: str) -> bool:
    place = answer.columns.index(name)
    if name == "resolution":
        # One resolution in every row says nothing that a reader has to read in every row.
        return len({row[place] for row in answer.rows}) > 1
    return any(row[place] is not None and row[place].value for row in answer.rows)  # type: ignore[union-attr]


def _cell(name: str, row: tuple[Term | None, ...], places: Mapping[str, int], language: Language) -> str:
    def at(column: str) -> Term | None:
        return row[places[column]] if column in places else None

    def words(column: str) -> str:
        found = at(column)
        return found.value if found else ""

    term = at(name)
    if term is None:
        return element("td", "")
    if name in _CLAUSES and read_provision(path_of(term.value)):
        content = provision_link(path_of(term.value), language, words(_CLAUSES[name]))
    elif term.kind == "literal" and path_of(term.value.partition(" ")[0]):
        content = _many(term.value.split(" "), words(labels_of(name)), language)
    else:
        content = term_html(term, language, words(name + "Label"))
    long = term.kind == "literal" and len(term.value) > _LONG
    bare = len(term.value) if term.kind == "uri" and not words(name + "Label") else 0
    wide = max(len(words(name + "Label")), len(words(labels_of(name))), bare) > _WIDE
    css = "clause" if name in _CLAUSES else "long" if long and term.language else "mid" if long or wide else ""
    return element("td", content, css=css, lang=term.language, dir=direction(term.language) if term.language else "")


def labels_of(name: str) -> str:
    """The column with the labels of a column that can hold several things in a cell."""
    return {"due": "dueLabels"}.get(name, name.removesuffix("s") + "Labels")


def _many(iris: list[str], labels: str, language: Language) -> str:
    """Several things of one cell, each a link; clauses by their short names."""
    names = labels.split("; ") if labels else []
    if len(names) == len(iris):
        return text("list.long", language).join(
            iri_html(iri, language, name) for iri, name in zip(iris, names, strict=True)
        )
    if names:
        return element("bdi", escape(labels))
    return text("list.short", language).join(iri_html(iri, language) for iri in iris)
