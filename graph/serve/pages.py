"""Pages for people, in English, Arabic and French; nothing in them comes from elsewhere."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from oic_mandates.graph.iris import PREFIXES
from oic_mandates.graph.serve import words
from oic_mandates.graph.serve.assets import assets
from oic_mandates.graph.serve.lanes import Limits
from oic_mandates.graph.serve.negotiate import GRAPHS, TABLES
from oic_mandates.graph.serve.openapi import ANSWERS, openapi, operations, without_header
from oic_mandates.graph.serve.tables import anchors, cell, shortener, shown_columns
from oic_mandates.graph.serve.terms import terms
from oic_mandates.graph.table import Table
from oic_mandates.queries.library import Parameter, Query, bind, library

_EDITOR = "vendor/yasgui.min.js"
_FIRST = "asked-of-actor"  # the query that stands in the editor at first
_FIGURES = ("Resolution", "OperativeClause", "Mandate", "Mention", "Actor", "Instrument")
_NAMED = ("Actor", "Instrument")  # of these only the ones that a text names are counted
_EVERYTHING = "*"
_CODE = re.compile("`([^`]+)`")

Lists = Mapping[str, Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Face:
    """How a page is seen: the path of the server, the language, the page's own path and fields."""

    root: str
    language: str
    here: str = ""
    fields: tuple[tuple[str, str], ...] = ()

    def address(self, path: str, language: str = "", fields: Iterable[tuple[str, str]] = ()) -> str:
        """The address of another page in the same language."""
        pairs = [*fields, ("lang", language or self.language)]
        return f"{self.root}{path}?{urlencode(pairs, safe='/*:')}"


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that stand together in a list."""

    title: str
    queries: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Field:
    """A part of a form: what it sets, what it is called, what stands in it, how it is filled in."""

    parameter: Parameter
    label: str
    values: Sequence[str]
    hint: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What a question was answered: a table and whether there is more, or why there is none."""

    table: Table | None = None
    more: bool = False
    fault: str = ""


def home_page(face: Face, counts: Mapping[str, tuple[int, int]]) -> str:
    """The front door; `counts` are how many things of each class there are, and how many of them are named."""
    figures = [(name, counts[name][name in _NAMED]) for name in _FIGURES if name in counts]
    return _page("home.html", face, words.say("name", face.language), figures=figures)


def ask_page(face: Face, endpoint: str, limits: Limits) -> str:
    """The editor with the library beside it; a plain form where scripts do not run or the editor is not installed."""
    query = library()[_FIRST]
    text = without_header(bind(query, lang=face.language))
    setup = {
        "endpoint": endpoint, "root": face.root, "language": face.language, "query": text,
        "tab": query.titles[face.language], "prefixes": PREFIXES, "terms": terms(),
    }  # fmt: skip
    formats = [(kind, format_.name) for kind, formats in (("table", TABLES), ("graph", GRAPHS)) for format_ in formats]
    return _page(
        "ask.html", face, words.say("ask.title", face.language), groups=groups(face.language), endpoint=endpoint,
        editor=_EDITOR in assets(), setup=setup, query=text, formats=formats, seconds=f"{limits.seconds:g}",
    )  # fmt: skip


def queries_page(face: Face) -> str:
    """The questions of the library, with links to each answer."""
    return _page("queries.html", face, words.say("queries.title", face.language), groups=groups(face.language))


def query_page(face: Face, query: Query, text: str, answered: Answered, lists: Lists) -> str:
    """One question: the form of its parameters, the answer as a table, the query behind it."""
    table, shown = answered.table or Table((), ()), without_header(text)
    columns, once = shown_columns(table)
    made = partial(cell, root=face.root, language=face.language, short=shortener(table))
    rows = [
        (anchor, [made(row, column) for column in columns]) for anchor, row in zip(anchors(table), table, strict=True)
    ]
    same = [(column.head, made(next(iter(table)), column)) for column in once]
    fields = [_field(p, face) for p in query.parameters if p.name != "lang"]
    return _page(
        "query.html", face, query.titles[face.language], query=query, fields=fields, columns=columns, rows=rows,
        once=same, more=answered.more, fault=answered.fault, lists=lists, text=shown,
        data=lambda name: face.address(f"query/{query.name}", fields=(*face.fields, ("format", name))),
        edit=f"{face.address('sparql')}#query={quote(shown)}&tabTitle={quote(query.titles[face.language])}",
    )  # fmt: skip


