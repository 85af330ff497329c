"""What the words of a query mean as far as it decides whether they may be used so.

Follows the reading of `graph.grammar` and raises Misuse for what the grammar lets through and the
specification does not (https://www.w3.org/TR/sparql11-query/, sections 4.1, 11.4, 18.2 and 19.8).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from oic_mandates.graph.grammar import AGGREGATES, Misuse
from oic_mandates.graph.tokens import Token

# A backslash with what may follow it, or, in the group, with what may not.
_ESCAPE = re.compile(r"""\\(?:[tbnrf\\"']|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|(.))""", re.DOTALL)
# Where an expression stands; all but the last two may hold an aggregate, the fourth because engines let it.
_PLACES = ("Selection", "Having", "OrderCondition", "GroupCondition", "Filter", "Bind")
_AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
_ARITIES = {
    **dict.fromkeys(("RAND", "NOW", "UUID", "STRUUID"), (0, 0)),
    "BNODE": (0, 1),
    **dict.fromkeys(
        ("LANGMATCHES", "CONTAINS", "STRSTARTS", "STRENDS", "STRBEFORE", "STRAFTER", "STRLANG", "STRDT", "SAMETERM"),
        (2, 2),
    ),
    **dict.fromkeys(("SUBSTR", "REGEX"), (2, 3)),
    "REPLACE": (3, 4),
    "IF": (3, 3),
    **dict.fromkeys(("CONCAT", "COALESCE"), (0, None)),
}


@dataclass(slots=True)
class _Level:
    """What one SELECT, outer or inner, has shown so far."""

    star: Token | None = None
    plain: list[Token] = field(default_factory=list)  # variables selected as they are
    named: list[Token] = field(default_factory=list)  # variables after AS
    used: list[Token] = field(default_factory=list)  # variables of selected expressions, outside aggregates
    bound: set[str] = field(default_factory=set)  # variables of its pattern
    aggregates: bool = False
    grouped: set[str] | None = None


class Meaning:
    """Follows one reading: prefixes, variables and where they are bound, grouping, numbers of arguments."""

    def __init__(self) -> None:
        self._prefixes: set[str] = set()
        self._levels: list[_Level] = []
        self._groups: list[set[str]] = []  # the variables bound in each open group
        self._calls: list[tuple[Token, int]] = []  # open calls of functions, and their arguments so far
        self._row = self._width = 0
        self._blanks: dict[str, int] = {}  # the group in which a blank node was first named
        self._number = 0
        self._numbers: list[int] = []

    def enter(self, rule: str, within: list[str]) -> None:
        """A rule begins."""
        if rule == "Select":
            self._levels.append(_Level())
        elif rule == "Group":
            self._groups.append(set())
            self._number += 1
            self._numbers.append(self._number)
        elif rule == "GroupBy" and self._levels:
            self._levels[-1].grouped = set()
        elif rule == "Data":
            self._width = 0
        elif rule == "Row":
            self._row = 0
        elif rule == "Value":
            self._row += 1
        elif rule == "Expr" and within[-2:-1] == ["List"] and within[-3] == "Function":
            name, count = self._calls.pop()
            self._calls.append((name, count + 1))

    def leave(self, rule: str, within: list[str]) -> None:
        """A rule is done."""
        if rule == "Group":
            self._numbers.pop()
            self._merge(self._groups.pop(), within)
        elif rule == "Select":
            level = self._levels.pop()
            _check(level)
            if self._groups:
                names = {token.text[1:] for token in (*level.plain, *level.named)}
                self._groups[-1] |= level.bound if level.star else names

    def token(self, token: Token, before: Token | None, within: list[str]) -> None:
        """A token stands where it may."""
        if token.key == "name":
            self._prefix(token, within)
        elif token.key == "var":
            self._variable(token, within)
        elif token.key == "blank":
            home = self._numbers[-1] if self._numbers else 0
            if self._blanks.setdefault(token.text, home) != home:
                raise Misuse(token, "blank")
        elif token.key == "string":
            _escapes(token)
        elif token.key == "." and before is not None and before.key == ".":
            raise Misuse(token, "dots")
        elif token.key == "*" and within[-1] == "SelectClause":
            self._levels[-1].star = token
        elif within[-1] == "FunctionName":
            self._calls.append((token, 0))
        elif token.key in _AGGREGATES:
            self._aggregate(token, within)
        elif token.key == ")":
            self._close(token, within)

    def _merge(self, bound: set[str], within: list[str]) -> None:
        """Gives the variables of a group that is done to what it is part of."""
        if within[-1] == "Where" and within[-2] == "Select":
            self._levels[-1].bound = bound
        elif self._groups and within[-1] not in ("Minus", "Exists"):
            self._groups[-1] |= bound

    def _prefix(self, token: Token, within: list[str]) -> None:
        prefix, _, local = token.text.partition(":")
        if within[-1] == "Prefix":
            if local:
                raise Misuse(token, "prefix-name")
            self._prefixes.add(prefix)
        elif prefix not in self._prefixes:
            raise Misuse(token, "prefix")

    def _variable(self, token: Token, within: list[str]) -> None:
        name, rule = token.text[1:], within[-1]
        level = self._levels[-1] if self._levels else _Level()
        owner = within[-2] if rule == "As" else rule
        if owner == "Selection":
            (level.named if rule == "As" else level.plain).append(token)
        elif owner == "GroupCondition" and level.grouped is not None:
            level.grouped.add(name)
        elif owner == "Operand":
            if _place(within, AGGREGATES) == "Selection":
                level.used.append(token)
            elif within[-3:-2] == ["GroupCondition"] and level.grouped is not None:
                level.grouped.add(name)
        elif self._groups and rule != "OrderCondition":
            if owner == "Bind" and name in self._groups[-1]:
                raise Misuse(token, "bound")
            self._groups[-1].add(name)
        if rule == "Data":
            self._width += 1

    def _aggregate(self, token: Token, within: list[str]) -> None:
        if _place(within, ()) not in _PLACES[:-2]:
            raise Misuse(token, "aggregate")
        if self._levels:
            self._levels[-1].aggregates = True

    def _close(self, token: Token, within: list[str]) -> None:
        if within[-1] == "Row" and self._row != self._width:
            raise Misuse(token, f"row {self._row} {self._width}")
        if within[-1] == "List" and within[-2] == "Function":
            name, count = self._calls.pop()
            least, most = _ARITIES.get(name.key, (1, 1))
            if count < least or (most is not None and count > most):
                raise Misuse(name, f"arguments {count} {least} {most}")


def _place(within: list[str], stops: tuple[str, ...]) -> str:
    """Where the expression that is being read stands; one of `stops` where that lies between."""
    return next((rule for rule in reversed(within) if rule in _PLACES or rule in stops), "")


def _check(level: _Level) -> None:
    """What can be said of a SELECT only when all of it is read."""
    seen: set[str] = set()
    for token in (*level.plain, *level.named):
        if token.text[1:] in seen:
            raise Misuse(token, "twice")
        seen.add(token.text[1:])
    if level.grouped is None and not level.aggregates:
        for token in level.named:
            if token.text[1:] in level.bound:
                raise Misuse(token, "bound")
        return
    if level.star is not None:
        raise Misuse(level.star, "star")
    known = (level.grouped or set()) | {token.text[1:] for token in level.named}
    for token in sorted((*level.plain, *level.used), key=lambda token: token.start):
        if token.text[1:] not in known:
            raise Misuse(token, "ungrouped" if level.grouped is None else "not-grouped")


def _escapes(token: Token) -> None:
    for match in _ESCAPE.finditer(token.text):
        if match[1]:
            raise Misuse(Token("escape", match[0], token.start + match.start()), "escape")
