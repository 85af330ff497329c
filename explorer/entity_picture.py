"""The small network of one name: what is nearest to it, and what a click on a node or link opens."""

from __future__ import annotations

from html import escape

import streamlit as st

from oic_mandates.explorer import data, links, network, network_picture, state
from oic_mandates.explorer.entity_html import Page
from oic_mandates.explorer.language import text
from oic_mandates.explorer.markup import element, isolated, link
from oic_mandates.explorer.network import NEIGHBOURHOOD, Asked, Choice
from oic_mandates.explorer.network_details import around
from oic_mandates.explorer.network_scene import Edge, Scene, scene
from oic_mandates.explorer.provisions import provision_link

# More than these are no small picture; the Network view shows all.
_MOST = 24


def draw(page: Page) -> None:
    """The picture with what is opened in it; nothing where the name has no link."""
    path, language = page.path, page.language
    if path not in network.places(path, language) or data.iri_of(path) not in data.networks().network("everything"):
        return
    st.subheader(text("entity.network", language))
    network_picture.style()
    choice = Choice(preset=NEIGHBOURHOOD, centre=path, most=_MOST)
    found = scene(choice, language)
    asked = Asked(language, choice, node=state.words("node"), edge=state.words("edge", 400))
    with st.container(key="entity-network"):
        network_picture.draw(found, asked)
    st.html(_opened(found, asked, page))
    st.html(link(escape(text("entity.larger", language)), around(path, language)))


def _opened(found: Scene, asked: Asked, page: Page) -> str:
    """The links between the name and the node that is opened, or the link that is, each with its clauses."""
    if asked.node in found.nodes and asked.node != page.path:
        edges = [edge for edge in found.of(asked.node) if page.path in (edge.source, edge.target)]
        node = found.nodes[asked.node]
        both = page.address([*page.beside.chosen, node.path])
        title = text("entity.both", page.language, name=isolated(node.label))
        names = link(element("bdi", escape(node.label)), links.to_path(node.path, page.language))
        more = link(escape(title), both) if node.path in page.beside.counts else ""
        head = element("p", f"{names} {more}", css="opened-node")
    elif asked.edge in found.edges:
        edges, head = [found.edges[asked.edge]], ""
    else:
        return element("p", escape(text("entity.network.help", page.language)), css="quiet")
    return element("div", head + "".join(_edge(edge, found, page) for edge in edges), css="opened-link", role="status")


def _edge(edge: Edge, found: Scene, page: Page) -> str:
    said = text("list.short", page.language).join(
        text(f"network.relation.{name}", page.language) for name in edge.relations
    )
    names = f"{found.nodes[edge.source].label} — {said} — {found.nodes[edge.target].label}"
    where = text("list.short", page.language).join(provision_link(path, page.language) for path in edge.clauses)
    return element("p", element("bdi", escape(names)) + (f": {where}" if where else ""))
