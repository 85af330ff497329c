"""Writes named graphs to a SPARQL 1.1 server: by the Graph Store HTTP Protocol, else by updates.

Every way to fail is one sentence, and none of them tells the password.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

import requests
from rdflib import URIRef
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth

from oic_mandates.graph.fetch import reason
from oic_mandates.graph.model import InputError
from oic_mandates.graph.remote import http_address

PIECE = 4 << 20  # bytes sent at once; halved where a server refuses so many
_LEAST = 1 << 16
_UPDATE_LINES = 1000  # Virtuoso's compiler of updates has no memory for 5,000
_CONNECT, _TIMEOUT = 10, 600  # seconds
_DETAIL = 1 << 14  # bytes of an error page that are read

# Where a server takes graphs and updates, by the path at which it answers queries.
_USUAL = (
    (r"/query", "/store", "/update"),  # oxigraph
    (r"/sparql", "/sparql-graph-crud-auth", "/sparql-auth"),  # Virtuoso
    (r"(/.+)/(?:query|sparql)", r"\1/data", r"\1/update"),  # Apache Jena Fuseki
)

_REASONS = {
    400: "finds the data wrong",
    403: "lets nobody write, or not you; it may have been started read only",
    404: "has nothing at this address; give the right one with --graph-store or --update",
    405: "takes no writing at this address; give the right one with --graph-store or --update",
    413: f"refuses even {_LEAST >> 10} KB at once; let it take larger requests",
    415: "takes no N-Triples at this address; give the right one with --graph-store or --update",
    429: "is written to too often; load again later",
    500: "failed at writing",
    501: "takes no writing at this address; give the right one with --graph-store or --update",
    502: "cannot be reached behind its gateway; load again later",
    503: "is too busy; load again later",
    504: "was too slow for its gateway; load again",
    507: "has no room left",
}


@dataclass(frozen=True, slots=True)
class Login:
    """Who writes; the password is never shown."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a server answers queries, takes whole graphs, and takes updates; one of the last two is enough."""

    endpoint: str
    graph_store: str | None
    update: str | None


class Target(Protocol):
    """A server to write to. `lines` are N-Triples, one statement a line."""

    def add(self, graph: str, lines: Sequence[bytes], *, replace: bool) -> None:
        """Adds statements to a graph, which are then its only ones where `replace` says so."""

    def drop(self, graph: str) -> None:
        """Removes a graph, if it is there."""

    def pieces(self, lines: Iterator[bytes]) -> Iterator[list[bytes]]:
        """The lines in such portions as the server takes at once."""


def addresses(endpoint: str, graph_store: str | None = None, update: str | None = None) -> Addresses:
    """The addresses of a server: those given, else the usual ones beside its endpoint.

    InputError where one of them is no http address, or none is given and none is known.
    """
    http_address(endpoint)
    if graph_store or update:
        given = [http_address(address) if address else None for address in (graph_store, update)]
        return Addresses(endpoint, given[0], given[1])
    parts = urlsplit(endpoint)
    for pattern, store, updates in _USUAL:
        if match := re.fullmatch(pattern, parts.path.rstrip("/")):
            found = [urlunsplit(parts._replace(path=match.expand(path))) for path in (store, updates)]
            return Addresses(endpoint, found[0], found[1])
    raise InputError(
        f"where does the server of {endpoint} take graphs? give its Graph Store Protocol with --graph-store,"
        " or the address of its updates with --update"
    )


def target(places: Addresses, login: Login | None = None) -> Target:
    """The server behind the addresses; whole graphs go before updates."""
    sender = Sender(login)
    if places.graph_store:
        return GraphStore(places.graph_store, sender)
    assert places.update is not None, "addresses() gives one of the two"
    return Updates(places.update, sender)


class Sender:
    """Sends requests and reads no more of an answer than its status and the sentence of an error."""

    def __init__(self, login: Login | None) -> None:
        """The login is given only to a server that asks for it, in the way that it asks for."""
        self._login = login
        self._session = requests.Session()
        # Without this `requests` would take a password out of ~/.netrc.
        self._auth: AuthBase = _Nobody()

    def send(self, method: str, url: str, data: bytes, kind: str = "", graph: str = "") -> int:
        """The status of the answer, below 300 or one of 404 and 413; InputError for every other."""
        response = self._request(method, url, data, kind, graph)
        if response.status_code == 401 and self._login and isinstance(self._auth, _Nobody):
            self._auth = _auth(response, self._login)
            response.close()
            response = self._request(method, url, data, kind, graph)
        with response:
            status, detail = response.status_code, _detail(response)
        if status < 300 or status in (404, 413):
            return status
        raise self._refused(url, response, detail)

    def _request(self, method: str, url: str, data: bytes, kind: str, graph: str) -> requests.Response:
        headers = {"Content-Type": kind} if kind else {}
        parameters = {"graph": graph} if graph else {}
        try:
            return self._session.request(
                method, url, params=parameters, data=data, headers=headers, auth=self._auth,
                timeout=(_CONNECT, _TIMEOUT), allow_redirects=False, stream=True,
            )  # fmt: skip
        except requests.Timeout:
            raise InputError(f"{url} did not answer within {_TIMEOUT} s; load again") from None
        except requests.ConnectionError as error:
            raise InputError(f"{url} cannot be reached ({_cause(error)}); is the server up?") from None
        except (requests.RequestException, OSError) as error:
            raise InputError(f"{url} broke off ({reason(error)}); load again") from None

    def _refused(self, url: str, response: requests.Response, detail: str) -> InputError:
        status = response.status_code
        if status == 401:
            if self._login:
                return InputError(f"{url} does not accept user {self._login.user!r} with this password")
            return InputError(f"{url} wants a user and a password; give --user, and OIC_MANDATES_PASSWORD")
        if 300 <= status < 400:
            where = response.headers.get("Location", "another address")[:300]
            return InputError(f"{url} points to {where}; give that address")
        problem = _REASONS.get(status, f"answered with HTTP {status}; check the address")
        return InputError(f"{url} {problem}{f' (it says: {detail})' if detail else ''}")


