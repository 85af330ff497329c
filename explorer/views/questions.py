"""The competency questions: a form for each, its answer as a table, a download, and its query."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import streamlit as st

from oic_mandates.explorer import data, links
from oic_mandates.explorer.components import answer_table, number
from oic_mandates.explorer.data import Named, Parameter, Query
from oic_mandates.explorer.headings import value_name
from oic_mandates.explorer.language import Language, text
from oic_mandates.explorer.markup import clause_name, element, isolated

_SHOWN = 200
_PERCENT = (1, 100)


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of a question as a field of the form: what may be chosen, and how it is called.

    `values` are None for a number; the value of the address stands in `value`.
    """

    parameter: Parameter
    names: dict[str, str] | None
    value: str


def show(language: Language) -> None:
    """Draws the page that the address asks for."""
    questions = {query.name: query for query in data.questions()}
    asked = st.query_params.get(links.QUESTION, "")
    if asked and asked not in questions:
        st.warning(text("questions.unknown", language, name=asked))
    query = questions[asked] if asked in questions else next(iter(questions.values()))
    st.session_state["questions.pick"] = query.name
    st.selectbox(
        text("questions.pick", language),
        options=list(questions),
        format_func=lambda name: f"{questions[name].question}. {questions[name].titles[language]}",
        key="questions.pick",
        on_change=_pick,
        args=(frozenset(name for found in questions.values() for name in _names(found)),),
    )
    st.html(element("p", escape(query.descriptions[language]), css="quiet"))
    values = _form(query, language)
    answer = data.ask(query.name, **values)
    _show_answer(query, answer, language)


def _names(query: Query) -> list[str]:
    return [parameter.name for parameter in query.parameters if parameter.name != links.LANGUAGE]


def _pick(parameters: frozenset[str]) -> None:
    """Another question: what was set for the last one means nothing to it."""
    for name in parameters:
        st.query_params.pop(name, None)
    st.query_params[links.QUESTION] = st.session_state["questions.pick"]


def _form(query: Query, language: Language) -> dict[str, data.Value]:
    """The fields of a question, and the values to ask with."""
    fields = [_field(query.parameter(name), language) for name in _names(query)]
    # One resolution is no choice.
    shown = [field for field in fields if field.parameter.kinds != ("resolution",) or len(field.names or ()) > 2]
    for column, field in zip(st.columns(max(len(shown), 1)), shown, strict=False):
        with column:
            _draw(query.name, field, language)
    values: dict[str, data.Value] = {field.parameter.name: _value(field) for field in fields}
    if any(parameter.name == links.LANGUAGE for parameter in query.parameters):
        values[links.LANGUAGE] = language
    return values


def _value(field: Field) -> data.Value:
    if field.value == links.EVERYTHING:
        return None
    return int(field.value) if field.names is None else field.value


def _field(parameter: Parameter, language: Language) -> Field:
    """The field of a parameter, with the value of the address where that is one of its own."""
    names = _choices(parameter, language)
    default = parameter.default[0] if parameter.default else links.EVERYTHING
    if names is not None and default not in names:
        default = next(iter(names))
    value = st.query_params.get(parameter.name, default)
    fits = value in names if names is not None else value.isascii() and value.isdecimal() and len(value) < 10
    if not fits:
        st.warning(text("questions.rejected", language, value=value))
        value = default
    return Field(parameter, names, value)


def _choices(parameter: Parameter, language: Language) -> dict[str, str] | None:
    """Value and name of all that may be chosen; None for a number."""
    if parameter.type == "integer":
        return None
    if parameter.type == "literal":
        return {choice: value_name(choice, language) for choice in parameter.choices}
    everything = {links.EVERYTHING: text("questions.all", language)} if parameter.optional else {}
    if parameter.kinds == ("resolution",):
        return everything | {found.slug: found.symbol for found in data.resolutions(language)}
    if parameter.kinds == ("provision",):
        return everything | _provisions(language)
    known = [found for found in data.entities(language).values() if found.kind in parameter.kinds]
    known.sort(key=lambda found: (parameter.kinds.index(found.kind), found.provisions == 0, found.label.casefold()))
    return everything | {found.path: _entity_name(found, parameter, language) for found in known}


def _entity_name(found: Named, parameter: Parameter, language: Language) -> str:
    shortest = min((other for other in found.names if len(other) < len(found.label)), key=len, default="")
    name = isolated(found.label) + (f" ({isolated(shortest)})" if shortest else "")
    return f"{text(f'kind.{found.kind}', language)}: {name}" if len(parameter.kinds) > 1 else name


def _provisions(language: Language) -> dict[str, str]:
    found = {}
    for row in data.ask("reading", resolution=None, lang=language).records():
        path = data.path_of(row["provision"])
        found[path] = clause_name(row["eid"], language, row["number"])
    return found


def _draw(query: str, field: Field, language: Language) -> None:
    name, label = field.parameter.name, field.parameter.labels[language]
    key = f"questions.{query}.{name}"
    if field.names is None:
        low, high = _PERCENT
        st.session_state[key] = min(max(int(field.value), low), high)
        st.number_input(label, min_value=low, max_value=high, key=key, on_change=_put, args=(key, name))
        return
    names = field.names
    st.session_state[key] = field.value
    st.selectbox(label, list(names), format_func=lambda value: names[value], key=key, on_change=_put, args=(key, name))


def _put(key: str, name: str) -> None:
    st.query_params[name] = str(st.session_state[key])


def _show_answer(query: Query, answer: data.Answer, language: Language) -> None:
    count = len(answer.rows)
    if count == 0:
        st.info(text("questions.none", language))
    else:
        key = "questions.rows" if count <= _SHOWN else "questions.shown"
        figures = {"count": number(count, language), "shown": number(_SHOWN, language)}
        line, button = st.columns([3, 1], vertical_alignment="center")
        line.markdown(text(key, language, **figures))
        button.download_button(
            text("questions.csv", language),
            data=answer.table().to_csv().encode("utf-8-sig"),
            file_name=f"{query.name}.{language}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        st.html(answer_table(answer, language, _SHOWN))
    with st.expander(text("questions.sparql", language)):
        st.code(answer.sparql, language="sparql", wrap_lines=True)
