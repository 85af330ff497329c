"""Provisions in the making: their pieces of the source, their eIds, and what is layout around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from oic_mandates.graph.model import Layout, Provision, ProvisionKind, Run, Span
from oic_mandates.graph.text.lines import Line, Piece
from oic_mandates.graph.text.markers import Marker

PREFIX: dict[ProvisionKind, str] = {
    "EnactingFormula": "formula", "Recital": "rec", "Section": "sec", "OperativeClause": "para",
}  # fmt: skip
_STRETCH = re.compile(r"(?P<break>[\r\n]+)|(?P<emphasis>\*+)|[^\r\n*]+")


@dataclass(slots=True)
class Draft:
    """A provision while its lines are gathered; `ending` is the character that ends the last of them."""

    kind: ProvisionKind
    prefix: str = ""
    marker: Marker | None = None
    section: Draft | None = None
    halves: list[tuple[Piece, ...]] = field(default_factory=list)
    ending: str = ""
    ended: bool = False

    def add(self, line: Line, start: int = 0, end: int | None = None) -> None:
        """Adds what stands in a line from `start` to `end`."""
        first, last = line.trimmed(start, end)
        if first < last:
            self.halves.append(line.places(first, last))
        self.ending, self.ended = line.ending, line.ends

    @property
    def number(self) -> str:
        """The number as printed."""
        return self.marker.printed if self.marker else ""

    @property
    def numeral(self) -> str:
        """The number in an eId: as printed where that is ASCII, else its value; empty where it has none."""
        if self.marker is None or not self.marker.printed or self.kind != "OperativeClause":
            return ""
        printed = self.marker.printed
        return printed.lower() if printed.isascii() and self.marker.kind != "ordinal" else str(self.marker.value)


def provisions(drafts: Sequence[Draft], source: str, given: Sequence[str] | None = None) -> Iterator[Provision]:
    """The provisions with their eIds, in order: those `given`, or by rule. A draft without characters is none."""
    kept = [draft for draft in drafts if draft.halves]
    eids = _eids(kept) if given is None else given
    named = {id(draft): eid for draft, eid in zip(kept, eids, strict=True)}
    for position, (draft, eid) in enumerate(zip(kept, eids, strict=True), 1):
        text, runs = _assemble(draft.halves, source)
        parent = named.get(id(draft.section)) if draft.section else None
        yield Provision(eid, draft.kind, draft.number, position, text, parent, runs)


def _eids(drafts: Sequence[Draft]) -> list[str]:
    """A printed number keeps its eId; numbering that restarts gives `para_1-2`; the rest are counted."""
    taken: set[str] = set()
    again: dict[str, int] = {}
    found = [""] * len(drafts)
    for index, draft in enumerate(drafts):
        if draft.numeral:
            eid = f"{draft.prefix}para_{draft.numeral}"
            again[eid] = again.get(eid, 0) + 1
            found[index] = eid if again[eid] == 1 else f"{eid}-{again[eid]}"
            taken.add(found[index])
    counts: dict[str, int] = {}
    for index, draft in enumerate(drafts):
        stem = draft.prefix + PREFIX[draft.kind]
        counts[stem] = counts.get(stem, 0) + 1
        if not draft.numeral:
            while f"{stem}_{counts[stem]}" in taken:
                counts[stem] += 1
            found[index] = f"{stem}_{counts[stem]}"
    return found


def _assemble(halves: Sequence[tuple[Piece, ...]], source: str) -> tuple[str, tuple[Run, ...]]:
    """The text of a provision from the places of its characters, halves joined by one space."""
    words: list[str] = []
    runs: list[Run] = []
    length = 0
    for pieces in halves:
        if length:
            words.append(" ")
            length += 1
        for piece in pieces:
            runs.append(Run(length, piece.source_start, piece.length))
            words.append(source[piece.source_start : piece.source_start + piece.length])
            length += piece.length
    return "".join(words), tuple(runs)


def layout(source: str, kept: Sequence[Provision], roles: Sequence[tuple[Sequence[Piece], str]]) -> list[Layout]:
    """All that no run holds, each stretch with its role."""
    held = [(r.source_start, r.source_start + r.length, "") for p in kept for r in p.runs]
    known = [(p.source_start, p.source_start + p.length, role) for pieces, role in roles for p in pieces]
    found: list[Layout] = []
    place = 0
    for start, end, role in [*sorted(held + known), (len(source), len(source), "")]:
        _fill(source, place, start, found)
        if role:
            _append(found, max(start, place), end, role)
        place = max(place, end)
    return found


def _fill(source: str, start: int, end: int, found: list[Layout]) -> None:
    """The characters that no line holds: line ends, emphasis marks, space."""
    for match in _STRETCH.finditer(source, start, max(start, end)):
        role = "line break" if match["break"] else "emphasis" if match["emphasis"] else "space"
        _append(found, *match.span(), role)


def _append(found: list[Layout], start: int, end: int, role: str) -> None:
    if start >= end:
        return
    if found and found[-1].role == role and found[-1].span.end == start:
        found[-1] = Layout(Span(found[-1].span.start, end), role)
    else:
        found.append(Layout(Span(start, end), role))
