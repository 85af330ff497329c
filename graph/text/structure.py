"""Clean text to `Document`: title block, enacting formula, recitals, sections, operative clauses.

After it holds: every character of the source is in exactly one run of a provision or one
layout span. No input is refused: what has no place in the structure is kept as layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from oic_mandates.graph.model import Document, Language, Layout, Provision, ProvisionKind, Run, Span
from oic_mandates.graph.text.normalize import fold
from oic_mandates.graph.text.verbs import VerbForms

_PREFIX: dict[ProvisionKind, str] = {
    "EnactingFormula": "formula", "Recital": "rec", "Section": "sec", "OperativeClause": "para",
}  # fmt: skip
_ARABIC = re.compile(r"[\u0621-\u064a]")
_LATIN = re.compile(r"[A-Za-z]")
_FRENCH = re.compile(r"\b(?:le|la|les|des|du|et|aux?|dans|pour)\b", re.I)
_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|for|its|with)\b", re.I)
_SYMBOL = re.compile(r"\bOIC/[A-Z0-9][A-Za-z0-9()./-]*[A-Za-z0-9)]")
_TITLE = re.compile(r"\W*(?:(?:ال)?قرار|(?:draft )?resolutions?\b|(?:projet de )?resolutions?\b)")
_FORMULA = re.compile(r"(?:ان |the |la |le |les |l'|nous,? |we,? )")
# The line by which the conference turns from reasons to decisions.
_ENACTING = re.compile(
    r"\W*(?:(?:و|ف)?[يتن]قرر(?:ون)?(?: ما يلي| مايلي)?"
    r"|(?:hereby )?(?:decides?|resolves?|declares?)(?: as follows| to)?|decide(?: ce qui suit)?)\W*"
)
_NUMBER = re.compile(r"[\s\-–•*(\[]*(?P<number>[0-9٠-٩]{1,3})(?:\s*[-–.)\]/]+|\s+[-–])\s*(?=\S)")
_ORDINALS = (
    "اولا", "ثانيا", "ثالثا", "رابعا", "خامسا", "سادسا", "سابعا", "ثامنا", "تاسعا", "عاشرا",
)  # fmt: skip
_ORDINAL = re.compile(
    r"\s*(?P<number>(?:" + "|".join(w.replace("ا", "[اأ]") for w in _ORDINALS) + r")\w?)\s*[:\-–.]\s*"
)
_LETTER = re.compile(
    r"\s*(?:\((?P<a>[ء-ي]ـ?|[A-Za-z]|[IVX]{1,4})\)|(?P<b>[ء-ي]ـ?|[A-Z]|[IVX]{1,4})\s*[).\-–])\s*(?=\S)"
)
_LONE_NUMBER = re.compile(r"[\s\-–.()]*(?P<number>[0-9٠-٩]{1,3})[\s\-–.()]*")
_TERMINAL = re.compile(r"[.;؛:][\s\"”»*)]*$")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that prints something: its characters without emphasis marks, and where each stands."""

    text: str
    origins: tuple[int, ...]
    folded: str

    def cut(self, start: int) -> tuple[int, ...]:
        """The places of the characters from `start` on, outer space off."""
        body = self.text[start:]
        left = start + len(body) - len(body.lstrip())
        return self.origins[left : len(self.text.rstrip())]

    def ends(self) -> bool:
        """Whether a sentence ends here."""
        return _TERMINAL.search(self.text) is not None


@dataclass(slots=True)
class _Draft:
    kind: ProvisionKind
    number: str
    halves: list[tuple[int, ...]] = field(default_factory=list)
    ended: bool = False

    def add(self, line: _Line, start: int = 0) -> None:
        if places := line.cut(start):
            self.halves.append(places)
        self.ended = line.ends()


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    drafts: list[_Draft] = field(default_factory=list)
    roles: list[tuple[tuple[int, ...], str]] = field(default_factory=list)
    numbered: int = 0
    in_body: bool = False

    def open(self, kind: ProvisionKind, line: _Line, start: int = 0, number: str = "") -> None:
        self.roles.append((line.origins[:start], "marker"))
        draft = _Draft(kind, number)
        draft.add(line, start)
        self.drafts.append(draft)
        self.in_body = self.in_body or kind in ("Section", "OperativeClause")

    def last(self) -> _Draft | None:
        return self.drafts[-1] if self.drafts else None


