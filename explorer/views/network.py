"""The linked mandates as a picture: who works with whom, what cites what, and what is around one name."""

from __future__ import annotations

from html import escape

import streamlit as st

from oic_mandates.explorer import (
    data,
    exports,
    links,
    network,
    network_details,
    network_picture,
    network_switches,
    network_tables,
    state,
)  # fmt: skip
from oic_mandates.explorer.components import number
from oic_mandates.explorer.language import Language, text
from oic_mandates.explorer.markup import element, isolated, link
from oic_mandates.explorer.network import Asked
from oic_mandates.explorer.network_scene import Scene, name_of, names, scene

# So many of what is left out are named.
_NAMED = 3
# What is told of an address ends after so many characters.
_LONGEST = 200


def show(language: Language) -> None:
    """Draws the page that the address asks for."""
    network_picture.style()
    st.title(text("network", language))
    asked, unknown = network.read(language)
    if unknown:
        st.warning(text("unknown", language, name=isolated(", ".join(unknown)[:_LONGEST])))
    st.html(_presets(asked))
    st.html(element("p", escape(text(f"network.lead.{asked.choice.preset}", language)), css="quiet net-lead"))
    _resolution(language)
    if asked.choice.preset == network.NEIGHBOURHOOD:
        _centre(asked)
    with st.spinner(text("network.drawing", language)):
        found = scene(asked.choice, language)
    st.html(network_switches.switches(found, asked))
    if not found.nodes:
        st.info(text("network.empty", language))
        begin = links.address(links.NETWORK, language, {"preset": asked.choice.preset, "centre": asked.choice.centre})
        st.html(link(escape(text("network.again", language)), begin, "net-action"))
        return
    _missing(found, asked)
    picture, beside = st.columns([9, 5], gap="medium")
    with picture:
        network_picture.draw(found, asked)
        st.html(network_picture.legend(found, asked) + _account(found, asked))
    with beside:
        _find(found, asked)
        st.html(network_details.details(found, asked))
    network_tables.files(found, asked)
    network_tables.tables(found, asked)
    behind = _behind(data.store_in_use(), asked.choice.preset, asked.choice.resolution or None, language)
    exports.query_behind(behind, language)


def _presets(asked: Asked) -> str:
    language, found = asked.language, []
    for preset in network.PRESETS:
        name = escape(text(f"network.preset.{preset}", language))
        if preset == asked.choice.preset:
            found.append(element("span", name, css="net-preset now", aria_current="true"))
            continue
        kept = {
            "preset": preset,
            links.RESOLUTION: asked.choice.resolution,
            "colour": st.query_params.get("colour", ""),
        }
        if preset == network.NEIGHBOURHOOD:
            # What is opened is what one wants to see the surroundings of.
            kept["centre"] = asked.node if asked.node in network.places(asked.node, language) else ""
        found.append(link(name, links.address(links.NETWORK, language, kept), "net-preset"))
    return element("nav", "".join(found), css="net-presets", aria_label=text("network.presets", language))


def _resolution(language: Language) -> None:
    """The list to choose one resolution from, where there are several."""
    resolutions = data.resolutions(language)
    if len(resolutions) > 1:
        options = {"": text("network.resolution.all", language)}
        options |= {resolution.slug: resolution.symbol for resolution in resolutions}
        state.choice(links.RESOLUTION, text("network.resolution", language), options)


def _centre(asked: Asked) -> None:
    """The list from which the middle of the picture is chosen."""
    language = asked.language
    called = _centres(data.store_in_use(), language)
    centre = asked.choice.centre
    if centre not in called:
        # A provision is no name that one would look for, yet what is around it can be seen.
        called = {**called, centre: name_of(centre, {}, language)}

    def write() -> None:
        for name in ("node", "edge", "expanded", "hide", "unlink"):
            st.query_params.pop(name, None)
        st.query_params["centre"] = st.session_state["network.centre"]
        st.query_params["preset"] = network.NEIGHBOURHOOD

    st.session_state["network.centre"] = centre
    st.selectbox(
        text("network.centre", language),
        list(called),
        format_func=called.__getitem__,
        key="network.centre",
        on_change=write,
    )


