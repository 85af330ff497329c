"""One resolution or annex, line by line: each line opens a provision, goes on with one, or is layout."""

from __future__ import annotations

from collections.abc import Sequence

from oic_mandates.graph.model import ProvisionKind
from oic_mandates.graph.text import markers, openings
from oic_mandates.graph.text.drafts import Draft
from oic_mandates.graph.text.lines import Line, Piece
from oic_mandates.graph.text.markers import Marker
from oic_mandates.graph.text.openings import Use
from oic_mandates.graph.text.outlook import Outlook
from oic_mandates.graph.text.parts import Part
from oic_mandates.graph.text.verbs import VerbForms

Roles = list[tuple[Sequence[Piece], str]]


class PartReader:
    """Reads the lines of one part into `drafts` (provisions) and `roles` (layout)."""

    def __init__(self, lines: Sequence[Line], part: Part, forms: VerbForms) -> None:
        self.drafts: list[Draft] = []
        self.roles: Roles = []
        self.title_block: Sequence[Line] = ()
        self._lines = lines
        self._part = part
        self._forms = forms
        self._look = Outlook(lines, part, forms)
        self._section: Draft | None = None
        self._last_number: Marker | None = None  # of the clauses of this part
        self._last_heading: Marker | None = None
        self._items: Marker | None = None  # of the list inside the clause that is being read
        self._alone: Marker | None = None  # the number that stood alone on the line before

    def read(self) -> None:
        """Reads all lines; afterwards each is in a draft or has a role."""
        start = self._read_heading() if self._part.annex else 0
        self._read_title(start)
        for index in range(self._look.formula_end, len(self._lines)):
            self._read_line(index)

    # The beginning of a part.

    def _read_heading(self) -> int:
        """The heading of an annex, with the title under it; answers with the line behind it."""
        heading = self._open("Section", self._lines[0])
        end = 1
        while end < min(4, self._look.first) and not self._lines[end].ends and self._lines[end].prints:
            if self._look.use(end) or self._look.numbers[end] or self._look.formula == end:
                break
            heading.add(self._lines[end])
            end += 1
        self._section = heading
        return end

    def _read_title(self, start: int) -> None:
        stop = self._look.first if self._look.formula is None else self._look.formula
        block = self._lines[start : max(start, stop)]
        self.title_block = block
        role = "unplaced" if self._part.annex else "title block"
        self.roles += [(line.places(), role) for line in block]
        if self._look.formula is not None and self._look.formula_end > self._look.formula:
            formula = self._open("EnactingFormula", self._lines[self._look.formula])
            for line in self._lines[self._look.formula + 1 : self._look.formula_end]:
                formula.add(line)

    # One line.

    def _read_line(self, index: int) -> None:
        line = self._lines[index]
        if not line.prints:
            self.roles.append((line.places(), "separator"))
        elif index >= self._look.closing:
            self.roles.append((line.places(), "closing matter"))
        elif index in self._look.enacting:
            self.roles.append((line.places(), "enacting line"))
        elif marker := markers.lone_number(line):
            self.roles.append((line.places(), "marker"))
            self._alone = marker
        elif self._look.is_heading(index, self._last_heading, self._last()):
            self._read_section(line)
        elif index < self._look.body:
            self._read_recital(index)
        else:
            self._read_clause(index)

    def _last(self) -> Draft | None:
        return self.drafts[-1] if self.drafts else None

    def _open(self, kind: ProvisionKind, line: Line, marker: Marker | None = None, end: int | None = None) -> Draft:
        start = marker.end if marker and marker.style != "alone" else 0
        self.roles.append((line.places(0, start), "marker"))
        section = self._section if kind == "OperativeClause" else None
        draft = Draft(kind, self._part.prefix, marker, section)
        draft.add(line, start, end)
        self.drafts.append(draft)
        self._alone = self._items = None
        return draft

    def _go_on(self, line: Line) -> None:
        last = self._last()
        if last is None:
            self.roles.append((line.places(), "unplaced"))
        else:
            last.add(line)
        self._alone = None

    def _read_section(self, line: Line) -> None:
        marker = self._look.heading_marker(line)
        self._section = self._open("Section", line, marker)
        self._last_heading = marker

    # The preamble.

    def _read_recital(self, index: int) -> None:
        line = self._lines[index]
        marker = self._alone or markers.number(line) or markers.ordinal(line) or markers.bullet(line)
        use = self._look.use(index)
        if marker and not marker.firm and use is None:
            marker = None
        if self._is_recital_item(line, marker, use) or not self._opens_recital(line, marker, use):
            self._go_on(line)
            return
        tail = openings.enacting_tail(line, self._forms.language)
        draft = self._open("Recital", line, marker, tail)
        if tail is not None:
            self.roles.append((line.places(tail), "enacting line"))
            draft.ended = True

    def _is_recital_item(self, line: Line, marker: Marker | None, use: Use | None) -> bool:
        """Whether the line belongs to a list inside a recital, which a colon began."""
        item = markers.letter(line) or marker
        last = self._last()
        if item is None or use is not None or last is None or last.kind != "Recital":
            return False
        if last.ending == ":" or (self._items is not None and item.style == self._items.style):
            self._items = item
            return True
        return False

    def _opens_recital(self, line: Line, marker: Marker | None, use: Use | None) -> bool:
        last = self._last()
        if last is None or last.kind == "EnactingFormula" or not last.halves:
            return True
        if marker and marker.kind in ("number", "ordinal") and (use or last.ended):
            return True
        if markers.letter(line) and use is None:  # a list inside the recital
            return False
        if last.ended:
            return last.ending != ":" or use is not None
        paused = last.ending in (",", "،") or line.gap
        if use == "recital":
            return paused or self._begins_a_sentence(line)
        return use is not None and paused

    def _begins_a_sentence(self, line: Line) -> bool:
        """A capital, or the opener of an Arabic recital: a word like it in the middle of a sentence has neither."""
        if self._forms.language == "ar":
            return line.head.startswith(("و", "اذ"))
        first = next((char for char in line.text if char.isalpha()), "")
        return first.isupper()

    # The clauses.

    def _read_clause(self, index: int) -> None:
        line = self._lines[index]
        use = self._look.use(index)
        marker = self._clause_marker(line, use)
        last = self._last()
        if marker is not None and self._is_item(marker, use, last):
            self._items = marker
            self._go_on(line)
        elif marker is not None and marker.kind != "bullet" and self._counts(line, marker, use):
            self._open("OperativeClause", line, marker)
            self._last_number = marker
        elif self._opens_unnumbered(index, use, last):
            bullet = marker if marker is not None and marker.kind == "bullet" else None
            self._open("OperativeClause", line, bullet)
        else:
            self._go_on(line)

    def _clause_marker(self, line: Line, use: Use | None) -> Marker | None:
        """The marker of the line: firm, or made one by the verb behind it."""
        if self._alone:
            return self._alone
        found = markers.number(line) or markers.letter(line) or markers.ordinal(line) or markers.bullet(line)
        return found if found is None or found.firm or use else None

    def _is_item(self, marker: Marker, use: Use | None, last: Draft | None) -> bool:
        """Whether the marker belongs to a list inside the clause: (a), (b) ... below `1.`"""
        if last is None or last.kind != "OperativeClause":
            return False
        own_style = marker.style == self._style
        if self._items is not None and marker.style == self._items.style and not own_style:
            return marker.kind == "bullet" or marker.follows(self._items)
        if last.ending == ":" and not own_style:
            return marker.kind == "bullet" or any(value == 1 for _, value in marker.readings)
        if self._last_number is None or own_style:
            return False
        if marker.kind == "bullet":
            return use is None or not last.ended
        return marker.kind in ("letter", "roman")

    @property
    def _style(self) -> str:
        return self._last_number.style if self._last_number else ""

    def _goes_on(self, marker: Marker) -> bool:
        return marker.follows(self._last_number)

    def _counts(self, line: Line, marker: Marker, use: Use | None) -> bool:
        """Whether the marker numbers a clause: a number that neither goes on nor stands before a verb is text."""
        last = self._last()
        if last is None or last.kind != "OperativeClause":
            return marker.firm or use is not None
        fresh = last.ended or line.gap or marker.style == "alone"
        if marker.kind in ("letter", "roman"):
            return (use is not None or self._style == marker.style) and self._goes_on(marker) and fresh
        if use is not None:
            return self._goes_on(marker) or fresh
        return marker.firm and fresh and self._goes_on(marker)

    def _opens_unnumbered(self, index: int, use: Use | None, last: Draft | None) -> bool:
        """Whether the line begins a clause without a number: by its verb, or because nothing else can."""
        if last is None or last.kind != "OperativeClause":
            return not self._look.goes_on_heading(index, last)
        if last.ending == ":" or (self._items is not None and not self._look.plain and use is None):
            return False
        if use in ("act", "noun"):
            return last.ended or (last.ending in (",", "،") and self._lines[index].gap)
        return self._look.plain and last.ended
