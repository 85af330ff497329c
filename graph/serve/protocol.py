"""Reads a SPARQL 1.1 Protocol request: https://www.w3.org/TR/sparql11-protocol/, section 2.1.

Each way to write a request wrongly is refused with a sentence; an update is always refused.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from oic_mandates.graph.serve.lanes import Limits
from oic_mandates.graph.serve.refusal import Refused

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_BODY_SECONDS = 30.0
_DRAINED = 16  # bodies of so many times the limit are read to the end, so that the client reads our answer
_MAX_FIELDS = 256
_LONG = 1 << 15  # bytes
_DATASET = ("default-graph-uri", "named-graph-uri")
_READ_ONLY = "This is an update, and the store is read only; send a query."

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Question:
    """What a request asks: the text, the dataset and the wished format. No text asks for the description."""

    text: str | None
    default: tuple[str, ...]
    named: tuple[str, ...]
    format: str


async def read_question(request: Request, limits: Limits) -> Question:
    """The question of a GET, HEAD or POST request; Refused where it is not written as it must be."""
    url = fields_of(request.scope["query_string"])
    if request.method != "POST":
        return _question(url, one(url, "query"))
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == UPDATE:
        raise Refused(400, _READ_ONLY)
    if kind not in (FORM, QUERY):
        raise Refused(415, f"A query is sent as {FORM} or {QUERY}, not as {kind or 'a body without a type'}.")
    body = await read_body(request, limits.body)
    if kind == QUERY:
        if "query" in url:
            raise Refused(400, "The query is in the address and in the body; leave one of them out.")
        return _question(url, _utf8(body))
    # What a long form says takes 0.1 s to decode, and others are answered meanwhile.
    fields = {**url, **(fields_of(body) if len(body) < _LONG else await asyncio.to_thread(fields_of, body))}
    if "query" in url:
        raise Refused(400, "With POST the query belongs in the body; move it there, or use GET.")
    text = one(fields, "query")
    if text is None:
        raise Refused(400, _READ_ONLY if "update" in fields else "The form has no field `query`; add it.")
    return _question(fields, text)


def fields_of(data: bytes) -> Fields:
    """The fields of a form or of the query part of an address; Refused where they are not UTF-8."""
    try:
        pairs = parse_qsl(
            data.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=_MAX_FIELDS
        )
    except UnicodeDecodeError:
        raise Refused(400, "The fields are not UTF-8 in percent signs; encode them so.") from None
    except ValueError:
        raise Refused(400, f"There are more than {_MAX_FIELDS} fields; leave some out.") from None
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def one(fields: Fields, name: str) -> str | None:
    """The value of a field that may stand once; None where it is missing."""
    values = fields.get(name, [])
    if len(values) > 1:
        raise Refused(400, f"The field `{name}` stands {len(values)} times; give it once.")
    return values[0] if values else None


async def read_body(request: Request, limit: int) -> bytes:
    """The body; Refused where it has more than `limit` bytes or does not come."""
    body, size = bytearray(), 0
    too_large = Refused(413, f"The request has more than {limit} bytes; ask for less at once.", {"Connection": "close"})
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > _DRAINED * limit:
        raise too_large
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            async for piece in request.stream():
                size += len(piece)
                if size > _DRAINED * limit:
                    break
                if size <= limit:
                    body += piece
    except TimeoutError:
        raise Refused(408, f"The request did not come within {_BODY_SECONDS:g} s.", {"Connection": "close"}) from None
    except ClientDisconnect:
        raise Refused(400, "The request broke off.") from None
    if size > limit:
        raise too_large
    return bytes(body)


def _question(fields: Fields, text: str | None) -> Question:
    if "update" in fields:
        raise Refused(400, _READ_ONLY)
    for name in ("using-graph-uri", "using-named-graph-uri"):
        if name in fields:
            raise Refused(400, f"`{name}` goes with an update, and the store is read only; send a query.")
    default, named = (tuple(fields.get(name, ())) for name in _DATASET)
    wished = one(fields, "format") or one(fields, "output") or ""
    # A bare CR ends a line for the engine but not for the check: one kind of line end for both.
    plain = None if text is None else text.replace("\r\n", "\n").replace("\r", "\n")
    if plain is not None and not plain.strip():
        raise Refused(400, "The query is empty; write one.")
    return Question(plain, default, named, wished)


def _utf8(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(400, f"The query is not UTF-8 (byte {error.start}); encode it so.") from None
