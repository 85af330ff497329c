"""What is wrong where a token of SPARQL stands in a place that is not for it, and the cure."""

from __future__ import annotations

from oic_mandates.graph.grammar import FUNCTIONS, Unexpected
from oic_mandates.graph.tokens import place

_CLOSERS = {"{": "}", "(": ")", "[": "]"}
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES = ("INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY")
_MODIFIERS = {"GROUP": "GROUP BY", "HAVING": "HAVING", "ORDER": "ORDER BY", "LIMIT": "LIMIT", "OFFSET": "OFFSET"}
_PARTS = ("FILTER", "OPTIONAL", "MINUS", "BIND", "GRAPH", "UNION", "EXISTS", "NOT")
_AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")
_COMPARISONS = ("=", "!=", "<", ">", "<=", ">=", "&&", "||", "==")
_STARTS = ("var", "iri", "name", "blank", "string", "number", "[", "(", "TRUE", "FALSE")

Found = tuple[int, str] | None


def misplaced(text: str, error: Unexpected) -> Found:
    """The offset and the sentence."""
    for explain in (_beginning, _selection, _condition, _comma, _modifier, _group, _statement, _bracket, _second):
        if found := explain(text, error):
            return found
    if error.token.key == "end":
        return error.token.start, f"the text ends where something is missing; {_expected(error)}"
    return error.token.start, f"{_shown(error)} may not stand here; {_expected(error)}"


def _beginning(text: str, error: Unexpected) -> Found:
    """The prologue, and the word that says what is asked."""
    token, before, rule = error.token, error.before, error.within[-1]
    if "SELECT" in error.expected and rule == "Query":
        if token.key == "end" and before is None:
            return token.start, "not SPARQL; the query is empty, write one"
        if token.key in UPDATES:
            return token.start, "this is an update, and the store is read only; ask a query"
        if token.key == "lang" and token.text.lower() in ("@prefix", "@base"):
            return (
                token.start,
                f"this is Turtle; write {token.text[1:].upper()} without @ and without a dot at its end",
            )
        if token.key in (".", ";") and before is not None:
            return token.start, f"a {token.key} does not end a line of PREFIX; leave it out"
        return token.start, f"not SPARQL; {_shown(error)} begins no query, write SELECT, ASK, CONSTRUCT or DESCRIBE"
    if rule == "Prefix":
        return token.start, "a prefix ends with a colon; write it so, as in PREFIX skos: and the IRI"
    if rule == "Prologue":
        return token.start, "an IRI in < and > is missing behind BASE or PREFIX; add it"
    return None


def _selection(text: str, error: Unexpected) -> Found:
    """What follows SELECT."""
    token, expected = error.token, error.expected
    listing = {"var", "(", "{"} <= expected and "WHERE" in expected
    if error.within[-1] == "SelectClause" and token.key in ("WHERE", "{", "FROM", "end"):
        return token.start, "SELECT asks for nothing; write * or variables behind it"
    if error.within[-1] == "SelectClause" or listing:
        if token.key in FUNCTIONS or token.key in _AGGREGATES:
            return (
                token.start,
                f"{token.text}(...) needs brackets round it and a name; write ({token.text}(...) AS ?name)",
            )
        if token.key == "AS":
            return token.start, "brackets are missing round the value and its name; write (... AS ?name)"
        if token.key == ",":
            return token.start, "a comma stands between the variables of SELECT; leave it out"
        if token.key == "*":
            return token.start, "* asks for all variables; leave it out, or the variables"
        if listing and token.key in ("string", "number", "iri", "name"):
            return token.start, f"SELECT lists variables; write ({token.text} AS ?name) for a value"
    if error.within[-1] == "As" and "AS" in expected and token.key == ")":
        return token.start, "the value in brackets has no name; write AS ?name before the bracket"
    if error.within[-1] == "As" and "AS" in expected and token.key == "var":
        return token.start, f"the word AS is missing before {token.text}; add it"
    if error.within[-1] == "As" and "var" in expected:
        return token.start, "a variable is missing behind AS; write AS ?name"
    return None


