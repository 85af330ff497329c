"""Looks at a query before any engine does, and refuses what must not run.

Engines answer SERVICE with a network call, and some read files through FROM. So a query is read
twice: by rdflib's grammar, and by a small lexer that follows the SPARQL tokens to the letter.
What either of them finds is refused; what rdflib cannot read is refused too.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pyparsing import ParseException, ParseResults
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery, parseUpdate
from rdflib.plugins.sparql.parserutils import CompValue

from oic_mandates.graph.model import InputError

Form = Literal["select", "ask", "construct", "describe"]

_FORMS: Mapping[str, Form] = {
    "SelectQuery": "select",
    "AskQuery": "ask",
    "ConstructQuery": "construct",
    "DescribeQuery": "describe",
}
_REFUSED_PARTS = {
    "ServiceGraphPattern": "SERVICE would call another server; leave it out",
    "DatasetClause": "FROM would change what is asked; leave it out, GRAPH asks one named graph",
}
_REFUSED_WORDS = {"SERVICE": "ServiceGraphPattern", "FROM": "DatasetClause"}

# rdflib expands codepoint escapes before it reads, pyoxigraph inside tokens only: an escaped quote
# would make them see two different queries. No ASCII character needs an escape.
_ASCII_ESCAPE = re.compile(r"\\u00[0-7]|\\U000000[0-7]", re.IGNORECASE)

_TOKEN = re.compile(
    r'''"""(?:[^\\]|\\.)*?"""|\'\'\'(?:[^\\]|\\.)*?\'\'\''''
    r"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'"""
    r"|<[^<>\"{}|^`\\\x00-\x20]*>"
    r"|\#[^\n]*"
    r"|[?$@]\w[\w-]*"
    r"|[\w.-]*:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*"
    r"|(?P<word>[A-Za-z_]\w*)"
    r"|.",
    re.DOTALL,
)

# pyparsing keeps state in its grammar objects, and the explorer asks from several threads.
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that may run: its text with plain line ends, and its form."""

    text: str
    form: Form


class Trusted(str):
    """A query of the package, which the tests have checked, with whole RDF terms put in.

    Reading a long query with rdflib takes 0.1 s, which every view of the explorer would pay.
    """

    form: Form

    def __new__(cls, text: str, form: Form) -> Trusted:
        """`text` never comes from outside."""
        made = super().__new__(cls, text)
        made.form = form
        return made


def check(text: str) -> Checked:
    """Reads the query; InputError where it is no query, not well formed, or must not run."""
    return Checked(text, text.form) if isinstance(text, Trusted) else _check(text)


@lru_cache(maxsize=512)
def _check(text: str) -> Checked:
    # rdflib ends a comment at LF only, pyoxigraph at CR too.
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if escape := _ASCII_ESCAPE.search(text):
        raise InputError(f"{_place(text, escape.start())}: an escaped ASCII character; write it as it is")
    for match in _TOKEN.finditer(text):
        word = (match["word"] or "").upper()
        if word in _REFUSED_WORDS:
            raise InputError(f"{_place(text, match.start())}: {_REFUSED_PARTS[_REFUSED_WORDS[word]]}")
    with _LOCK:
        parsed, form = _parse(text)
    for part in _walk(parsed):
        if part.name in _REFUSED_PARTS:
            raise InputError(f"the query: {_REFUSED_PARTS[part.name]}")
    return Checked(text, form)


def _parse(text: str) -> tuple[list[object], Form]:
    """The query as rdflib reads it, before and after its translation to algebra."""
    try:
        parsed = parseQuery(text)
    except ParseException as error:
        if _is_update(text):
            raise InputError("this is an update, and the store is read only; ask a query") from None
        near = error.line[error.column - 1 :].strip()[:40]
        seen = f"look at {near!r}" if near else "something is missing"
        raise InputError(f"query, line {error.lineno}, column {error.column}: not SPARQL; {seen}") from None
    except Exception as error:
        raise InputError(f"the query cannot be read: {_reason(error)}") from None
    try:
        algebra = translateQuery(parsed).algebra
        form = _FORMS[algebra.name]
    except Exception as error:
        raise InputError(f"the query cannot be understood: {_reason(error)}") from None
    return [parsed, algebra], form


def _is_update(text: str) -> bool:
    try:
        parseUpdate(text)
    except Exception:
        return False
    return bool(text.strip())


def _walk(root: object) -> Iterator[CompValue]:
    """Every named part of a parse or an algebra, however deep."""
    stack, seen = [root], set()
    while stack:
        item = stack.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        if isinstance(item, CompValue):
            yield item
            stack.extend(dict.values(item))
        elif isinstance(item, Mapping):
            stack.extend(item.values())
        elif isinstance(item, (list, tuple, set, frozenset, ParseResults)):
            stack.extend(item)


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply; make it simpler"
    return str(error).strip().split("\n")[0] or type(error).__name__


def _place(text: str, offset: int) -> str:
    line = text.count("\n", 0, offset) + 1
    return f"query, line {line}, column {offset - text.rfind(chr(10), 0, offset)}"
