"""A part seen from above, before it is read: where its formula, its body and its closing begin."""

from __future__ import annotations

from collections.abc import Sequence

from oic_mandates.graph.text import markers, openings
from oic_mandates.graph.text.drafts import Draft
from oic_mandates.graph.text.lines import Line
from oic_mandates.graph.text.markers import Marker
from oic_mandates.graph.text.openings import Use
from oic_mandates.graph.text.parts import Part
from oic_mandates.graph.text.verbs import VerbForms

_FORMULA_LINES = 6
_LONGEST_HEADING = 120


class Outlook:
    """Where the lines of a part change their nature, as indices of lines.

    `first`: the first line of a provision other than the formula; `formula` to `formula_end`:
    the enacting formula; `body`: the first clause or heading; `enacting`: the lines that only
    say that the conference decides; `closing`: where the closing matter begins. `plain` tells that
    neither numbers nor verbs open the clauses: then sentences do.
    """

    def __init__(self, lines: Sequence[Line], part: Part, forms: VerbForms) -> None:
        self._lines = lines
        self._part = part
        self._forms = forms
        self._uses = [self._use(line) for line in lines]
        self.numbers = [markers.lone_number(line) or markers.number(line) for line in lines]
        self.enacting = frozenset(self._enacting())
        self.first = self._first()
        self.formula = self._formula()
        self.formula_end = self.first
        self.body = self._body()
        inside = range(self.body, len(lines))
        self.plain = not any(self._numbered(i) or self._uses[i] in ("act", "noun") for i in inside)
        self.closing = self._closing()

    def use(self, index: int) -> Use | None:
        """What the words of a line, behind its marker, make of it."""
        return self._uses[index]

    def _use(self, line: Line) -> Use | None:
        """Behind a bare number too: a number without punctuation is a marker where a verb follows."""
        for found in (markers.number(line), markers.letter(line), markers.ordinal(line), markers.bullet(line)):
            if found is not None:
                return openings.use(line.after(found.end), self._forms)
        return openings.use(line.head, self._forms)

    def _enacting(self) -> list[int]:
        """Enacting lines, but for those that are words of a sentence cut by the line."""
        found = []
        for i, line in enumerate(self._lines):
            if openings.is_enacting(line, self._forms.language) and not self._opens_part(i):
                before = self._lines[i - 1] if i else None
                if before is None or line.gap or line.head.endswith(":") or before.ends or before.ending in (",", "،"):
                    found.append(i)
        return found

    def _opens_part(self, index: int) -> bool:
        """Whether a line names the body before anything else does: a formula, though it ends by deciding."""
        if not openings.is_formula(self._lines[index], self._forms.language):
            return False
        before = range(index)
        return not any(
            self._uses[i] == "recital" or openings.is_formula(self._lines[i], self._forms.language) for i in before
        )

    def _numbered(self, index: int) -> bool:
        """Whether a number stands before the line, with punctuation or a verb to show that it numbers it."""
        marker = self.numbers[index]
        return marker is not None and (marker.firm or self._uses[index] is not None)

    def _first(self) -> int:
        """The first recital, act, enacting line or, in an annex, numbered line; else the end."""
        for i, line in enumerate(self._lines):
            if i == 0 and self._part.annex:
                continue
            if i in self.enacting:
                return i
            marked = self.numbers[i] is not None
            use = self._uses[i]
            if use == "recital" and self._opens_preamble(i):
                return i
            if use in ("act", "noun") and (marked or self._stands_apart(i)):
                return i
            if self._part.annex and self._numbered(i) and self._is_one(i):
                return i
            if openings.enacting_tail(line, self._forms.language) is not None:
                return i + 1
        return len(self._lines)

    def _opens_preamble(self, index: int) -> bool:
        """A title can open like a recital (`Strengthening cooperation`): then no comma or semicolon ends it."""
        if openings.is_title(self._lines[index]):
            return False
        found = self._forms.opening(self._lines[index].head)
        if found is not None or self.numbers[index]:
            return True
        return any(line.ending in ",،;؛" for line in self._lines[index : index + 4])

    def _stands_apart(self, index: int) -> bool:
        """An act without a number below the title: a sentence of its own behind a formula or a blank line."""
        line = self._lines[index]
        long_enough = len(line.text) > 25 or line.ends
        return long_enough and (index == 0 or line.gap or self._lines[index - 1].ending in ",،;؛:")

    def _formula(self) -> int | None:
        """The line that names the body, above the first recital."""
        language = self._forms.language
        for i in range(self.first - 1, max(self.first - _FORMULA_LINES - 1, -1), -1):
            line = self._lines[i]
            if i == 0 and self._part.annex:
                break
            if openings.is_formula(line, language) or (openings.LOOSE_FORMULA.match(line.head) and self.first - i <= 4):
                return self._earlier_formula(i)
        last = self.first - 1
        if last >= 0 and self._lines[last].ending in ",،؛;" and self.first < len(self._lines) and not self._part.annex:
            return last
        return None

    def _earlier_formula(self, index: int) -> int:
        """A wrapped line of the formula can look like its beginning (`the Council, held in ...`)."""
        for i in range(index - 1, max(index - 4, -1), -1):
            if self._lines[i].ends or self._lines[i + 1].gap:
                break
            if openings.is_formula(self._lines[i], self._forms.language):
                return i
        return index

    def _body(self) -> int:
        """The first line of the clauses: behind the enacting line; without one, the first act."""
        tail = next(
            (i + 1 for i in range(max(0, self.first - 1), len(self._lines))
             if openings.enacting_tail(self._lines[i], self._forms.language) is not None and not self.numbers[i]),
            None,
        )  # fmt: skip
        turns = [i for i in (min(self.enacting, default=None), tail) if i is not None]
        acts = (i for i in range(self.first, len(self._lines)) if self._begins_body(i))
        act = next(acts, len(self._lines))
        if not turns:
            return act
        turn = min(turns)
        numbered = next((i for i in range(self.first, turn) if self._numbered_act(i)), None)
        # Numbered acts before the enacting words are recitals only where the numbering begins anew behind them.
        if numbered is not None and not any(self._is_one(i) for i in range(turn, len(self._lines))):
            return numbered
        return turn

    def _is_one(self, index: int) -> bool:
        marker = self.numbers[index]
        return marker is not None and marker.value == 1

    def _numbered_act(self, index: int) -> bool:
        return self.numbers[index] is not None and self._uses[index] in ("act", "noun")

    def _begins_body(self, index: int) -> bool:
        line = self._lines[index]
        use = self._uses[index]
        if use == "act" or (use == "noun" and self.numbers[index]):
            above = index - 1
            if above >= 0 and markers.lone_number(self._lines[above]):
                above -= 1
            before = self._lines[above] if above >= self.first else None
            return before is None or line.gap or before.ends or before.ending in (",", "،") or not before.prints
        if self._part.annex:
            marker = self.numbers[index]
            return marker is not None and use != "recital" and marker.firm
        marker = self.numbers[index] or markers.letter(line)
        following = self._lines[index + 1] if index + 1 < len(self._lines) else None
        return (
            marker is not None
            and use is None
            and following is not None
            and self._numbered_act(index + 1)
            and not line.ends
        )

    def _closing(self) -> int:
        """The first closing line behind which no clause opens."""
        acts = [i for i in range(self.body, len(self._lines)) if self.numbers[i] and self._uses[i]]
        for i in range(max([self.body, *acts[-1:]]) + 1, len(self._lines)):
            line = self._lines[i]
            apart = line.gap or line.page or self._lines[i - 1].ends or not self._lines[i - 1].prints
            if apart and openings.is_closing(line):
                return i
        return len(self._lines)

    # Headings.

    def heading_marker(self, line: Line) -> Marker | None:
        """What may number a heading: a letter, a roman number or an ordinal word."""
        return markers.letter(line) or markers.ordinal(line)

    def is_heading(self, index: int, last_heading: Marker | None, last: Draft | None) -> bool:
        """A lettered line is a heading where a clause follows it and it is neither clause nor item of a list."""
        line = self._lines[index]
        marker = self.heading_marker(line)
        if self._uses[index] is not None or line.ending in ".;؛،,":
            return False
        if marker is None:
            return self._is_bare_heading(index, last)
        if not marker.firm:
            return False
        if index + 1 < min(self.body, len(self._lines)) or index + 1 >= len(self._lines):
            return False
        listing = last is not None and last.kind == "OperativeClause" and last.ending in (":", "،", ",", "؛", ";")
        goes_on = last_heading is not None and marker.follows(last_heading) and line.ending == ":"
        if listing and not goes_on:
            return False
        return self._clause_follows(index + 1) or self._is_wrapped_heading(index, last)

    def _is_wrapped_heading(self, index: int, last: Draft | None) -> bool:
        """A heading that goes on to a second line, below a clause that ended."""
        ended = last is None or last.kind != "OperativeClause" or last.ending == "."
        return ended and not self._lines[index].ends and self._is_second_line(index + 1)

    def _is_second_line(self, index: int) -> bool:
        if index + 1 >= len(self._lines) or self._uses[index] is not None or markers.read(self._lines[index]):
            return False
        line = self._lines[index]
        return not line.gap and line.ending not in ".;؛،," and self._clause_follows(index + 1)

    def goes_on_heading(self, index: int, last: Draft | None) -> bool:
        """Whether the line is the second of a heading."""
        if last is None or last.kind != "Section" or last.ended or self._part.annex:
            return False
        return self._is_second_line(index)

    def _is_bare_heading(self, index: int, last: Draft | None) -> bool:
        """A short line apart, without letter or number, between a clause that ended and one that begins."""
        line = self._lines[index]
        if index < self.body or not line.gap or len(line.text) > _LONGEST_HEADING or self.numbers[index] is not None:
            return False
        if markers.bullet(line) or openings.is_title(line) or index + 1 >= len(self._lines):
            return False
        ended = last is None or last.kind in ("Recital", "EnactingFormula") or last.ending in ".؛;"
        return ended and self._numbered(index + 1) and self._clause_follows(index + 1)

    def _clause_follows(self, index: int) -> bool:
        if self._uses[index] in ("act", "noun") or self.numbers[index] is not None:
            return True
        return self._uses[index] is not None and index >= self.body
