"""The store: one face, read only, replaced in one step."""

from __future__ import annotations

import datetime
import errno
import gc
import gzip
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from rdflib import Literal, URIRef

from oic_mandates.graph import fetch, guard, store, swap
from oic_mandates.graph.model import InputError
from oic_mandates.graph.store import EmbeddedStore, RemoteStore, current_store, open_store, replace_store
from oic_mandates.graph.table import XSD, Table, Term
from oic_mandates.queries.library import library

SMALL = Path(__file__).parent / "data" / "small.trig"
ALL = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o"
SERVICE = "SERVICE <http://127.0.0.1:1/> { ?a ?b ?c }"


def part(folder: Path, name: str, *values: str) -> Path:
    """An N-Quads file with one statement for each value."""
    folder.mkdir(exist_ok=True)
    file = folder / name
    lines = [f'<http://e/s> <http://e/p> "{value}" <http://e/{name}> .\n' for value in sorted(values)]
    file.write_text("".join(lines), encoding="utf-8")
    return file


def values(found: store.Store, column: str = "o") -> list[object]:
    return [row[column] for row in found.select(ALL).records()]


def left(home: Path) -> list[str]:
    """What lies in the home besides the lock, by name."""
    return sorted(str(path.relative_to(home)) for path in [*home.glob("*.new"), *home.glob("stores/*")])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose store in use says "old"."""
    replace_store(tmp_path / "home", [part(tmp_path, "a", "old")])
    return tmp_path / "home"


@pytest.fixture(scope="module")
def small() -> EmbeddedStore:
    return EmbeddedStore.in_memory([SMALL])


# --- asking


def test_round_trip_from_parts_to_answers(tmp_path: Path) -> None:
    folder = replace_store(tmp_path / "home", [part(tmp_path, "a", "1", "2"), part(tmp_path, "b", "3")])
    found = open_store(tmp_path / "home")
    assert isinstance(found, EmbeddedStore)
    assert found.folder == folder == current_store(tmp_path / "home")
    assert values(found) == ["1", "2", "3"]
    assert found.graphs() == ["http://e/a", "http://e/b"]
    assert found.count() == 3
    assert found.ask('ASK { ?s ?p "3" }')
    assert not found.ask('ASK { ?s ?p "4" }')
    graph = found.construct('CONSTRUCT WHERE { ?s ?p "3" }')
    assert list(graph) == [(URIRef("http://e/s"), URIRef("http://e/p"), Literal("3"))]
    assert len(found.construct("DESCRIBE <http://e/s>")) == 3
    assert len(found.construct("CONSTRUCT WHERE { ?s <http://e/none> ?o }")) == 0


def test_union_is_a_set(tmp_path: Path) -> None:
    files = [part(tmp_path, "a", "x", "y"), part(tmp_path, "b", "y", "z")]
    replace_store(tmp_path / "home", files)
    named = [tmp_path / name for name in ("a.nq", "b.nq")]
    for file, copy in zip(files, named, strict=True):
        shutil.copy(file, copy)
    for found in (open_store(tmp_path / "home"), EmbeddedStore.in_memory(named)):
        assert values(found) == ["x", "y", "z"]
        assert len(found.select("SELECT * WHERE { GRAPH ?g { ?s ?p ?o } }")) == found.count() == 4


def test_rows_are_pulled_as_they_are_read() -> None:
    pulled = []

    def source() -> Iterator[tuple[Term | None, ...]]:
        for number in range(5):
            pulled.append(number)
            yield (Term("literal", str(number)),)

    table = Table(["n"], source())
    assert table
    assert pulled == [0]
    first = [next(iter(table)), next(iter(table))]
    assert first[0] == first[1]
    assert pulled == [0]
    assert len(table) == 5
    assert [row[0].value for row in table if row[0]] == ["0", "1", "2", "3", "4"]


def test_answer_may_be_read_and_dropped_in_another_thread(small: EmbeddedStore) -> None:
    tables = [small.select(ALL)]
    first = next(iter(tables[0]))
    read: list[object] = []
    gc.collect()  # answers that other tests left in cycles must not be dropped in the thread
    thread = threading.Thread(target=lambda: read.extend(tables.pop()))
    thread.start()
    thread.join()
    assert read[0] == first
    assert len(read) == len(small.select(ALL))


def test_answer_that_broke_off_never_passes_for_whole() -> None:
    def source() -> Iterator[tuple[Term | None, ...]]:
        yield (None,)
        raise InputError("broke off")

    table = Table(["n"], source())
    for _ in range(2):
        with pytest.raises(InputError, match="broke off"):
            list(table)


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (Term("literal", "7", XSD + "integer"), 7),
        (Term("literal", "0.50", XSD + "decimal"), Decimal("0.50")),
        (Term("literal", "1e3", XSD + "double"), 1000.0),
        (Term("literal", "true", XSD + "boolean"), True),
        (Term("literal", "2019-03-01", XSD + "date"), datetime.date(2019, 3, 1)),
        (Term("literal", "2019", XSD + "gYear"), "2019"),
        (Term("literal", "about 7", XSD + "integer"), "about 7"),
        (Term("literal", "x", XSD + "decimal"), "x"),
        (Term("literal", "maybe", XSD + "boolean"), "maybe"),
        (Term("literal", "نص", "", "ar"), "نص"),
        (Term("uri", "http://e/s"), "http://e/s"),
    ],
)
def test_terms_as_python_values(term: Term, expected: object) -> None:
    assert term.python() == expected
    assert type(term.python()) is type(expected)


def test_exports() -> None:
    row = (Term("uri", "http://e/s"), Term("literal", 'a, "b"', "", "en"), None, Term("bnode", "x"))
    table = Table(["s", "text", "none", "b"], [row, (None, Term("literal", "7", XSD + "integer"), None, None)])
    assert table.to_csv() == 's,text,none,b\r\nhttp://e/s,"a, ""b""",,_:x\r\n,7,,\r\n'
    assert json.loads(table.to_json()) == {
        "head": {"vars": ["s", "text", "none", "b"]},
        "results": {
            "bindings": [
                {
                    "s": {"type": "uri", "value": "http://e/s"},
                    "text": {"type": "literal", "value": 'a, "b"', "xml:lang": "en"},
                    "b": {"type": "bnode", "value": "x"},
                },
                {"text": {"type": "literal", "value": "7", "datatype": XSD + "integer"}},
            ]
        },
    }


