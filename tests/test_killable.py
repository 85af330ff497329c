"""Own queries in a process that can be ended: what is answered, what is refused, what meets a limit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from oic_mandates.graph.killable import Ended, Readers, Wrong
from oic_mandates.graph.model import InputError
from oic_mandates.graph.table import Term

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def readers(built_home: Path) -> Iterator[Readers]:
    found = Readers(built_home)
    yield found
    found.close()


def test_each_form_is_answered(readers: Readers) -> None:
    table = readers.ask("SELECT ?n { VALUES ?n { 1 2 } }")
    assert (table.form, table.columns, table.more) == ("select", ("n",), False)
    assert [row[0].value for row in table.rows if row[0]] == ["1", "2"]
    assert readers.ask("ASK { ?s ?p ?o }").said is True
    assert readers.ask("ASK { ?s <urn:none> ?o }").said is False
    graph = readers.ask('CONSTRUCT { <urn:s> <urn:p> "نص"@ar , [] } WHERE {}')
    assert graph.columns == ("subject", "predicate", "object")
    assert Term("literal", "نص", "", "ar") in {row[2] for row in graph.rows}
    assert "@prefix" in graph.turtle
    assert {row[2].kind for row in graph.rows if row[2]} == {"literal", "bnode"}


def test_rows_have_a_limit(readers: Readers) -> None:
    found = readers.ask("SELECT * { ?a ?b ?c . ?d ?e ?f }", most=50)
    assert (len(found.rows), found.more) == (50, True)
    assert len(readers.ask("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 9", most=4).rows) == 4


@pytest.mark.parametrize(
    ("query", "line", "column", "words"),
    [
        ("SELECT *\nWHERE { ?s ?p }", 2, 15, "has no object"),
        ("SELECT * { SERVICE <http://192.0.2.1/> { ?s ?p ?o } }", 1, 12, "another server"),
        ("DELETE WHERE { ?s ?p ?o }", 1, 1, "read only"),
        ("x" * 100_001, 0, 0, "characters"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(readers: Readers, query: str, line: int, column: int, words: str) -> None:
    with pytest.raises(Wrong, match=words) as error:
        readers.ask(query)
    assert (error.value.line, error.value.column) == (line, column)
    assert not error.value.detail.startswith("query,")


def test_endless_query_is_ended_and_the_next_is_answered(readers: Readers) -> None:
    shares: list[float] = []
    with pytest.raises(Ended) as error:
        readers.ask(ENDLESS, shares.append, seconds=1)
    assert error.value.reason == "time"
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] < 1
    assert readers.ask("ASK {}").said is True


def test_who_no_longer_waits_ends_the_query(readers: Readers) -> None:
    def gone(share: float) -> None:
        if share > 0:
            raise KeyboardInterrupt

    readers.ask("ASK {}")
    with pytest.raises(KeyboardInterrupt):
        readers.ask(ENDLESS, gone, seconds=60)
    assert readers.ask("ASK {}").said is True


def test_memory_has_a_limit(readers: Readers) -> None:
    greedy = "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a"
    with pytest.raises(Ended) as error:
        readers.ask(greedy, seconds=120)
    assert error.value.reason == "memory"


def test_missing_store_is_told(tmp_path: Path) -> None:
    readers = Readers(tmp_path)
    with pytest.raises(InputError, match="oic-mandates build"):
        readers.ask("ASK {}")
    readers.close()


def test_silent_endpoint_is_told() -> None:
    readers = Readers(endpoint="http://127.0.0.1:9/sparql")
    with pytest.raises(InputError, match=r"127\.0\.0\.1:9"):
        readers.ask("ASK {}")
    readers.close()
