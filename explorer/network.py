"""What the address of the Network view asks for.

    network?preset=partners&colour=community
    network?preset=neighbourhood&centre=actor/sesric&expanded=actor/icesco&node=theme/disability

`hide` names kinds of nodes and `unlink` kinds of links that are off, `least` the weight from which
links are drawn, `most` how many nodes; `node` or `edge` is what is opened. The tables have their
order and length in `nodesby`, `edgesby`, `nodesrows` and `edgesrows`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import streamlit as st

from oic_mandates.explorer import data, links, state
from oic_mandates.explorer.language import Language

# The sizes to choose from; the last is as much as anybody can read.
SIZES = (50, 100, 300)
LEAST = (1, 2, 3, 5)
COLOURS = ("kind", "community", "centrality")
# Links that go either way, and those that the vocabulary states rather than a clause.
MUTUAL = frozenset({"together"})
STATED = frozenset({
    "is_part_of", "has_part", "adoptedAt", "outcome", "adoptedBy", "passed_by", "body", "place", "host", "chair",
    "organizer", "parentBody", "memberOf", "seat", "country", "ledBy",
})  # fmt: skip
KINDS = (
    "actor", "theme", "group", "resolution", "recital", "clause", "formula", "instrument", "meeting", "place",
    "programme", "event",
)  # fmt: skip
RELATIONS = ("partner", "reportsTo", "theme", "beneficiary", "cites", "cited_by", "together", *sorted(STATED))


@dataclass(frozen=True, slots=True)
class Preset:
    """A picture to begin with: a network of the graph and the queries it is read from.

    `least` is the weight from which links are drawn, 0 where they have none; `alone` are the kinds
    of which nodes without a link may be shown.
    """

    network: str
    queries: tuple[str, ...]
    least: int = 1
    alone: tuple[str, ...] = ()


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        "partners": Preset("partners", ("partner-links",), alone=("actor",)),
        "reports": Preset("reports", ("reporting",), alone=("actor",)),
        "subjects": Preset("subjects", ("act-links",), alone=("actor", "theme", "group")),
        "together": Preset("together", ("named-together",), least=2, alone=("actor",)),
        "citations": Preset("citations", ("citing-clauses", "entity-links"), least=0),
        "cited-together": Preset("cited-together", ("named-together",), alone=("instrument",)),
        "meetings": Preset("meetings", ("citing-clauses", "entity-links"), least=0, alone=("meeting",)),
        "neighbourhood": Preset(
            "everything",
            ("partner-links", "reporting", "act-links", "named-together", "citing-clauses", "entity-links"),
        ),
    }
)
NEIGHBOURHOOD = "neighbourhood"
# The order of either table, and how many of its rows are in view.
TABLES = NODES_BY, EDGES_BY, NODES_ROWS, EDGES_ROWS = "nodesby", "edgesby", "nodesrows", "edgesrows"


@dataclass(frozen=True, slots=True)
class Choice:
    """What decides which nodes and links are in the picture; entities are paths below `id/`."""

    preset: str
    resolution: str = ""
    centre: str = ""
    hide: tuple[str, ...] = ()
    unlink: tuple[str, ...] = ()
    least: int = 1
    most: int = SIZES[-1]
    alone: bool = False
    expanded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """All that the address says: what is in the picture, its colours, what is opened in it, the order of the tables."""

    language: Language
    choice: Choice
    colour: str = COLOURS[0]
    node: str = ""
    edge: str = ""
    tables: tuple[tuple[str, str], ...] = ()

    def address(self, **changed: str | Iterable[str]) -> str:
        """The address of this view with some of it changed; an empty value is left out."""
        choice = self.choice
        query: dict[str, str | Iterable[str]] = {
            "preset": "" if choice.preset == next(iter(PRESETS)) else choice.preset,
            links.RESOLUTION: choice.resolution,
            "centre": choice.centre,
            "hide": choice.hide,
            "unlink": choice.unlink,
            "least": "" if choice.least == PRESETS[choice.preset].least else str(choice.least),
            "most": "" if choice.most == SIZES[-1] else str(choice.most),
            "alone": "1" if choice.alone else "",
            "expanded": choice.expanded,
            "colour": "" if self.colour == COLOURS[0] else self.colour,
            "node": self.node,
            "edge": self.edge,
        }
        query |= dict(self.tables) | changed
        written = {name: value if isinstance(value, str) else ",".join(value) for name, value in query.items()}
        return links.address(links.NETWORK, self.language, written)

    def opening(self, node: str) -> str:
        """The address at which a node is opened."""
        return self.address(node=node, edge="")


def read(language: Language) -> tuple[Asked, list[str]]:
    """What the address asks for, and what it asks for that there is not."""
    given = st.query_params
    unknown = []

    def known(name: str, allowed: Iterable[str], default: str = "") -> str:
        value = state.one(name, allowed, default)
        if given.get(name) and given[name] != value:
            unknown.append(given[name])
        return value

    def several(name: str, allowed: Iterable[str]) -> tuple[str, ...]:
        found = state.many(name, allowed)
        unknown.extend(value for value in given.get(name, "").split(",") if value and value not in found)
        return tuple(found)

    slugs = {resolution.slug for resolution in data.resolutions(language)}
    preset = known("preset", PRESETS, NEIGHBOURHOOD if given.get("centre") else next(iter(PRESETS)))
    least = PRESETS[preset].least
    choice = Choice(
        preset=preset,
        resolution=known(links.RESOLUTION, slugs),
        hide=several("hide", KINDS),
        unlink=several("unlink", RELATIONS),
        least=int(known("least", map(str, LEAST), str(least))) if least else 0,
        most=int(known("most", map(str, SIZES), str(SIZES[-1]))),
        alone=bool(PRESETS[preset].alone) and given.get("alone") == "1",
        expanded=several("expanded", places(given.get("expanded", ""), language)),
    )
    if preset == NEIGHBOURHOOD:
        choice = replace(choice, centre=known("centre", places(given.get("centre", ""), language)) or _most_asked())
    colour = known("colour", COLOURS, COLOURS[0])
    tables = tuple((name, given[name]) for name in TABLES if name in given)
    return Asked(language, choice, colour, state.words("node"), state.words("edge", 400), tables), unknown


def places(given: str, language: Language) -> set[str]:
    """What a picture may be around: entities and resolutions, and those of the given provisions that have a link."""
    found = {*data.entities(language), *(resolution.slug for resolution in data.resolutions(language))}
    provisions = {value for value in given.split(",") if data.read_provision(value)}
    held = data.networks().network("everything") if provisions else ()
    return found | {path for path in provisions if data.iri_of(path) in held}


def _most_asked() -> str:
    """Who is asked to act most, to begin somewhere."""
    row = next(data.ask("mandates-per-actor").records(), None)
    return data.path_of(row["actor"]) if row else ""
