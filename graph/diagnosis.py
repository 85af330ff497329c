"""Says where a query that an engine refused goes wrong, what is wrong, and how to mend it.

Called only after a failure: a good query never comes here. `graph.grammar` finds the place and
what might stand there; here is what people usually mean by what they wrote.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator

from oic_mandates.graph.grammar import KEYWORDS, Misuse, Unexpected, read
from oic_mandates.graph.iris import PREFIXES
from oic_mandates.graph.meaning import Meaning
from oic_mandates.graph.misplaced import UPDATES, misplaced
from oic_mandates.graph.tokens import Token, place, tokens

# Half a second of work; rdflib would read for more than ten.
_MOST_TOKENS = 50_000

# What looks like a sign of SPARQL, and the sign.
_LOOK_ALIKES = {
    **dict.fromkeys("“”„‟″«»＂", '"'),
    **dict.fromkeys("‘’‚‛′‹›＇`´", "'"),
    **dict.fromkeys("–—−‐‑‒―－", "-"),
    **dict(zip("،，؛；؟？۔。：٪٭×÷（）｛｝［］＝＜＞¬", ",,;;??..:%**/(){}[]=<>!", strict=True)),
    "≠": "!=",
    "≤": "<=",
    "≥": ">=",
    "∧": "&&",
    "∨": "||",
}
# Words of other languages, and what stands for them.
_WORDS = {
    "LIKE": 'CONTAINS(?x, "...") or REGEX(?x, "...", "i")', "AND": "&& between conditions, nothing between patterns",
    "ILIKE": 'REGEX(?x, "...", "i")', "OR": "|| between conditions, UNION between groups", "NULL": "BOUND(?x)",
    "IS": "BOUND(?x) or !BOUND(?x)", "BETWEEN": "?x >= ... && ?x <= ...", "CASE": "IF(condition, value, other)",
    "JOIN": "one pattern after the other", "TOP": "LIMIT at the end", "LEN": "STRLEN", "LENGTH": "STRLEN",
    "LOWER": "LCASE", "UPPER": "UCASE", "SUBSTRING": "SUBSTR", "IFNULL": "COALESCE", "NVL": "COALESCE",
    "STARTSWITH": "STRSTARTS", "ENDSWITH": "STRENDS", "MATCHES": "REGEX", "STRING_AGG": "GROUP_CONCAT",
    "CAST": "a datatype as function, such as xsd:integer(?x)", "EXCEPT": "MINUS", "MATCH": "WHERE and braces",
    "RETURN": "SELECT at the beginning", "BINDINGS": "VALUES", "LET": "BIND(... AS ?x)", "SKIP": "OFFSET",
}  # fmt: skip
_OPERATORS = {"==": "=", "<>": "!=", "=>": ">=", "&": "&&", "|": "||", ":=": "="}
_BAD_IN_IRI = re.compile(r"""[\x00-\x20"{}|^`\\]""")


def diagnose(text: str) -> str | None:
    """One sentence: place, what is wrong, cure. None where nothing is wrong."""
    try:
        read(_bounded(text), Meaning())
    except Misuse as error:
        offset, words = error.token.start, _misuse(error.token, *error.kind.split())
    except Unexpected as error:
        offset, words = _unexpected(text, error)
    else:
        return None
    return f"{place(text, offset)}: {words}"


def _bounded(text: str) -> Iterator[Token]:
    for number, token in enumerate(tokens(text)):
        if number == _MOST_TOKENS:
            raise Misuse(token, "long")
        yield token


def _unexpected(text: str, error: Unexpected) -> tuple[int, str]:
    for explain in (_character, _quote, _iri, _operator, _variable, _word, misplaced):
        if found := explain(text, error):
            return found
    raise AssertionError("the last of them always finds something")


