"""Reads a SPARQL query token by token and stops at the first that may not stand where it does.

The grammar of https://www.w3.org/TR/sparql11-query/#sparqlGrammar is LL(1): one token is enough to
know what follows, so the place where the reading stops is the place where the text goes wrong. A
reader by trial, such as rdflib's, stops at the part that it could not read instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, Protocol

from oic_mandates.graph.tokens import Token

# In the notation of the specification: capitals are keywords, small words kinds of tokens, quotes
# hold operators. A little wider than the specification in places where a diagnosis gains nothing
# by more: signs of numbers, empty brackets, paths in templates, order of operators.
_GRAMMAR = """
Query: Prologue ( Select | Construct | Describe | Ask ) Values? end
Prologue: ( BASE iri | PREFIX Prefix iri )*
Prefix: name
Select: SelectClause From* Where Modifiers
SelectClause: SELECT ( DISTINCT | REDUCED )? ( '*' | Selection+ )
Selection: var | '(' Expr As ')'
As: AS var
Construct: CONSTRUCT ( Template From* Where Modifiers | From* WHERE Template Modifiers )
Template: '{' Block? '}'
Describe: DESCRIBE ( '*' | Described+ ) From* Where? Modifiers
Described: var | iri | name
Ask: ASK From* Where Modifiers
From: FROM NAMED? ( iri | name )
Where: WHERE? Group
Modifiers: GroupBy? Having? OrderBy? Limits?
GroupBy: GROUP BY GroupCondition+
GroupCondition: var | Call | '(' Expr As? ')'
Having: HAVING Constraint+
OrderBy: ORDER BY OrderCondition+
OrderCondition: ( ASC | DESC ) '(' Expr ')' | Constraint | var
Limits: LIMIT number ( OFFSET number )? | OFFSET number ( LIMIT number )?
Values: VALUES Data
Data: var '{' Value* '}' | '(' var* ')' '{' Row* '}'
Row: '(' Value* ')'
Value: iri | name | Literal | UNDEF
Group: '{' ( SubSelect | Body ) '}'
SubSelect: Select Values?
Body: Block? ( Part '.'? Block? )*
Part: Union | Optional | Minus | Graph | Service | Filter | Bind | Values
Union: Group ( UNION Group )*
Optional: OPTIONAL Group
Minus: MINUS Group
Graph: GRAPH ( var | iri | name ) Group
Service: SERVICE SILENT? ( var | iri | name ) Group
Filter: FILTER Constraint
Bind: BIND '(' Expr As ')'
Constraint: '(' Expr ')' | Call
Block: Triples ( '.' Triples? )*
Triples: ( Term Properties | Node Properties? )
Properties: Verb Objects ( ';' ( Verb Objects )? )*
Objects: Object ( ',' Object )*
Object: Term | Node
Node: '(' Object* ')' | '[' Properties? ']'
Term: var | iri | name | blank | Literal
Verb: var | Path
Path: Sequence ( '|' Sequence )*
Sequence: Step ( '/' Step )*
Step: '^'? ( iri | name | A | '!' Negated | '(' Path ')' ) ( '?' | '*' | '+' )?
Negated: Not | '(' ( Not ( '|' Not )* )? ')'
Not: '^'? ( iri | name | A )
Literal: string ( lang | '^^' ( iri | name ) )? | ( '+' | '-' )? number | TRUE | FALSE
Expr: Operand ( Operator Operand | NOT? IN List )*
Operator: '||' | '&&' | '=' | '!=' | '<' | '>' | '<=' | '>=' | '+' | '-' | '*' | '/'
Operand: ( '!' | '+' | '-' )? ( '(' Expr ')' | Builtin | Named | Literal | var )
Named: ( iri | name ) Arguments?
Arguments: '(' ( DISTINCT? Expr ( ',' Expr )* )? ')'
List: '(' ( Expr ( ',' Expr )* )? ')'
Call: Builtin | ( iri | name ) Arguments
Builtin: Exists | Count | Aggregate | Concat | Function
Exists: NOT? EXISTS Group
Count: COUNT '(' DISTINCT? ( '*' | Expr ) ')'
Aggregate: ( SUM | MIN | MAX | AVG | SAMPLE ) '(' DISTINCT? Expr ')'
Concat: GROUP_CONCAT '(' DISTINCT? Expr ( ';' SEPARATOR '=' string )? ')'
Function: FunctionName List
FunctionName: STR | LANG | LANGMATCHES | DATATYPE | BOUND | IRI | URI | BNODE | RAND | ABS | CEIL | FLOOR | ROUND
  | CONCAT | STRLEN | UCASE | LCASE | ENCODE_FOR_URI | CONTAINS | STRSTARTS | STRENDS | STRBEFORE | STRAFTER
  | YEAR | MONTH | DAY | HOURS | MINUTES | SECONDS | TIMEZONE | TZ | NOW | UUID | STRUUID | MD5 | SHA1 | SHA256
  | SHA384 | SHA512 | COALESCE | IF | STRLANG | STRDT | SAMETERM | ISIRI | ISURI | ISBLANK | ISLITERAL
  | ISNUMERIC | REGEX | SUBSTR | REPLACE
