"""The questions of the library: a form for each, its answer as table, chart, network or map of numbers, its query."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape

import streamlit as st

from oic_mandates.explorer import answers, data, exports, links, sparql_data, state
from oic_mandates.explorer.data import Named, Parameter, Query
from oic_mandates.explorer.headings import value_name
from oic_mandates.explorer.language import Language, text
from oic_mandates.explorer.markup import clause_name, element, isolated

_WHOLE = (1, 100)
_TOPIC, _FEDERATED = "topic", "federated"


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of a question as a field of the form: what may be chosen, and how it is called.

    `names` are None for a number or a date; the value of the address stands in `value`.
    """

    parameter: Parameter
    names: dict[str, str] | None
    value: str


def show(language: Language) -> None:
    """Draws the page that the address asks for."""
    st.title(text("questions", language))
    questions = _questions()
    topic = state.one(_TOPIC, _topics(questions.values()))
    asked = st.query_params.get(links.QUESTION, "")
    if asked and asked not in questions:
        st.warning(text("questions.unknown", language, name=asked))
    shown = {name: query for name, query in questions.items() if not topic or topic in query.tags}
    # What the address asks for stands in the list, whatever it is about.
    query = questions[asked] if asked in questions else next(iter(shown.values()))
    shown = {query.name: query} | shown if query.name not in shown else shown
    _choose(query, shown, questions, language)
    st.html(element("p", escape(query.descriptions[language]), css="quiet"))
    if query.federated:
        _show_federated(query, language)
        return
    answer = data.ask(query.name, **_form(query, language))
    answers.show(answer, query.name, language)
    exports.query_behind(answer, language)


def _questions() -> dict[str, Query]:
    """The twelve in their order, the further ones by what they are about, those that are never asked at the end."""
    more, federated = sparql_data.more_questions()
    order = (*data.questions(), *sorted(more, key=lambda query: (_about(query), query.name)), *federated)
    return {query.name: query for query in order}


def _about(query: Query) -> str:
    """The first thing that a question is about; the servers that it calls where it calls any."""
    if query.federated:
        return _FEDERATED
    return next((tag for tag in query.tags if tag != "question"), "")


def _topics(questions: Iterable[Query]) -> list[str]:
    found = {tag for query in questions for tag in query.tags if tag not in ("question", _FEDERATED)}
    return [*sorted(found), _FEDERATED]


def _choose(query: Query, shown: dict[str, Query], questions: dict[str, Query], language: Language) -> None:
    """The two lists: what a question is about, and the question."""
    topic, question = st.columns([1, 3])
    topics = {tag: text(f"topic.{tag}", language) for tag in _topics(questions.values())}
    topics = dict(sorted(topics.items(), key=lambda item: (item[0] == _FEDERATED, item[1].casefold())))
    with topic:
        key, write = state.bound(_TOPIC, state.one(_TOPIC, topics))
        options = {"": text("questions.all", language), **topics}
        st.selectbox(
            text("questions.topic", language), list(options), format_func=lambda tag: options[tag], key=key,
            on_change=_turn, args=(write,),
        )  # fmt: skip
    st.session_state["questions.pick"] = query.name
    question.selectbox(
        text("questions.pick", language),
        options=list(shown),
        format_func=lambda name: _title(shown[name], language),
        key="questions.pick",
        on_change=_pick,
        args=(frozenset(name for found in questions.values() for name in _names(found)),),
    )


def _title(query: Query, language: Language) -> str:
    """What stands in the list: a number for the twelve, for the others what they are about."""
    if query.question is not None:
        return f"{query.question}. {query.titles[language]}"
    return f"{isolated(text(f'topic.{_about(query)}', language))}: {isolated(query.titles[language])}"


def _show_federated(query: Query, language: Language) -> None:
    """Its text and the servers that it would call: this program calls none."""
    st.info(text("questions.federated", language), icon=":material/cloud_off:")
    items = "".join(element("li", element("bdi", escape(server), css="mono", dir="ltr")) for server in query.federated)
    st.html(element("p", escape(text("questions.servers", language))) + element("ul", items))
    st.code(sparql_data.stored(query.name), language="sparql", wrap_lines=True)


def _names(query: Query) -> list[str]:
    return [parameter.name for parameter in query.parameters if parameter.name != links.LANGUAGE]


def _turn(write: Callable[[], None]) -> None:
    """Another subject: its first question is shown."""
    write()
    st.query_params.pop(links.QUESTION, None)


def _pick(parameters: frozenset[str]) -> None:
    """Another question: what was set for the last one means nothing to it."""
    for name in (*parameters, *answers.FIELDS):
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
    return int(field.value) if field.parameter.type == "integer" else field.value


def _field(parameter: Parameter, language: Language) -> Field:
    """The field of a parameter, with the value of the address where that is one of its own."""
    names = _choices(parameter, language)
    default = parameter.default[0] if parameter.default else links.EVERYTHING
    if names is not None and default not in names:
        default = next(iter(names))
    value = st.query_params.get(parameter.name, default)
    if not (value in names if names is not None else _fits(value, parameter)):
        st.warning(text("questions.rejected", language, value=value))
        value = default
    return Field(parameter, names, value)


def _fits(value: str, parameter: Parameter) -> bool:
    """Whether it is a whole number, or a date or a part of one where the parameter takes words."""
    digits = value if parameter.type == "integer" else value.replace("-", "")
    return digits.isascii() and digits.isdecimal() and len(value) <= 10


def _choices(parameter: Parameter, language: Language) -> dict[str, str] | None:
    """Value and name of all that may be chosen; None for a number or a date."""
    if parameter.name == "section":
        return _sections(language)
    if parameter.type == "integer" or (parameter.type == "literal" and not parameter.choices):
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


def _sections(language: Language) -> dict[str, str]:
    """The eIds of all sections, which are the same words in every resolution, with the heading of the first."""
    found: dict[str, str] = {}
    for path, name in data.section_names(language).items():
        _, slash, eid = path.partition("/")
        if slash:
            found.setdefault(eid, name)
    return found


def _draw(query: str, field: Field, language: Language) -> None:
    name, label = field.parameter.name, field.parameter.labels[language]
    key = f"questions.{query}.{name}"
    if field.names is None and field.parameter.type == "literal":
        st.session_state[key] = field.value
        st.text_input(label, key=key, on_change=_put, args=(key, name), max_chars=10)
        return
    if field.names is None:
        low, high = _WHOLE
        st.session_state[key] = min(max(int(field.value), low), high)
        st.number_input(label, min_value=low, max_value=high, key=key, on_change=_put, args=(key, name))
        return
    names = field.names
    st.session_state[key] = field.value
    st.selectbox(label, list(names), format_func=lambda value: names[value], key=key, on_change=_put, args=(key, name))


def _put(key: str, name: str) -> None:
    st.query_params[name] = str(st.session_state[key])
