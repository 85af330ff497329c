"""Which form of answer a client gets: RFC 9110, section 12.5.1, and some tolerance.

Clients in use ask for `text/json`, `application/xml` or `application/x-turtle`. The answer is the
same as for the proper type, and carries the type that was asked for, so that the client reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from oic_mandates.graph.serve.refusal import Refused

_MAX_RANGES = 64  # no client has so many wishes
_QUALITY = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?|\.[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Format:
    """One form of answer: its short name, its media type, other types and names that mean it."""

    name: str
    media: str
    aliases: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A format, and the media type that the answer carries."""

    name: str
    media: str

    @property
    def header(self) -> str:
        """The value of Content-Type; text types say that they are UTF-8."""
        return f"{self.media}; charset=utf-8" if self.media.startswith("text/") else self.media


# SPARQL 1.1 Query Results JSON, XML, CSV and TSV. The first of each list is the answer to `*/*`.
TABLES = (
    Format(
        "json",
        "application/sparql-results+json",
        ("application/json", "text/json", "text/x-json", "application/x-json", "application/sparql-result+json"),
        ("sparql-results+json",),
    ),
    Format(
        "xml",
        "application/sparql-results+xml",
        ("application/xml", "text/xml", "application/sparql-result+xml"),
        ("sparql-results+xml",),
    ),
    Format("csv", "text/csv", ("application/csv", "text/x-csv", "text/comma-separated-values")),
    Format("tsv", "text/tab-separated-values", ("text/tsv", "application/tsv", "text/plain")),
)
GRAPHS = (
    Format(
        "turtle",
        "text/turtle",
        ("application/turtle", "application/x-turtle", "text/n3", "text/rdf+n3", "application/n3"),
        ("ttl", "n3"),
    ),
    Format("trig", "application/trig", ("application/x-trig",)),
    Format(
        "ntriples",
        "application/n-triples",
        ("application/ntriples", "text/ntriples", "text/n-triples", "text/plain"),
        ("nt", "n-triples"),
    ),
    Format("nquads", "application/n-quads", ("application/nquads", "text/nquads", "text/x-nquads"), ("nq", "n-quads")),
    Format(
        "jsonld",
        "application/ld+json",
        ("application/json+ld", "application/json", "text/json", "application/x-json"),
        ("json-ld", "json"),
    ),
    Format(
        "rdfxml",
        "application/rdf+xml",
        ("application/xml", "text/xml", "application/rdf", "text/rdf", "text/rdf+xml"),
        ("rdf", "rdf+xml", "xml"),
    ),
)
PAGE = Format("html", "text/html", ("application/xhtml+xml",))


@dataclass(frozen=True, slots=True)
class _Range:
    """One wish of an Accept header; `place` is where it stands there."""

    kind: str
    quality: float
    place: int


@lru_cache(maxsize=256)
def choose(formats: tuple[Format, ...], accept: str, name: str = "") -> Choice | None:
    """The form that suits the client best; None where none does.

    `accept` is the Accept header, `name` what the parameter `format` says, which comes first.
    Of two forms liked equally, one that is named goes before one that a `*` lets in, then the
    one named first.
    """
    if name:
        return _by_name(formats, name)
    ranges = list(_ranges(accept or "*/*"))
    best: tuple[float, int, int] | None = None
    chosen: Choice | None = None
    for format_ in formats:
        for media in (format_.media, *format_.aliases):
            found = _match(media, ranges, alias=media != format_.media)
            if found is None or found[0].quality == 0:
                continue
            rank = (found[0].quality, found[1], -found[0].place)
            if best is None or rank > best:
                best, chosen = rank, Choice(format_.name, media)
    return chosen


def choose_both(accept: str, name: str = "") -> tuple[Choice | None, Choice | None]:
    """The form for a table and the form for a graph, before it is known which of them a query makes.

    Refused with 400 where `name` is no format, and with 406 where nothing fits.
    """
    table, graph = choose(TABLES, accept, name), choose(GRAPHS, accept, name)
    if table is None and graph is None:
        if name:
            known = ", ".join(dict.fromkeys(f.name for f in (*TABLES, *GRAPHS)))
            raise Refused(400, f"format {name!r} is not known; known are {known}.")
        raise not_acceptable((*TABLES, *GRAPHS), "This server has nothing of the media types in your Accept header")
    return table, graph


def not_acceptable(formats: Iterable[Format], reason: str) -> Refused:
    """406 with the types that there are (RFC 9110, section 15.5.7)."""
    return Refused(406, f"{reason}; ask for {', '.join(dict.fromkeys(f.media for f in formats))}.")


def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header lets gzip in (RFC 9110, section 12.5.3)."""
    wishes = {wish.kind: wish.quality for wish in _ranges(header)}
    return wishes.get("gzip", wishes.get("x-gzip", wishes.get("*", 0.0))) > 0


def _by_name(formats: Sequence[Format], name: str) -> Choice | None:
    # In a query string an unescaped plus sign is a blank.
    wanted = name.strip().lower().replace(" ", "+")
    for format_ in formats:
        if wanted in (format_.name, format_.media, *format_.names):
            return Choice(format_.name, format_.media)
    for format_ in formats:
        if wanted in format_.aliases:
            return Choice(format_.name, wanted)
    return None


def _ranges(header: str) -> Iterator[_Range]:
    for place, wish in enumerate(header.split(",", _MAX_RANGES)[:_MAX_RANGES]):
        kind, *parameters = (part.strip().lower() for part in wish.split(";"))
        if kind:
            # A lone star is what some clients send for */*.
            yield _Range(kind, _quality(parameters), place)


def _quality(parameters: Iterable[str]) -> float:
    for parameter in parameters:
        key, _, value = (part.strip() for part in parameter.partition("="))
        if key == "q":
            return float(value) if _QUALITY.fullmatch(value) else 1.0
    return 1.0


def _match(media: str, ranges: Iterable[_Range], *, alias: bool) -> tuple[_Range, int] | None:
    """The most exact wish that covers a type, and how exact; an alias is met by its own name only."""
    group = media.partition("/")[0] + "/*"
    exactness = {media: 2} if alias else {media: 2, group: 1, "*/*": 0, "*": 0}
    found = [(wish, exactness[wish.kind]) for wish in ranges if wish.kind in exactness]
    return max(found, key=lambda pair: (pair[1], -pair[0].place), default=None)
