"""Sends answers: whole or piece by piece, compressed where wished, never a part that passes for the whole."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Coroutine, Mapping
from contextlib import aclosing
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send

from oic_mandates.graph.serve.jobs import Asked, Harmless, Head, Job
from oic_mandates.graph.serve.pool import Pool
from oic_mandates.graph.serve.refusal import Refused

_LOG = logging.getLogger("oic_mandates.serve")
T = TypeVar("T")
_VARY = "Accept, Accept-Encoding"


def refusal(error: Refused) -> Response:
    """The refusal as plain text."""
    headers = {"Cache-Control": "no-store", "Vary": _VARY, **error.headers}
    return PlainTextResponse(error.detail + "\n", error.status, headers)


def tag(*parts: object) -> str:
    """An entity tag of all that an answer depends on; weak, since compression changes the bytes (RFC 9110, 8.8.3)."""
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def not_modified(request: Request, etag: str) -> Response | None:
    """304 where the client has this answer already (RFC 9110, section 13.1.2); else None."""
    held = request.headers.get("if-none-match", "")
    names = {name.strip().removeprefix("W/") for name in held.split(",")}
    if request.method not in ("GET", "HEAD") or not names & {etag.removeprefix("W/"), "*"}:
        return None
    return Response(status_code=304, headers=cache_headers(etag))


def cache_headers(etag: str) -> dict[str, str]:
    """A cache may keep the answer and must ask each time whether it still holds."""
    return {"ETag": etag, "Cache-Control": "no-cache", "Vary": _VARY}


async def while_there(receive: Receive, work: Coroutine[Any, Any, T]) -> T | None:
    """What the work makes; where the client goes away before, the work is stopped and None comes back."""

    async def gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    tasks = asyncio.ensure_future(work), asyncio.ensure_future(gone())
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return tasks[0].result() if tasks[0].done() else None
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Answer(Response):
    """The answer to a query. The query runs when the response is called, and ends when the client goes."""

    def __init__(self, pool: Pool, harmless: Harmless, asked: Asked) -> None:
        """Nothing runs yet."""
        self._pool, self._harmless, self._asked = pool, harmless, asked
        self.background = None

    def etag(self, version: str) -> str:
        """The tag of the answer from a store of that version. An answer that differs each time is sent without it."""
        asked = self._asked
        return tag(version, asked.text, asked.default, asked.named, asked.table, asked.graph)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs the query and sends its answer, and kills it where the client goes away."""
        await while_there(receive, self._answer(scope, receive, send))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False
        body: bytes | None = None
        try:
            async with Job(self._pool, self._harmless, self._asked) as job:
                head = await job.head()
                headers = _headers(head, None if head.changing else self.etag(job.version))
                if head.whole:
                    body = b"".join([piece async for piece in job.chunks()])
                else:
                    begun = True
                    await send(_start(headers))
                    if scope["method"] != "HEAD":
                        await self._stream(job, send)
                    await send({"type": "http.response.body", "body": b""})
        except Refused as error:
            if not begun:
                await refusal(error)(scope, receive, send)
                return
            # The server closes the connection before the last chunk: the client sees that it breaks off.
            _LOG.warning("an answer broke off: %s", error.detail)
        if body is not None:
            await send(_start({**headers, "Content-Length": str(len(body))}))
            await send({"type": "http.response.body", "body": body})

    async def _stream(self, job: Job, send: Send) -> None:
        """Sends piece by piece; a client that reads too slowly loses its answer, lest it hold a process."""
        stall = self._pool.limits.stall
        async with aclosing(job.chunks()) as pieces:
            async for piece in pieces:
                try:
                    async with asyncio.timeout(stall):
                        await send({"type": "http.response.body", "body": piece, "more_body": True})
                except TimeoutError:
                    raise Refused(408, f"the client did not read for {stall:g} s") from None


def _headers(head: Head, etag: str | None) -> dict[str, str]:
    headers = cache_headers(etag) if etag else {"Cache-Control": "no-store", "Vary": _VARY}
    headers["Content-Type"] = head.choice.header
    if head.gzip:
        headers["Content-Encoding"] = "gzip"
    return headers


def _start(headers: Mapping[str, str]) -> Message:
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    return {"type": "http.response.start", "status": 200, "headers": raw}
