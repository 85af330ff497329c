"""An answer as a network: a line for each row between the things of two columns."""

from __future__ import annotations

from collections import Counter
from html import escape
from math import cos, pi, sin

import streamlit as st

from oic_mandates.explorer import data, links, network_picture
from oic_mandates.explorer.answers_columns import Columns, totals
from oic_mandates.explorer.components import number
from oic_mandates.explorer.language import DIRECTIONS, has_text, text
from oic_mandates.explorer.markup import element, link

# More lines than these are a ball of wool.
_LINES = 150
_THIN, _THICK, _SMALL, _LARGE = 1.5, 7.0, 16, 40
NODE, EDGE = "node", "edge"
_PROVISIONS = {"para": "clause", "rec": "recital", "formula": "formula"}


def draw(columns: Columns, label: str, other: str, value: str, name: str) -> None:
    """Lines from the things of `label` to those of `other`, the thicker the more `value` says; `name` is for files."""
    language = columns.language
    named, lines = _lines(columns, label, other, value)
    kept = sorted(lines, key=lambda pair: (-lines[pair], pair))[:_LINES]
    weights: dict[str, float] = {}
    degrees = Counter(end for pair in kept for end in pair)
    for pair in kept:
        for end in pair:
            weights[end] = weights.get(end, 0) + max(lines[pair], 0)
    fields = {"label": columns.name(label), "other": columns.name(other), "value": columns.name(value)}
    title = text("answers.network.title", language, **fields)
    st.html(element("p", escape(title), css="quiet"))
    network_picture.style()
    given = network_picture.given(name, title, language)
    most = max(lines.values(), default=1) or 1
    edges = [_edge(pair, lines[pair], most, columns) for pair in kept]
    nodes = [_node(iri, index, named[iri], weights, degrees[iri], columns) for index, iri in enumerate(sorted(weights))]
    network_picture.mount("answers.network", given | {"nodes": nodes, "edges": edges} | _opened(named))
    if len(lines) > len(kept):
        left = text("answers.network.left", language, count=number(len(lines) - len(kept), language))
        st.html(element("p", escape(left), css="quiet"))
    _details(named, lines, columns)


def _lines(columns: Columns, label: str, other: str, value: str) -> tuple[dict[str, str], dict[tuple[str, str], float]]:
    """What the things are called, and how much there is between each two."""
    named: dict[str, str] = {}
    ends: dict[int, list[str]] = {}
    for index, found in columns.values(other):
        named[found.key] = found.label
        ends.setdefault(index, []).append(found.key)
    figures, pairs = columns.measure(value), []
    for index, found in columns.values(label):
        named[found.key] = found.label
        pairs += [((found.key, end), figures[index]) for end in ends.get(index, ()) if end != found.key]
    return named, totals(pairs)


def _kind(iri: str) -> str:
    path = data.path_of(iri)
    provision = data.read_provision(path) if path else None
    if provision:
        return _PROVISIONS.get(provision[1].partition("_")[0], "clause")
    kind = links.kind_of(path) if path else "group"
    return kind if kind in network_picture.SHAPES else "theme"


def _node(
    iri: str, index: int, label: str, weights: dict[str, float], degree: int, columns: Columns
) -> dict[str, object]:
    kind = _kind(iri)
    share = weights[iri] / (max(weights.values()) or 1)
    angle, far = 2 * pi * index / len(weights), len(weights) ** 0.5
    called = text(f"kind.{kind}", columns.language) if has_text(f"kind.{kind}") else ""
    said = text("network.said", columns.language, name=label, kind=called, count=number(degree, columns.language))
    return {
        "id": iri, "label": label, "said": said, "kind": kind, "paint": network_picture.PAINTS[kind],
        "size": round(_SMALL + (_LARGE - _SMALL) * share**0.5, 1), "weight": weights[iri], "ring": False,
        "x": round(far * cos(angle), 3), "y": round(far * sin(angle), 3),
    }  # fmt: skip


def _edge(pair: tuple[str, str], figure: float, most: float, columns: Columns) -> dict[str, object]:
    share = max(figure, 0) / most
    return {
        "id": " ".join(pair), "source": pair[0], "target": pair[1],
        "label": number(round(figure, 2), columns.language), "line": "asked", "arrow": True,
        "width": round(_THIN + (_THICK - _THIN) * share**0.5, 1),
    }  # fmt: skip


def _opened(named: dict[str, str]) -> dict[str, object]:
    """What the address opens, where the picture has it."""
    node, edge = st.query_params.get(NODE, ""), st.query_params.get(EDGE, "")
    return {
        NODE: node if node in named else "",
        EDGE: edge if all(end in named for end in edge.split(" ")) else "",
        "expanded": [],
    }


def _details(named: dict[str, str], lines: dict[tuple[str, str], float], columns: Columns) -> None:
    """What is opened: a name with its link and what it is linked to, or the two ends of a line."""
    language = columns.language
    node, ends = st.query_params.get(NODE, ""), st.query_params.get(EDGE, "").split(" ")

    def name(iri: str) -> str:
        path = data.path_of(iri)
        return link(element("bdi", escape(named[iri])), links.to_path(path, language) if path else "")

    if node in named:
        near = [pair for pair in sorted(lines, key=lambda pair: (-lines[pair], pair)) if node in pair]
        items = "".join(
            element("li", name(pair[1] if pair[0] == node else pair[0])
                    + f" ({escape(number(round(lines[pair], 2), language))})")
            for pair in near
        )  # fmt: skip
        st.html(element("p", name(node), css="lead") + element("ul", items))
    elif len(ends) == 2 and all(end in named for end in ends):
        figure = escape(number(round(lines.get((ends[0], ends[1]), 0), 2), language))
        arrow = "←" if DIRECTIONS[language] == "rtl" else "→"
        st.html(element("p", f"{name(ends[0])} {arrow} {name(ends[1])}: {figure}", css="lead"))