def test_memory_store_says_what_it_cannot_load(tmp_path: Path) -> None:
    broken = tmp_path / "broken.nq"
    broken.write_text("<http://e/s> nonsense", encoding="utf-8")
    for file in (broken, tmp_path / "missing.nq", tmp_path / "file.unknown"):
        with pytest.raises(InputError, match=r"cannot be loaded"):
            EmbeddedStore.in_memory([file])


# --- refusing


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * WHERE {{ {SERVICE} }}",
        f"SELECT * WHERE {{ {SERVICE.replace('SERVICE', 'service silent')} }}",
        f"SELECT * WHERE {{ ?s ?p ?o {{ SELECT * WHERE {{ ?s ?p ?o . {SERVICE} }} }} }}",
        f"SELECT * WHERE {{ ?s ?p ?o OPTIONAL {{ {SERVICE} }} }}",
        f"SELECT * WHERE {{ ?s ?p ?o FILTER EXISTS {{ {SERVICE} }} }}",
        f"SELECT * WHERE {{ ?s ?p ?o FILTER NOT EXISTS {{ {SERVICE} }} }}",
        f"SELECT * WHERE {{ ?s ?p ?o BIND(EXISTS {{ {SERVICE} }} AS ?e) }}",
        f"SELECT * WHERE {{ ?s ?p ?o FILTER(false || EXISTS {{ {SERVICE} }}) }}",
        f"SELECT * WHERE {{ GRAPH ?g {{ {{ ?s ?p ?o }} UNION {{ {SERVICE} }} }} }}",
        f"SELECT * WHERE {{ ?s ?p ?o MINUS {{ {SERVICE} }} }}",
        f"SELECT (COUNT(*) AS ?n) WHERE {{ ?s ?p ?o }} HAVING (EXISTS {{ {SERVICE} }})",
        "PREFIX e: <http://e/> SELECT * WHERE { SERVICE e:s { ?a ?b ?c } }",
        "PREFIX : <http://e/> SELECT * WHERE { SERVICE:s { ?a ?b ?c } }",
        "SELECT * WHERE { SERVICE ?where { ?a ?b ?c } }",
        f"ASK {{ {SERVICE} }}",
        f"CONSTRUCT {{ ?a ?b ?c }} WHERE {{ {SERVICE} }}",
        f"DESCRIBE ?a WHERE {{ {SERVICE} }}",
        # Only an engine that ends a comment at a carriage return sees what follows it.
        f"SELECT * WHERE {{ ?s ?p ?o # a comment\r {SERVICE} }}",
    ],
)
def test_service_is_refused_wherever_it_stands(small: EmbeddedStore, query: str) -> None:
    with pytest.raises(InputError, match="SERVICE would call another server"):
        small.select(query)


