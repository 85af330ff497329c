"""The query library: lists the `.rq` files, reads their headers, binds their parameters.

A file opens with a header of `#+ key: value` lines. A parameter of it is one line of the query,
`VALUES ?x { default } #param name`, so that every file runs as it stands in any SPARQL tool.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from rdflib import Literal as RdfLiteral
from rdflib import URIRef

from oic_mandates.graph import iris
from oic_mandates.graph.guard import Trusted
from oic_mandates.graph.model import InputError

LANGUAGES = ("en", "ar", "fr")

Value = str | int | None | Sequence[str]

_TYPES = ("iri", "literal", "integer")
_TEXTS = tuple(f"{field}-{lang}" for field in ("title", "description") for lang in LANGUAGES)
_REQUIRED = (*_TEXTS, "tags", "why")
_KNOWN = {*_REQUIRED, "question", "parameters"}
_LABELS = tuple(f"label-{lang}" for lang in LANGUAGES)
_PARAMETER_KNOWN = {"name", "type", "kind", "choices", "optional", *_LABELS}

_HEADER_LINE = re.compile(r"#\+ (?P<key>[a-z-]+):(?: +(?P<value>.*\S))?\s*")
_PARAMETER_LINE = re.compile(r"#\+   (?P<first>- |  )(?P<key>[a-z-]+): +(?P<value>.*\S)\s*")
_VALUES_LINE = re.compile(
    r"^(?P<before>[ ]*VALUES \?\w+ \{ )(?P<terms>.*?)(?P<after> \} #param (?P<name>[a-z_]+))[ ]*$", re.MULTILINE
)
_TERM = re.compile(r'<(?P<iri>[^<>\s]+)>|"(?P<literal>[^"\\]*)"|(?P<integer>-?\d+)|(?P<undef>UNDEF)')
_ABSOLUTE_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\\ud800-\udfff]+')
_SURROGATE = re.compile("[\ud800-\udfff]")
_PATH = re.compile(r"[a-z0-9][a-z0-9_-]*(?:/[a-z0-9][a-z0-9_-]*)*")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing a query can be asked about.

    `type` is `iri`, `literal` or `integer`. `kinds` are the kinds of entity that a bare slug may
    name; `choices` are the only literals allowed, where there are any; `optional` allows None,
    which asks about everything. `default` holds the terms of the file: paths below `id/` or
    whole IRIs, literals, or integers; it is empty where the default is everything.
    """

    name: str
    type: str
    labels: Mapping[str, str]
    default: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """One query file. `question` is the number of the competency question, None for a helper."""

    name: str
    question: int | None
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    why: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    text: str
    path: str

    def parameter(self, name: str) -> Parameter:
        """The parameter of that name; InputError that names the known ones where there is none."""
        known = {parameter.name: parameter for parameter in self.parameters}
        if name not in known:
            raise InputError(_unknown(f"query {self.name} has no parameter", name, sorted(known)))
        return known[name]


class Library:
    """All queries: competency questions in their order, then the helpers."""

    def __init__(self, queries: Iterable[Query]) -> None:
        """`queries` in any order; their names differ."""
        ordered = sorted(queries, key=lambda query: (query.question is None, query.question or 0, query.name))
        self._queries = {query.name: query for query in ordered}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the queries, in the library's order."""
        return tuple(self._queries)

    def __getitem__(self, name: str) -> Query:
        """The query of that name; InputError with the closest name where there is none."""
        if name not in self._queries:
            raise InputError(_unknown("no query is called", name, sorted(self._queries)))
        return self._queries[name]

    def __iter__(self) -> Iterator[Query]:
        return iter(self._queries.values())

    def __len__(self) -> int:
        return len(self._queries)