def detect_language(text: str) -> Language:
    """Arabic where most letters are Arabic; else French or English by their small words."""
    if len(_ARABIC.findall(text)) >= len(_LATIN.findall(text)):
        return "ar"
    return "fr" if len(_FRENCH.findall(text)) > len(_ENGLISH.findall(text)) else "en"


def parse(source: str, forms: VerbForms) -> Document:
    """The structure of a resolution; `forms` are the verbs of its language.

    The order is that of the genre: title block, formula, recitals, enacting line, then
    clauses, with or without lettered sections.
    """
    lines = list(_lines(source))
    first = _first_provision(lines, forms)
    reading = _Reading()
    title_end = _read_formula(lines, first, reading)
    for index in range(first, len(lines)):
        _read_line(lines, index, forms, reading)
    title_block = lines[:title_end]
    reading.roles += [(line.origins, "title block") for line in title_block]
    provisions = tuple(_provisions(reading.drafts, source))
    symbol = _SYMBOL.search("\n".join(line.text for line in title_block))
    return Document(
        symbol=symbol.group() if symbol else "",
        title=_title(title_block, source),
        language=forms.language,
        source=source,
        provisions=provisions,
        layout=tuple(_layout(source, provisions, reading.roles)),
    )


def _lines(source: str) -> Iterator[_Line]:
    offset = 0
    for raw in source.splitlines(keepends=True):
        kept = [i for i, char in enumerate(raw) if char not in "*\r\n\ufeff" or not _is_mark(raw, i)]
        text = "".join(raw[i] for i in kept)
        if text.strip():
            yield _Line(text, tuple(offset + i for i in kept), fold(text))
        offset += len(raw)


def _is_mark(raw: str, index: int) -> bool:
    """Line ends and byte order marks, and the `**` of emphasis; a single star stays text."""
    return raw[index] != "*" or raw[index - 1 : index] == "*" or raw[index + 1 : index + 2] == "*"


def _first_provision(lines: Sequence[_Line], forms: VerbForms) -> int:
    """The first recital, else the first numbered line that opens with a verb; else the end."""
    for index, line in enumerate(lines):
        found = forms.opening(_unmarked(line))
        if found and (found.preambular or _NUMBER.match(line.text)) and _ENACTING.fullmatch(line.folded) is None:
            return index
    return len(lines)


def _unmarked(line: _Line) -> str:
    marker = _NUMBER.match(line.text) or _ORDINAL.match(line.text)
    return fold(line.text[marker.end() :]) if marker else line.folded


def _read_formula(lines: Sequence[_Line], first: int, reading: _Reading) -> int:
    """Reads the enacting formula above the first recital; answers where the title block ends."""
    if first == len(lines):
        return first
    for index in range(first - 1, max(first - 4, -1), -1):
        if _FORMULA.match(lines[index].folded):
            reading.open("EnactingFormula", lines[index])
            for line in lines[index + 1 : first]:
                reading.drafts[-1].add(line)
            return index
    return first


def _read_line(lines: Sequence[_Line], index: int, forms: VerbForms, reading: _Reading) -> None:
    line = lines[index]
    last = reading.last()
    if not re.search(r"\w", line.text):
        reading.roles.append((line.origins, "separator"))
    elif _ENACTING.fullmatch(line.folded):
        reading.roles.append((line.origins, "enacting line"))
        reading.in_body = True
    elif _is_heading(lines, index, forms):
        marker = _LETTER.match(line.text)
        assert marker is not None
        reading.open("Section", line, marker.end(), marker["a"] or marker["b"])
    elif not _read_numbered(line, forms, reading) and not _read_unnumbered(line, forms, reading):
        if last is None:
            reading.roles.append((line.origins, "unplaced"))
        else:
            last.add(line)


def _is_heading(lines: Sequence[_Line], index: int, forms: VerbForms) -> bool:
    """A lettered line is a heading where a clause follows it and it is no clause itself."""
    marker = _LETTER.match(lines[index].text)
    if marker is None or index + 1 == len(lines) or forms.opening(fold(lines[index].text[marker.end() :])):
        return False
    following = lines[index + 1]
    return _NUMBER.match(following.text) is not None or forms.opening(_unmarked(following)) is not None