def _character(text: str, error: Unexpected) -> tuple[int, str] | None:
    """A character that SPARQL does not have."""
    found = error.token.text
    hidden = next((c for c in found if unicodedata.category(c) == "Cf"), None)
    offset = error.token.start + (found.index(hidden) if hidden else 0)
    if hidden is None and (error.token.key != "odd" or found in "\"'"):
        return None
    char = hidden or found
    shown = f"{unicodedata.name(char, 'control character')}, U+{ord(char):04X}"
    if char == "\ufeff" and offset == 0:
        return offset, f"the text begins with a byte order mark ({shown}); save it without one"
    if text.startswith("```", offset):
        return offset, "``` is the fence of Markdown round the query; leave it out"
    if char == "،" and {"var", "WHERE"} <= error.expected:
        return offset, f"a comma ({shown}) stands between the variables of SELECT; leave it out"
    if char in _LOOK_ALIKES:
        return offset, f"{char} ({shown}) is no sign of SPARQL; write {_LOOK_ALIKES[char]} in its place"
    if unicodedata.category(char) in ("Cf", "Cc"):
        return offset, f"an invisible character ({shown}) stands here; delete it"
    if unicodedata.category(char).startswith("Z"):
        return offset, f"a special blank ({shown}) stands here; put a plain one"
    return offset, f"{char} ({shown}) is no sign of SPARQL; leave it out"


def _quote(text: str, error: Unexpected) -> tuple[int, str] | None:
    """A text that is not closed, or closed too early, or without the sign before its language."""
    token, before = error.token, error.before
    touching = before if before is not None and before.key == "string" and before.end == token.start else None
    if touching and touching.text in ('""', "''") and token.text == touching.text[0]:
        quotes = touching.text[0] * 3
        return touching.start, f"the quotes {quotes} are never closed; close them with {quotes}"
    if token.key == "odd":
        mark = token.text
        return token.start, f"the quote {mark} is not closed on its line; close it, or use {mark * 3} for several lines"
    if touching is None or not re.match(r"[\w?@:^\"'\\]", token.text):
        return None
    mark = touching.text[0]
    if text[token.end : token.end + 1] != mark and re.fullmatch(r"[a-z]{2,3}", token.text):
        return token.start, f"the sign @ is missing between the text and its language; write @{token.text}"
    if token.key in ("name", "^"):
        return token.start, "the sign ^^ is missing between the text and its datatype; add it"
    return touching.end - 1, f"the quote {mark} ends the text before {token.text}; write \\{mark} inside a text"


def _iri(text: str, error: Unexpected) -> tuple[int, str] | None:
    """An IRI with what no IRI holds, or without its end."""
    start = error.token.start
    if error.token.key != "<" or not re.match(r"<(?:[A-Za-z][\w+.-]*:|[/#]|[^<>\n]*>)", text[start : start + 2000]):
        return None
    line = text[start + 1 :].partition("\n")[0]
    inside, closed, _ = line.partition(">")
    if closed and (bad := _BAD_IN_IRI.search(inside)):
        what = "blank" if bad[0] == " " else bad[0]
        return start + 1 + bad.start(), f"an IRI holds no {what}; write %{ord(bad[0]):02X} in its place"
    return start, "the IRI is not closed; put > behind it"


def _operator(text: str, error: Unexpected) -> tuple[int, str] | None:
    """An operator of other languages."""
    token, before = error.token, error.before
    entity = re.compile(r"&(?:lt|gt|amp|quot|apos|#\d+);").match(text, token.start)
    if entity:
        return token.start, f"{entity[0]} is HTML, copied from a page; write the sign itself"
    if token.key == "%" and re.match(r"%[0-9A-F]{2}", text[token.start :]):
        return token.start, "the text is still encoded for an address (%20, %7B); decode it first"
    if token.key == "<" and before is not None and before.key == "=" and before.end == token.start:
        return before.start, "SPARQL has no =<; write <="
    if "=" in error.expected and token.text in _OPERATORS:
        return token.start, f"SPARQL has no {token.text} between values; write {_OPERATORS[token.text]}"
    if "=" in error.expected and token.text in ("~", "%"):
        cure = 'REGEX(?x, "...")' if token.text == "~" else "another formula, there is no remainder"
        return token.start, f"SPARQL has no {token.text}; write {cure}"
    return None


