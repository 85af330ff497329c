"""Loading a server with the graphs of the store: what goes, what is left, what is said where it fails."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import engines
import pytest
import requests

from oic_mandates.graph import load as loading
from oic_mandates.graph import writing
from oic_mandates.graph.iris import GRAPH, OICM
from oic_mandates.graph.load import STAMPS, load, local_parts
from oic_mandates.graph.model import InputError
from oic_mandates.graph.remote import RemoteStore
from oic_mandates.graph.swap import replace_store
from oic_mandates.graph.writing import Addresses, GraphStore, Login, Sender, Updates, addresses

PASSWORD = "a secret"


def built(home: Path, **graphs: int) -> Path:
    """A home whose store has graphs of so many statements."""
    folder = home / "parts"
    folder.mkdir(parents=True, exist_ok=True)
    for name, count in graphs.items():
        lines = [f'<http://e/s{n:05}> <http://e/p> "قيمة {n}"@ar <{GRAPH}{name}> .\n' for n in range(count)]
        (folder / f"{name}.nq").write_text("".join(lines), encoding="utf-8")
    (folder / "manifest").write_text("\n".join(f"{name}.nq" for name in graphs), encoding="ascii")
    replace_store(home, [folder / f"{name}.nq" for name in graphs])
    return home


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[engines.Server]:
    with engines.oxigraph(tmp_path_factory.mktemp("load") / "store") as running:
        yield running


@pytest.fixture
def places(server: engines.Server) -> Iterator[Addresses]:
    """The addresses of the server, which is emptied afterwards."""
    found = addresses(server.endpoint)
    yield found
    assert found.update is not None
    requests.post(found.update, data="DROP ALL", headers={"Content-Type": "application/sparql-update"}, timeout=60)


@pytest.fixture(params=["graph store", "updates"])
def way(request: pytest.FixtureRequest, places: Addresses) -> Addresses:
    """The same by either protocol."""
    return places if request.param == "graph store" else Addresses(places.endpoint, None, places.update)


def names(graphs: tuple[str, ...]) -> list[str]:
    return sorted(graph.removeprefix(str(GRAPH)) for graph in graphs)


def test_usual_addresses_are_found() -> None:
    for endpoint, store, update in (
        ("http://h:1/query", "http://h:1/store", "http://h:1/update"),
        ("https://h/sparql", "https://h/sparql-graph-crud-auth", "https://h/sparql-auth"),
        ("http://h:3030/ds/sparql", "http://h:3030/ds/data", "http://h:3030/ds/update"),
    ):
        assert addresses(endpoint) == Addresses(endpoint, store, update)
    assert addresses("http://h/odd", update="http://h/u") == Addresses("http://h/odd", None, "http://h/u")
    with pytest.raises(InputError, match="where does the server of http://h/odd take graphs"):
        addresses("http://h/odd")
    with pytest.raises(InputError, match="not an http address"):
        addresses("http://h/query", graph_store="ftp://h/x")


def test_what_is_there_is_not_sent_again(way: Addresses, tmp_path: Path) -> None:
    home = built(tmp_path / "home", a=3, b=2500)
    seen: list[tuple[int, int, str]] = []
    first = load(home, way, report=lambda *at: seen.append(at))
    assert (names(first.sent), first.kept, first.statements) == (["a", "b"], (), 2503)
    assert seen[-1] == (2503, 2503, f"{GRAPH}b")
    counts = RemoteStore(way.endpoint).counts()
    assert counts == {f"{GRAPH}a": 3, f"{GRAPH}b": 2500, STAMPS: 2}
    again = load(home, way)
    assert (again.sent, names(again.kept), again.removed) == ((), ["a", "b"], ())
    assert names(load(home, way, everything=True).sent) == ["a", "b"]


def test_changed_graphs_go_and_lost_ones_are_removed_but_not_those_of_others(way: Addresses, tmp_path: Path) -> None:
    load(built(tmp_path / "one", a=3, b=4, c=5), way)
    server = writing.target(way)
    server.add("http://e/theirs", [b"<http://e/s> <http://e/p> <http://e/o> .\n"], replace=True)
    done = load(built(tmp_path / "two", a=3, b=6), way)
    assert (names(done.sent), names(done.kept), names(done.removed)) == (["b"], ["a"], ["c"])
    assert RemoteStore(way.endpoint).counts() == {f"{GRAPH}a": 3, f"{GRAPH}b": 6, STAMPS: 2, "http://e/theirs": 1}


def test_interrupted_load_goes_on_where_it_stopped(
    way: Addresses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = built(tmp_path / "home", a=3, b=2500, c=4)
    kind = GraphStore if way.graph_store else Updates
    real = kind.add

    def stop_in_the_middle(self: GraphStore, graph: str, lines: list[bytes], *, replace: bool) -> None:
        real(self, graph, lines[: len(lines) // 2] if graph == f"{GRAPH}b" else lines, replace=replace)  # type: ignore[arg-type]
        if graph == f"{GRAPH}b":
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(kind, "add", stop_in_the_middle)
        with pytest.raises(KeyboardInterrupt):
            load(home, way)
    done = load(home, way)
    assert (names(done.kept), names(done.sent)) == (["a"], ["b", "c"])
    assert RemoteStore(way.endpoint).counts()[f"{GRAPH}b"] == 2500


def test_same_number_of_other_statements_is_noticed(places: Addresses, tmp_path: Path) -> None:
    home = built(tmp_path / "home", a=3)
    load(home, places)
    part = home / "parts" / "a.nq"
    part.write_text(part.read_text(encoding="utf-8").replace("s00002", "s00009"), encoding="utf-8")
    with pytest.raises(InputError, match="no longer those of the store"):
        load(home, places)
    replace_store(home, [part])
    assert names(load(home, places).sent) == ["a"]


def test_lost_statements_are_an_error(places: Addresses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = GraphStore.add
    monkeypatch.setattr(
        GraphStore, "add", lambda self, graph, lines, replace: real(self, graph, lines[:2], replace=replace)
    )
    with pytest.raises(InputError, match=rf"other numbers of statements than were sent \({GRAPH}a: 2 instead of 5"):
        load(built(tmp_path / "home", a=5), places)


def test_nothing_is_sent_without_a_store(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="run `oic-mandates build` first"):
        load(tmp_path, Addresses("http://127.0.0.1:1/query", "http://127.0.0.1:1/store", None))
    home = built(tmp_path / "home", a=1)
    (home / "parts" / "a.nq").unlink()
    with pytest.raises(InputError, match="build` again"):
        local_parts(home)


def test_server_that_is_down_or_read_only(tmp_path: Path, places: Addresses) -> None:
    home = built(tmp_path / "home", a=1)
    gone = f"http://127.0.0.1:{engines.free_port()}"
    with pytest.raises(InputError, match="cannot be reached"):
        load(home, addresses(f"{gone}/query"))
    with pytest.raises(InputError, match=r"cannot be reached .*is the server up"):
        load(home, Addresses(places.endpoint, f"{gone}/store", None))
    store = tmp_path / "store"
    with engines.oxigraph(store):
        pass
    with (
        engines.oxigraph(store, read_only=True) as server,
        pytest.raises(InputError, match=r"read only \(it says: The server is read-only\)"),
    ):
        load(home, addresses(server.endpoint))


# --- a server that behaves in a certain way


class Handler(BaseHTTPRequestHandler):
    """Takes what it is sent, within its rules; the path says which."""

    protocol_version = "HTTP/1.1"
    taken: list[tuple[str, str, bytes]]

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        path, status, headers = urlsplit(self.path), 204, {}
        if path.path == "/basic":
            wanted = base64.b64encode(f"me:{PASSWORD}".encode()).decode()
            if self.headers.get("Authorization") != f"Basic {wanted}":
                status, headers = 401, {"WWW-Authenticate": 'Basic realm="x"'}
        elif (path.path == "/small" and len(body) > 1 << 20) or path.path == "/tiny":
            status = 413
        elif path.path.strip("/").isdigit():
            status = int(path.path.strip("/"))
            headers = {"Location": "http://e/there"} if status == 301 else {}
        if status == 204:
            self.taken.append((self.command, parse_qs(path.query)["graph"][0], body))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_PUT

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def strict() -> Iterator[tuple[str, list[tuple[str, str, bytes]]]]:
    """The address of such a server, and what it took."""
    Handler.taken = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{made.server_port}", Handler.taken
        made.shutdown()
        thread.join()


def lines(count: int) -> list[bytes]:
    return [b'<http://e/s> <http://e/p> "%d %s" .\n' % (n, b"x" * 1000) for n in range(count)]


def test_too_large_a_portion_goes_in_smaller_ones(strict: tuple[str, list[tuple[str, str, bytes]]]) -> None:
    address, taken = strict
    server = GraphStore(f"{address}/small", Sender(None))
    sent = lines(9000)
    for number, piece in enumerate(server.pieces(iter(sent))):
        server.add("http://e/g", piece, replace=number == 0)
    assert b"".join(body for _, _, body in taken) == b"".join(sent)
    assert [method for method, _, _ in taken] == ["PUT", *["POST"] * (len(taken) - 1)]
    assert all(len(body) <= 1 << 20 for _, _, body in taken)
    with pytest.raises(InputError, match="refuses even 64 KB at once"):
        GraphStore(f"{address}/tiny", Sender(None)).add("http://e/g", sent, replace=True)


def test_password_goes_only_to_who_asks_and_is_never_told(
    strict: tuple[str, list[tuple[str, str, bytes]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, taken = strict
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password other\n", encoding="ascii")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    login = Login("me", PASSWORD)
    assert PASSWORD not in repr(login)
    GraphStore(f"{address}/basic", Sender(login)).add("http://e/g", lines(1), replace=True)
    assert len(taken) == 1
    with pytest.raises(InputError, match="wants a user and a password; give --user"):
        GraphStore(f"{address}/basic", Sender(None)).add("http://e/g", lines(1), replace=True)
    with pytest.raises(InputError, match="does not accept user 'me'") as caught:
        GraphStore(f"{address}/basic", Sender(Login("me", "wrong one"))).add("http://e/g", lines(1), replace=True)
    assert "wrong one" not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (301, "points to http://e/there; give that address"),
        (403, "lets nobody write, or not you"),
        (404, "has nothing at this address"),
        (405, "takes no writing at this address"),
        (418, "HTTP 418"),
        (500, "failed at writing"),
        (503, "is too busy"),
    ],
)
def test_each_refusal_is_a_sentence(
    strict: tuple[str, list[tuple[str, str, bytes]]], status: int, message: str
) -> None:
    with pytest.raises(InputError, match=message) as caught:
        GraphStore(f"{strict[0]}/{status}", Sender(None)).add("http://e/g", lines(1), replace=True)
    assert "\n" not in str(caught.value)


def test_stamps_are_a_graph_outside_the_corpus() -> None:
    assert not STAMPS.startswith(str(GRAPH))
    part = loading.Part(f"{GRAPH}a", Path("a"), 1, "00")
    assert part.stamp.decode() == f'<{GRAPH}a> <{OICM}sha256> "00" .\n'