@cache
def library() -> Library:
    """The library of the installed package, read once."""
    folder = files("oic_mandates.queries")
    entries = [entry for entry in folder.iterdir() if entry.name.endswith(".rq")]
    queries = [parse(entry.read_text(encoding="utf-8"), entry.name) for entry in entries]
    return Library(replace(query, text=Trusted(query.text, "select")) for query in queries)


def bind(query: Query, **values: Value) -> str:
    """The query's text with the given parameters in the place of their defaults.

    A value becomes a checked RDF term, never pasted text. An IRI may be given whole, as a path
    (`actor/sesric`) or as a bare slug (`sesric`) where the parameter names a kind; several at
    once as a list; None asks about everything. InputError for an unknown name or a bad value.
    """
    terms = {name: _render(query, query.parameter(name), value) for name, value in values.items()}

    def put(match: re.Match[str]) -> str:
        name = match["name"]
        return match["before"] + terms[name] + match["after"] if name in terms else match[0]

    text = _VALUES_LINE.sub(put, query.text)
    return Trusted(text, query.text.form) if isinstance(query.text, Trusted) else text


def parse(text: str, file: str) -> Query:
    """Reads one query file; InputError with file and line where its header is not as it must be."""
    fields, raw_parameters = _read_header(text, file)
    for key in _REQUIRED:
        if not fields.get(key):
            raise InputError(f"{file}, line 1: the header has no {key}; add a line `#+ {key}: ...`")
    question = fields.get("question")
    if question is not None and not question.isdecimal():
        raise InputError(f"{file}, line 1: question is {question!r}; give the number alone")
    text = iris.rebased(text)
    defaults = _read_defaults(text, file)
    parameters = tuple(_parameter(raw, line, defaults, file) for line, raw in raw_parameters)
    undeclared = sorted(set(defaults) - {parameter.name for parameter in parameters})
    if undeclared:
        name = undeclared[0]
        raise InputError(f"{file}, line {defaults[name][0]}: parameter {name} is not in the header; declare it")
    return Query(
        name=file.removesuffix(".rq"),
        question=int(question) if question else None,
        titles=_by_language(fields, "title"),
        descriptions=_by_language(fields, "description"),
        why=fields["why"],
        tags=_list(fields["tags"]),
        parameters=parameters,
        text=text,
        path=file,
    )


