"""What is wrong with a query: the place, the likely cause, the cure; and what good queries pay for it."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Collection, Mapping

import pyoxigraph
import pytest
from pyparsing import ParseResults

from oic_mandates.graph import guard
from oic_mandates.graph.diagnosis import diagnose
from oic_mandates.graph.guard import check
from oic_mandates.graph.iris import BASE, PREFIXES
from oic_mandates.graph.model import InputError
from oic_mandates.graph.tokens import tokens
from oic_mandates.queries.library import library

WHERE = "SELECT ?s WHERE { ?s ?p ?o "
FILTER = WHERE + "FILTER(?o "
END = " }"

# The mistake, the query, line and column, and words that the sentence must have.
MISTAKES = {
    # Dots, braces, brackets, quotes
    "a missing dot": ("SELECT * WHERE { ?s a ?t\n ?s ?p ?o }", "1:25", "is missing between ?t and ?s"),
    "a second dot": (WHERE + ". . }", "1:30", "second dot"),
    "a missing closing brace": ("SELECT * WHERE {\n  ?s ?p ?o", "2:11", "{ of line 1, column 16 is still open; add }"),
    "an inner brace not closed": (WHERE + "OPTIONAL { ?s ?q ?r ORDER BY ?s", "1:48", "the { of line 1, column 37"),
    "a missing opening brace": ("SELECT ?s WHERE ?s ?p ?o }", "1:17", "a { is missing before ?s; add it behind WHERE"),
    "round brackets for braces": ("SELECT ?s WHERE ( ?s ?p ?o )", "1:17", "a { is missing"),
    "a brace too many": (WHERE + "} }", "1:30", "this } closes nothing"),
    "a missing round bracket": (FILTER + "> 3 }", "1:42", "the ( of line 1, column 34 is still open here; add )"),
    "a round bracket too many": (FILTER + "> 3)) }", "1:42", "this ) closes nothing"),
    "a missing quote": ('SELECT * WHERE { ?s ?p "abc }\n LIMIT 3', "1:24", 'the quote " is not closed on its line'),
    "long quotes not closed": ('SELECT * WHERE { ?s ?p """abc }', "1:24", 'the quotes """ are never closed'),
    "an apostrophe in a text": ("ASK { ?s ?p 'it's' }", "1:16", "the quote ' ends the text before s; write \\'"),
    "quotes in a text": ('ASK { ?s ?p "He said "no" to" }', "1:22", 'ends the text before no; write \\"'),
    "a wrong escape": ('ASK { FILTER REGEX(?o, "\\d+") }', "1:25", "\\d is no escape; write \\\\d"),
    # Prefixes and IRIs
    "a known prefix": ("ASK {\n ?s skos:prefLabel ?o }", "2:5", f"add the line PREFIX skos: <{PREFIXES['skos']}>"),
    "a prefix near a known one": ("ASK { ?s skoss:prefLabel ?o }", "1:10", "did you mean skos:?"),
    "an unknown prefix": ("ASK { ?s wdt:P31 ?o }", "1:10", "add a line PREFIX wdt: <IRI> at the top"),
    "a prefix without colon": ("PREFIX a <http://e/> ASK { ?s ?p ?o }", "1:8", "ends with a colon"),
    "a prefix without brackets": ("PREFIX a: http://e/ ASK { ?s ?p ?o }", "1:11", "an IRI in < and > is missing"),
    "a prefix of Turtle": ("@prefix a: <http://e/> . ASK { ?s ?p ?o }", "1:1", "this is Turtle; write PREFIX"),
    "a dot behind a prefix": ("PREFIX a: <http://e/> . ASK { ?s ?p ?o }", "1:23", "does not end a line of PREFIX"),
    "a blank in an IRI": ("ASK { ?s ?p <http://e/a b> }", "1:24", "an IRI holds no blank; write %20"),
    "a brace in an IRI": ("ASK { ?s ?p <http://e/{a}> }", "1:23", "an IRI holds no {; write %7B"),
    "an IRI not closed": ("ASK { ?s ?p <http://e/ab }", "1:13", "the IRI is not closed; put > behind it"),
    "an IRI without brackets": ("ASK { ?s ?p http://e/ab }", "1:13", "an IRI stands in < and >"),
    # Words
    "SELECT misspelled": ("SELCT * WHERE { ?s ?p ?o }", "1:1", "did you mean SELECT?"),
    "WHERE misspelled": ("SELECT * WHER { ?s ?p ?o }", "1:10", "did you mean WHERE?"),
    "FILTER misspelled": (WHERE + "FITLER(?o > 3) }", "1:28", "did you mean FILTER?"),
    "OPTIONAL misspelled": (WHERE + "OPTINAL { ?s ?q ?r } }", "1:28", "did you mean OPTIONAL?"),
    "ORDER misspelled": (WHERE + "} ODER BY ?s", "1:30", "did you mean ORDER?"),
    "EXISTS misspelled": (WHERE + "FILTER NOT EXIST { ?s ?q ?r } }", "1:39", "did you mean EXISTS?"),
    "a function misspelled": (WHERE + "FILTER(CONTAIN(?o, 'a')) }", "1:35", "did you mean CONTAINS?"),
    "a function of SQL": (WHERE + "FILTER(LENGTH(?o) > 3) }", "1:35", "SPARQL has no LENGTH; write STRLEN"),
    "no function at all": (WHERE + "FILTER(FROBNICATE(?o)) }", "1:35", "SPARQL has no function FROBNICATE"),
    "LIKE": (FILTER + "LIKE '%a%') }", "1:38", "SPARQL has no LIKE; write CONTAINS"),
    "AND": (FILTER + "= 3 AND ?p = 4) }", "1:42", "SPARQL has no AND; write &&"),
    "null": (FILTER + "= null) }", "1:40", "write BOUND(?x)"),
    "a class without prefix": ("ASK { ?s a Resolution }", "1:12", "Resolution is neither a variable nor a name"),
    "a text without quotes": ("ASK { FILTER(LANG(?o) = ar) }", "1:25", 'write ?ar or "ar"'),
    "a language without @": ('ASK { ?s ?p "نص"ar }', "1:17", "the sign @ is missing"),
    "a datatype without ^^": ('ASK { ?s ?p "1"xsd:integer }', "1:16", "the sign ^^ is missing"),
    "no query": ("hello world", "1:1", "hello begins no query"),
    # Operators and conditions
    "==": (FILTER + "== 3) }", "1:38", "SPARQL has no == between values; write ="),
    "<>": (FILTER + "<> 3) }", "1:38", "SPARQL has no <> between values; write !="),
    "=>": (FILTER + "=> 3) }", "1:38", "write >="),
    "=<": (FILTER + "=< 3) }", "1:38", "SPARQL has no =<; write <="),
    "&": (FILTER + "= 3 & ?p = 4) }", "1:42", "SPARQL has no & between values; write &&"),
    "|": (FILTER + "= 3 | ?p = 4) }", "1:42", "write ||"),
    "~": (FILTER + "~ 'a') }", "1:38", "SPARQL has no ~; write REGEX"),
    "signs of HTML": (FILTER + "&lt; 3) }", "1:38", "&lt; is HTML"),
    "= without FILTER": ("ASK { ?s ?p ?o . ?s = ?o }", "1:21", "a condition with = stands in FILTER"),
    "> without FILTER": ("ASK { ?s ?p ?o . ?o > 3 }", "1:21", "a condition with > stands in FILTER"),
    "FILTER without brackets": (WHERE + "FILTER ?o > 3 }", "1:35", "the condition of FILTER stands in brackets"),
    "FILTER with ! alone": (WHERE + "FILTER !BOUND(?o) }", "1:35", "the condition of FILTER stands in brackets"),
    "FILTER half in brackets": (WHERE + "FILTER(?o > 3) && ?o < 5 }", "1:43", "a condition of several parts"),
    "EXISTS without FILTER": (WHERE + "NOT EXISTS { ?s ?q ?r } }", "1:28", "write FILTER NOT EXISTS"),
    "a missing value": (FILTER + "> ) }", "1:40", "a value is missing before )"),
    "IN without brackets": (FILTER + "IN 1, 2) }", "1:41", "IN takes a list in brackets"),
    "IN without commas": (FILTER + "IN (1 2)) }", "1:44", "a comma is missing before 2"),
    "too few values for a function": (WHERE + "FILTER CONTAINS(?o) }", "1:35", "CONTAINS takes 2 values"),
    "a missing operator": (FILTER + "= 'a' 'b') }", "1:44", "an operator such as = or && is missing"),
    # Variables
    "@ for ?": ("SELECT @s WHERE { @s ?p ?o }", "1:8", "write ?s in the place of @s"),
    "% for ?": ("SELECT %s WHERE { ?s ?p ?o }", "1:8", "write ?s in the place of %s"),
    "nothing for ?": ("SELECT s WHERE { ?s ?p ?o }", "1:8", "write ?s or prefix:s"),
    "a blank behind ?": ("SELECT ? s WHERE { ?s ?p ?o }", "1:8", "the name of a variable follows its ? at once"),
    "a hyphen in a name": ("SELECT ?my-var WHERE { ?s ?p ?o }", "1:8", "write ?my_var"),
    # SELECT, aggregates, order
    "a comma in SELECT": ("SELECT ?s, ?o WHERE { ?s ?p ?o }", "1:10", "a comma stands between the variables"),
    "SELECT of nothing": ("SELECT WHERE { ?s ?p ?o }", "1:8", "SELECT asks for nothing"),
    "SELECT of * and more": ("SELECT * ?s WHERE { ?s ?p ?o }", "1:10", "* asks for all variables"),
    "an aggregate without brackets": ("SELECT COUNT(?s) WHERE { ?s ?p ?o }", "1:8", "write (COUNT(...) AS ?name)"),
    "an aggregate without name": ("SELECT (COUNT(?s)) WHERE { ?s ?p ?o }", "1:18", "write AS ?name"),
    "AS without brackets": ("SELECT ?s AS ?x WHERE { ?s ?p ?o }", "1:11", "write (... AS ?name)"),
    "AS forgotten": ("SELECT (COUNT(?s) ?n) WHERE { ?s ?p ?o }", "1:19", "the word AS is missing before ?n"),
    "AS a variable in use": ("SELECT (?s AS ?o) WHERE { ?s ?p ?o }", "1:15", "?o has a value already"),
    "BIND to a variable in use": (WHERE + "BIND(1 AS ?o) }", "1:38", "?o has a value already"),
    "BIND without brackets": ("ASK { BIND ?x AS ?y }", "1:12", "write BIND(... AS ?name)"),
    "no GROUP BY": ("SELECT ?s (COUNT(?o) AS ?n) WHERE { ?s ?p ?o }", "1:8", "add GROUP BY ?s"),
    "not in GROUP BY": (
        "SELECT ?s ?o (COUNT(?p) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?s", "1:11", "?o is not in GROUP BY",
    ),
    "an expression not in GROUP BY": (
        "SELECT (?s + ?o AS ?n) WHERE { ?s ?p ?o } GROUP BY ?s", "1:14", "?o is not in GROUP BY",
    ),
    "* with GROUP BY": ("SELECT * WHERE { ?s ?p ?o } GROUP BY ?s", "1:8", "SELECT * does not go with grouping"),
    "an aggregate in FILTER": (WHERE + "FILTER(COUNT(?o) > 1) }", "1:35", "move it to HAVING"),
    "HAVING without brackets": (WHERE + "} GROUP BY ?s HAVING COUNT(?o) > 3", "1:59", "put ( ... ) round all of it"),
    "ORDER BY too late": (WHERE + "} LIMIT 10 ORDER BY ?s", "1:39", "ORDER BY comes too late"),
    "LIMIT inside braces": (WHERE + "LIMIT 10 }", "1:28", "LIMIT stands inside braces"),
    "DESC behind": (WHERE + "} ORDER BY ?s DESC", "1:42", "write DESC(?name)"),
    "ORDER without BY": (WHERE + "} ORDER ?s", "1:30", "write ORDER BY"),
    "commas in ORDER BY": (WHERE + "} ORDER BY ?s, ?o", "1:41", "a comma stands between the terms"),
    "LIMIT of two numbers": (WHERE + "} LIMIT 10, 20", "1:38", "write LIMIT 20 OFFSET 10"),
    "LIMIT of a variable": (WHERE + "} LIMIT ?n", "1:36", "LIMIT takes a number"),
    # Patterns
    "a statement without object": ("ASK { ?s ?p }", "1:13", "the statement has no object behind ?p"),
    "a statement of one word": ("ASK { ?s }", "1:7", "?s stands alone"),
    "a text as predicate": ("ASK { ?s 'p' ?o }", "1:10", "'p' cannot be a predicate"),
    "a comma behind the last object": ("ASK { ?s ?p ?o, }", "1:15", "nothing follows the comma"),
    "UNION without braces": (WHERE + "UNION ?s ?q ?r }", "1:28", "UNION stands between two groups"),
    "OPTIONAL without braces": (WHERE + "OPTIONAL ?s ?q ?r }", "1:37", "add it behind OPTIONAL"),
    "GRAPH without a name": ("ASK { GRAPH { ?s ?p ?o } }", "1:13", "write GRAPH ?g"),
    "FILTER outside the braces": (WHERE + "} FILTER(?o > 3)", "1:30", "FILTER stands outside the braces"),
    "commas in VALUES": ("ASK { VALUES ?s { 1, 2 } }", "1:20", "VALUES separates by blanks"),
    "a row without brackets": ("ASK { VALUES (?s ?o) { 1 2 } }", "1:24", "each row for several variables"),
    "a row too short": ("ASK { VALUES (?s ?o) { (1) } }", "1:26", "this row has 1 values for 2 variables"),
    "a blank node in two groups": ("ASK { _:a ?p ?o . { _:a ?q ?r } }", "1:21", "use a variable"),
    # Signs that look like others
    "typographic quotes": ("ASK { ?s ?p “abc” }", "1:13", '“ (LEFT DOUBLE QUOTATION MARK, U+201C) is no sign'),
    "low typographic quotes": ("ASK { ?s ?p „abc“ }", "1:13", 'write " in its place'),
    "single typographic quotes": ("ASK { ?s ?p ‘abc’ }", "1:13", "write '"),
    "guillemets": ("ASK { ?s ?p «abc» }", "1:13", 'write "'),
    "an Arabic comma": ("ASK { ?s ?p 1 ، 2 }", "1:15", "ARABIC COMMA, U+060C) is no sign of SPARQL; write ,"),
    "an Arabic comma in SELECT": ("SELECT ?s، ?o WHERE { ?s ?p ?o }", "1:10", "leave it out"),
    "an Arabic comma at a name": ("PREFIX a: <http://e/> ASK { ?s a:b، 2 }", "1:35", "ARABIC COMMA"),
    "an Arabic semicolon": ("ASK { ?s ?p 1 ؛ ?q 2 }", "1:15", "write ; in its place"),
    "an Arabic question mark": ("SELECT ؟s WHERE { ?s ?p ?o }", "1:8", "write ? in its place"),
    "Arabic digits": (WHERE + "} LIMIT ٥", "1:36", "٥ is written in other digits; write 5"),
    "a right-to-left mark": ("ASK { ?s ?p\u200f ?o }", "1:12", "invisible character (RIGHT-TO-LEFT MARK, U+200F)"),
    "a zero-width blank": ("SELECT ?s\u200b WHERE { ?s ?p ?o }", "1:10", "an invisible character (ZERO WIDTH SPACE"),
    "a joiner in a word": ("SELECT\u200c ?s WHERE { ?s ?p ?o }", "1:7", "invisible character (ZERO WIDTH NON-JOINER"),
    "an Arabic letter mark": ("SELECT ?s\u061c WHERE { ?s ?p ?o }", "1:10", "invisible character (ARABIC LETTER MARK"),
    "a byte order mark": ("\ufeffASK { ?s ?p ?o }", "1:1", "the text begins with a byte order mark"),
    "a no-break space": ("SELECT ?s\u00a0WHERE { ?s ?p ?o }", "1:10", "a special blank (NO-BREAK SPACE, U+00A0)"),
    "a dash for minus": (FILTER + "> –3) }", "1:40", "– (EN DASH, U+2013) is no sign of SPARQL; write -"),
    "a sign of mathematics": (FILTER + "≠ 3) }", "1:38", "write !="),
    "a control character": ("ASK { ?s ?p\x01 ?o }", "1:12", "an invisible character (control character, U+0001)"),
    "a sign of another world": ("ASK { ?s ?p ☃ }", "1:13", "☃ (SNOWMAN, U+2603) is no sign of SPARQL"),
    "Markdown": ("```sparql\nASK { ?s ?p ?o }\n```", "1:1", "``` is the fence of Markdown"),
    "an encoded address": ("ASK%20%7B%20%3Fs", "1:4", "the text is still encoded for an address"),
    # The whole
    "nothing": ("", "1:1", "the query is empty"),
    "only a comment": ("# ask", "1:6", "the query is empty"),
    "an update": ("INSERT DATA { <http://e/s> <http://e/p> 1 }", "1:1", "an update, and the store is read only"),
    "a broken update": ("DELETE WHERE { ?s ?p", "1:1", "this is an update, and the store is read only"),
    "an update behind prefixes": ("PREFIX a: <http://e/>\nDROP ALL", "2:1", "the store is read only"),
    "a semicolon at the end": (WHERE + "};", "1:29", "a query has no ; at its end"),
    "a second query": (WHERE + "} ASK { ?s ?p ?o }", "1:30", "a second query begins here"),
    "no pattern": ("ASK ?s ?p ?o", "1:5", "a { is missing before ?s; add it behind ASK"),
    "no template": ("CONSTRUCT ?s ?p ?o WHERE { ?s ?p ?o }", "1:11", "a { is missing before ?s"),
    "nothing to describe": ("DESCRIBE", "1:9", "the text ends where something is missing"),
    "braces in braces": ("ASK " + "{" * 5000, "1:105", "nested too deeply"),
}  # fmt: skip

# What only an engine refuses: rdflib reads over it.
ENGINE_ONLY = {
    "no GROUP BY", "not in GROUP BY", "an expression not in GROUP BY", "* with GROUP BY", "an aggregate in FILTER",
    "AS a variable in use", "BIND to a variable in use", "a row too short", "a blank node in two groups",
}  # fmt: skip

GOOD = {
    "all of a SELECT": """
        BASE <http://e/> PREFIX a: <http://a/> PREFIX : <http://b/>
        SELECT DISTINCT ?z (STR(?x) AS ?xx) (SUM(?a) + 1 AS ?b) (GROUP_CONCAT(DISTINCT ?c; SEPARATOR = ", ") AS ?d)
        WHERE { ?x ?y ?a, ?c; a ?z . # a comment { (
          FILTER (?a > 3 && !BOUND(?c) || REGEX(?z, "^a\\\\d", "i") || ?a NOT IN () && ?c IN (1, -2.5e3, 'x'@en-GB))
          BIND (IF(?a = <http://e/>, 1, "1"^^a:b) AS ?q)
          { SELECT ?z { ?z ^a:b/(:c|!(a:|^a:e))* [ a ?m ; :n (1 2 'x'@ar \"\"\"a\n"b" \"\"\") ] } ORDER BY ?z LIMIT 3 }
          UNION { GRAPH ?g { _:b ?e true, +5 ; ; } } OPTIONAL { ?x :p\\-q ?o . } MINUS { ?x :%20 1.5 }
          VALUES (?v ?w) { (1 UNDEF) (<q> '') } VALUES ?u { :a } FILTER NOT EXISTS { ?x ?y () . [] ?y [] }
        } GROUP BY ?z ?x (STRLEN(?x) AS ?l) HAVING (COUNT(*) > 1) ORDER BY ?z ASC(?x) LIMIT 10 OFFSET 2""",
    "CONSTRUCT with a template": "CONSTRUCT { ?s a [ ?p ?o ] } WHERE { ?s ?p ?o } LIMIT 5",
    "CONSTRUCT without one": "CONSTRUCT WHERE { ?s ?p ?o }",
    "DESCRIBE": "DESCRIBE ?x <http://e/> WHERE { ?x ?y ?z }",
    "DESCRIBE of one thing": "DESCRIBE <http://e/>",
    "ASK": "ASK { }",
    "VALUES behind": "SELECT * { ?s ?p ?o } VALUES ?s { <http://e/> }",
    "Arabic": "SELECT ?نص WHERE { ?نص ?p 'مرحبا، كيف؟' . ?نص ?q \"a ؛ b\"@ar } # تعليق، نعم؟",
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_its_place_and_its_cure(name: str) -> None:
    text, where, says = MISTAKES[name]
    found = diagnose(text)
    line, column = where.split(":")
    assert found is not None
    assert found.startswith(f"query, line {line}, column {column}: "), found
    assert says in found
    assert "\n" not in found
    assert re.search(r"; \S|, write ", found), "no cure"


@pytest.mark.parametrize("name", sorted(set(MISTAKES) - ENGINE_ONLY))
def test_the_guard_says_what_the_diagnosis_finds(name: str) -> None:
    text = MISTAKES[name][0]
    with pytest.raises(InputError) as caught:
        check(text)
    assert str(caught.value) == diagnose(text)


@pytest.mark.parametrize("name", sorted(ENGINE_ONLY))
def test_what_rdflib_lets_through_is_left_to_the_engine(name: str) -> None:
    assert check(MISTAKES[name][0]).text == MISTAKES[name][0]


@pytest.mark.parametrize("text", [*GOOD.values(), *(query.text for query in library())])
def test_a_good_query_has_no_mistake(text: str) -> None:
    assert diagnose(text) is None
    check(str(text))


SIGNS = (
    "WHERE", "SELECT", "?x", "a", "'t'", "1", "<a:b>", ".", ",", ";", "{", "}", "(", ")", "FILTER", "GROUP BY ?x", "*",
    "ORDER BY ?x", "=", "AS", "UNION", "OPTIONAL", "COUNT(?x)", "IN", "NOT", "!", "+", "-", "@en", "^^", "[", "]", "'",
    '"', "?", "<", "DISTINCT", "HAVING(?x)", "LIMIT 3", "|", "/", "^", "&&", "،", "\u200f", "a:", "#", "\\",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(60))
def test_what_the_engines_take_is_no_mistake(seed: int) -> None:
    """Queries with one piece taken away, doubled or put in: whatever both engines read is left alone."""
    chance = random.Random(seed)
    text = chance.choice(sorted(GOOD.values()))
    found = list(tokens(text))[:-1]
    pieces = [text[one.start : next_.start] for one, next_ in itertools.pairwise(found)] + [found[-1].text]
    for _ in range(chance.choice((1, 1, 2))):
        at = chance.randrange(len(pieces))
        pieces[at : at + chance.randrange(2)] = chance.choice(([], [pieces[at]] * 2, [f" {chance.choice(SIGNS)} "]))
    changed = "".join(pieces)
    told = diagnose(changed)
    assert told is None or re.fullmatch(r"query, line \d+, column \d+: [^\n]{10,}", told)
    if told is not None:
        with pytest.raises((InputError, SyntaxError)):
            pyoxigraph.Store().query(check(changed, dataset=True).text, base_iri=BASE)


def test_a_good_query_is_not_diagnosed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "diagnose", lambda _: pytest.fail("diagnosed"))
    guard._check.cache_clear()
    for text in GOOD.values():
        check(text)


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED", "from"])
def test_a_dataset_is_let_through_where_it_is_harmless(clause: str) -> None:
    text = f"ASK {clause} <file:///etc/hostname> {{ ?s ?p ?o }}"
    assert check(text, dataset=True).form == "ask"
    with pytest.raises(InputError, match="line 1, column 5: FROM would change what is asked"):
        check(text)
    with pytest.raises(InputError, match="SERVICE would call another server"):
        check(text.replace("?s ?p ?o", "SERVICE <http://e/> { ?s ?p ?o }"), dataset=True)


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX a: <http://a/> PREFIX b: <http://b/> SELECT * { a:x b:y <http://c/%s> }",
        'SELECT * { ?s ?p "%s"@en . FILTER(?s != <http://c/%s>) }',
        'BASE <http://a/> ASK { <%s> ?p \'it is "%s"\' } # a " in a comment',
        "ASK { ?a <http://c/%s>*/^<http://c/d> ?b . FILTER(?a<?b&&?c>?b) }",
    ],
)
def test_queries_that_differ_in_terms_alone_are_read_once(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    first, second = (text.replace("%s", name) for name in ("one", "two"))
    read: list[str] = []
    real = guard._understood
    monkeypatch.setattr(guard, "_understood", lambda asked, allowed: read.append(asked) or real(asked, allowed))
    found = [check(first), check(second)]
    assert [each.text for each in found] == [first, second]
    assert len({each.form for each in found}) == 1
    assert len(read) <= (2 if "BASE" in text else 1)


@pytest.mark.parametrize(
    ("good", "bad", "told"),
    [
        ("ASK { <http://a/b> ?p ?o }", "ASK { <http://a b> ?p ?o }", "column"),
        ('ASK { ?s ?p "x" }', 'ASK { ?s ?p "x }', "quote"),
        ("ASK { ?s ?p <http://a/> }", "ASK { ?s ?p <http://a/> SERVICE <http://a/> {} }", "SERVICE"),
        ("PREFIX a: <http://a/> ASK { a:x ?p ?o }", "PREFIX a: <http://a/> ASK { b:x ?p ?o }", "prefix"),
    ],
)
def test_a_query_like_one_that_may_run_is_still_refused(good: str, bad: str, told: str) -> None:
    check(good)
    with pytest.raises(InputError, match=told):
        check(bad)


def test_the_dataset_of_a_query_is_told() -> None:
    text = "PREFIX a: <http://a/> SELECT * FROM a:x FROM NAMED <graph/y> FROM <http://z/> { ?s ?p ?o }"
    found = check(text, dataset=True)
    assert (found.default, found.named) == (("http://a/x", "http://z/"), (f"{BASE}graph/y",))
    plain = check("ASK { ?s ?p ?o }", dataset=True)
    assert (plain.default, plain.named) == ((), ())


@pytest.mark.parametrize("reader", ["grammar", "algebra"])
def test_each_form_in_which_rdflib_has_the_query_is_looked_through(
    monkeypatch: pytest.MonkeyPatch, reader: str
) -> None:
    monkeypatch.setattr(guard, "_REFUSED_WORDS", {})
    real = guard._refuse_parts

    def one(read: object, allowed: Collection[str]) -> Mapping[str, set[str]]:
        return real(read if isinstance(read, ParseResults) == (reader == "grammar") else [], allowed)

    monkeypatch.setattr(guard, "_refuse_parts", one)
    with pytest.raises(InputError, match="SERVICE would call another server"):
        check(f"ASK {{ ?s ?p '{reader}' FILTER EXISTS {{ SERVICE <http://e/> {{ ?s ?p ?o }} }} }}")


def test_line_ends_of_every_kind_count_once() -> None:
    with pytest.raises(InputError, match="line 3, column 1: "):
        check("ASK {\r\n?s ?p ?o .\r?s ; }")


def test_columns_count_characters_and_a_tab_is_one() -> None:
    assert "line 1, column 13: " in str(diagnose("ASK { ?s ?p }"))
    assert "line 1, column 13: " in str(diagnose("ASK {\t?s ?𝒑 }"))


def test_what_only_rdflib_refuses_has_a_place_too() -> None:
    with pytest.raises(InputError, match="line 2, column 1: it cannot be read from '<http://e/s>") as caught:
        check("ASK {\n<http://e/s> <http://e/p> + ?o }")
    assert str(caught.value).endswith("write that part otherwise")


def test_a_long_text_is_diagnosed_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rdflib.plugins.sparql.parser.parseQuery", lambda _: pytest.fail("read by rdflib"))
    with pytest.raises(InputError, match="is missing between"):
        check("ASK { ?s ?p ?o " + "?s ?p ?o . " * 10_000 + "}")
    with pytest.raises(InputError, match="the query has 50000 words and signs, and more follow; ask in several parts"):
        check("ASK { VALUES ?x { " + "1 " * 120_000 + "} }")


@pytest.mark.parametrize(
    "text",
    [
        "{" * 1_000_000,
        "ASK " + "{" * 1_000_000,
        "ASK { FILTER(" + "(" * 1_000_000,
        "ASK { ?s ?p " + "[" * 1_000_000,
        '"' * 1_000_001,
        "ASK { ?s ?p 'a\\'" + "a\\'" * 300_000,
        "ASK { FILTER(" + "1-" * 500_000,
        "ASK { FILTER(" + "true-" * 200_000,
        "a.-" * 300_000,
        "<a" * 500_000,
        "SELECT" + " ?a" * 300_000,
        "\u200f" * 1_000_000,
        "،" * 1_000_000,
    ],
    ids=lambda text: text[:16].encode("unicode_escape").decode(),
)
def test_hostile_text_is_diagnosed_at_once(text: str) -> None:
    # What is quadratic in one of the lexers would take minutes here.
    with pytest.raises(InputError) as caught:
        check(text)
    assert len(str(caught.value)) < 500
