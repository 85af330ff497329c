"""The picture as two tables, for readers who do not see it or prefer lists, and as files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from html import escape

import streamlit as st

from oic_mandates.explorer import exports, state
from oic_mandates.explorer.components import number
from oic_mandates.explorer.data import Answer, Term, path_of
from oic_mandates.explorer.language import Language, text
from oic_mandates.explorer.markup import element, link
from oic_mandates.explorer.network import EDGES_BY, EDGES_ROWS, NODES_BY, NODES_ROWS, Asked
from oic_mandates.explorer.network_scene import Edge, Node, Rows, Scene
from oic_mandates.explorer.provisions import provision_link

_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPES: Mapping[type, str] = {int: _XSD + "integer", float: _XSD + "double"}
_FORMS = (("GraphML", "graphml", "application/graphml+xml"), ("GEXF", "gexf", "application/gexf+xml"))
# Rows in view at first, and in all: as many links as 300 names may well have.
_SHOWN, _MOST = 20, 5000
# Fewer than these are not worth a click.
_FEW = 5
_CLAUSES = 6
_NODES = ("name", "kind", "degree", "weight", "betweenness", "community")
_EDGES = ("source", "relation", "target", "weight", "clauses")
# Words from the first letter on, numbers from the largest down.
_TEXTS = {"name", "kind", "source", "relation", "target"}


def tables(scene: Scene, asked: Asked) -> None:
    """Both tables, each with its files below it."""
    language = asked.language
    st.header(text("network.nodes", language))
    key = state.one(NODES_BY, _NODES, "weight")
    nodes = sorted(scene.nodes.values(), key=_node_key(key, language))
    shown = nodes[: _limit(NODES_ROWS, len(nodes))]
    _table(_NODES, NODES_BY, key, [_node_row(node, asked) for node in shown], asked)
    _more(NODES_ROWS, len(nodes) - len(shown), asked)
    exports.downloads(_answer(scene.rows[0], [node.path for node in nodes], "path"), "network-nodes", language)
    st.header(text("network.edges", language))
    key = state.one(EDGES_BY, _EDGES, "weight")
    edges = sorted(scene.edges.values(), key=_edge_key(key, scene, language))
    shown_edges = edges[: _limit(EDGES_ROWS, len(edges))]
    _table(_EDGES, EDGES_BY, key, [_edge_row(edge, scene, asked) for edge in shown_edges], asked)
    _more(EDGES_ROWS, len(edges) - len(shown_edges), asked)
    order = [f"{edge.source},{edge.target}" for edge in edges]
    exports.downloads(_answer(scene.rows[1], order, "ends"), "network-edges", language)


def files(scene: Scene, asked: Asked) -> None:
    """The picture as files of programs for networks."""
    language, name = asked.language, f"network-{asked.choice.preset}"
    with st.popover(text("network.files", language), icon=":material/download:"):
        st.caption(text("network.files.help", language))
        for label, form, mime in _FORMS:
            st.download_button(
                label,
                data=partial(_file, scene, form, language),
                file_name=f"{name}.{language}.{form}",
                mime=mime,
                key=f"download.network.{form}",
                on_click="ignore",
                width="stretch",
            )


def _file(scene: Scene, form: str, language: Language) -> bytes:
    return scene.file(form, language).encode()


def _answer(rows: Rows, order: Sequence[str], key: str) -> Answer:
    """The rows of a table in an order, as a table of terms that can be written in every format."""
    if not rows:
        return Answer((), (), "")
    named = {str(row["path"]) if key == "path" else _ends(row): row for row in rows}
    columns = tuple(rows[0])
    terms = tuple(tuple(_term(named[name][column]) for column in columns) for name in order)
    return Answer(columns, terms, "")


def _ends(row: Mapping[str, str | int | float]) -> str:
    return f"{path_of(str(row['source']))},{path_of(str(row['target']))}"


def _term(value: str | float) -> Term:
    return Term("literal", str(value), _TYPES.get(type(value), ""))


def _node_key(key: str, language: Language) -> Callable[[Node], tuple[object, ...]]:
    def ranked(node: Node) -> tuple[object, ...]:
        value = {
            "name": node.label.casefold(),
            "kind": text(f"kind.{node.kind}", language),
            "community": node.community,
        }.get(key)
        return (value if value is not None else -getattr(node, key), node.label.casefold(), node.path)

    return ranked


def _edge_key(key: str, scene: Scene, language: Language) -> Callable[[Edge], tuple[object, ...]]:
    def ranked(edge: Edge) -> tuple[object, ...]:
        source, target = (scene.nodes[end].label.casefold() for end in (edge.source, edge.target))
        value = {
            "source": source,
            "target": target,
            "relation": _said(edge, language),
            "weight": -edge.weight,
            "clauses": -len(edge.clauses),
        }[key]
        return (value, source, target, edge.path)

    return ranked


def _said(edge: Edge, language: Language) -> str:
    return text("list.short", language).join(text(f"network.relation.{name}", language) for name in edge.relations)


def _limit(name: str, count: int) -> int:
    """How many rows are in view: all where only a few more would not be."""
    limit = state.whole(name, _SHOWN, _SHOWN, _MOST)
    return count if count <= limit + _FEW else limit


def _table(columns: Sequence[str], by: str, key: str, rows: Sequence[str], asked: Asked) -> None:
    language, heads = asked.language, []
    for name in columns:
        label = text(f"network.column.{name}", language)
        title = text("network.sort", language, name=label)
        content = link(escape(label), asked.address(**{by: name}), "net-sort", title)
        order = "ascending" if name in _TEXTS or name == "community" else "descending"
        heads.append(element("th", content, scope="col", aria_sort=order if name == key else ""))
    body = element("thead", element("tr", "".join(heads))) + element("tbody", "".join(rows))
    table = element("table", body, css="grid net-table")
    name = text(f"network.{by.removesuffix('by')}", language)
    st.html(element("div", table, css="scroll", tabindex="0", role="region", aria_label=name))


def _more(name: str, count: int, asked: Asked) -> None:
    """The way to the rows that are not in view."""
    if count:
        label = text("network.more", asked.language, count=number(count, asked.language))
        st.html(link(escape(label), asked.address(**{name: str(_MOST)}), "net-action"))


def _node_row(node: Node, asked: Asked) -> str:
    language = asked.language
    name = link(element("bdi", escape(node.label)), asked.opening(node.path), title=node.names[language])
    numbers = (node.degree, node.weight, round(node.betweenness, 3), node.community)
    cells = element("th", name, scope="row") + element("td", escape(text(f"kind.{node.kind}", language)))
    return element("tr", cells + "".join(element("td", number(value, language), css="number") for value in numbers))


def _edge_row(edge: Edge, scene: Scene, asked: Asked) -> str:
    language = asked.language
    source, target = (
        link(element("bdi", escape(scene.nodes[end].label)), asked.opening(end)) for end in (edge.source, edge.target)
    )
    said = link(escape(_said(edge, language)), asked.address(node="", edge=edge.path))
    clauses = [provision_link(path, language) for path in edge.clauses[:_CLAUSES]]
    if len(edge.clauses) > _CLAUSES:
        more = f"+{number(len(edge.clauses) - _CLAUSES, language)}"
        clauses.append(link(escape(more), asked.address(node="", edge=edge.path)))
    cells = (
        element("td", source),
        element("td", said, css="clause"),
        element("td", target),
        element("td", number(edge.weight, language), css="number"),
        element("td", text("list.short", language).join(clauses), css="mid"),
    )
    return element("tr", "".join(cells))
