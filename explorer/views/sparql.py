"""An editor for own queries: what is asked runs with limits, and its answer comes in the forms of the questions.

sparql?stored=asked-of-actor&actor=actor/sesric&as=network
sparql?query=SELECT...
"""

from __future__ import annotations

import functools
from html import escape
from pathlib import Path
from urllib.parse import quote

import streamlit as st

from oic_mandates.explorer import answers, components, data, links, sparql_data, state
from oic_mandates.explorer.data import Answer, Parameter
from oic_mandates.explorer.language import DIRECTIONS, Language, text
from oic_mandates.explorer.markup import element, foreign, isolated, link
from oic_mandates.explorer.sparql_data import Ended, Found, Wrong

_QUERY, _PLAIN = "query", "plain"
_OWN, _ANSWERED, _PROBLEM = "sparql.own", "sparql.answered", "sparql.problem"
# What stays in the address when another query is asked.
_KEPT = {links.LANGUAGE, _PLAIN, answers.FORM}
# A longer query makes an address that browsers and mail programs cut.
_LONGEST_ADDRESS = 12_000
_TURTLE_SHOWN = 200
_LIBRARY = ("run", "failed", "label", "keys", "line")


def show(language: Language) -> None:
    """Draws the page that the address asks for."""
    st.title(text("sparql", language))
    st.html(element("p", escape(text("sparql.lead", language)), css="quiet"))
    components.style("sparql.css")
    name, values = _stored(language)
    written = _written(name, values)
    examples, plain = st.columns([3, 1], vertical_alignment="bottom")
    with examples:
        _examples(name, language)
    with plain:
        is_plain = state.switch(_PLAIN, text("sparql.plain", language))
    place = st.container()
    answer_place = st.container()
    with answer_place:
        problem = _answer(name, values, written, language)
    with place:
        if is_plain:
            _plain_editor(written, problem, language)
        else:
            _editor(written, problem, language)


# --- which query


def _stored(language: Language) -> tuple[str, dict[str, data.Value]]:
    """The query of the library that the address asks for and its values; an empty name where it brings its own."""
    asked = st.query_params.get(links.STORED, "")
    if not asked and (st.query_params.get(_QUERY, "").strip() or st.session_state.get(_OWN)):
        return "", {}
    if asked and asked not in sparql_data.names():
        st.warning(text("sparql.unknown", language, name=isolated(asked[:100])))
        asked = ""
    query = sparql_data.find(asked or data.questions()[0].name)
    values: dict[str, data.Value] = {}
    for parameter in query.parameters:
        if parameter.name == links.LANGUAGE:
            values[links.LANGUAGE] = language
        elif parameter.name in st.query_params:
            given = st.query_params[parameter.name]
            try:
                value = _read(given, parameter)
                sparql_data.stored(query.name, **{parameter.name: value})
            except data.InputError:
                st.warning(text("questions.rejected", language, value=isolated(given[:100])))
            else:
                values[parameter.name] = value
    return query.name, values


def _read(given: str, parameter: Parameter) -> data.Value:
    """A value as `links.to_query` writes it."""
    if given == links.EVERYTHING and parameter.optional:
        return None
    return given.split(",") if parameter.type == "iri" and "," in given else given


def _written(name: str, values: dict[str, data.Value]) -> str:
    """The text that stands in the editor."""
    if name:
        return sparql_data.stored(name, **values)
    return str(st.query_params.get(_QUERY, "") or st.session_state.get(_OWN, ""))


def _examples(name: str, language: Language) -> None:
    """The list of the library's queries; one that is chosen stands in the editor."""
    names = sparql_data.names()
    options = {"": text("sparql.own", language)} | {found: _title(found, language) for found in names}
    key = "sparql.example"
    st.session_state[key] = name
    st.selectbox(
        text("sparql.example", language), list(options), format_func=lambda found: options[found], key=key,
        on_change=lambda: _open(st.session_state[key]),
    )  # fmt: skip


def _title(name: str, language: Language) -> str:
    query = sparql_data.find(name)
    number = f"{query.question}. " if query.question is not None else ""
    return f"{number}{query.titles[language]} ({isolated(name)})"


def _open(name: str) -> None:
    """Puts a query of the library into the address."""
    if name:
        _forget()
        st.query_params[links.STORED] = name


def _ask(written: str) -> None:
    """Puts an own query into the address, where it is short enough; asked once more where it is there already."""
    st.session_state.pop(_ANSWERED, None)
    asked = st.query_params.get(links.STORED) or ("" if _QUERY in st.query_params else data.questions()[0].name)
    if asked and st.session_state.get("sparql.shown", "").strip() == written.strip():
        return
    _forget()
    if len(quote(written)) <= _LONGEST_ADDRESS:
        st.query_params[_QUERY] = written
    else:
        st.session_state[_OWN] = written


def _forget() -> None:
    st.session_state.pop(_OWN, None)
    for name in [name for name in st.query_params if name not in _KEPT]:
        del st.query_params[name]


# --- the editor


@functools.cache
def _script() -> str:
    return (Path(components.__file__).parent / "static" / "sparql.js").read_text(encoding="utf-8")


