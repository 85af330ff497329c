"""The tokens of a SPARQL query, and of what people write in the belief that it is one.

The patterns are those of https://www.w3.org/TR/sparql11-query/#sparqlGrammar, section 19.8. What
fits none of them is a token too, so that a diagnosis can say what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# PN_CHARS_BASE of the grammar, and what may follow in a name (PN_CHARS), less the marks below.
_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u060b\u060d-\u061a\u061d\u061e\u0620-\u1fff"
    "\u200c\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U000effff"
)
_CHAR = _BASE + "_0-9\u00b7\u0300-\u036f\u203f\u2040"

# The grammar lets these Arabic marks and the byte order mark into names, where nobody means them:
# `?a، ?b` would be a variable named `a،`, and its column empty.
NEVER_IN_NAMES = "\u060c\u061b\u061c\u061f\ufeff"

# Each pattern is linear: quantifiers that could backtrack are possessive, a prefix has a bound.
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_PREFIX = rf"(?:[{_BASE}](?:[{_CHAR}.-]{{0,63}}[{_CHAR}-])?)?"
_LOCAL = rf"(?:[{_BASE}_:0-9]|{_ESCAPED})(?:\.*(?:[{_CHAR}:-]|{_ESCAPED}))*+"
_TOKEN = re.compile(
    r'''(?P<string>"""(?:[^\\]|\\.)*?"""|\'\'\'(?:[^\\]|\\.)*?\'\'\''''
    r"""|"(?:[^"\\\n]|\\[^\n])*+"|'(?:[^'\\\n]|\\[^\n])*+')"""
    r"|(?P<iri><[^<>\"{}|^`\\\x00-\x20]*+>)"
    r"|(?P<skip>[ \t\r\n]++|\#[^\n]*+)"
    rf"|(?P<var>[?$][{_BASE}_0-9][{_CHAR}]*+)"
    r"|(?P<lang>@[A-Za-z]++(?:-[A-Za-z0-9]+)*+)"
    rf"|(?P<blank>_:[{_BASE}_0-9](?:\.*[{_CHAR}-])*+)"
    rf"|(?P<name>{_PREFIX}:(?:{_LOCAL})?)"
    rf"|(?P<word>[{_BASE}_][{_CHAR}]*+)"
    r"|(?P<number>(?:[0-9]++\.[0-9]*+|\.?[0-9]++)[eE][+-]?[0-9]++|[0-9]*+\.[0-9]++|[0-9]++)"
    r"|(?P<op>&&|\|\||\^\^|==|!=|<=|>=|=>|:=|[{}()\[\].,;=<>!+*/|^?&%$@~-])"
    r"|(?P<odd>.)",
    re.DOTALL,
)


class Token(NamedTuple):
    """One token. `key` is what the grammar asks for: a word in capitals, an operator, or the kind.

    Kinds are string, iri, var, lang, blank, name (prefixed), number, odd, and end.
    """

    key: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset behind the token."""
        return self.start + len(self.text)


def tokens(text: str) -> Iterator[Token]:
    """The tokens without blanks and comments, made as they are asked for; the last is the end."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == "skip":
            continue
        found = match[0]
        key = found.upper() if kind == "word" else found if kind == "op" else str(kind)
        yield Token(key, found, match.start())
    # A comment or blanks at the end do not move the place where something is missing.
    yield Token("end", "", len(text.rstrip()))


def place(text: str, offset: int) -> str:
    """Where an offset is: `query, line 2, column 5`, both counted from 1 in code points."""
    line = text.count("\n", 0, offset) + 1
    return f"query, line {line}, column {offset - text.rfind(chr(10), 0, offset)}"