def docs_page(face: Face, base: str, limits: Limits) -> str:
    """How to ask this server, with every address that it has."""
    shown = [(kind, f) for kind, formats in (("table", TABLES), ("graph", GRAPHS)) for f in formats]
    shown += [("question", format_) for format_ in ANSWERS if format_ not in TABLES]
    return _page(
        "docs.html", face, words.say("docs.title", face.language), base=base, formats=shown,
        seconds=f"{limits.seconds:g}", memory=str(limits.memory >> 20), body=str(limits.body >> 10),
        operations=list(operations(openapi(face.root), face.root)),
    )  # fmt: skip


def queries_list(root: str) -> list[dict[str, Any]]:
    """The questions for programs, those with other servers last."""
    return [
        {
            "name": query.name,
            "url": f"{root}query/{query.name}",
            "question": query.question,
            "title": dict(query.titles),
            "description": dict(query.descriptions),
            "tags": list(query.tags),
            "federated": list(query.federated),
            "parameters": [_parameter(parameter) for parameter in query.parameters],
        }
        for query in (*library(), *library().federated)
    ]


def groups(language: str) -> list[Group]:
    """The questions of the library by keyword: the twelve first, then by the first keyword, then the others."""
    found: dict[str, list[Mapping[str, Any]]] = {"main": []}
    last: dict[str, list[Mapping[str, Any]]] = {"others": [], "federated": []}
    for query in (*library(), *library().federated):
        if query.federated:
            bucket = last["federated"]
        elif query.question is not None:
            bucket = found["main"]
        elif "question" not in query.tags:
            bucket = last["others"]
        else:
            bucket = found.setdefault(next(tag for tag in query.tags if tag != "question"), [])
        bucket.append(_listed(query))
    named = {
        key: words.say(f"group.{key}", language) if words.knows(f"group.{key}") else key.capitalize()
        for key in (*found, *last)
    }
    between = sorted((key for key in found if key != "main"), key=lambda key: named[key])
    return [Group(named[key], {**found, **last}[key]) for key in ("main", *between, *last) if {**found, **last}[key]]


@cache
def stamp() -> str:
    """What changes with the looks of the pages, for the tags of their answers."""
    folder = files("oic_mandates.graph.serve") / "templates"
    parts = [entry.read_bytes() for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)]
    parts += [asset.stamp.encode() for _, asset in sorted(assets().items())]
    return hashlib.sha256(b"".join(parts)).hexdigest()[:16]


def _listed(query: Query) -> Mapping[str, Any]:
    every = [*query.titles.values(), *query.descriptions.values(), *query.tags, query.name]
    return {
        "name": query.name, "titles": query.titles, "descriptions": query.descriptions,
        "federated": query.federated, "words": " ".join(every),
    }  # fmt: skip


def _field(parameter: Parameter, face: Face) -> Field:
    given = [value for name, value in face.fields if name == parameter.name]
    values = given or list(parameter.default) or [_EVERYTHING]
    hints = []
    if parameter.type == "iri" and parameter.default:
        hints.append(words.say("query.path", face.language, example=parameter.default[0]))
    elif parameter.type == "integer":
        hints.append(words.say("query.number", face.language))
    if parameter.optional:
        hints.append(words.say("query.everything", face.language))
    # One more box than things: who needs another one asks again.
    several = [""] if parameter.type == "iri" and values != [_EVERYTHING] else []
    return Field(parameter, parameter.labels[face.language], [*values, *several], " · ".join(hints))


def list_name(parameter: Parameter) -> str:
    """The name of the list of things that a parameter may be set to; empty where there is no list."""
    return "list-" + "-".join(parameter.kinds) if parameter.type == "iri" and parameter.kinds else ""


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


def _page(template: str, face: Face, title: str, **parts: object) -> str:
    def href(path: str, **fields: str) -> str:
        return face.address(path, fields=fields.items())

    return _environment().get_template(template).render(
        title=title, language=face.language, direction=words.DIRECTIONS[face.language], names=words.NAMES,
        root=face.root, here=face.here, t=partial(_say, face.language), asset=partial(_asset, face.root),
        href=href, list_name=list_name, same=lambda language: face.address(face.here, language, face.fields), **parts,
    )  # fmt: skip


def _say(language: str, key: str, **fields: object) -> str:
    return words.say(key, language, **fields)


def _marked(text: str) -> Markup:
    """What stands between backticks is code, in one line and from left to right in any language."""
    return Markup(_CODE.sub(r'<code dir="ltr">\1</code>', str(escape(text))))


def _asset(root: str, path: str) -> str:
    """The address of a file, which changes when the file does; without effect where it is missing."""
    found = assets().get(path)
    return f"{root}static/{path}" + (f"?v={found.stamp}" if found else "")


@cache
def _environment() -> Environment:
    folder = files("oic_mandates.graph.serve") / "templates"
    found = Environment(
        loader=FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8")),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    found.filters["marked"] = _marked
    return found