@pytest.mark.parametrize("text", [f"SELECT * {{ ?s ?p ?o FILTER EXISTS {{ {SERVICE} }} }}", "ASK FROM <http://e/g> {}"])
@pytest.mark.parametrize("reader", ["grammar", "lexer"])
def test_either_reader_alone_would_refuse(
    small: EmbeddedStore, monkeypatch: pytest.MonkeyPatch, text: str, reader: str
) -> None:
    if reader == "grammar":
        monkeypatch.setattr(guard, "_REFUSED_WORDS", {})
    else:
        monkeypatch.setattr(guard, "_walk", lambda _: [])
    with pytest.raises(InputError, match="leave it out"):
        small.ask(text)


@pytest.mark.parametrize("escape", ["\\u0022", "\\U00000022", "\\u0053", "\\u007B"])
def test_escape_that_two_readers_would_read_differently(small: EmbeddedStore, escape: str) -> None:
    with pytest.raises(InputError, match="line 1, column 26: an escaped ASCII character"):
        small.select(f'SELECT * WHERE {{ ?s ?p  "{escape} ) }} #" . {SERVICE} }}')


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED", "from"])
def test_dataset_clause_is_refused(small: EmbeddedStore, clause: str) -> None:
    with pytest.raises(InputError, match="FROM would change what is asked"):
        small.select(f"SELECT * {clause} <file:///etc/hostname> WHERE {{ ?s ?p ?o }}")


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <http://e/s> <http://e/p> <http://e/o> }",
        "DELETE WHERE { ?s ?p ?o }",
        "DROP ALL",
        "CLEAR DEFAULT",
        "LOAD <file:///etc/hostname>",
    ],
)
def test_update_is_refused(small: EmbeddedStore, text: str) -> None:
    with pytest.raises(InputError, match="the store is read only"):
        small.select(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * WHERE {\n ?s ?p ?o .\n ?x }", "query, line 3, column 2: .x stands alone"),
        ("", "query, line 1, column 1: not SPARQL"),
        ("SELECT * WHERE { ?s e:p ?o }", "the prefix e: is not declared"),
        ("SELECT * WHERE " + "{" * 5000, "nested too deeply"),
        ("SELECT (?s AS ?o) WHERE { ?s ?p ?o }", "query"),
    ],
)
def test_query_that_cannot_be_read(small: EmbeddedStore, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        small.select(text)


def test_guard_fails_closed(small: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> None:
        raise ZeroDivisionError(text)

    monkeypatch.setattr("rdflib.plugins.sparql.parser.parseQuery", broken)
    with pytest.raises(InputError, match="cannot be read"):
        small.select("SELECT ?closed WHERE { ?closed ?p ?o }")


def test_words_that_only_look_refused_are_allowed(small: EmbeddedStore) -> None:
    text = """PREFIX service: <http://e/> SELECT ?service ?from WHERE { # SERVICE FROM
      ?service service:from ?from . FILTER(?from != "SERVICE <x> { FROM }" && ?from != '''FROM ' SERVICE''')
      FILTER(STR(?service) != "http://e/SERVICE" && ?service != <http://e/FROM>) }"""
    assert not small.select(text)


@pytest.mark.parametrize("ask", ["select", "ask", "construct"])
def test_form_must_fit(small: EmbeddedStore, ask: str) -> None:
    other = "ASK { ?s ?p ?o }" if ask != "ask" else ALL
    with pytest.raises(InputError, match=f"stands where {ask.upper()} is asked"):
        getattr(small, ask)(other)


# --- opening


def test_no_store_yet(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="run `oic-mandates build` first"):
        open_store(tmp_path)


def test_environment_decides_where_nothing_is_given(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OIC_MANDATES_ENDPOINT", raising=False)
    monkeypatch.setenv("OIC_MANDATES_HOME", str(home))
    assert values(open_store()) == ["old"]
    monkeypatch.setenv("OIC_MANDATES_ENDPOINT", "http://127.0.0.1:1/sparql")
    assert isinstance(open_store(), RemoteStore)
    assert isinstance(open_store(home), EmbeddedStore)
    monkeypatch.delenv("OIC_MANDATES_HOME")
    assert store.home_folder().name == "oic-mandates"
    with pytest.raises(InputError, match="give one"):
        open_store(home, "http://127.0.0.1:1/sparql")


def test_reader_that_comes_between_two_builds(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = current_store(home)
    pointers = iter([home / "stores" / "gone", folder, folder])
    monkeypatch.setattr(store, "current_store", lambda _: next(pointers))
    assert values(open_store(home)) == ["old"]


def test_store_whose_folder_is_broken(home: Path) -> None:
    folder = current_store(home)
    assert folder is not None
    shutil.rmtree(folder)
    with pytest.raises(InputError, match="cannot be opened"):
        open_store(home)


# --- replacing


def test_new_content_takes_over_and_the_last_store_is_kept(home: Path, tmp_path: Path) -> None:
    folders = [current_store(home)]
    for value in ("new", "newer"):
        folders.append(replace_store(home, [part(tmp_path, "a", value)]))
        assert values(open_store(home)) == [value]
    assert left(home) == sorted(f"stores/{folder.name}" for folder in folders[1:] if folder)


def test_same_content_changes_nothing(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = current_store(home)
    monkeypatch.setattr(swap, "_fill", lambda *_: pytest.fail("built again"))
    assert replace_store(home, [part(tmp_path / "other", "a", "old")]) == folder


def test_going_back_uses_the_store_that_is_there(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace_store(home, [part(tmp_path, "a", "new")])
    monkeypatch.setattr(swap, "_fill", lambda *_: pytest.fail("built again"))
    replace_store(home, [part(tmp_path, "a", "old")])
    assert values(open_store(home)) == ["old"]
    assert len(left(home)) == 2


def test_store_that_was_removed_by_hand_is_made_again(home: Path, tmp_path: Path) -> None:
    folder = current_store(home)
    assert folder is not None
    shutil.rmtree(folder)
    assert replace_store(home, [tmp_path / "a"]) == folder
    assert values(open_store(home)) == ["old"]


def test_reader_goes_on_while_the_store_is_replaced(home: Path, tmp_path: Path) -> None:
    replace_store(home, [part(tmp_path, "a", *(f"{number:05}" for number in range(5000)))])
    reader = open_store(home)
    rows = iter(reader.select("SELECT ?o WHERE { ?s ?p ?o }"))
    first = [next(rows) for _ in range(10)]
    replace_store(home, [part(tmp_path, "a", "new")])
    assert len(first) + len(list(rows)) == 5000
    assert reader.count() == 5000
    assert values(open_store(home)) == ["new"]


def _fail_after(real: Callable[..., object], error: BaseException) -> Callable[..., object]:
    """A step that does its work and then fails, as a full disk or an impatient person would make it."""

    def step(*arguments: object) -> object:
        real(*arguments)
        raise error

    return step


@pytest.mark.parametrize("step", ["_fill", "_verify", "_point", "content_hash", "rename", "replace", "fsync"])
@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), InputError),
        (OSError("IO error: No space left on device: While appending to file"), InputError),
        (OSError(errno.EACCES, "Permission denied"), InputError),
        (KeyboardInterrupt(), KeyboardInterrupt),
        (RuntimeError("surprise"), RuntimeError),
        (MemoryError(), MemoryError),
    ],
)
def test_failure_at_any_step_leaves_the_old_store(
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    error: BaseException,
    raised: type[BaseException],
) -> None:
    new = part(tmp_path, "a", "new")
    with monkeypatch.context() as patch:
        owner: object = {"rename": Path, "replace": os, "fsync": os}.get(step, swap)
        # A file operation fails before it is done, a step of ours after part of its work.
        real = getattr(owner, step) if owner is swap and step != "_point" else lambda *_: None
        patch.setattr(owner, step, _fail_after(real, error))
        with pytest.raises(raised) as caught:
            replace_store(home, [new])
    if raised is InputError:
        assert ("disk" in str(caught.value)) == ("space" in str(error))
    assert values(open_store(home)) == ["old"]
    assert not [name for name in left(home) if "half" in name or name.endswith(".new")]
    replace_store(home, [new])
    assert values(open_store(home)) == ["new"]


def test_missing_or_broken_part_is_named(home: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"missing.nq: No such file"):
        replace_store(home, [tmp_path / "missing.nq"])
    broken = part(tmp_path, "broken", "x")
    broken.write_text("<http://e/s> nonsense .\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"broken: not N-Quads"):
        replace_store(home, [broken])
    assert values(open_store(home)) == ["old"]
    assert len(left(home)) == 1


def test_lost_statements_are_noticed(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill = swap._fill
    monkeypatch.setattr(swap, "_fill", lambda folder, files: fill(folder, files[:1]))
    with pytest.raises(InputError, match="holds 1 statements, its files 3"):
        replace_store(home, [part(tmp_path, "a", "x"), part(tmp_path, "b", "y", "z")])
    assert values(open_store(home)) == ["old"]


def test_killed_build_is_cleaned_by_the_next(home: Path, tmp_path: Path) -> None:
    new = part(tmp_path, "a", "new")
    program = (
        "import os, sys; from pathlib import Path; from oic_mandates.graph import swap\n"
        "swap._verify = lambda *_: os._exit(9)\n"
        "swap.replace_store(Path(sys.argv[1]), [Path(sys.argv[2])])\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(home), str(new)], check=False)
    assert done.returncode == 9
    assert any("half" in name for name in left(home))
    assert values(open_store(home)) == ["old"]
    replace_store(home, [new])
    assert values(open_store(home)) == ["new"]
    assert not any("half" in name for name in left(home))


def test_two_builds_do_not_collide(home: Path, tmp_path: Path) -> None:
    with swap._locked(home), pytest.raises(InputError, match="another build is writing"):
        replace_store(home, [part(tmp_path, "a", "new")])
    assert values(open_store(home)) == ["old"]


# --- a remote server

ONE = b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "uri", "value": "http://e/s"}}]}}'
HEADERS = {
    "/elsewhere": ("Location", "http://127.0.0.1:1/there"),
    "/maxrows": ("X-SPARQL-MaxRows", "1"),
    "/timed": ("X-SQL-State", "S1TAT"),
    "/gzip": ("Content-Encoding", "gzip"),
    "/gzip-half": ("Content-Encoding", "gzip"),
    "/bomb": ("Content-Encoding", "gzip"),
    "/br": ("Content-Encoding", "br"),
}
ANSWERS: dict[str, tuple[int, str, bytes]] = {
    "/html": (200, "text/html", b"<!doctype html><title>Welcome</title>"),
    "/half": (200, "application/sparql-results+json", b'{"head": {"vars": ["s"]}, "results": {"bind'),
    "/list": (200, "application/sparql-results+json", b"[1, 2]"),
    "/other": (200, "application/sparql-results+json", b'{"head": {}, "results": {"bindings": [3]}}'),
    "/odd": (200, "application/sparql-results+json", b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": 3}]}}'),
    "/object": (200, "application/json", b'{"head": {"vars": ["s"]}, "results": {"bindings": {}}}'),
    "/column": (
        200,
        "application/json",
        b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"o": {"type": "uri"}}]}}',
    ),
    "/206": (206, "application/json", ONE),
    "/401": (401, "text/plain", b""),
    "/elsewhere": (301, "text/plain", b""),
    "/maxrows": (200, "application/json", ONE),
    "/timed": (200, "application/json", ONE),
    "/gzip": (200, "application/json", gzip.compress(ONE)),
    "/gzip-half": (200, "application/json", gzip.compress(ONE)[:-9]),
    "/br": (200, "application/json", ONE),
    "/bomb": (200, "application/json", gzip.compress(b" " * (3 << 20))),
    "/400": (400, "text/plain", b"Parse error at line 1"),
    "/404": (404, "text/plain", b"nothing here"),
    "/418": (418, "text/plain", b"a teapot"),
    "/500": (500, "text/html", b"<h1>Oops</h1>"),
}