@st.cache_data(show_spinner=False, max_entries=6)
def _centres(store: str, language: Language) -> dict[str, str]:
    """Everything that has a link, by path, as a list to choose from shows it."""
    known, held, short = data.entities(language), data.networks().network("everything"), names(language)
    order = {kind: place for place, kind in enumerate(network.KINDS)}
    found = [path for path in known if data.iri_of(path) in held]
    found.sort(key=lambda path: (order[known[path].kind], short[path].casefold()))

    def option(path: str) -> str:
        label = known[path].label
        kind = text(f"kind.{known[path].kind}", language)
        return f"{kind}: {isolated(label)}" + (f" ({isolated(short[path])})" if short[path] != label else "")

    return {path: option(path) for path in found}


def _missing(found: Scene, asked: Asked) -> None:
    """Says that what the address opens is not in the picture."""
    language = asked.language
    if asked.node and asked.node not in found.nodes:
        known = asked.node in network.places(asked.node, language)
        st.warning(text("network.absent" if known else "unknown", language, name=isolated(asked.node)))
        if known:
            to = network_details.around(asked.node, language)
            st.html(link(escape(text("network.surroundings", language)), to, "net-action"))
    if asked.edge and asked.edge not in found.edges and not asked.node:
        st.warning(text("network.absent.link", language))


def _account(found: Scene, asked: Asked) -> str:
    """How much is in the picture and how much is not, and why."""
    language = asked.language

    def line(key: str, nodes: int, edges: int, **fields: str) -> str:
        figures = {"nodes": number(nodes, language), "edges": number(edges, language)}
        return escape(text(key, language, **figures, **fields))

    lines = [line("network.shown", len(found.nodes), len(found.edges))]
    if found.nodes_hidden or found.edges_hidden:
        lines.append(line("network.hidden", found.nodes_hidden, found.edges_hidden))
    if found.nodes_left_out:
        called = names(language)
        first = [isolated(name_of(path, called, language)) for path in found.nodes_left_out[:_NAMED]]
        named = text("list.short", language).join(first)
        lines.append(line("network.left", len(found.nodes_left_out), found.edges_left_out, names=named))
    lines[0] += " " + escape(text("network.size", language))
    return element("p", "<br>".join(lines), css="quiet net-account", role="status")


def _find(found: Scene, asked: Asked) -> None:
    """A list to find a name by typing; the choice opens it."""
    language = asked.language

    def write() -> None:
        chosen = st.session_state["network.find"]
        st.query_params.pop("edge", None)
        if chosen:
            st.query_params["node"] = chosen
        else:
            st.query_params.pop("node", None)

    st.session_state["network.find"] = asked.node if asked.node in found.nodes else None
    nodes = sorted(found.nodes.values(), key=lambda node: (node.label.casefold(), node.path))
    called = {node.path: node.label for node in nodes}

    def option(path: str) -> str:
        long = found.nodes[path].names[language]
        provision = data.read_provision(path)
        return called[path] if provision or long == called[path] else f"{isolated(called[path])} ({isolated(long)})"

    st.selectbox(
        text("network.find", language), [node.path for node in nodes], format_func=option, index=None,
        key="network.find", on_change=write, placeholder=text("network.find.hint", language),
    )  # fmt: skip


@st.cache_resource(show_spinner=False, max_entries=60)
def _behind(store: str, preset: str, resolution: str | None, language: Language) -> list[data.Answer]:
    """The queries that a network is read from, without their rows."""
    given: dict[str, dict[str, data.Value]] = {
        "named-together": {"minimum": 1, "kind": "instrument" if preset == "cited-together" else "actor"},
        "citing-clauses": {"instrument": None},
        "act-links": {},
    }
    found = []
    for name in network.PRESETS[preset].queries:
        values = given.get(name, {})
        if name != "entity-links":
            values = {**values, "resolution": resolution}
        if name != "act-links":
            values = {**values, "lang": language}
        found.append(data.ask(name, **values).only(()))
    return found
