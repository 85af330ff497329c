"""The picture itself: shapes and colours, what the browser draws, and the legend that explains it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from html import escape
from pathlib import Path
from types import MappingProxyType

import streamlit as st

from oic_mandates.explorer import components
from oic_mandates.explorer.components import number
from oic_mandates.explorer.language import DIRECTIONS, Language, text
from oic_mandates.explorer.markup import element
from oic_mandates.explorer.network import STATED, Asked
from oic_mandates.explorer.network_scene import Edge, Node, Scene

# Corners of each shape, from -1 to 1 with y downwards; without any it is a circle. Kinds differ by
# shape and by colour, so that neither is needed alone.
_SQUARE = (-0.8, -0.8, 0.8, -0.8, 0.8, 0.8, -0.8, 0.8)
_SLANT = (-0.5, -0.8, 1.0, -0.8, 0.5, 0.8, -1.0, 0.8)
SHAPES: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        "actor": (),
        "instrument": (-1.0, -0.72, 1.0, -0.72, 1.0, 0.72, -1.0, 0.72),
        "resolution": (-0.8, -1.0, 0.3, -1.0, 0.8, -0.5, 0.8, 1.0, -0.8, 1.0),
        "meeting": (0.0, -1.0, 1.0, 0.0, 0.0, 1.0, -1.0, 0.0),
        "place": (-1.0, -0.85, 1.0, -0.85, 0.0, 1.0),
        "theme": (-0.5, -0.9, 0.5, -0.9, 1.0, 0.0, 0.5, 0.9, -0.5, 0.9, -1.0, 0.0),
        "group": (0.0, -1.0, 1.0, 0.85, -1.0, 0.85),
        "programme": (0.0, -1.0, 1.0, -0.25, 0.62, 0.9, -0.62, 0.9, -1.0, -0.25),
        "event": (0.0, -1.0, 0.3, -0.3, 1.0, 0.0, 0.3, 0.3, 0.0, 1.0, -0.3, 0.3, -1.0, 0.0, -0.3, -0.3),
        "clause": _SQUARE,
        "recital": _SLANT,
        "formula": _SLANT,
    }
)
# The variables of the style sheets that hold the colour of each kind.
PAINTS: Mapping[str, str] = MappingProxyType(
    {
        "actor": "--actor", "instrument": "--instrument", "resolution": "--instrument", "meeting": "--meeting",
        "place": "--place", "theme": "--verb", "group": "--event", "programme": "--programme", "event": "--event",
        "clause": "--date", "recital": "--date", "formula": "--date",
    }
)  # fmt: skip
_COMMUNITIES, _SHADES = 8, 5
_PAINTS = (
    "--quiet",
    *(f"--net-{community}" for community in range(_COMMUNITIES + 1)),
    *(f"--net-shade-{shade}" for shade in range(_SHADES)),
)
# From the lightest node to the heaviest, in pixels; provisions are many and small.
_SMALLEST, _LARGEST = 14, 40
_THIN, _THICK = 1.5, 7.0
_SAID = ("keys", "role", "in", "out", "fit", "png", "svg", "failed", "drawing")


def draw(scene: Scene, asked: Asked) -> None:
    """Puts the picture of a scene into the page."""
    name = text(f"network.preset.{asked.choice.preset}", asked.language)
    title = text("network.picture", asked.language, name=name)
    things = {
        "nodes": _nodes(scene, asked),
        "edges": [_edge(edge, scene, asked.language) for edge in scene.edges.values()],
        "node": asked.node,
        "edge": asked.edge,
        "expanded": list(asked.choice.expanded),
    }
    mount("network", things | given(f"network-{asked.choice.preset}", title, asked.language))


def given(file: str, name: str, language: Language) -> dict[str, object]:
    """What every picture is told: the name of its files, its own name, the shapes and the words of its tools."""
    return {
        "shapes": {kind: list(shape) for kind, shape in SHAPES.items()},
        "file": f"{file}.{language}",
        "name": name,
        "direction": DIRECTIONS[language],
        "texts": {key: text(f"network.{key}", language) for key in _SAID},
    }


def mount(key: str, things: Mapping[str, object]) -> None:
    """Puts a picture of nodes and edges into the page."""
    put = st.components.v2.component("oic_mandates.network", js=_script(), isolate_styles=False)
    put(key=key, data=dict(things))


@functools.cache
def _script() -> str:
    return (Path(__file__).parent / "static" / "network.js").read_text(encoding="utf-8")


def style() -> None:
    """Puts the style sheet of this view into the page."""
    components.style("network.css")
    st.html(f"<style>{_rules()}</style>")


def _nodes(scene: Scene, asked: Asked) -> list[dict[str, object]]:
    heaviest = max((node.weight for node in scene.nodes.values()), default=1) or 1
    between = max((node.betweenness for node in scene.nodes.values()), default=0) or 1
    marked = {asked.choice.centre, *asked.choice.expanded}
    found: list[dict[str, object]] = []
    for node in scene.nodes.values():
        kind = text(f"kind.{node.kind}", asked.language)
        count = number(node.degree, asked.language)
        prefix = f"{node.community} · " if asked.colour == "community" else ""
        found.append(
            {
                "id": node.path,
                "label": prefix + node.label,
                "said": text("network.said", asked.language, name=node.label, kind=kind, count=count),
                "kind": node.kind,
                "paint": _paint(node, asked.colour, between),
                "size": round(_SMALLEST + (_LARGEST - _SMALLEST) * (node.weight / heaviest) ** 0.5, 1),
                "weight": node.weight,
                "ring": node.path in marked,
                "x": node.x,
                "y": node.y,
            }
        )
    return found


def _paint(node: Node, colour: str, between: float) -> str:
    if colour == "community":
        return f"--net-{node.community}" if node.community <= _COMMUNITIES else "--net-0"
    if colour == "centrality":
        return f"--net-shade-{min(int((node.betweenness / between) ** 0.5 * _SHADES), _SHADES - 1)}"
    return PAINTS[node.kind]


def line_of(relations: tuple[str, ...]) -> str:
    """How a link is drawn: `asked` where a clause says so, `stated` where the vocabulary does, `together`."""
    if any(relation not in STATED and relation != "together" for relation in relations):
        return "asked"
    return "stated" if any(relation in STATED for relation in relations) else "together"


def _edge(edge: Edge, scene: Scene, language: Language) -> dict[str, object]:
    most = max((other.weight for other in scene.edges.values()), default=1)
    share = (edge.weight - 1) / (most - 1) if most > 1 else 0
    return {
        "id": edge.path,
        "source": edge.source,
        "target": edge.target,
        "label": text("list.short", language).join(
            text(f"network.relation.{name}", language) for name in edge.relations
        ),
        "line": line_of(edge.relations),
        "arrow": not edge.mutual,
        "width": round(_THIN + (_THICK - _THIN) * share**0.5, 1),
    }


def swatch(kind: str, paint: str) -> str:
    """A kind's shape in a colour, for a legend; the page lets no SVG through, so a style sheet cuts it."""
    return element("span", "", css=f"net-swatch net-shape-{kind} net-paint{paint[1:]}", aria_hidden="true")


