"""Pages for people, and the OpenAPI description for programs; no script, nothing from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from oic_mandates.graph.serve.lanes import Limits
from oic_mandates.graph.serve.negotiate import GRAPHS, TABLES, Format
from oic_mandates.queries.library import Parameter, Query, library

_FORM_QUERY = "resolutions"


def form_page(root: str) -> str:
    """A plain form for a query; `root` is the path of the server, with a slash at the end."""
    options = "".join(
        f'<option value="{format_.name}">{escape(format_.name)}, for a {kind}</option>' for kind, format_ in _formats()
    )
    query = _without_header(library()[_FORM_QUERY].text)
    return _page("SPARQL", root, "form.html", query=escape(query), formats=options)


def docs_page(root: str, limits: Limits) -> str:
    """How to ask this server."""
    rows = "".join(
        f"<tr><td><code>{escape(format_.name)}</code></td><td><code>{format_.media}</code></td><td>{kind}</td></tr>"
        for kind, format_ in _formats()
    )
    return _page(
        "How to ask this server", root, "docs.html", formats=rows, seconds=f"{limits.seconds:g}",
        memory=str(limits.memory >> 20), body=str(limits.body >> 10),
    )  # fmt: skip


def queries_page(root: str) -> str:
    """The questions of the library with a link to each answer."""
    rows = []
    for query in library():
        settings = ", ".join(f"{p.name} = {', '.join(p.default) or '*'}" for p in query.parameters)
        rows.append(
            f'<tr><td><a href="{root}query/{query.name}?format=csv">{query.name}</a></td>'
            f"<td>{escape(query.titles['en'])}<br><small>{escape(settings)}</small></td></tr>"
        )
    content = f"<table>{''.join(rows)}</table>"
    return _frame().substitute(title="Questions", root=escape(root), content=content)


def queries_list(root: str) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {
            "name": query.name,
            "url": f"{root}query/{query.name}",
            "question": query.question,
            "title": dict(query.titles),
            "description": dict(query.descriptions),
            "tags": list(query.tags),
            "parameters": [_parameter(parameter) for parameter in query.parameters],
        }
        for query in library()
    ]


def openapi(root: str) -> dict[str, Any]:
    """The OpenAPI 3.1 description: what is written by hand, and a path for each question of the library."""
    found: dict[str, Any] = json.loads(_static("openapi.json"))
    responses = _responses(_formats_by_kind("table") + _formats_by_kind("graph"))
    found["servers"] = [{"url": root.rstrip("/") or "/"}]
    for operation in found["paths"]["/sparql"].values():
        operation["responses"] = responses
    for query in library():
        found["paths"][f"/query/{query.name}"] = {"get": _operation(query)}
    return found


def _operation(query: Query) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = []
    for parameter in query.parameters:
        item: dict[str, Any] = {"type": "integer" if parameter.type == "integer" else "string"}
        if parameter.choices:
            item["enum"] = list(parameter.choices)
        several = parameter.type == "iri"
        schema = {"type": "array", "items": item} if several else item
        parameters.append(
            {"name": parameter.name, "in": "query", "description": parameter.labels["en"], "schema": schema}
        )
    return {
        "operationId": query.name,
        "summary": query.titles["en"],
        "description": query.descriptions["en"],
        "parameters": [*parameters, {"$ref": "#/components/parameters/format"}],
        "responses": _responses(_formats_by_kind("table")),
    }


def _responses(formats: Iterable[Format]) -> dict[str, Any]:
    refer = "#/components/responses/"
    return {
        "200": {"description": "The answer.", "content": {format_.media: {} for format_ in formats}},
        "304": {"description": "The client has this answer already."},
        "400": {"$ref": refer + "wrong"},
        "406": {"$ref": refer + "notAcceptable"},
        "413": {"$ref": refer + "tooLarge"},
        "503": {"$ref": refer + "busy"},
    }


def _parameter(parameter: Parameter) -> Mapping[str, Any]:
    return {
        "name": parameter.name,
        "type": parameter.type,
        "label": dict(parameter.labels),
        "default": list(parameter.default),
        "kinds": list(parameter.kinds),
        "choices": list(parameter.choices),
        "optional": parameter.optional,
    }


def _formats() -> list[tuple[str, Format]]:
    return [(kind, format_) for kind in ("table", "graph") for format_ in _formats_by_kind(kind)]


def _formats_by_kind(kind: str) -> tuple[Format, ...]:
    return TABLES if kind == "table" else GRAPHS


def _without_header(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("#+")).strip()


def _page(title: str, root: str, name: str, **parts: str) -> str:
    content = Template(_static(name)).substitute(root=escape(root), **parts)
    return _frame().substitute(title=title, root=escape(root), content=content)


@cache
def _frame() -> Template:
    return Template(_static("frame.html"))


@cache
def _static(name: str) -> str:
    return (files("oic_mandates.graph.serve") / "static" / name).read_text(encoding="utf-8")