def _variable(text: str, error: Unexpected) -> tuple[int, str] | None:
    """A variable with a wrong sign before it, or a hyphen in it."""
    token, start = error.token, error.token.start
    hyphen = re.compile(r"[?$]\w+-\w+").search(text, max(0, text.rfind("?", 0, start + 1)))
    if hyphen and hyphen.start() < start < hyphen.end():
        return hyphen.start(), f"a variable's name holds no hyphen; write {hyphen[0].replace('-', '_')}"
    if "var" not in error.expected:
        return None
    marked = re.compile(r"[@%&~]\{?(\w+)").match(text, start)
    if marked and not (error.before is not None and error.before.key == "string"):
        return start, f"a variable begins with ?; write ?{marked[1]} in the place of {marked[0]}"
    if token.key in ("?", "$"):
        return start, f"the name of a variable follows its {token.key} at once; delete the blank between, or add a name"
    return None


def _word(text: str, error: Unexpected) -> tuple[int, str] | None:
    """A word that SPARQL does not have."""
    token, called = error.token, text[error.token.end :].lstrip().startswith("(")
    if token.key != token.text.upper() or not re.match(r"\w", token.text) or token.key in KEYWORDS:
        return None
    if token.key in UPDATES and error.within == ("Query",):
        return None
    if token.text.isdigit():
        return token.start, f"{token.text} is written in other digits; write {int(token.text)}"
    if token.key in _WORDS:
        return token.start, f"SPARQL has no {token.text}; write {_WORDS[token.key]}"
    if error.within[-1] == "Operand" and not called:
        return token.start, f'{token.text} is neither a variable nor a text; write ?{token.text} or "{token.text}"'
    for known, likeness in ((KEYWORDS & error.expected, 0.65), (KEYWORDS, 0.8)):
        if close := difflib.get_close_matches(token.key, sorted(known), 1, likeness):
            return token.start, f"{token.text} is no word of SPARQL; did you mean {close[0]}?"
    if called and error.within[-1] == "Operand":
        return token.start, f"SPARQL has no function {token.text}; see section 17.4 of its specification"
    if "var" in error.expected:
        return token.start, f"{token.text} is neither a variable nor a name; write ?{token.text} or prefix:{token.text}"
    return None


def _misuse(token: Token, kind: str, *numbers: str) -> str:
    text = token.text
    if kind == "prefix":
        return _prefix(text)
    if kind == "row":
        return f"this row has {numbers[0]} values for {numbers[1]} variables; give as many, UNDEF where there is none"
    if kind == "arguments":
        wanted = " to ".join(dict.fromkeys(numbers[1:]))
        return f"{text} takes {wanted} values in its brackets, here are {numbers[0]}; mend them"
    return {
        "long": f"here the query has {_MOST_TOKENS} words and signs, and more follow; ask in several parts",
        "depth": "the brackets are nested too deeply; make the query simpler",
        "prefix-name": f"a prefix is declared without a name behind its colon; write PREFIX {text.partition(':')[0]}:",
        "bound": f"{text} has a value already; take another name after AS",
        "twice": f"{text} is selected twice; leave one out",
        "blank": f"{text} stands in two groups, and a blank node has one; use a variable",
        "dots": "a second dot ends nothing; leave it out",
        "escape": f"{text} is no escape; write \\{text} for a backslash in a text",
        "aggregate": f"{text} counts groups and stands in SELECT, HAVING or ORDER BY; move it to HAVING( ... )",
        "star": "SELECT * does not go with grouping; name the variables of GROUP BY and the aggregates",
        "ungrouped": f"{text} stands beside an aggregate without being grouped; add GROUP BY {text}",
        "not-grouped": f"{text} is not in GROUP BY; add it there, or put it in an aggregate such as SAMPLE({text})",
    }[kind]


def _prefix(name: str) -> str:
    prefix = name.partition(":")[0]
    if prefix in ("http", "https", "urn", "mailto", "file", "ftp"):
        return "an IRI stands in < and >; put it in them"
    if prefix in PREFIXES:
        return f"the prefix {prefix}: is not declared; add the line PREFIX {prefix}: <{PREFIXES[prefix]}> at the top"
    close = difflib.get_close_matches(prefix, PREFIXES, 1, 0.6)
    hint = f", or did you mean {close[0]}:?" if close else ""
    return f"the prefix {prefix}: is not declared; add a line PREFIX {prefix}: <IRI> at the top{hint}"
