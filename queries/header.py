"""A query file: its header of `#+ key: value` lines, its parameters, its text.

A parameter is one line of the query, `VALUES ?x { default } #param name`, so that every file runs
as it stands in any SPARQL tool.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from oic_mandates.graph import iris
from oic_mandates.graph.model import InputError

LANGUAGES = ("en", "ar", "fr")

_TYPES = ("iri", "literal", "integer")
_TEXTS = tuple(f"{field}-{lang}" for field in ("title", "description") for lang in LANGUAGES)
_REQUIRED = (*_TEXTS, "tags", "why")
_KNOWN = {*_REQUIRED, "question", "federated", "parameters"}
_LABELS = tuple(f"label-{lang}" for lang in LANGUAGES)
_PARAMETER_KNOWN = {"name", "type", "kind", "choices", "optional", *_LABELS}

_HEADER_LINE = re.compile(r"#\+ (?P<key>[a-z-]+):(?: +(?P<value>.*\S))?\s*")
_PARAMETER_LINE = re.compile(r"#\+   (?P<first>- |  )(?P<key>[a-z-]+): +(?P<value>.*\S)\s*")
VALUES_LINE = re.compile(
    r"^(?P<before>[ ]*VALUES \?\w+ \{ )(?P<terms>.*?)(?P<after> \} #param (?P<name>[a-z_]+))[ ]*$", re.MULTILINE
)
_TERM = re.compile(r'<(?P<iri>[^<>\s]+)>|"(?P<literal>[^"\\]*)"|(?P<integer>-?\d+)|(?P<undef>UNDEF)')
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$", re.MULTILINE)
_SERVICE = re.compile(r"\bSERVICE\b(?:\s+SILENT\b)?\s*(?:<(?P<address>[^<>\s]*)>)?", re.IGNORECASE)


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
    """One query file. `question` is the number of the competency question, None for a helper.

    `federated` holds the addresses of the servers that it calls; empty where it asks our graph alone.
    """

    name: str
    question: int | None
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    why: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    text: str
    path: str
    federated: tuple[str, ...] = ()

    def parameter(self, name: str) -> Parameter:
        """The parameter of that name; InputError that names the known ones where there is none."""
        known = {parameter.name: parameter for parameter in self.parameters}
        if name not in known:
            raise InputError(unknown(f"query {self.name} has no parameter", name, sorted(known)))
        return known[name]


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
        federated=_federated(fields, text, file),
    )


def _federated(fields: Mapping[str, str], text: str, file: str) -> tuple[str, ...]:
    """The servers that the query calls; InputError where the header names others than the text."""
    named = _list(fields.get("federated", ""))
    called = {match["address"] or "a server without an address" for match in _SERVICE.finditer(_COMMENT.sub("", text))}
    if set(named) != called:
        told, calls = (", ".join(sorted(found)) or "no server" for found in (named, called))
        raise InputError(f"{file}, line 1: the header names {told}, the query calls {calls}; mend `#+ federated: ...`")
    return named


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
    for match in VALUES_LINE.finditer(text):
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


def _by_language(fields: Mapping[str, str], name: str) -> Mapping[str, str]:
    return MappingProxyType({lang: fields[f"{name}-{lang}"] for lang in LANGUAGES})


def _list(text: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r",\s*", text.strip()) if part)


def unknown(problem: str, name: str, known: Sequence[str]) -> str:
    """A sentence on a name that is not known, with the known ones and the closest of them."""
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"; did you mean {close[0]}?" if close else ""
    return f"{problem} {name!r}; known are {', '.join(known) or 'none'}{hint}"
