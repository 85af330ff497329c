"""What each address answers."""

from __future__ import annotations

import json
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from oic_mandates.graph.guard import Trusted
from oic_mandates.graph.model import InputError
from oic_mandates.graph.serve import pages
from oic_mandates.graph.serve.description import describe
from oic_mandates.graph.serve.jobs import Asked, Job
from oic_mandates.graph.serve.negotiate import (
    GRAPHS,
    PAGE,
    TABLES,
    Choice,
    Format,
    accepts_gzip,
    choose,
    choose_both,
    not_acceptable,
)
from oic_mandates.graph.serve.protocol import Question, fields_of, one, read_question
from oic_mandates.graph.serve.refusal import Refused
from oic_mandates.graph.serve.results import Answer, cache_headers, not_modified, tag
from oic_mandates.graph.serve.workers import Pool
from oic_mandates.queries.library import Value, bind, library

READING = ["GET", "HEAD", "OPTIONS"]
ASKING = [*READING, "POST"]
_DATA = Format("json", "application/json", ("text/json",))


async def root(request: Request) -> Response:
    """The server's front door leads to the page that explains it."""
    return RedirectResponse(_path(request) + "docs", 303)


async def sparql(request: Request) -> Response:
    """SPARQL 1.1 Protocol; without a query, the description of the service."""
    if request.method == "OPTIONS":
        return _options(ASKING)
    question = await read_question(request, _pool(request).limits)
    if question.text is None:
        return await _describe(request, question)
    table, graph = choose_both(_accept(request), question.format)
    return _answer(request, Asked(question.text, table, graph, question.default, question.named, gzip=_gzip(request)))


async def query(request: Request) -> Response:
    """A question of the library; its parameters are the fields of the address."""
    if request.method == "OPTIONS":
        return _options(READING)
    name = request.path_params["name"]
    try:
        asked = library()[name]
    except InputError as error:
        raise Refused(404, f"{error}.") from None
    fields = fields_of(request.scope["query_string"])
    wished = one(fields, "format") or ""
    values: dict[str, Value] = {}
    for field, given in fields.items():
        texts = [text for text in given if text]
        if field == "format" or not texts:
            continue
        # The name is checked before the value is looked at, so that its refusal names the known ones.
        parameter = asked.parameter(field)
        if len(texts) > 1 and parameter.type != "iri":
            raise Refused(400, f"The parameter `{field}` stands {len(texts)} times; give it once.")
        values[field] = None if texts == ["*"] else texts if parameter.type == "iri" else texts[0]
    table = _fitting(TABLES, request, wished)
    text = bind(asked, **values)
    form = text.form if isinstance(text, Trusted) else None
    return _answer(request, Asked(str(text), table, None, gzip=_gzip(request), form=form))


async def queries(request: Request) -> Response:
    """The questions of the library, for programs or for people."""
    if request.method == "OPTIONS":
        return _options(READING)
    choice = _fitting((_DATA, PAGE), request, _format(request))
    if choice.name == "html":
        return HTMLResponse(pages.queries_page(_path(request)))
    return JSONResponse(pages.queries_list(_path(request)))


async def openapi(request: Request) -> Response:
    """The OpenAPI description."""
    return _options(READING) if request.method == "OPTIONS" else JSONResponse(pages.openapi(_path(request)))


async def docs(request: Request) -> Response:
    """How to ask this server."""
    if request.method == "OPTIONS":
        return _options(READING)
    return HTMLResponse(pages.docs_page(_path(request), _pool(request).limits))


async def _describe(request: Request, question: Question) -> Response:
    """The service description as RDF, or the form as a page (Service Description, section 2)."""
    if question.default or question.named:
        raise Refused(400, "The field `query` is missing; add it.")
    choice = _fitting((*GRAPHS, PAGE), request, question.format)
    etag = tag(_pool(request).version, choice, str(request.base_url))
    if kept := not_modified(request, etag):
        return kept
    if choice.name == "html":
        return HTMLResponse(pages.form_page(_path(request)), headers=cache_headers(etag))
    graphs = await _named_graphs(request)
    try:
        body = describe(f"{request.base_url}sparql", graphs, choice)
    except ValueError:
        raise Refused(400, "The Host header is not the name of a server; mend it.") from None
    return Response(body, headers={**cache_headers(etag), "Content-Type": choice.header})


async def _named_graphs(request: Request) -> dict[str, int]:
    """The named graphs of the store, and how many statements each has."""
    asked = Asked(str(library()["named-graphs"].text), Choice("json", ""), None, form="select")
    async with Job(_pool(request), request.app.state.harmless, asked) as job:
        await job.head()
        body = b"".join([piece async for piece in job.chunks()])
    rows = json.loads(body)["results"]["bindings"]
    return {row["graph"]["value"]: int(row["statements"]["value"]) for row in rows}


def _answer(request: Request, asked: Asked) -> Response:
    """The answer, or 304 where the client has it."""
    answer = Answer(_pool(request), request.app.state.harmless, asked)
    etag = answer.etag(_pool(request).version)
    return (etag and not_modified(request, etag)) or answer


def _fitting(formats: Sequence[Format], request: Request, name: str) -> Choice:
    choice = choose(formats, _accept(request), name)
    if choice is not None:
        return choice
    if name:
        raise Refused(400, f"format {name!r} is not for this; give one of {', '.join(f.name for f in formats)}.")
    raise not_acceptable(formats, "This address has nothing of the media types in your Accept header")


def _options(methods: Sequence[str]) -> Response:
    return Response(status_code=204, headers={"Allow": ", ".join(methods)})


def _format(request: Request) -> str:
    return one(fields_of(request.scope["query_string"]), "format") or ""


def _accept(request: Request) -> str:
    return ",".join(request.headers.getlist("accept"))


def _gzip(request: Request) -> bool:
    return accepts_gzip(",".join(request.headers.getlist("accept-encoding")))


def _path(request: Request) -> str:
    """The path of the server: `/`, or what stands before it behind a proxy."""
    return str(request.scope.get("root_path", "")).rstrip("/") + "/"


def _pool(request: Request) -> Pool:
    pool = request.app.state.pool
    assert isinstance(pool, Pool)
    return pool