class Handler(BaseHTTPRequestHandler):
    """Answers from the small graph at /sparql, and badly elsewhere."""

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        fields = parse_qs(self.rfile.read(length).decode())
        status, kind, body = ANSWERS[self.path] if self.path in ANSWERS else self._answer(fields)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if self.path in HEADERS:
            self.send_header(*HEADERS[self.path])
        self.send_header("Content-Length", str(len(body) + (100 if self.path == "/short" else 0)))
        self.end_headers()
        self.wfile.write(body)

    def _answer(self, fields: dict[str, list[str]]) -> tuple[int, str, bytes]:
        assert fields["union-default-graph"] == ["true"]
        (text,) = fields["query"]
        found = EmbeddedStore.in_memory([SMALL])
        if "turtle" in self.headers["Accept"]:
            return 200, "text/turtle", found.construct(text).serialize(format="turtle").encode()
        if text.startswith("ASK"):
            return 200, "application/json", json.dumps({"head": {}, "boolean": found.ask(text)}).encode()
        return 200, "application/sparql-results+json", found.select(text).to_json().encode()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{made.server_port}"
        made.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.mark.parametrize("name", ["asked-of-actor", "strength-of-language", "meetings", "named-graphs"])
def test_remote_answers_as_the_embedded_store(server: str, small: EmbeddedStore, name: str) -> None:
    remote = open_store(endpoint=f"{server}/sparql")
    here, there = small.select(library()[name].text), remote.select(library()[name].text)
    assert there.columns == here.columns
    assert there.to_csv() == here.to_csv()
    assert list(there.records()) == list(here.records())


