"""An answer as bars: how much there is of each thing."""

from __future__ import annotations

from html import escape

import plotly.graph_objects as go
import streamlit as st

from oic_mandates.explorer.answers_columns import ROWS, Columns, Value, totals
from oic_mandates.explorer.components import number
from oic_mandates.explorer.language import DIRECTIONS, text
from oic_mandates.explorer.markup import element, isolated

# More bars than these have to be read, not looked at.
_BARS = 30
_THICK, _ROOM = 24, 70
# A name is broken into two lines of about this many characters; what is longer is cut.
_LINE = 34
_HUE = {False: "#0b6b57", True: "#4fc3a5"}
_INK = {False: "#1b2421", True: "#e9eeec"}
_GRID = {False: "#d5dcd9", True: "#38444a"}


def draw(columns: Columns, label: str, value: str) -> None:
    """The bars of `value` for each thing in the column `label`, the longest first."""
    figures = columns.measure(value)
    named: dict[str, Value] = {}
    pairs = []
    for index, found in columns.values(label):
        named[found.key] = found
        pairs.append((found.key, figures[index]))
    counts = totals(pairs)
    keys = sorted(named, key=lambda key: (-counts[key], named[key].label))
    shown = keys[:_BARS]
    language = columns.language
    fields = {"value": columns.name(value), "label": columns.name(label)}
    key = "answers.chart.count" if value == ROWS else "answers.chart.sum"
    title = text(key, language, **fields)
    st.html(element("p", escape(title), css="quiet"))
    alt = text(
        "answers.chart.alt",
        language,
        title=title,
        most=isolated(named[shown[0]].label),
        figure=number(round(counts[shown[0]], 2), language),
    )
    figure = _figure([named[key].label for key in shown], [counts[key] for key in shown], columns)
    st.plotly_chart(figure, key="answers.chart", alt=alt, config={"displayModeBar": False})
    if len(keys) > len(shown):
        left = text("answers.chart.left", language, count=number(len(keys) - len(shown), language))
        st.html(element("p", escape(left), css="quiet"))


def _figure(names: list[str], figures: list[float], columns: Columns) -> go.Figure:
    language = columns.language
    reverse = DIRECTIONS[language] == "rtl"
    dark = st.context.theme.type == "dark"
    places = list(range(len(names)))
    bars = go.Bar(
        x=figures,
        y=places,
        orientation="h",
        marker={"color": _HUE[dark]},
        text=[number(round(figure, 2), language) for figure in figures],
        textposition="auto",
        customdata=[[_safe(name)] for name in names],
        hovertemplate="%{customdata[0]}: %{text}<extra></extra>",
    )
    made = go.Figure(bars)
    made.update_yaxes(
        tickvals=places, ticktext=[_short(name) for name in names], range=[len(names) - 0.4, -0.6], fixedrange=True,
        side="right" if reverse else "left", automargin=True, ticks="",
        tickfont={"color": _INK[dark], "size": 13},
    )  # fmt: skip
    made.update_xaxes(
        autorange="reversed" if reverse else True, fixedrange=True, gridcolor=_GRID[dark], rangemode="tozero",
        showticklabels=False, zeroline=False,
    )  # fmt: skip
    made.update_layout(
        height=len(names) * _THICK * (2 if max(map(len, names)) > _LINE else 1) + _ROOM,
        margin={"l": 4, "r": 4, "t": 8, "b": 8},
        bargap=0.25,
        plot_bgcolor="rgba(0,0,0,0)",
        hoverlabel={"align": "right" if reverse else "left"},
    )
    return made


def _safe(words: str) -> str:
    """The words for a picture, in which signs of markup would be read as such."""
    return isolated(words.replace("<", "‹").replace(">", "›"))


def _short(words: str) -> str:
    """At most two lines."""
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + len(word) >= _LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1]}…"]
    return "<br>".join(_safe(line[: _LINE + 8]) for line in lines)