def _read_header(text: str, file: str) -> tuple[dict[str, str], list[tuple[int, dict[str, str]]]]:
    """The fields of the header, and each parameter with the line on which it begins."""
    fields: dict[str, str] = {}
    parameters: list[tuple[int, dict[str, str]]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("#+"):
            break
        if match := _PARAMETER_LINE.fullmatch(line):
            if match["first"] == "- ":
                parameters.append((number, {}))
            known, target = _PARAMETER_KNOWN, parameters[-1][1] if parameters else {}
        elif match := _HEADER_LINE.fullmatch(line):
            known, target = _KNOWN, fields
        else:
            raise InputError(f"{file}, line {number}: not `#+ key: value`: {line!r}; mend the line")
        key = match["key"]
        if key not in known or key in target:
            problem = "stands twice" if key in target else f"is not one of {', '.join(sorted(known))}"
            raise InputError(f"{file}, line {number}: {key} {problem}; remove or rename it")
        target[key] = match["value"] or ""
    return fields, parameters


def _read_defaults(text: str, file: str) -> dict[str, tuple[int, tuple[str, ...]]]:
    """For each parameter the line of its VALUES block and its default terms."""
    defaults: dict[str, tuple[int, tuple[str, ...]]] = {}
    for match in _VALUES_LINE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        if _TERM.sub("", match["terms"]).strip():
            raise InputError(f"{file}, line {line}: {match['terms']!r} is not a list of IRIs, literals or integers")
        terms = tuple(
            term["iri"] or term["literal"] or term["integer"]
            for term in _TERM.finditer(match["terms"])
            if term["undef"] is None
        )
        terms = tuple(term.removeprefix(str(iris.ID)) for term in terms)
        name = match["name"]
        if name in defaults and defaults[name][1] != terms:
            raise InputError(f"{file}, line {line}: parameter {name} has two defaults; give it one")
        defaults.setdefault(name, (line, terms))
    return defaults


def _parameter(
    raw: Mapping[str, str], line: int, defaults: Mapping[str, tuple[int, tuple[str, ...]]], file: str
) -> Parameter:
    missing = [key for key in ("name", "type", *_LABELS) if key not in raw]
    if missing:
        raise InputError(f"{file}, line {line}: the parameter has no {missing[0]}; add it")
    name = raw["name"]
    if raw["type"] not in _TYPES:
        raise InputError(f"{file}, line {line}: type {raw['type']!r} is not one of {', '.join(_TYPES)}")
    if name not in defaults:
        raise InputError(f"{file}, line {line}: parameter {name} has no line `VALUES ?x {{ ... }} #param {name}`")
    parameter = Parameter(
        name=name,
        type=raw["type"],
        labels=_by_language(raw, "label"),
        default=defaults[name][1],
        kinds=_list(raw.get("kind", "")),
        choices=_list(raw.get("choices", "")),
        optional=raw.get("optional") == "true",
    )
    if not parameter.default and not parameter.optional:
        raise InputError(f"{file}, line {line}: parameter {name} has no default; give one, or `optional: true`")
    return parameter


def _render(query: Query, parameter: Parameter, value: Value) -> str:
    """The value as SPARQL terms."""
    place = f"query {query.name}, parameter {parameter.name}"
    if value is None:
        if not parameter.optional:
            raise InputError(f"{place}: a value is needed")
        return "UNDEF"
    if parameter.type == "integer":
        if isinstance(value, bool) or not re.fullmatch(r"-?[0-9]{1,18}", str(value)):
            raise InputError(f"{place}: {value!r} is not a whole number")
        return str(int(str(value)))
    if parameter.type == "literal":
        if not isinstance(value, str) or (parameter.choices and value not in parameter.choices):
            allowed = ", ".join(parameter.choices) or "a text"
            raise InputError(f"{place}: {value!r} is not allowed; give {allowed}")
        if _SURROGATE.search(value):
            raise InputError(f"{place}: {value!r} is not whole Unicode text")
        return str(RdfLiteral(value).n3())
    given = [value] if isinstance(value, (str, int)) else list(value)
    if not given:
        raise InputError(f"{place}: the list is empty; give at least one, or leave the parameter out")
    return " ".join(URIRef(iri).n3() for text in given for iri in _iris(text, parameter, place))


def _iris(text: object, parameter: Parameter, place: str) -> list[str]:
    """The IRIs that one given text may mean: one, or one for each kind that a slug could be of."""
    if not isinstance(text, str) or not (_ABSOLUTE_IRI.fullmatch(text) or _PATH.fullmatch(text)):
        raise InputError(f"{place}: {text!r} is neither an IRI nor a path such as actor/sesric")
    if ":" in text:
        return [text]
    if "/" in text and _is_entity(text):
        return [iris.ID[text]]
    if {"resolution", "provision"} & set(parameter.kinds):
        return [iris.ID[text]]
    if not parameter.kinds:
        raise InputError(f"{place}: {text!r} does not say of which kind it is; write kind/name")
    return [iris.ID[f"{kind}/{text}"] for kind in parameter.kinds]


def _is_entity(path: str) -> bool:
    try:
        iris.entity(path)
    except ValueError:
        return False
    return True


def _by_language(fields: Mapping[str, str], name: str) -> Mapping[str, str]:
    return MappingProxyType({lang: fields[f"{name}-{lang}"] for lang in LANGUAGES})


def _list(text: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r",\s*", text.strip()) if part)


def _unknown(problem: str, name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"; did you mean {close[0]}?" if close else ""
    return f"{problem} {name!r}; known are {', '.join(known) or 'none'}{hint}"