def _read_numbered(line: _Line, forms: VerbForms, reading: _Reading) -> bool:
    marker = _NUMBER.match(line.text) or _ORDINAL.match(line.text)
    if marker is None:
        return False
    digits = fold(marker["number"])
    value = int(digits) if digits.isdigit() else _ORDINALS.index(digits) + 1
    opening = forms.opening(fold(line.text[marker.end() :]))
    if not reading.in_body and opening and opening.preambular:
        reading.open("Recital", line, marker.end(), digits)
        return True
    # A number that neither goes on from the last nor stands before a verb is part of a sentence.
    if opening is None and value != reading.numbered + 1:
        return False
    reading.open("OperativeClause", line, marker.end(), digits)
    reading.numbered = value
    return True


def _read_unnumbered(line: _Line, forms: VerbForms, reading: _Reading) -> bool:
    last = reading.last()
    opening = forms.opening(line.folded)
    if not reading.in_body:
        if last is None or last.kind == "EnactingFormula" or last.ended or (opening and opening.preambular):
            acts = opening is not None and not opening.preambular
            reading.open("OperativeClause" if acts else "Recital", line)
            return True
        return False
    if opening is None or opening.preambular or (last and last.kind == "OperativeClause" and not last.ended):
        return False
    reading.open("OperativeClause", line)
    return True


def _provisions(drafts: Sequence[_Draft], source: str) -> Iterator[Provision]:
    counts: dict[str, int] = {}
    section: str | None = None
    for position, draft in enumerate(drafts, start=1):
        prefix = _PREFIX[draft.kind]
        counts[prefix] = counts.get(prefix, 0) + 1
        eid = f"{prefix}_{draft.number if draft.kind == 'OperativeClause' and draft.number else counts[prefix]}"
        counts[eid] = counts.get(eid, 0) + 1
        if counts[eid] > 1:  # numbering that restarts: the second clause 1 is para_1-2
            eid = f"{eid}-{counts[eid]}"
        if draft.kind == "Section":
            section = eid
        parent = section if draft.kind == "OperativeClause" else None
        text, runs = _assemble(draft.halves, source)
        yield Provision(eid, draft.kind, draft.number, position, text, parent, runs)


def _assemble(halves: Sequence[tuple[int, ...]], source: str) -> tuple[str, tuple[Run, ...]]:
    """The text of a provision from the places of its characters, halves joined by one space."""
    text = ""
    runs: list[Run] = []
    for places in halves:
        if text:
            text += " "
        start = 0
        for i in range(1, len(places) + 1):
            if i == len(places) or places[i] != places[i - 1] + 1:
                runs.append(Run(len(text), places[start], i - start))
                text += source[places[start] : places[start] + i - start]
                start = i
    return text, tuple(runs)


def _title(block: Sequence[_Line], source: str) -> str:
    """The lines from the word "resolution" to the next blank line or bracket; else the first line."""
    for index, line in enumerate(block):
        if _TITLE.match(line.folded):
            parts = [line.text.strip()]
            for before, after in zip(block[index:], block[index + 1 :], strict=False):
                between = source[before.origins[-1] + 1 : after.origins[0]]
                if between.count("\n") > 1 or after.text.lstrip().startswith("("):
                    break
                parts.append(after.text.strip())
            return " ".join(parts)
    return block[0].text.strip() if block else ""


def _layout(
    source: str, provisions: Sequence[Provision], roles: Sequence[tuple[tuple[int, ...], str]]
) -> Iterator[Layout]:
    """All that no run holds, each stretch with its role."""
    role_at = {place: role for places, role in roles for place in places}
    held = {place for p in provisions for r in p.runs for place in range(r.source_start, r.source_start + r.length)}
    start, current = 0, ""
    for place in range(len(source) + 1):
        role = "" if place == len(source) or place in held else _role(source[place], role_at.get(place))
        if role != current:
            if current:
                yield Layout(Span(start, place), current)
            start, current = place, role


def _role(char: str, known: str | None) -> str:
    if known:
        return known
    if char in "\r\n":
        return "line break"
    return "emphasis" if char == "*" else "space"
