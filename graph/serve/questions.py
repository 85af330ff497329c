"""`/query/NAME`: a question of the library, whose parameters are the fields of its address."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, MutableMapping
from dataclasses import replace
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from oic_mandates.graph.guard import Trusted
from oic_mandates.graph.iris import path_of
from oic_mandates.graph.model import InputError
from oic_mandates.graph.serve import pages
from oic_mandates.graph.serve.addresses import READING, answer, face, fitting, kept, options, pool
from oic_mandates.graph.serve.jobs import Asked, Job
from oic_mandates.graph.serve.negotiate import Choice
from oic_mandates.graph.serve.openapi import ANSWERS
from oic_mandates.graph.serve.protocol import Fields, fields_of, one
from oic_mandates.graph.serve.refusal import Refused
from oic_mandates.graph.serve.replies import HTML, known, wants_gzip, whole
from oic_mandates.graph.serve.results import tag
from oic_mandates.graph.serve.tables import LINES, read_table
from oic_mandates.graph.serve.watch import Prepared
from oic_mandates.graph.serve.words import DIRECTIONS
from oic_mandates.graph.workbook import to_xlsx
from oic_mandates.queries.library import LANGUAGES, Query, Value, bind, library

_PAGE_ROWS = 500
_BOOK_ROWS = 10_000  # a workbook is made here, not by a reader
_SUGGESTED = 1000  # things in the list under a box
_RESERVED = ("format", "lang")  # every question takes them; the second is the language of labels and of its page
_SPARQL = "application/sparql-query; charset=utf-8"


async def query(request: Request) -> Response:
    """A question of the library as data, as a workbook, as its own text, or as a page."""
    if request.method == "OPTIONS":
        return options(READING)
    try:
        asked = library().find(request.path_params["name"])
    except InputError as error:
        raise Refused(404, f"{error}.") from None
    fields = fields_of(request.scope["query_string"])
    choice = fitting(ANSWERS, request, one(fields, "format") or "")
    if choice.name == "html":
        return await _page(request, asked, fields)
    text = bind(asked, **_values(asked, fields))
    if choice.name == "sparql":
        return whole(request, str(text), _SPARQL)
    if asked.federated:
        raise Refused(400, _calls_others(asked))
    if choice.name == "xlsx":
        return _workbook(request, asked, text, choice)
    return _Named(answer(request, _asked(text, choice, gzip=wants_gzip(request))), f"{asked.name}.{choice.name}")


async def _page(request: Request, asked: Query, fields: Fields) -> Response:
    """The question as a page; what is wrong with the fields stands in it."""
    given = [(name, text) for name, texts in fields.items() if name not in _RESERVED for text in texts if text]
    seen = face(request, given)
    if any(parameter.name == "lang" for parameter in asked.parameters):
        fields = {**fields, "lang": [seen.language]}
    try:
        text = bind(asked, **_values(asked, fields))
    except (InputError, Refused) as error:
        status, told = (error.status, error.detail) if isinstance(error, Refused) else (400, f"{error}.")
        clean = replace(seen, fields=tuple(pair for pair in given if pair[0] in {p.name for p in asked.parameters}))
        faulty = pages.Answered(fault=told)
        return whole(request, pages.query_page(clean, asked, str(asked.text), faulty, {}), HTML, status)
    if asked.federated:
        return whole(request, pages.query_page(seen, asked, str(text), pages.Answered(), {}), HTML)
    etag = tag(pool(request).version, text, seen, pages.stamp())
    if held := known(request, etag):
        return held

    async def make() -> Response:
        lists = await _lists(request, asked, seen.language)
        try:
            async with Job(pool(request), request.app.state.harmless, _asked(text, LINES)) as job:
                table, more = await read_table(job, _PAGE_ROWS)
        except Refused as error:
            body = pages.query_page(seen, asked, str(text), pages.Answered(fault=error.detail), lists)
            refused = whole(request, body, HTML, error.status)
            refused.headers.update(error.headers)
            return refused
        # Not in the loop: a page of many rows takes longer than others should wait.
        body = await asyncio.to_thread(pages.query_page, seen, asked, str(text), pages.Answered(table, more), lists)
        return whole(request, body, HTML, etag=etag)

    return Prepared(make)


def _workbook(request: Request, asked: Query, text: str, choice: Choice) -> Response:
    """The question as an Excel workbook; Refused where it has too many rows for one."""
    language = str(next(iter(fields_of(request.scope["query_string"]).get("lang", ())), "en"))
    etag = tag(pool(request).version, text, choice, language)
    if held := known(request, etag):
        return held

    async def make() -> Response:
        async with Job(pool(request), request.app.state.harmless, _asked(text, LINES)) as job:
            table, more = await read_table(job, _BOOK_ROWS)
        if more:
            raise Refused(413, f"The answer has more than {_BOOK_ROWS} rows, too many for a workbook; take format=csv.")
        title = asked.titles.get(language, asked.titles["en"])
        right_to_left = DIRECTIONS.get(language) == "rtl"
        async with request.app.state.books:
            body = await asyncio.to_thread(to_xlsx, table, table.columns, title=title, right_to_left=right_to_left)
        return _Named(whole(request, body, choice.media, etag=etag), f"{asked.name}.xlsx")

    return Prepared(make)


def _values(asked: Query, fields: Fields) -> Mapping[str, Value]:
    """What the fields set; InputError or Refused for a name or a number of values that does not fit."""
    values: MutableMapping[str, Value] = {}
    labelled = any(parameter.name == "lang" for parameter in asked.parameters)
    for field, given in fields.items():
        texts = [text for text in given if text]
        if field == "format" or not texts:
            continue
        if field == "lang" and not labelled:
            if one(fields, field) not in LANGUAGES:
                raise Refused(400, f"lang is {texts[0]!r}; give one of {', '.join(LANGUAGES)}.")
            continue
        # The name is checked before the value is looked at, so that its refusal names the known ones.
        parameter = asked.parameter(field)
        if len(texts) > 1 and parameter.type != "iri":
            raise Refused(400, f"The parameter `{field}` stands {len(texts)} times; give it once.")
        values[field] = None if texts == ["*"] else texts if parameter.type == "iri" else texts[0]
    return values


async def _lists(request: Request, asked: Query, language: str) -> pages.Lists:
    """For each parameter the things that it may be set to, with their labels; none where they cannot be had."""
    found: dict[str, list[tuple[str, str]]] = {}
    for parameter in asked.parameters:
        name = pages.list_name(parameter)
        if not name or name in found:
            continue
        try:
            things = await _things(request, parameter.kinds, language)
        except Refused:
            continue
        if things:
            found[name] = things[:_SUGGESTED]
    return found


async def _things(request: Request, kinds: tuple[str, ...], language: str) -> list[tuple[str, str]]:
    """The things of some kinds, as paths with their labels; clauses are too many to choose from."""
    found: list[tuple[str, str]] = []
    if "resolution" in kinds:
        rows = await kept(request).records("resolutions", language)
        found += [(path_of(str(row["resolution"])), str(row["title"])) for row in rows]
    if not {"resolution", "provision"} >= set(kinds):
        rows = await kept(request).records("entities", language)
        things = [(path_of(str(row["entity"])), str(row["entityLabel"])) for row in rows]
        found += [(path, label) for path, label in things if path.partition("/")[0] in kinds]
    return found


def _asked(text: str, choice: Choice, *, gzip: bool = False) -> Asked:
    form = text.form if isinstance(text, Trusted) else None
    return Asked(str(text), choice, None, gzip=gzip, form=form)


def _calls_others(asked: Query) -> str:
    return (
        f"The question {asked.name} calls {' and '.join(asked.federated)}, and this server calls no other;"
        " take its text with format=sparql."
    )


class _Named(Response):
    """An answer that a browser saves under a name with the right ending."""

    def __init__(self, response: Response, name: str) -> None:
        """`response` is sent as it is, but for the name."""
        self._response, self._name = response, name
        self.background = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the response; a refusal gets no name."""

        async def named(message: Any) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                MutableHeaders(scope=message)["Content-Disposition"] = f'inline; filename="{self._name}"'
            await send(message)

        await self._response(scope, receive, named)