"""
KEYWORDS = frozenset(re.findall(r"\b[A-Z][A-Z_0-9]+\b", _GRAMMAR))
FUNCTIONS = frozenset(re.findall(r"[A-Z_0-9]+", _GRAMMAR.partition("FunctionName:")[2]))
AGGREGATES = ("Count", "Aggregate", "Concat")
_MAX_DEPTH = 100

Kind = Literal["token", "rule", "seq", "alt", "?", "*", "+"]


class Unexpected(Exception):
    """A token that may not stand where it does.

    `within` are the rules that were being read, the innermost last; `expected` what might stand
    there; `before` the token before it; `opened` the brackets that are open.
    """

    def __init__(
        self, token: Token, within: list[str], expected: set[str], before: Token | None, opened: list[Token]
    ) -> None:
        super().__init__(token.text)
        self.token, self.within, self.expected = token, tuple(within), frozenset(expected)
        self.before, self.opened = before, tuple(opened)


class Misuse(Exception):
    """Words that are well formed, and may not be used so; `kind` says in which way."""

    def __init__(self, token: Token, kind: str) -> None:
        super().__init__(kind)
        self.token, self.kind = token, kind


class Listener(Protocol):
    """Who follows the reading, to see what the words mean; may raise Misuse."""

    def enter(self, rule: str, within: list[str]) -> None:
        """A rule begins; `within` ends with it."""

    def leave(self, rule: str, within: list[str]) -> None:
        """A rule is done; `within` no longer has it."""

    def token(self, token: Token, before: Token | None, within: list[str]) -> None:
        """A token stands where it may."""


@dataclass(frozen=True, slots=True)
class _Node:
    """A piece of the grammar: its parts, the tokens that it may begin with, and whether it may be empty."""

    kind: Kind
    name: str
    parts: tuple[_Node, ...]
    first: frozenset[str]
    empty: bool


def read(source: Iterator[Token], listener: Listener) -> None:
    """Reads the whole query; Unexpected or Misuse where it goes wrong. `source` ends with the token `end`."""
    rules = _rules()
    before: Token | None = None
    now = next(source)
    stack: list[_Node | str] = [rules["Query"]]
    within: list[str] = ["Query"]
    opened: list[Token] = []
    expected: set[str] = set()
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            within.pop()
            listener.leave(node, within)
        elif node.kind == "token":
            if now.key != node.name:
                raise Unexpected(now, within, {*expected, node.name}, before, opened)
            expected.clear()
            _count(now, opened)
            listener.token(now, before, within)
            before, now = now, next(source, now)
        elif node.kind == "rule":
            within.append(node.name)
            listener.enter(node.name, within)
            stack += (node.name, rules[node.name])
        else:
            chosen = _choose(node, now.key)
            if chosen is None:
                raise Unexpected(now, within, expected | node.first, before, opened)
            expected |= node.first
            stack += chosen


def _choose(node: _Node, key: str) -> tuple[_Node, ...] | None:
    """What to read next, the last first; None where the token fits nothing."""
    if node.kind == "seq":
        return node.parts[::-1]
    fitting = next((part for part in node.parts if key in part.first), None)
    if fitting is None:
        return () if node.empty else None
    if node.kind == "+":
        return _Node("*", "", node.parts, node.first, True), fitting
    return (node, fitting) if node.kind == "*" else (fitting,)


def _count(token: Token, opened: list[Token]) -> None:
    if token.key in ("{", "(", "["):
        opened.append(token)
        if len(opened) > _MAX_DEPTH:
            raise Misuse(token, "depth")
    elif token.key in ("}", ")", "]"):
        opened.pop()


@cache
def _rules() -> dict[str, _Node]:
    """The grammar, read once. Rules are made from the last to the first, so that first sets are known."""
    texts = dict(re.findall(r"^(\w+): ((?:.|\n  )*)$", _GRAMMAR, re.MULTILINE))
    firsts: dict[str, tuple[frozenset[str], bool]] = {}
    while True:
        rules = {name: _parse(text, firsts) for name, text in texts.items()}
        found = {name: (node.first, node.empty) for name, node in rules.items()}
        if found == firsts:
            return rules
        firsts = found


def _parse(text: str, firsts: dict[str, tuple[frozenset[str], bool]]) -> _Node:
    """One rule: alternatives of sequences of pieces, each with a repeat sign behind it or none."""
    groups: list[list[list[_Node]]] = [[[]]]
    for sign in re.findall(r"'[^']+'|\w+|[()|?*+]", text):
        if sign == "(":
            groups.append([[]])
        elif sign == "|":
            groups[-1].append([])
        elif sign in ("?", "*", "+"):
            part = groups[-1][-1].pop()
            groups[-1][-1].append(_Node(sign, "", (part,), part.first, part.empty or sign != "+"))
        else:
            node = _alternatives(groups.pop()) if sign == ")" else _leaf(sign, firsts)
            groups[-1][-1].append(node)
    return _alternatives(groups[0])


def _leaf(sign: str, firsts: dict[str, tuple[frozenset[str], bool]]) -> _Node:
    if sign[:1] != "'" and not sign.isupper() and not sign.islower():
        first, empty = firsts.get(sign, (frozenset(), False))
        return _Node("rule", sign, (), first, empty)
    name = sign.strip("'")
    return _Node("token", name, (), frozenset((name,)), False)


def _alternatives(found: list[list[_Node]]) -> _Node:
    sequences = [parts[0] if len(parts) == 1 else _sequence(parts) for parts in found]
    if len(sequences) == 1:
        return sequences[0]
    first = frozenset().union(*(node.first for node in sequences))
    return _Node("alt", "", tuple(sequences), first, any(node.empty for node in sequences))


def _sequence(parts: list[_Node]) -> _Node:
    first: frozenset[str] = frozenset()
    for node in parts:
        first |= node.first
        if not node.empty:
            break
    return _Node("seq", "", tuple(parts), first, all(node.empty for node in parts))
