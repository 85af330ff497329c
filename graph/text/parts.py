"""One file, several texts: where each resolution and each annex begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from oic_mandates.graph.text import markers, openings
from oic_mandates.graph.text.lines import Line
from oic_mandates.graph.text.verbs import VerbForms

# How many lines a formula may be away from the first recital, and a title from its formula.
_FORMULA_REACH = 8
_TITLE_REACH = 16


@dataclass(frozen=True, slots=True)
class Part:
    """Lines `start` to `end` of one resolution or annex.

    `prefix` is what its eIds begin with: Akoma Ntoso puts the eId of the containing component
    before that of the element (`cmp_2__para_3`). A file with one resolution has no such prefix.
    """

    start: int
    end: int
    prefix: str
    annex: bool


def split(lines: Sequence[Line], forms: VerbForms) -> list[Part]:
    """The parts of a file in order; together they hold every line."""
    starts = _resolutions(lines, forms)
    parts: list[Part] = []
    for number, (start, end) in enumerate(pairwise([*starts, len(lines)]), 1):
        prefix = f"cmp_{number}__" if len(starts) > 1 else ""
        annexes = list(_annexes(lines, start, end, forms))
        bounds = [start, *annexes, end]
        for index, (first, last) in enumerate(pairwise(bounds)):
            inner = f"{prefix}annex_{index}__" if index else prefix
            parts.append(Part(first, last, inner, index > 0))
    return parts


def _resolutions(lines: Sequence[Line], forms: VerbForms) -> list[int]:
    """The first line of each resolution; 0 for the first, with all that stands before it."""
    starts = [0]
    acted = False
    previous = 0
    for index, line in enumerate(lines):
        if acted and _speaks_anew(lines, index, forms):
            first = _title_start(lines, index, previous, forms)
            if first is not None:
                starts.append(first)
                acted = False
        elif _is_act(line, forms):
            acted, previous = True, index
    return starts


def _is_act(line: Line, forms: VerbForms) -> bool:
    marker = markers.number(line) or markers.ordinal(line) or markers.bullet(line)
    return openings.use(line.after(marker.end if marker else 0), forms) in ("act", "noun")


def _speaks_anew(lines: Sequence[Line], index: int, forms: VerbForms) -> bool:
    """Whether a formula with recitals or enacting words, or a numbered title with a preamble, begins here."""
    line = lines[index]
    before = lines[index - 1]
    titled = openings.is_numbered_title(line)
    if not titled and not openings.is_formula(line, forms.language):
        return False
    if not (line.gap or line.page or before.ends or not before.prints or openings.is_title(before)):
        return False
    for following in lines[index + 1 : index + 1 + _FORMULA_REACH]:
        if openings.use(following.head, forms) == "recital" or openings.is_enacting(following, forms.language):
            return True
        if openings.is_formula(following, forms.language) and titled:
            return True
        if _is_act(following, forms) and markers.number(following):
            break
    return openings.enacting_tail(line, forms.language) is not None


def _title_start(lines: Sequence[Line], index: int, previous: int, forms: VerbForms) -> int | None:
    """The first line of the title above a formula; None where the formula is that of an annex."""
    first = max(previous + 1, index - _TITLE_REACH)
    annex = max((i for i in range(first, index + 1) if openings.is_annex(lines[i])), default=None)
    if annex is not None:
        # A numbered title below text of the annex is that of the next resolution.
        first = next((i for i in range(annex + 1, index + 1) if lines[i].ends), index) + 1
        if not any(openings.is_numbered_title(lines[i]) for i in range(first, index + 1)):
            return None
    titles = [i for i in range(first, index + 1) if openings.is_title(lines[i]) and (i == index or not lines[i].ends)]
    if titles:
        start = titles[0]
        while start - 1 > previous and lines[start - 1].prints and _heads_a_page(lines, start - 1):
            start -= 1
        return start
    start = index
    while start - 1 > previous and not lines[start - 1].ends and (lines[start].gap or lines[start].page):
        start -= 1
    return start


def _heads_a_page(lines: Sequence[Line], index: int) -> bool:
    """Whether a line above a title belongs to it: a symbol, or `Original: Arabic`, apart from the clause before."""
    line = lines[index]
    return "OIC/" in line.text or (line.gap and len(line.text) < 80 and not line.ends)


def _annexes(lines: Sequence[Line], start: int, end: int, forms: VerbForms) -> Iterator[int]:
    acted = False
    for index in range(start, end):
        line = lines[index]
        acted = acted or _is_act(line, forms)
        apart = line.gap or line.page or (index > 0 and (lines[index - 1].ends or not lines[index - 1].prints))
        if acted and apart and openings.is_annex(line):
            yield index
