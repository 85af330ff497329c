"""The OpenAPI description: what is written by hand, and a path for each question of the library."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from oic_mandates.graph.iris import GRAPH
from oic_mandates.graph.serve.negotiate import GRAPHS, PAGE, TABLES, Format
from oic_mandates.queries.library import Query, library

SPARQL = Format("sparql", "application/sparql-query", (), ("rq",))
XLSX = Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (), ("excel",))
# What a question of the library can be answered in.
ANSWERS = (*TABLES, XLSX, SPARQL, PAGE)
_REFER = "#/components/responses/"
_EXAMPLE = "resolutions"


def openapi(root: str) -> dict[str, Any]:
    """The OpenAPI 3.1 description of the server whose path is `root`."""
    source = files("oic_mandates.graph.serve") / "templates" / "openapi.json"
    found: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    found["info"]["version"] = version("oic-mandates")
    found["servers"] = [{"url": root.rstrip("/") or "/"}]
    _fill_sparql(found)
    for query in library():
        found["paths"][f"/query/{query.name}"] = {"get": _operation(query)}
    return found


def operations(described: Mapping[str, Any], root: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each path, method and operation for a page, with an address to try: references are followed."""
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            parameters = [_flat(described, parameter) for parameter in operation.get("parameters", ())]
            media = operation["responses"].get("200", {}).get("content", ())
            shown = {
                "summary": operation["summary"],
                "description": operation.get("description", ""),
                "parameters": parameters,
                "media": list(media),
                "example": root.rstrip("/") + _to_try(path, parameters),
            }
            yield path, method.upper(), shown


def _fill_sparql(found: dict[str, Any]) -> None:
    """The formats, a query to try, and what each way to send one is answered."""
    text = without_header(library()[_EXAMPLE].text)
    both = (*TABLES, *GRAPHS)
    parameters = found["components"]["parameters"]
    parameters["format"]["schema"]["enum"] = list(dict.fromkeys(format_.name for format_ in both))
    parameters["formatOfQuestion"]["schema"]["enum"] = [format_.name for format_ in ANSWERS]
    for name in ("defaultGraph", "namedGraph"):
        parameters[name]["example"] = [str(GRAPH["vocab/places"])]
    get, post = (found["paths"]["/sparql"][method] for method in ("get", "post"))
    get["parameters"][0]["example"] = text
    content = post["requestBody"]["content"]
    content["application/sparql-query"]["example"] = text
    form = content["application/x-www-form-urlencoded"]
    form["example"] = {"query": text}
    form["schema"]["properties"]["format"]["enum"] = parameters["format"]["schema"]["enum"]
    get["responses"] = _responses((*both, PAGE))
    sent = {
        "408": {"$ref": _REFER + "slow"},
        "413": {"$ref": _REFER + "tooLarge"},
        "415": {"$ref": _REFER + "wrongType"},
    }
    post["responses"] = {**_responses(both, cached=False), **sent}


def without_header(text: str) -> str:
    """The text of a query without the lines that tell of it."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("#+")).strip() + "\n"


def _operation(query: Query) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = []
    for parameter in query.parameters:
        item: dict[str, Any] = {"type": "integer" if parameter.type == "integer" else "string"}
        if parameter.choices:
            item["enum"] = list(parameter.choices)
        several = parameter.type == "iri"
        default: Any = list(parameter.default) or ["*"]
        if not several:
            default = int(default[0]) if parameter.type == "integer" else default[0]
        schema = {"type": "array", "items": item, "default": default} if several else {**item, "default": default}
        parameters.append(
            {"name": parameter.name, "in": "query", "description": parameter.labels["en"], "schema": schema}
        )
    if all(parameter["name"] != "lang" for parameter in parameters):
        parameters.append({"$ref": "#/components/parameters/lang"})
    return {
        "operationId": query.name,
        "summary": query.titles["en"],
        "description": query.descriptions["en"],
        "parameters": [*parameters, {"$ref": "#/components/parameters/formatOfQuestion"}],
        "responses": _responses(ANSWERS),
    }


def _responses(formats: Iterable[Format], *, cached: bool = True) -> dict[str, Any]:
    found: dict[str, Any] = {
        "200": {"description": "The answer.", "content": {format_.media: {} for format_ in formats}}
    }
    if cached:
        found["304"] = {"$ref": _REFER + "known"}
    for status, name in (("400", "wrong"), ("406", "notAcceptable"), ("500", "broken"), ("503", "busy")):
        found[status] = {"$ref": _REFER + name}
    return found


def _flat(described: Mapping[str, Any], parameter: Mapping[str, Any]) -> dict[str, Any]:
    """A parameter with what it may be and what is tried."""
    found: Any = parameter
    if "$ref" in parameter:
        found = described
        for step in parameter["$ref"].removeprefix("#/").split("/"):
            found = found[step]
    schema = found["schema"]
    default = schema.get("default", found.get("example"))
    values = schema.get("enum") or schema.get("items", {}).get("enum") or default or ()
    return {
        "name": found["name"],
        "description": found["description"],
        "choices": [] if found["name"] == "query" else _listed(values),
        "tried": _listed(default) if found["name"] != "lang" else [],
    }


def _listed(value: Any) -> Sequence[str]:
    return [] if value is None else [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]


def _to_try(path: str, parameters: Iterable[Mapping[str, Any]]) -> str:
    """An address with which an operation can be tried."""
    if "{path}" in path:
        return path.replace("{path}", next(p["tried"][0] for p in parameters if p["name"] == "path"))
    pairs = [(p["name"], value) for p in parameters for value in p["tried"] if not p["name"].endswith("graph-uri")]
    return f"{path}?{urlencode(pairs, safe='/*:')}" if pairs else path