def _editor(written: str, problem: Wrong | None, language: Language) -> None:
    prefixes, terms = sparql_data.vocabulary()
    st.session_state["sparql.shown"] = written
    mount = st.components.v2.component("oic_mandates.sparql", js=_script(), isolate_styles=False)
    mount(
        key="sparql.editor",
        data={
            "text": written,
            "prefixes": prefixes,
            "terms": terms,
            "line": problem.line if problem else 0,
            "column": problem.column if problem else 0,
            "problem": problem.detail if problem else "",
            "direction": DIRECTIONS[language],
            "texts": {name: text(f"sparql.{name}", language) for name in _LIBRARY},
        },
        on_asked_change=lambda: _ask(st.session_state["sparql.editor"]["asked"]),
    )


def _plain_editor(written: str, problem: Wrong | None, language: Language) -> None:
    """A field of the browser's own, which every screen reader knows."""
    st.session_state["sparql.shown"] = written
    key = "sparql.text"
    if st.session_state.get("sparql.put") != written:
        st.session_state[key] = st.session_state["sparql.put"] = written
    with st.form("sparql.form", border=False):
        st.text_area(text("sparql.label", language), key=key, height=320)
        if problem and problem.line:
            place = {"line": problem.line, "column": problem.column}
            st.caption(text("sparql.place", language, **place))
        st.form_submit_button(
            text("sparql.run", language), type="primary", on_click=lambda: _ask(st.session_state[key])
        )


# --- the answer


def _answer(name: str, values: dict[str, data.Value], written: str, language: Language) -> Wrong | None:
    """Draws the answer, or says why there is none; what is wrong with the query is handed back for the editor."""
    if name and sparql_data.find(name).federated:
        st.info(text("questions.federated", language), icon=":material/cloud_off:")
        return None
    if not written.strip():
        st.info(text("sparql.empty", language))
        return None
    try:
        if name:
            _form_link(name, language)
            answers.show(data.ask(name, **values), name, language)
        else:
            _show(_asked(written, language), written, language)
    except Wrong as error:
        _wrong(error, language)
        return error
    except Ended as error:
        st.warning(text(f"sparql.ended.{error.reason}", language), icon=":material/timer_off:")
    return None


def _form_link(name: str, language: Language) -> None:
    query = sparql_data.find(name)
    if query.question is None and "question" not in query.tags:
        return
    # The values that the address holds go along.
    given = {parameter.name: st.query_params.get(parameter.name, "") for parameter in query.parameters}
    given.pop(links.LANGUAGE, None)
    href = links.address(links.QUESTIONS, language, {links.QUESTION: name, **given})
    st.html(link(escape(text("sparql.form", language)), href))


def _asked(written: str, language: Language) -> Found:
    """The answer to an own query; the last one is kept, so that its form can be changed without asking again."""
    now = (data.store_in_use(), written)
    kept = st.session_state.get(_ANSWERED)
    if kept and kept[0] == now:
        if isinstance(kept[1], Exception):
            raise kept[1]
        last: Found = kept[1]
        return last
    bar = st.empty()

    def tick(share: float) -> None:
        # Drawing it also lets Streamlit stop the query where the reader has gone on.
        bar.progress(min(share, 1.0), text("sparql.running", language))

    try:
        found = sparql_data.own(written, tick)
    except (Wrong, Ended) as error:
        st.session_state[_ANSWERED] = (now, error)
        raise
    finally:
        bar.empty()
    st.session_state[_ANSWERED] = (now, found)
    return found


def _show(found: Found, written: str, language: Language) -> None:
    if _QUERY not in st.query_params:
        st.caption(text("sparql.long", language))
    if found.said is not None:
        answer = text("yes" if found.said else "no", language)
        st.html(element("p", element("strong", escape(answer)), css="lead", role="status"))
        return
    if found.more:
        st.warning(text("sparql.more", language, count=components.number(len(found.rows), language)))
    answers.show(Answer(found.columns, found.rows, written), "sparql", language)
    if found.turtle:
        _turtle(found.turtle, language)


def _turtle(written: str, language: Language) -> None:
    with st.expander(text("sparql.turtle", language), icon=":material/data_object:"):
        lines = written.splitlines()
        st.code("\n".join(lines[:_TURTLE_SHOWN]), language="turtle", wrap_lines=True, height=400)
        if len(lines) > _TURTLE_SHOWN:
            st.caption(text("sparql.turtle.cut", language, count=components.number(_TURTLE_SHOWN, language)))
        st.download_button(
            text("sparql.turtle.download", language), data=written.encode(), file_name=f"sparql.{language}.ttl",
            mime="text/turtle", icon=":material/download:", on_click="ignore",
        )  # fmt: skip


def _wrong(error: Wrong, language: Language) -> None:
    st.error(text("sparql.wrong", language), icon=":material/error:")
    place = ""
    if error.line:
        told = text("sparql.place", language, line=error.line, column=error.column)
        place = element("strong", escape(told)) + " "
    st.html(element("p", place + foreign(error.detail, "en")))
