"""The web server: addresses, and what each answers. It reads only, and reads no file that a client names."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from oic_mandates.graph.model import InputError
from oic_mandates.graph.serve import addresses, linked, questions
from oic_mandates.graph.serve.addresses import ASKING, READING
from oic_mandates.graph.serve.jobs import Harmless
from oic_mandates.graph.serve.known import Known
from oic_mandates.graph.serve.lanes import Limits
from oic_mandates.graph.serve.pool import Pool
from oic_mandates.graph.serve.refusal import Refused
from oic_mandates.graph.serve.results import refusal

_CONNECTIONS = 512
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
# What is no page of ours is data, and brings nothing to life where a browser shows it.
_DATA_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; sandbox")


def create_app(home: Path, limits: Limits | None = None) -> Starlette:
    """The server over the store in `home`; InputError where there is none.

    Its state holds the pool of readers, which are started with the server and end with it.
    """
    limits = limits or Limits()
    pool = Pool(home, limits)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await pool.open()
        try:
            yield
        finally:
            await pool.close()

    app = Starlette(
        routes=_routes(),
        middleware=[
            Middleware(_Plain),
            Middleware(
                CORSMiddleware, allow_origins=["*"], allow_methods=ASKING, allow_headers=["*"],
                expose_headers=["ETag", "Retry-After", "Content-Encoding", "Link"], max_age=86400,
            ),
        ],
        exception_handlers={Refused: _on_refused, InputError: _on_input, HTTPException: _on_http},
        lifespan=lifespan,
    )  # fmt: skip
    app.state.pool = pool
    app.state.harmless = Harmless()
    app.state.known = Known(pool, app.state.harmless)
    app.state.books = asyncio.Semaphore(1)
    return app


def _routes() -> list[Route]:
    """The addresses; `openapi.json` tells what each takes and answers."""
    return [
        Route("/", addresses.home, methods=READING),
        Route("/sparql", addresses.sparql, methods=ASKING),
        Route("/query/{name}", questions.query, methods=READING),
        Route("/queries", addresses.queries, methods=READING),
        Route("/id/{path:path}", linked.thing, methods=READING),
        Route("/data/{path:path}", linked.data, methods=READING),
        Route("/ontology", linked.ontology, methods=READING),
        Route("/ontology.ttl", addresses.ontology, methods=READING),
        Route("/openapi.json", addresses.openapi, methods=READING),
        Route("/docs", addresses.docs, methods=READING),
        Route("/static/{path:path}", addresses.static, methods=READING),
        Route("/favicon.ico", addresses.static, methods=READING),
    ]


def serve(home: Path, host: str = "127.0.0.1", port: int = 8000, limits: Limits | None = None) -> None:
    """Serves until it is stopped; InputError where there is no store."""
    uvicorn.run(
        create_app(home, limits), host=host, port=port, log_level="warning", server_header=False,
        limit_concurrency=_CONNECTIONS, timeout_graceful_shutdown=5,
    )  # fmt: skip


class _Plain:
    """Adds the headers that keep a browser from making more of an answer than it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", ()), *_HEADERS]
                if not any(name == _DATA_POLICY[0] for name, _ in headers):
                    headers.append(_DATA_POLICY)
                message["headers"] = headers
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


def _on_refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return refusal(error)


def _on_input(_: Request, error: Exception) -> Response:
    return refusal(Refused(400, f"{str(error).rstrip('.')}."))


def _on_http(request: Request, error: Exception) -> Response:
    """What the router refuses: an unknown address, a method that changes something."""
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        # The router lists them in the order of a set, which differs from run to run.
        allowed = headers["Allow"] = ", ".join(sorted(headers.get("Allow", "").split(", ")))
        return refusal(Refused(405, f"{request.method} is not for reading; use {allowed}.", headers))
    if error.status_code == 404:
        return refusal(Refused(404, "There is nothing at this address; /docs says what there is."))
    return refusal(Refused(error.status_code, str(error.detail), headers))