class GraphStore:
    """The SPARQL 1.1 Graph Store HTTP Protocol: https://www.w3.org/TR/sparql11-http-rdf-update/."""

    def __init__(self, url: str, sender: Sender) -> None:
        self._url, self._sender, self._piece = url, sender, PIECE

    def add(self, graph: str, lines: Sequence[bytes], *, replace: bool) -> None:
        """Adds statements to a graph; a portion that is refused as too large goes in two halves."""
        method = "PUT" if replace else "POST"
        data = b"".join(lines)
        status = self._sender.send(method, self._url, data, "application/n-triples", graph)
        if status == 404:
            raise InputError(f"{self._url} {_REASONS[404]}")
        if status != 413:
            return
        self._piece = len(data) // 2
        if self._piece < _LEAST or len(lines) < 2:
            raise InputError(f"{self._url} {_REASONS[413]}")
        self.add(graph, lines[: len(lines) // 2], replace=replace)
        self.add(graph, lines[len(lines) // 2 :], replace=False)

    def drop(self, graph: str) -> None:
        """Removes a graph, if it is there."""
        self._sender.send("DELETE", self._url, b"", graph=graph)

    def pieces(self, lines: Iterator[bytes]) -> Iterator[list[bytes]]:
        """The lines by size."""
        piece: list[bytes] = []
        size = 0
        for line in lines:
            if size + len(line) > self._piece and piece:
                yield piece
                piece, size = [], 0
            piece.append(line)
            size += len(line)
        if piece:
            yield piece


class Updates:
    """SPARQL 1.1 Update by POST, for servers that take no whole graphs."""

    def __init__(self, url: str, sender: Sender) -> None:
        self._url, self._sender = url, sender

    def add(self, graph: str, lines: Sequence[bytes], *, replace: bool) -> None:
        """Adds statements to a graph, after it is removed where `replace` says so."""
        if replace:
            self.drop(graph)
        if lines:
            self._update(_template("insert.ru", graph).replace(b"#statements\n", b"".join(lines)))

    def drop(self, graph: str) -> None:
        """Removes a graph, if it is there."""
        self._update(_template("drop.ru", graph))

    def pieces(self, lines: Iterator[bytes]) -> Iterator[list[bytes]]:
        """The lines by number."""
        piece: list[bytes] = []
        for line in lines:
            piece.append(line)
            if len(piece) == _UPDATE_LINES:
                yield piece
                piece = []
        if piece:
            yield piece

    def _update(self, text: bytes) -> None:
        status = self._sender.send("POST", self._url, text, "application/sparql-update")
        if status >= 300:
            raise InputError(f"{self._url} {_REASONS[status]}")


class _Nobody(AuthBase):
    """Sends no user and no password."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


def _auth(response: requests.Response, login: Login) -> AuthBase:
    """Digest where the server knows it, since Basic sends the password as it is."""
    wanted = response.headers.get("WWW-Authenticate", "").lower()
    if "digest" in wanted:
        return HTTPDigestAuth(login.user, login.password)
    return HTTPBasicAuth(login.user.encode(), login.password.encode())


@cache
def _updates() -> Mapping[str, bytes]:
    folder = files("oic_mandates.queries")
    texts = {name: (folder / name).read_text(encoding="utf-8") for name in ("insert.ru", "drop.ru")}
    bare = {name: re.sub(r"^# .*\n", "", text, flags=re.MULTILINE) for name, text in texts.items()}
    return {name: text.encode() for name, text in bare.items()}


def _template(name: str, graph: str) -> bytes:
    """An update of the library for this graph."""
    return _updates()[name].replace(b"<urn:x-oic-mandates:graph>", URIRef(graph).n3().encode())


def _detail(response: requests.Response) -> str:
    """The first line of what a server says in plain words; empty where it sends a page or data."""
    try:
        body = next(response.iter_content(_DETAIL), b"")
    except (requests.RequestException, OSError):
        return ""
    text = body.decode("utf-8", "replace").strip()
    return "" if text.startswith(("<", "{")) else " ".join(text.split("\n")[0].split())[:300]


def _cause(error: BaseException) -> str:
    """The innermost reason of a failed connection, which `requests` wraps several times."""
    found: object = error
    while isinstance(found, BaseException):
        inner = getattr(found, "reason", None) or next((a for a in found.args if isinstance(a, BaseException)), None)
        if inner is None:
            break
        found = inner
    return reason(found).rpartition(": ")[2] or reason(error)
