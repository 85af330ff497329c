"""An answer in the form that a reader wants: table, bars, network or map of numbers; as a file, and its query.

Which forms fit is known by the columns. What is chosen stands in the address:

    questions?q=partner-links&as=network
    questions?q=verbs-by-actor&as=numbers&label=actor&other=verb&value=mandates
"""

from __future__ import annotations

import streamlit as st

from oic_mandates.explorer import answers_columns, exports, state
from oic_mandates.explorer.answers_columns import Columns
from oic_mandates.explorer.components import answer_table, number
from oic_mandates.explorer.data import Answer
from oic_mandates.explorer.language import Language, text

FORM, LABEL, OTHER, VALUE = "as", "label", "other", "value"
# What belongs to one answer means nothing to the next.
FIELDS = (LABEL, OTHER, VALUE, "node", "edge", "expanded")
_TABLE, _CHART, _NETWORK, _NUMBERS = "table", "chart", "network", "numbers"
_SHOWN = 200


def show(answer: Answer, name: str, language: Language) -> None:
    """Draws the answer and its files; `name` begins the names of these. An answer without rows is told as such."""
    if not answer.rows:
        st.info(text("questions.none", language))
        return
    columns = answers_columns.columns(answer, language)
    count = len(answer.rows)
    key = "questions.rows" if count <= _SHOWN else "questions.shown"
    figures = {"count": number(count, language), "shown": number(_SHOWN, language)}
    st.html(f'<p role="status">{text(key, language, **figures)}</p>')
    forms = fitting(columns)
    form = _TABLE
    if st.query_params.get(FORM, _TABLE) not in forms:
        st.info(text("answers.unfit", language))
    if len(forms) > 1:
        options = {found: text(f"answers.{found}", language) for found in forms}
        form = state.buttons(FORM, text("answers.form", language), options)
    if form == _TABLE:
        st.html(answer_table(answer, language, _SHOWN))
    else:
        _draw(form, columns, name)
    exports.downloads(answer, name, language)


def fitting(columns: Columns) -> list[str]:
    """The forms in which the answer says something."""
    forms = [_TABLE]
    labels, things = columns.labels(), columns.things()
    if labels:
        forms.append(_CHART)
    if len(things) > 1 and {*things} & {*labels}:
        forms.append(_NETWORK)
    if len(labels) > 1:
        forms.append(_NUMBERS)
    return forms


def _draw(form: str, columns: Columns, name: str) -> None:
    labels = columns.things() if form == _NETWORK else columns.labels()
    fields = st.columns(2 if form == _CHART else 3)
    with fields[0]:
        label = _choice(LABEL, labels, columns)
    other = ""
    if form != _CHART:
        with fields[1]:
            other = _choice(OTHER, [found for found in labels if found != label], columns)
    with fields[-1]:
        value = _choice(VALUE, columns.measures(), columns)
    if form == _CHART:
        # Loaded when they are needed: plotly takes its time.
        from oic_mandates.explorer import answers_chart

        answers_chart.draw(columns, label, value)
    elif form == _NETWORK:
        from oic_mandates.explorer import answers_network

        answers_network.draw(columns, label, other, value, name)
    else:
        from oic_mandates.explorer import answers_numbers

        answers_numbers.draw(columns, label, other, value)


def _choice(field: str, options: list[str], columns: Columns) -> str:
    return state.choice(
        field, text(f"answers.{field}", columns.language), {option: columns.name(option) for option in options}
    )