def _condition(text: str, error: Unexpected) -> Found:
    """FILTER, HAVING, BIND, and conditions outside them."""
    token, before, rule = error.token, error.before, error.within[-1]
    word = before.text.upper() if before is not None else ""
    if rule in ("Constraint", "Having") and word in ("FILTER", "HAVING") and token.key != "end":
        return token.start, f"the condition of {word} stands in brackets; write {word}( ... )"
    if rule == "Bind" and word == "BIND":
        return token.start, "what BIND does stands in brackets; write BIND(... AS ?name)"
    if token.key in _COMPARISONS and "=" not in error.expected:
        if word == ")" and {"FILTER", "ORDER"} & error.expected:
            return token.start, "a condition of several parts stands in brackets; put ( ... ) round all of it"
        if "FILTER" in error.expected or rule in ("Verb", "Step", "Properties"):
            return token.start, f"a condition with {token.text} stands in FILTER; write FILTER( ... )"
    if rule == "Operand" and token.key in (")", ",", "}"):
        return token.start, f"a value is missing before {token.key}; add one"
    if rule == "List" and word == "IN":
        return token.start, "IN takes a list in brackets; write IN (..., ...)"
    if {"=", ")"} <= error.expected and token.key in _STARTS and rule not in ("List", "Arguments"):
        return token.start, f"an operator such as = or && is missing before {token.text}; add it"
    if word in ("!", "=", "||", "&&") and rule == "Operand" and token.key == word:
        return token.start, f"the sign {word} stands twice; leave one out"
    return None


def _comma(text: str, error: Unexpected) -> Found:
    """Commas that are missing or too many."""
    token, expected, rule = error.token, error.expected, error.within[-1]
    if rule in ("List", "Arguments") and "," in expected and token.key in ("var", "string", "number", "iri", "name"):
        return token.start, f"a comma is missing before {token.text}; add it"
    if token.key not in (",", ";"):
        return None
    if rule in ("Data", "Row", "Value"):
        return token.start, f"VALUES separates by blanks; leave the {token.key} out"
    if error.before is not None and error.before.key == "number" and "OFFSET" in expected:
        return token.start, "LIMIT takes one number; write LIMIT 20 OFFSET 10 for 20 rows after the first 10"
    if "LIMIT" in expected and token.key == "," and ("ASC" in expected or "var" in expected):
        return token.start, "a comma stands between the terms of ORDER BY or GROUP BY; leave it out"
    return None


def _modifier(text: str, error: Unexpected) -> Found:
    """GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET."""
    token, before, expected, rule = error.token, error.before, error.expected, error.within[-1]
    if expected == {"BY"} and before is not None:
        return before.start, f"{before.text} is followed by BY; write {before.text.upper()} BY"
    if rule == "OrderCondition" and before is not None and before.key in ("ASC", "DESC"):
        return before.start, f"{before.text} takes brackets; write {before.key}(?name)"
    if rule == "Limits" and before is not None:
        return token.start, f"{before.key} takes a number, such as {before.key} 10; write one"
    if rule in ("OrderBy", "GroupBy", "OrderCondition", "GroupCondition"):
        return token.start, "a variable or a value in brackets is missing behind BY; add it"
    if token.key not in _MODIFIERS:
        return None
    name = _MODIFIERS[token.key]
    if error.opened:
        where = place(text, error.opened[-1].start).removeprefix("query, ")
        return token.start, f"{name} stands inside braces; close the {error.opened[-1].key} of {where} before it"
    return token.start, f"{name} comes too late; the order is GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET"


