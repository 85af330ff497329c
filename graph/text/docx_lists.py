"""The numbers that Word prints before the paragraphs of its lists, counted as Word counts them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from oic_mandates.graph.text.markup import attribute, local
from oic_mandates.graph.text.numerals import numeral

_DEEPEST = 9


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: how its numbers look (`%1.`), their form and the first of them."""

    form: str = "decimal"
    pattern: str = ""
    start: int = 1


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)


class Lists:
    """All lists of a document, counting; made from its `numbering.xml` and `styles.xml`."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._abstract: dict[str, _List] = {}
        self._lists: dict[str, _List] = {}
        self._styles: dict[str, tuple[str, str, str]] = {}  # style -> list, level, style it is based on
        if numbering is not None:
            self._read_numbering(numbering)
        if styles is not None:
            self._read_styles(styles)

    def number(self, properties: Element | None) -> str:
        """What Word prints before the next paragraph with these properties; empty outside lists."""
        name, level = self._place(properties)
        found = self._lists.get(name)
        if found is None or level not in found.levels:
            return ""
        shape = found.levels[level]
        found.counts[level] = found.counts.get(level, shape.start - 1) + 1
        for deeper in [key for key in found.counts if key > level]:
            del found.counts[deeper]
        if shape.form == "none":
            return ""
        if shape.form == "bullet":
            return "- "
        printed = re.sub(r"%([1-9])", lambda match: self._printed(found, int(match[1]) - 1, shape), shape.pattern)
        return f"{printed} " if printed.strip() else ""

    @staticmethod
    def _printed(found: _List, level: int, shape: _Level) -> str:
        of = found.levels.get(level, shape)
        return numeral(found.counts.get(level, of.start), of.form)

    def _place(self, properties: Element | None) -> tuple[str, int]:
        """The list and level of a paragraph: its own, or those of its style."""
        name, level, style = _list_of(properties)
        for _ in range(_DEEPEST):
            if name or not style:
                break
            inherited, depth, style = self._styles.get(style, ("", "", ""))
            name, level = inherited, level or depth
        return name, int(level) if level.isdigit() else 0

    def _read_styles(self, root: Element) -> None:
        for style in _children(root, "style"):
            properties = next(_children(style, "pPr"), None)
            name, level, _ = _list_of(properties)
            based_on = next((attribute(child, "val") for child in _children(style, "basedOn")), "")
            self._styles[attribute(style, "styleId")] = (name, level, based_on)

    def _read_numbering(self, root: Element) -> None:
        for abstract in _children(root, "abstractNum"):
            levels = dict(_levels(abstract))
            self._abstract[attribute(abstract, "abstractNumId")] = _List(levels)
        for number in _children(root, "num"):
            base = next((attribute(child, "val") for child in _children(number, "abstractNumId")), "")
            shared = self._abstract.get(base, _List())
            overrides = list(_children(number, "lvlOverride"))
            # Lists on the same pattern go on counting together, unless one is told to start anew.
            self._lists[attribute(number, "numId")] = _overridden(shared, overrides) if overrides else shared


def _overridden(shared: _List, overrides: list[Element]) -> _List:
    levels = dict(shared.levels)
    for override in overrides:
        level = attribute(override, "ilvl")
        key = int(level) if level.isdigit() else 0
        levels.update(_levels(override))
        start = next((attribute(child, "val") for child in _children(override, "startOverride")), "")
        if start.isdigit() and key in levels:
            levels[key] = _Level(levels[key].form, levels[key].pattern, int(start))
    return _List(levels)


def _levels(parent: Element) -> Iterator[tuple[int, _Level]]:
    for level in _children(parent, "lvl"):
        values = {local(child): attribute(child, "val") for child in level}
        start = values.get("start", "1")
        depth = attribute(level, "ilvl")
        yield (
            int(depth) if depth.isdigit() else 0,
            _Level(values.get("numFmt", "decimal"), values.get("lvlText", ""), int(start) if start.isdigit() else 1),
        )


def _list_of(properties: Element | None) -> tuple[str, str, str]:
    """The list, the level and the style that paragraph properties name."""
    if properties is None:
        return "", "", ""
    style = next((attribute(child, "val") for child in _children(properties, "pStyle")), "")
    for place in _children(properties, "numPr"):
        values = {local(child): attribute(child, "val") for child in place}
        if values.get("numId") == "0":  # told to have no number, whatever its style says
            return "", "", ""
        return values.get("numId", ""), values.get("ilvl", ""), style
    return "", "", style


def _children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if local(child) == name)
