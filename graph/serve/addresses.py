"""What each address answers."""

from __future__ import annotations

import json
from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from oic_mandates.graph.serve import pages
from oic_mandates.graph.serve.assets import assets
from oic_mandates.graph.serve.description import describe
from oic_mandates.graph.serve.jobs import Asked
from oic_mandates.graph.serve.known import Known
from oic_mandates.graph.serve.negotiate import GRAPHS, PAGE, Choice, Format, choose, choose_both, not_acceptable
from oic_mandates.graph.serve.openapi import openapi as described
from oic_mandates.graph.serve.pool import Pool
from oic_mandates.graph.serve.protocol import Question, fields_of, one, read_question
from oic_mandates.graph.serve.refusal import Refused
from oic_mandates.graph.serve.replies import EDITOR_POLICY, HTML, JSON, file, wants_gzip, whole
from oic_mandates.graph.serve.results import Answer, not_modified, tag
from oic_mandates.graph.serve.terms import ontology as turtle
from oic_mandates.graph.serve.watch import Prepared
from oic_mandates.graph.serve.words import language_of

READING = ["GET", "HEAD", "OPTIONS"]
ASKING = [*READING, "POST"]
_DATA = Format("json", JSON, ("text/json",))


async def home(request: Request) -> Response:
    """The front door."""
    if request.method == "OPTIONS":
        return options(READING)

    async def make() -> Response:
        try:
            rows = await kept(request).records("counts")
        except Refused:
            # A store that is too large to be counted in time is no reason to keep the door shut.
            rows = []
        counts = {
            str(row["class"]).rpartition("#")[2]: (int(str(row["count"])), int(str(row["mentioned"]))) for row in rows
        }
        return whole(request, pages.home_page(face(request), counts), HTML)

    return Prepared(make)


async def sparql(request: Request) -> Response:
    """SPARQL 1.1 Protocol; without a query, the description of the service, or the editor."""
    if request.method == "OPTIONS":
        return options(ASKING)
    question = await read_question(request, pool(request).limits)
    if question.text is None:
        return _describe(request, question)
    table, graph = choose_both(accept(request), question.format)
    asked = Asked(question.text, table, graph, question.default, question.named, gzip=wants_gzip(request))
    return answer(request, asked)


async def queries(request: Request) -> Response:
    """The questions of the library, for programs or for people."""
    if request.method == "OPTIONS":
        return options(READING)
    if fitting((_DATA, PAGE), request, _format(request)).name == "html":
        return whole(request, pages.queries_page(face(request)), HTML)
    return whole(request, json.dumps(pages.queries_list(path(request)), ensure_ascii=False), JSON)


async def ontology(request: Request) -> Response:
    """The classes and properties of the graph."""
    return options(READING) if request.method == "OPTIONS" else whole(request, turtle(), "text/turtle; charset=utf-8")


async def openapi(request: Request) -> Response:
    """The OpenAPI description."""
    if request.method == "OPTIONS":
        return options(READING)
    return whole(request, json.dumps(described(path(request)), ensure_ascii=False), JSON)


async def docs(request: Request) -> Response:
    """How to ask this server."""
    if request.method == "OPTIONS":
        return options(READING)
    return whole(request, pages.docs_page(face(request), str(request.base_url), pool(request).limits), HTML)


async def static(request: Request) -> Response:
    """A file of the pages. The address is looked up in a list: it never becomes a path of the disk."""
    asset = assets().get(request.path_params.get("path", "icon.svg"))
    if asset is None:
        raise HTTPException(404)
    return options(READING) if request.method == "OPTIONS" else file(request, asset)


def _describe(request: Request, question: Question) -> Response:
    """The service description as RDF, or the editor as a page (Service Description, section 2)."""
    if question.default or question.named:
        raise Refused(400, "The field `query` is missing; add it.")
    choice = fitting((*GRAPHS, PAGE), request, question.format)
    endpoint = f"{request.base_url}sparql"
    if choice.name == "html":
        page = pages.ask_page(face(request), endpoint, pool(request).limits)
        return whole(request, page, HTML, policy=EDITOR_POLICY)
    etag = tag(pool(request).version, choice, endpoint, pages.stamp())
    if held := not_modified(request, etag):
        return held

    async def make() -> Response:
        rows = await kept(request).records("named-graphs")
        sizes = {str(row["graph"]): int(str(row["statements"])) for row in rows}
        try:
            body = describe(endpoint, sizes, choice)
        except ValueError:
            raise Refused(400, "The Host header is not the name of a server; mend it.") from None
        return whole(request, body, choice.header, etag=etag)

    return Prepared(make)


def answer(request: Request, asked: Asked) -> Response:
    """The answer, or 304 where the client has it."""
    found = Answer(pool(request), request.app.state.harmless, asked)
    etag = found.etag(pool(request).version)
    return (etag and not_modified(request, etag)) or found


def fitting(formats: Sequence[Format], request: Request, name: str) -> Choice:
    """The form of the answer; Refused where there is none that the client wants."""
    choice = choose(formats, accept(request), name)
    if choice is not None:
        return choice
    if name:
        raise Refused(400, f"format {name!r} is not for this; give one of {', '.join(f.name for f in formats)}.")
    raise not_acceptable(formats, "This address has nothing of the media types in your Accept header")


def options(methods: Sequence[str]) -> Response:
    """Which methods an address has."""
    return Response(status_code=204, headers={"Allow": ", ".join(methods)})


def face(request: Request, fields: Sequence[tuple[str, str]] = ()) -> pages.Face:
    """How the page of this address is to be seen; `fields` are those that its other languages keep."""
    root = path(request)
    wished = one(fields_of(request.scope["query_string"]), "lang") or ""
    language = language_of(wished, ",".join(request.headers.getlist("accept-language")))
    return pages.Face(root, language, request.url.path.removeprefix(root), tuple(fields))


def accept(request: Request) -> str:
    """The Accept headers as one."""
    return ",".join(request.headers.getlist("accept"))


def path(request: Request) -> str:
    """The path of the server: `/`, or what stands before it behind a proxy."""
    return str(request.scope.get("root_path", "")).rstrip("/") + "/"


def pool(request: Request) -> Pool:
    """The readers of the store."""
    found = request.app.state.pool
    assert isinstance(found, Pool)
    return found


def kept(request: Request) -> Known:
    """The answers that pages need again and again."""
    found = request.app.state.known
    assert isinstance(found, Known)
    return found


def _format(request: Request) -> str:
    return one(fields_of(request.scope["query_string"]), "format") or ""
