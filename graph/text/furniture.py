"""What the page adds to a text: page numbers, running headers, footnotes.

A line is taken for furniture on evidence only; a doubtful line stays text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from oic_mandates.graph.text import markers, openings
from oic_mandates.graph.text.lines import Line
from oic_mandates.graph.text.verbs import VerbForms

PAGE_NUMBER, HEADER, FOOTNOTE = "page number", "running header", "footnote"
_SURE_PAGE = re.compile(
    r"\W*(?:page|p\.|صفحة|صفحه|ص)\s*[.:]?\s*\d{1,4}(?:\s*(?:of|de|sur|/|من)\s*\d{1,4})?\W*"
    r"|\s*-\s*\d{1,4}\s*-\s*|\s*\d{1,4}\s*(?:/|of|sur|من)\s*\d{1,4}\s*",
    re.I,
)
_PAGE_IN_LINE = re.compile(
    r"\b(?:page|p\.|صفحة)\s*\d+(?:\s*(?:of|de|sur|/|من)\s*\d+)?|^\s*\d{1,3}\s|\s\d{1,3}\s*$", re.I
)
_RULE = re.compile(r"\s*(?:_{5,}|-{12,})\s*")
_NOTE = re.compile(r"\s*(?:[¹²³⁰⁴-⁹]+|\[\s*\d{1,2}\s*\]|\(\s*\*+\s*\)|\*(?!\*)|\(?\d{1,2}\)?(?=\s))\s*\S")
_SURE_NOTE = re.compile(r"\s*(?:[¹²³⁰⁴-⁹]+|\(\s*\*+\s*\))\s*\S")
_SYMBOL = re.compile(r"\bOIC/[A-Z]")
_LONGEST_HEADER = 120


def find(lines: Sequence[Line], forms: VerbForms) -> dict[int, str]:
    """The lines that are furniture, by index, and what each is."""
    found = {i: PAGE_NUMBER for i, line in enumerate(lines) if _SURE_PAGE.fullmatch(line.plain)}
    lone = [i for i, line in enumerate(lines) if i not in found and markers.lone_number(line)]
    if lone and not _numbers_clauses(lines, lone, forms):
        found |= dict.fromkeys(lone, PAGE_NUMBER)
    else:
        found |= {i: PAGE_NUMBER for i in lone if i + 1 < len(lines) and markers.number(lines[i + 1])}
    _find_headers(lines, forms, found)
    _find_notes(lines, forms, found)
    return found


def _numbers_clauses(lines: Sequence[Line], lone: Sequence[int], forms: VerbForms) -> bool:
    """Whether numbers alone on their lines are those of the clauses: most clauses then have one before them."""
    alone = set(lone)
    before = 0
    acts = 0
    for i, line in enumerate(lines):
        marker = markers.number(line)
        if openings.use(line.after(marker.end if marker else 0), forms) in ("act", "noun"):
            acts += 1
            before += marker is None and i - 1 in alone
    return before > 0 and before * 2 > acts


def _find_headers(lines: Sequence[Line], forms: VerbForms, found: dict[int, str]) -> None:
    """Lines that come again at the edge of a page, or that repeat the title block between blank lines."""
    same: dict[str, list[int]] = defaultdict(list)
    for i, line in enumerate(lines):
        if i not in found and _may_be_header(line):
            same[_PAGE_IN_LINE.sub("", line.plain).strip()].append(i)
    groups = [indices for text, indices in same.items() if len(indices) > 1 and text]
    title_end = next((i for i, line in enumerate(lines) if openings.use(line.head, forms)), len(lines))
    for _ in range(2):  # a second header line stands at the edge that the first one makes
        for indices in groups:
            later = [i for i in indices if i >= title_end]
            repeats_title = indices[0] < title_end or any(_SYMBOL.search(lines[i].text) for i in indices)
            placed = all(_at_edge(lines, i, found) or (repeats_title and _apart(lines, i)) for i in later)
            if later and placed and not any(_begins_a_resolution(lines, i, forms) for i in later):
                found |= dict.fromkeys(later, HEADER)


def _may_be_header(line: Line) -> bool:
    return (
        len(line.text) <= _LONGEST_HEADER
        and line.prints
        and line.ending not in ".;؛:,،"
        and markers.read(line) is None
        and not openings.is_annex(line)
    )


def _at_edge(lines: Sequence[Line], index: int, found: dict[int, str]) -> bool:
    follows = lines[index].page or found.get(index - 1) in (PAGE_NUMBER, HEADER)
    precedes = index + 1 < len(lines) and (lines[index + 1].page or found.get(index + 1) in (PAGE_NUMBER, HEADER))
    return follows or precedes


def _apart(lines: Sequence[Line], index: int) -> bool:
    return lines[index].gap and (index + 1 == len(lines) or lines[index + 1].gap)


def _begins_a_resolution(lines: Sequence[Line], index: int, forms: VerbForms) -> bool:
    """Whether a formula or a recital follows closely: then the line is part of a title."""
    for line in lines[index : index + 6]:
        if openings.is_formula(line, forms.language):
            return True
        if openings.use(line.head, forms) == "act" or markers.number(line):
            return False
    return False


def _find_notes(lines: Sequence[Line], forms: VerbForms, found: dict[int, str]) -> None:
    """Notes under a rule, and lines that open with a raised figure, to the end of the page or the next sentence."""
    noting = False
    for i, line in enumerate(lines):
        if found.get(i) or line.page:
            noting = False
            if found.get(i):
                continue
        ruled = i > 0 and _RULE.fullmatch(lines[i - 1].plain) is not None and i - 1 not in found
        begins = _NOTE.match(line.text) is not None
        if _SURE_NOTE.match(line.text) or (begins and (ruled or noting or _referred(lines, i))):
            noting = _acts(line, forms) is False
        elif noting and (line.gap or _acts(line, forms) or markers.number(line)):
            noting = False
        if noting:
            found[i] = FOOTNOTE
            if ruled:
                found[i - 1] = FOOTNOTE


def _acts(line: Line, forms: VerbForms) -> bool:
    marker = markers.number(line)
    return openings.use(line.after(marker.end if marker else 0), forms) is not None


def _referred(lines: Sequence[Line], index: int) -> bool:
    """Whether a line `[1] ...` has a `[1]` inside an earlier line: then it is the note to it."""
    match = re.match(r"\s*(\[\d{1,2}\])", lines[index].plain)
    if match is None:
        return False
    return any(
        match[1] in line.plain[1:] and line.plain.find(match[1]) > 3 for line in lines[max(0, index - 60) : index]
    )
