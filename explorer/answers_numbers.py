"""An answer as a map of numbers: things by things, the darker the more."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from oic_mandates.explorer.answers_columns import ROWS, Columns, Value, totals
from oic_mandates.explorer.components import number
from oic_mandates.explorer.data import path_of
from oic_mandates.explorer.language import text
from oic_mandates.explorer.links import to_path
from oic_mandates.explorer.markup import element, isolated, link

_DOWN, _ACROSS, _SHADES = 25, 12, 5


def draw(columns: Columns, label: str, other: str, value: str) -> None:
    """The column `label` down, the column `other` across, and in each cell the sum of `value`."""
    figures, language = columns.measure(value), columns.language
    named: dict[str, Value] = {}
    across: dict[int, list[str]] = {}
    for index, found in columns.values(other):
        named[found.key] = found
        across.setdefault(index, []).append(found.key)
    pairs = []
    for index, found in columns.values(label):
        named[found.key] = found
        pairs += [((found.key, key), figures[index]) for key in across.get(index, ())]
    cells = totals(pairs)
    rows, heads = _largest(cells, 0), _largest(cells, 1)
    fields = {"value": columns.name(value), "label": columns.name(label), "other": columns.name(other)}
    title = text("answers.numbers.count" if value == ROWS else "answers.numbers.sum", language, **fields)
    st.html(element("p", escape(title), css="quiet"))
    st.html(_table(cells, rows[:_DOWN], heads[:_ACROSS], named, columns, title, columns.name(label)))
    left = {"rows": max(len(rows) - _DOWN, 0), "columns": max(len(heads) - _ACROSS, 0)}
    if any(left.values()):
        told = {name: number(count, language) for name, count in left.items()}
        st.html(element("p", escape(text("answers.numbers.left", language, **told)), css="quiet"))


def _largest(cells: Mapping[tuple[str, str], float], side: int) -> list[str]:
    sums: dict[str, float] = {}
    for key, figure in cells.items():
        sums[key[side]] = sums.get(key[side], 0) + figure
    return sorted(sums, key=lambda name: (-sums[name], name))


def _table(
    cells: Mapping[tuple[str, str], float],
    rows: list[str],
    heads: list[str],
    named: dict[str, Value],
    columns: Columns,
    title: str,
    corner: str,
) -> str:
    language = columns.language
    most = max(cells.values(), default=1) or 1

    def name(key: str) -> str:
        words = element("bdi", escape(named[key].label))
        path = path_of(key)
        return link(words, to_path(path, language), "name", named[key].label) if path else words

    def cell(row: str, head: str) -> str:
        figure = cells.get((row, head))
        if not figure:
            return element("td", "")
        # By the square root, so that small numbers differ to the eye, too.
        shade = max(1, round(_SHADES * (max(figure, 0) / most) ** 0.5))
        told = f"{isolated(named[row].label)} · {isolated(named[head].label)}"
        content = element("span", escape(number(round(figure, 2), language)), css="cell", title=told)
        return element("td", content, css=f"shade-{shade}")

    top = element("th", escape(corner), scope="col") + "".join(
        element("th", element("span", name(head)), scope="col", css="across") for head in heads
    )
    body = "".join(
        element("tr", element("th", name(row), scope="row") + "".join(cell(row, head) for head in heads))
        for row in rows
    )
    table = element("thead", element("tr", top)) + element("tbody", body)
    return element("div", element("table", table, css="heat"), css="scroll", tabindex="0", role="region",
                   aria_label=title)  # fmt: skip