def _group(text: str, error: Unexpected) -> Found:
    """Braces that are missing."""
    token, before, rule = error.token, error.before, error.within[-1]
    if token.key == "UNION" and before is not None and before.key != "}":
        return token.start, "UNION stands between two groups; put what is before it in braces, and what is behind it"
    if rule in ("Group", "Template", "Data") and "{" in error.expected and error.expected <= {"{", "WHERE", "FROM"}:
        if token.key == "end" or before is None:
            return token.start, "the pattern in braces is missing; add { ... }"
        if before.key == "*":
            return token.start, f"* asks for all variables; leave it or {token.text} out"
        return token.start, f"a {{ is missing before {_shown(error)}; add it behind {before.text}"
    if rule == "Construct" and "{" in error.expected:
        return token.start, f"a {{ is missing before {_shown(error)}; add it behind CONSTRUCT"
    if rule == "Graph" and token.key == "{":
        return token.start, "GRAPH takes the name of a graph; write GRAPH ?g before the brace"
    if rule == "Data" and "(" in error.expected and token.key not in (",", "end"):
        return token.start, "each row for several variables stands in brackets; write (... ...)"
    if not error.opened and token.key in _PARTS and rule == "Query":
        return token.start, f"{token.text.upper()} stands outside the braces; move it before the last }}"
    if token.key in ("NOT", "EXISTS") and "FILTER" in error.expected:
        return token.start, "FILTER is missing before it; write FILTER NOT EXISTS or FILTER EXISTS"
    return None


def _statement(text: str, error: Unexpected) -> Found:
    """Subject, predicate, object, and the dot."""
    token, before, rule = error.token, error.before, error.within[-1]
    if before is None or not error.opened:
        return None
    if token.key in _STARTS and "." in error.expected and rule != "Operand":
        return before.end, f"a dot (or ; or ,) is missing between {before.text} and {token.text}; add it"
    missing = token.key in ("}", ".", ";", ",", "]", "end")
    if rule == "Object" and missing and before.key == ",":
        return before.start, "nothing follows the comma; leave it out, or add an object"
    if rule == "Object" and missing and token.key != "end":
        return token.start, f"the statement has no object behind {before.text}; add one before {token.text}"
    if rule == "Verb" and missing and token.key != "end":
        return before.start, f"{before.text} stands alone; a statement is a subject, a predicate and an object"
    if rule in ("Verb", "Step") and token.key in ("string", "number", "blank", "lang"):
        return token.start, f"{token.text} cannot be a predicate; write an IRI, a name or a variable there"
    return None


def _bracket(text: str, error: Unexpected) -> Found:
    """Brackets that are not closed, or close nothing."""
    token = error.token
    opened = error.opened[-1] if error.opened else None
    if token.key == "end" and opened is not None:
        where = place(text, opened.start).removeprefix("query, ")
        return token.start, f"the text ends and the {opened.key} of {where} is still open; add {_CLOSERS[opened.key]}"
    if token.key not in _CLOSERS.values():
        return None
    if opened is None or (opened.key == "{" and token.key != "}"):
        return token.start, f"this {token.key} closes nothing; leave it out, or open it before"
    where = place(text, opened.start).removeprefix("query, ")
    if _CLOSERS[opened.key] != token.key:
        return (
            token.start,
            f"the {opened.key} of {where} is still open here; add {_CLOSERS[opened.key]} before {token.key}",
        )
    return token.start, f"something is missing before {token.key}; {_expected(error)}"


def _second(text: str, error: Unexpected) -> Found:
    """More behind the end of the query."""
    token = error.token
    if error.within != ("Query",) or "end" not in error.expected:
        return None
    if token.key == ";":
        return token.start, "a query has no ; at its end; leave it out"
    if token.key in _FORMS:
        return token.start, "a second query begins here; ask one at a time"
    return token.start, f"{_shown(error)} stands behind the end of the query; leave it out, or open a brace before"


_KINDS = {
    "var": "a variable", "iri": "an IRI", "name": "a prefixed name", "string": "a text", "number": "a number",
    "lang": "", "blank": "", "end": "the end", "A": "the word a", "TRUE": "", "FALSE": "", "^^": "", "odd": "",
}  # fmt: skip


def _expected(error: Unexpected) -> str:
    """What might stand there, in at most eight words."""
    names = [_KINDS.get(key, key) for key in sorted(error.expected - FUNCTIONS - set(_AGGREGATES))]
    known = [name for name in sorted(names, key=lambda name: (not name[:2].islower(), name)) if name]
    return f"write {', '.join(known[:8])}{' or the like' if len(known) > 8 else ''}"


def _shown(error: Unexpected) -> str:
    return error.token.text[:40] if error.token.key != "end" else "the end of the text"