def stroke(line: str) -> str:
    """How a link of that kind is drawn, for a legend."""
    return element("span", "", css=f"net-stroke net-{line}", aria_hidden="true")


def _rules() -> str:
    """The shapes and colours of the signs as rules of a style sheet."""
    rules = [f".net-paint{paint[1:]}{{background:var({paint})}}" for paint in sorted({*PAINTS.values(), *_PAINTS})]
    for kind, corners in SHAPES.items():
        points = [f"{(place + 1) * 50:g}%" for place in corners]
        pairs = ",".join(f"{x} {y}" for x, y in zip(points[::2], points[1::2], strict=True))
        shape = f"polygon({pairs})" if pairs else "circle(50%)"
        rules.append(f".net-shape-{kind}{{clip-path:{shape}}}")
    return "".join(rules)


def legend(scene: Scene, asked: Asked) -> str:
    """What the colours mean, where they do not mean the kinds, which the switches show."""
    language, items = asked.language, []
    if asked.colour == "community":
        sizes: dict[int, int] = {}
        for node in scene.nodes.values():
            sizes[node.community] = sizes.get(node.community, 0) + 1
        for community, head in list(scene.heads().items())[:_COMMUNITIES]:
            fields = {"number": community, "name": scene.nodes[head].label, "count": number(sizes[community], language)}
            items.append(swatch("actor", f"--net-{community}") + escape(text("network.community", language, **fields)))
        if len(sizes) > _COMMUNITIES:
            items.append(swatch("actor", "--net-0") + escape(text("network.community.more", language)))
    if asked.colour == "centrality":
        shades = "".join(swatch("actor", f"--net-shade-{shade}") for shade in range(_SHADES))
        low, high = (escape(text(f"network.centrality.{end}", language)) for end in ("low", "high"))
        items.append(f"{low} {shades} {high}")
    content = "".join(element("li", item) for item in items)
    return element("ul", content, css="legend net-legend", aria_label=text("network.legend", language)) if items else ""