def test_remote_has_the_whole_face(server: str, small: EmbeddedStore) -> None:
    remote = RemoteStore(f"{server}/sparql")
    assert remote.graphs() == small.graphs()
    assert remote.count() == small.count()
    assert remote.ask("ASK { ?s ?p ?o }") is True
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s a <https://w3id.org/oic-mandates/ontology#Force> ; ?p ?o }"
    assert set(remote.construct(query)) == set(small.construct(query))


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/html", "did not answer with SPARQL results"),
        ("/half", "broke off the answer in its middle"),
        ("/object", "did not answer with SPARQL results"),
        ("/column", "did not answer with SPARQL results"),
        ("/206", "HTTP 206, which is no whole answer"),
        ("/401", "wants a user and a password"),
        ("/elsewhere", "points to http://127.0.0.1:1/there; give that address"),
        ("/maxrows", "answers with 1 rows and no more"),
        ("/timed", "ran out of time and answers with a part"),
        ("/list", "did not answer with SPARQL results"),
        ("/other", "did not answer with SPARQL results"),
        ("/odd", "did not answer with SPARQL results"),
        ("/short", "broke off the answer"),
        ("/400", "refused the query"),
        ("/404", "has nothing at this address"),
        ("/418", "HTTP 418"),
        ("/500", "failed at the query"),
    ],
)
def test_remote_that_answers_badly_is_one_sentence(server: str, path: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        list(RemoteStore(server + path).select(ALL))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("path", ["/html", "/half", "/other"])
def test_remote_ask_and_construct_answer_badly(server: str, path: str) -> None:
    with pytest.raises(InputError, match=r"did not answer with SPARQL results|broke off"):
        RemoteStore(server + path).ask("ASK { ?s ?p ?o }")
    with pytest.raises(InputError, match="did not answer with SPARQL results"):
        RemoteStore(server + path).construct("CONSTRUCT WHERE { ?s ?p ?o }")


def test_packed_answers_are_unpacked_within_bounds(server: str) -> None:
    assert values(RemoteStore(server + "/gzip"), "s") == ["http://e/s"]
    for path, message in (
        ("/gzip-half", "broke off the answer"),
        ("/br", "packs its answer as 'br'"),
        ("/bomb", "more than 1 MB"),
    ):
        with pytest.raises(InputError, match=message):
            RemoteStore(server + path, largest=1 << 20).select(ALL)


def test_remote_that_refuses_the_connection() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(InputError, match="cannot be reached"):
        RemoteStore(f"http://127.0.0.1:{port}/sparql").select(ALL)


@pytest.mark.parametrize("error", [TimeoutError("timed out"), ConnectionResetError("reset")])
def test_remote_that_never_answers(monkeypatch: pytest.MonkeyPatch, error: OSError) -> None:
    class Opener:
        def open(self, request: object, timeout: float) -> None:
            raise error

    monkeypatch.setattr(fetch, "_OPENER", Opener())
    with pytest.raises(InputError, match=r"within 5 s|broke off"):
        RemoteStore("http://127.0.0.1:1/sparql", timeout=5).select(ALL)


def test_address_with_a_password_is_refused_and_not_printed() -> None:
    with pytest.raises(InputError, match="leave user and password out") as caught:
        RemoteStore("http://me:secret@example.org/sparql")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("endpoint", ["file:///etc/hostname", "sparql", "http://", "ftp://e/sparql"])
def test_endpoint_must_be_http(endpoint: str) -> None:
    with pytest.raises(InputError, match="not an http address"):
        RemoteStore(endpoint)


def test_remote_is_guarded_too(server: str) -> None:
    remote = RemoteStore(f"{server}/sparql")
    for query in (f"SELECT * WHERE {{ {SERVICE} }}", "DROP ALL", "ASK { ?s ?p ?o }"):
        with pytest.raises(InputError):
            remote.select(query)
