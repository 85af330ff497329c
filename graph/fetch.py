"""One question to a SPARQL 1.1 server over HTTP, and its whole answer within bounds of time and size."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import IO, cast

from SPARQLWrapper import POST, SPARQLWrapper

from oic_mandates.graph.guard import Checked
from oic_mandates.graph.model import InputError

_PIECE = 1 << 16
_DETAIL = 1 << 14  # bytes of an error page that are read
_GZIP = ("gzip", "x-gzip")

# What a status means for one who asks; the server's own words are added where it has any.
_REASONS = {
    400: "refused the query",
    401: "wants a user and a password, which questions go without; give an address that is open for reading",
    403: "does not let this question in",
    404: "has nothing at this address; check it",
    405: "takes no queries by POST; check the address",
    406: "has no answer in a form that can be read here; check that it is a SPARQL 1.1 endpoint",
    408: "found the question too slow; try again",
    413: "finds the query too large; ask for less at once",
    414: "finds the query too long; ask for less at once",
    415: "takes no queries sent as a form; check that it is a SPARQL 1.1 endpoint",
    429: "is asked too often; try later",
    500: "failed at the query",
    502: "cannot be reached behind its gateway; try later",
    503: "is too busy; try later",
    504: "was too slow for its gateway; ask for less, or try later",
}


class Unanswered(InputError):
    """The server refused the question or failed at it, in its own words."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The whole answer. `kind` is its media type; `marked` tells whether the server marked its end."""

    body: bytes
    headers: Message
    marked: bool

    @property
    def kind(self) -> str:
        """The media type, without parameters; empty where the server gives none."""
        return str(self.headers.get("Content-Type", "")).partition(";")[0].strip().lower()[:100]


class _Question(SPARQLWrapper):
    """A request as SPARQLWrapper writes it, without its guesses: it reads words of a comment as an update."""

    def __init__(self, endpoint: str, checked: Checked, accept: str) -> None:
        super().__init__(endpoint)
        self.queryString, self.queryType = checked.text, checked.form.upper()
        self._accept = accept
        self.setMethod(POST)
        self.setOnlyConneg(True)
        # Oxigraph's server asks the union only when told; other servers pass over the parameter.
        self.addParameter("union-default-graph", "true")

    def request(self) -> urllib.request.Request:
        """The request, ready to be sent."""
        made = self._createRequest()
        made.add_header("Accept", self._accept)
        made.add_header("Accept-Encoding", "gzip")
        made.add_header("User-Agent", "oic-mandates")
        return made


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirection: the way there would lose the question, and lead anywhere."""

    def redirect_request(self, *_: object) -> None:
        """None: the redirection is then an error with its status."""


def opener(user: str = "", password: str = "", endpoint: str = "") -> urllib.request.OpenerDirector:
    """What opens addresses; with a user it tells the password to the endpoint where that asks for one."""
    handlers: list[urllib.request.BaseHandler] = [_Stay()]
    if user:
        known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        known.add_password(None, endpoint, user, password)
        handlers += [urllib.request.HTTPDigestAuthHandler(known), urllib.request.HTTPBasicAuthHandler(known)]
    return urllib.request.build_opener(*handlers)


def ask(
    endpoint: str,
    checked: Checked,
    accept: str,
    timeout: float,
    largest: int,
    way: urllib.request.OpenerDirector | None = None,
) -> Reply:
    """Sends the query and reads the answer; InputError in one sentence for every way to fail.

    The answer must be whole after `timeout` seconds and have at most `largest` bytes.
    """
    until = time.monotonic() + timeout
    try:
        with (way or _OPENER).open(_Question(endpoint, checked, accept).request(), timeout=timeout) as response:
            reply = cast(http.client.HTTPResponse, response)
            if reply.status != http.HTTPStatus.OK:
                raise InputError(f"{endpoint} answered with HTTP {reply.status}, which is no whole answer; try again")
            body = b"".join(_pieces(endpoint, reply, until, largest))
            return Reply(body, reply.headers, reply.length is not None or reply.chunked)
    except urllib.error.HTTPError as error:
        with error:
            raise _refused(endpoint, error) from None
    except TimeoutError:
        raise InputError(f"{endpoint} did not answer within {timeout:g} s; ask for less, or try later") from None
    except urllib.error.URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise InputError(f"{endpoint} did not answer within {timeout:g} s; ask for less, or try later") from None
        raise InputError(f"{endpoint} cannot be reached ({reason(error.reason)}); is the server up?") from None
    except (OSError, http.client.HTTPException, zlib.error) as error:
        raise InputError(f"{endpoint} broke off the answer ({reason(error)}); is the server up?") from None


_OPENER = opener()


def reason(error: object) -> str:
    """What an error says, on one line and not without end."""
    return " ".join(str(error).split())[:200] or type(error).__name__


def _pieces(endpoint: str, response: http.client.HTTPResponse, until: float, largest: int) -> Iterator[bytes]:
    """The decompressed answer; TimeoutError where it takes too long, InputError where it is too large."""
    left = largest
    for piece in _decompressed(endpoint, response, until):
        left -= len(piece)
        if left < 0:
            raise InputError(f"{endpoint} answers with more than {largest >> 20} MB; ask for less at once")
        yield piece


def _decompressed(endpoint: str, response: http.client.HTTPResponse, until: float) -> Iterator[bytes]:
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in (*_GZIP, "identity", ""):
        raise InputError(f"{endpoint} packs its answer as {encoding[:40]!r}, which nobody asked for")
    unpacker = zlib.decompressobj(31) if encoding in _GZIP else None
    for piece in _raw(response, until):
        if unpacker is None:
            yield piece
            continue
        # A few bytes can stand for gigabytes, so no more is unpacked than is looked at.
        while piece:
            yield unpacker.decompress(piece, _PIECE)
            piece = unpacker.unconsumed_tail
    if unpacker is not None and (not unpacker.eof or unpacker.unused_data):
        raise http.client.IncompleteRead(b"")


def _raw(response: http.client.HTTPResponse, until: float) -> Iterator[bytes]:
    while piece := response.read1(_PIECE):
        if time.monotonic() > until:
            raise TimeoutError
        yield piece
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)


def _refused(endpoint: str, error: urllib.error.HTTPError) -> InputError:
    if 300 <= error.code < 400:
        where = str(error.headers.get("Location") or "another address")[:300]
        return InputError(f"{endpoint} points to {where}; give that address")
    problem = _REASONS.get(error.code, f"answered with HTTP {error.code}; check the address")
    detail = _detail(error)
    return Unanswered(f"{endpoint} {problem}{f' (it says: {detail})' if detail else ''}")


def _detail(error: urllib.error.HTTPError) -> str:
    """The first line of what a server says in plain words; empty where it sends a page or data."""
    try:
        body = cast(IO[bytes], error).read(_DETAIL)
        if error.headers.get("Content-Encoding", "").lower() in _GZIP:
            body = zlib.decompressobj(31).decompress(body, _DETAIL)
    except (OSError, http.client.HTTPException, zlib.error):
        return ""
    text = body.decode("utf-8", "replace").strip()
    return "" if text.startswith(("<", "{")) else " ".join(text.split("\n")[0].split())[:300]
