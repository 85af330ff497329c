"""Looks at a query before any engine does, and refuses what must not run.

Engines answer SERVICE with a network call, and some read files through FROM. So a query is read
twice: by rdflib's grammar, and by a small lexer that follows the SPARQL tokens to the letter.
What either of them finds is refused; what rdflib cannot read is refused too.
"""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from oic_mandates.graph.diagnosis import diagnose
from oic_mandates.graph.iris import BASE
from oic_mandates.graph.model import InputError
from oic_mandates.graph.tokens import NEVER_IN_NAMES, place, tokens

if TYPE_CHECKING:
    from rdflib.plugins.sparql.parserutils import CompValue

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

# Strings, IRIs, comments, variables and prefixed names are passed over; a quote that begins no
# string is met alone. Each piece is read once: quantifiers are possessive, a run of letters, digits,
# dots and hyphens is one piece unless a colon makes a name of it.
_TOKEN = re.compile(
    r'''"""(?:[^\\]|\\.)*?"""|\'\'\'(?:[^\\]|\\.)*?\'\'\''''
    r"""|"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'"""
    r"|<[^<>\"{}|^`\\\x00-\x20]*+>"
    r"|\#[^\n]*+"
    r"|[?$@]\w[\w-]*+"
    r"|[\w.-]*+:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*+"
    r"|(?P<run>[\w.-]++)"
    r"|(?P<quote>[\"'])"
    r"|\s++"
    r"|.",
    re.DOTALL,
)
_WORD = re.compile(r"[A-Za-z_]\w*")

# What may be put in the place of another without a change of the query's form: whole IRIs and plain strings.
_TERM = re.compile(r"""<[A-Za-z][\w+.-]*+:[\w./#:%~+@=&;,()!$*'-]*+>|"[^"\\\n]*+\"""")
_PUT_IN = {"<": "<x:>", '"': '""'}
_SHORT = 1 << 12  # characters up to which it pays to look for a query of the same form

# rdflib takes minutes for a very long text; what is wrong with that one is looked for first.
_LONG = 1 << 16

# pyparsing keeps state in its grammar objects, and the explorer asks from several threads.
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that may run: its text with plain line ends, its form, and the graphs that FROM names."""

    text: str
    form: Form
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


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


def check(text: str, *, dataset: bool = False) -> Checked:
    """Reads the query; InputError where it is no query, not well formed, or must not run.

    `dataset` lets FROM through: for an engine that reads no graph but those of its own store.
    """
    return Checked(text, text.form) if isinstance(text, Trusted) else _check(text, dataset)


@lru_cache(maxsize=512)
def _check(text: str, dataset: bool) -> Checked:
    # rdflib ends a comment at LF only, pyoxigraph at CR too.
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if escape := _ASCII_ESCAPE.search(text):
        raise InputError(f"{place(text, escape.start())}: an escaped ASCII character; write it as it is")
    if len(text) > _LONG and (found := diagnose(text)):
        raise InputError(found)
    allowed = ("DatasetClause",) if dataset else ()
    form, last = [], ""
    for match in _TOKEN.finditer(text):
        # What a prefix stands for is no term: rdflib gives two that are alike one prefix.
        term = not last.endswith(":") and _TERM.fullmatch(match[0])
        form.append(_PUT_IN[match[0][0]] if term else match[0])
        last = last if match[0].isspace() else match[0]
        if run := match["run"]:
            _refuse_words(text, match.start(), run, allowed)
        elif match["quote"]:
            raise _wrong(text, f"{place(text, match.start())}: a quote is not closed; close it")
    if any(mark in text for mark in NEVER_IN_NAMES):
        _refuse_marks(text)
    if len(text) <= _SHORT and not (dataset and "FROM" in text.upper()):
        with contextlib.suppress(InputError):
            return Checked(text, _form("".join(form)))
    return _read(text, allowed)


@lru_cache(maxsize=512)
def _form(text: str) -> Form:
    """The form of all queries that differ from this one in their IRIs and strings alone, which name no graphs.

    Reading takes a millisecond, more than a look-up; who asks of many things asks with one form.
    """
    return _read(text, ()).form


def _read(text: str, allowed: Collection[str]) -> Checked:
    """The query as rdflib reads it and translates it to algebra; both are looked through."""
    with _LOCK:
        return _understood(text, allowed)


def _understood(text: str, allowed: Collection[str]) -> Checked:
    # Loaded with the first query that is not the library's own: to make the grammar takes half a second.
    from pyparsing import ParseException
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        parsed = parseQuery(text)
    except ParseException as error:
        near = error.line[error.column - 1 :].strip()[:40]
        where = f"query, line {error.lineno}, column {error.column}"
        raise _wrong(text, f"{where}: it cannot be read from {near!r} on; write that part otherwise") from None
    except Exception as error:
        raise _wrong(text, f"the query cannot be read: {_reason(error)}") from None
    names = _refuse_parts(parsed, allowed)
    if unknown := names["pname"] - names["PrefixDecl"]:
        # rdflib knows some prefixes by itself, as some servers do; a query must mean the same everywhere.
        raise _wrong(text, f"the query: the prefix {min(unknown)}: is not declared; add a line PREFIX for it")
    try:
        algebra = translateQuery(parsed, base=BASE).algebra
        form = _FORMS[algebra.name]
    except Exception as error:
        raise _wrong(text, f"the query cannot be understood: {_reason(error)}") from None
    _refuse_parts(algebra, allowed)
    clauses = algebra.datasetClause or ()
    default, named = (tuple(str(c[kind]) for c in clauses if kind in c) for kind in ("default", "named"))
    return Checked(text, form, default, named)


def _refuse_parts(read: object, allowed: Collection[str]) -> Mapping[str, set[str]]:
    """Refuses what must not run; the prefixes that are used and declared."""
    found: dict[str, set[str]] = {"pname": set(), "PrefixDecl": set()}
    for part in _walk(read):
        if part.name in _REFUSED_PARTS and part.name not in allowed:
            raise InputError(f"the query: {_REFUSED_PARTS[part.name]}")
        if part.name in found:
            found[part.name].add(part.get("prefix") or "")
    return found


def _refuse_words(text: str, start: int, run: str, allowed: Collection[str]) -> None:
    for match in _WORD.finditer(run):
        part = _REFUSED_WORDS.get(match[0].upper(), "")
        if part and part not in allowed:
            raise InputError(f"{place(text, start + match.start())}: {_REFUSED_PARTS[part]}")


def _refuse_marks(text: str) -> None:
    """An Arabic comma behind a variable is part of its name for every engine, and its column is empty."""
    if any(token.text in NEVER_IN_NAMES for token in tokens(text) if token.key == "odd"):
        raise _wrong(text, "the query: an Arabic mark stands in a name; leave it out")


def _wrong(text: str, otherwise: str) -> InputError:
    """What the diagnosis finds, or what the reader that failed says."""
    return InputError(diagnose(text) or otherwise)


def _walk(root: object) -> Iterator[CompValue]:
    """Every named part of a parse or an algebra, however deep."""
    from pyparsing import ParseResults
    from rdflib.plugins.sparql.parserutils import CompValue

    stack, seen = [root], set()
    while stack:
        item = stack.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        if isinstance(item, CompValue):
            yield item
            stack.extend(dict.values(item))
        # pyparsing calls its results a mapping, but what has no name is in no value of it.
        elif isinstance(item, (list, tuple, set, frozenset, ParseResults)):
            stack.extend(item)
        elif isinstance(item, Mapping):
            stack.extend(item.values())


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply; make it simpler"
    return str(error).strip().split("\n")[0] or type(error).__name__
