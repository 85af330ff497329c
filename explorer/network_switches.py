"""What a reader may change of the picture: kinds of names and links on and off, colours, weights, sizes."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from oic_mandates.explorer import network, network_picture
from oic_mandates.explorer.components import number
from oic_mandates.explorer.language import Language, text
from oic_mandates.explorer.markup import element, isolated, link
from oic_mandates.explorer.network import Asked
from oic_mandates.explorer.network_scene import Scene

# More kinds of links than these are folded away, so that the picture stands in view.
_FEW = 3


def switches(found: Scene, asked: Asked) -> str:
    """The switches as HTML; those of kinds and links are the legend of shapes and lines, too."""
    language, choice = asked.language, asked.choice
    kinds = _row("kinds", [_kind(kind, count, asked) for kind, count in found.kinds.items()], language)
    relations = [_relation(name, count, asked) for name, count in found.relations.items()]
    looks = [_row("colour", _picks("colour", network.COLOURS, asked.colour, asked), language)]
    weights = [str(least) for least in network.LEAST if least <= found.heaviest or least == choice.least]
    if choice.least and len(weights) > 1:
        looks.append(_row("least", _picks("least", weights, str(choice.least), asked), language))
    if len(found.nodes) + len(found.nodes_left_out) > network.SIZES[0]:
        looks.append(_row("most", _picks("most", map(str, network.SIZES), str(choice.most), asked), language))
    if network.PRESETS[choice.preset].alone:
        name = text("network.alone", language)
        href = asked.address(alone="" if choice.alone else "1")
        looks.append(_row("", [_switch(escape(name), name, href, choice.alone, language, css="net-alone")], language))
    lines = element("div", kinds + _relations(relations, asked), css="net-line") + element(
        "div", "".join(looks), css="net-line"
    )
    return element("div", lines, css="net-switches")


def _relations(relations: list[str], asked: Asked) -> str:
    """The kinds of links; many are folded away unless some are off."""
    row = _row("relations", relations, asked.language)
    if len(relations) <= _FEW:
        return row
    head = text("network.relations.all", asked.language, count=number(len(relations), asked.language))
    opened = "open" if asked.choice.unlink else ""
    return element("details", element("summary", escape(head)) + row, css="net-fold", open=opened)


def _kind(kind: str, count: int, asked: Asked) -> str:
    name = text(f"kind.{kind}", asked.language)
    paint = network_picture.PAINTS[kind] if asked.colour == "kind" else "--quiet"
    content = network_picture.swatch(kind, paint) + escape(name) + _count(count, asked.language)
    off = asked.choice.hide
    return _switch(content, name, asked.address(hide=_turned(off, kind)), kind not in off, asked.language)


def _relation(relation: str, count: int, asked: Asked) -> str:
    name = text(f"network.relation.{relation}", asked.language)
    stroke = network_picture.stroke(network_picture.line_of((relation,)))
    content = stroke + escape(name) + _count(count, asked.language)
    off = asked.choice.unlink
    return _switch(content, name, asked.address(unlink=_turned(off, relation)), relation not in off, asked.language)


def _turned(off: tuple[str, ...], value: str) -> list[str]:
    return [other for other in off if other != value] if value in off else [*off, value]


def _count(count: int, language: Language) -> str:
    return element("span", number(count, language), css="count")


def _switch(content: str, name: str, href: str, on: bool, language: Language, css: str = "") -> str:
    """A link to the same picture without, or again with, what it is named after."""
    content += element("span", escape(text("network.on" if on else "network.off", language)), css="net-unseen")
    title = text("network.hide" if on else "network.unhide", language, name=isolated(name))
    return link(content, href, f"net-switch {'on' if on else 'off'} {css}".strip(), title)


def _row(key: str, items: Iterable[str], language: Language) -> str:
    label = text(f"network.{key}", language) if key else ""
    head = element("span", escape(label), css="label") if key else ""
    return element("div", head + " ".join(items), css="net-row", role="group", aria_label=label)


def _picks(field: str, values: Iterable[str], now: str, asked: Asked) -> list[str]:
    """Values of which one is chosen."""
    found = []
    for value in values:
        words = (
            text(f"network.colour.{value}", asked.language) if field == "colour" else number(int(value), asked.language)
        )
        if value == now:
            found.append(element("span", escape(words), css="net-pick now", aria_current="true"))
        else:
            found.append(link(escape(words), asked.address(**{field: value}), "net-pick"))
    return found
