"""Our addresses as linked data: `/id/...` names a thing and leads to a page or to data about it.

A thing is no document, so its address answers 303 (https://www.w3.org/TR/cooluris/, section 4.2);
`/data/...` are documents, and `/ontology` is one in itself, as its terms are named after a hash.
"""

from __future__ import annotations

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from oic_mandates.graph.iris import ID
from oic_mandates.graph.model import InputError
from oic_mandates.graph.publish.thing import ENDINGS, document, licence
from oic_mandates.graph.serve.addresses import READING, face, fitting, kept, options, path, pool
from oic_mandates.graph.serve.negotiate import GRAPHS, PAGE, Choice
from oic_mandates.graph.serve.protocol import fields_of, one
from oic_mandates.graph.serve.refusal import Refused
from oic_mandates.graph.serve.replies import whole
from oic_mandates.graph.serve.results import not_modified, tag
from oic_mandates.graph.serve.tables import link
from oic_mandates.graph.serve.terms import ontology as turtle
from oic_mandates.graph.serve.watch import Prepared
from oic_mandates.graph.table import Table

_NAMES = {ending: form.name for ending, rdf in ENDINGS.items() for form in GRAPHS if form.media == rdf.media_type}
_DATA = tuple(form for form in GRAPHS if form.name in _NAMES.values())
_MEDIA = {form.name: form.media for form in _DATA}
_PAGE_ENDING = "html"


async def thing(request: Request) -> Response:
    """303 to the page or the data of a thing, by its ending, the field `format`, or the Accept header."""
    if request.method == "OPTIONS":
        return options(READING)
    name, ending = _parted(request.path_params["path"])
    if ending and ending not in (*_NAMES, _PAGE_ENDING):
        raise _unknown(request.path_params["path"])
    wished = _NAMES.get(ending, ending) or one(fields_of(request.scope["query_string"]), "format") or ""
    choice = fitting((*_DATA, PAGE), request, wished)

    async def make() -> Response:
        await _stated(request, name)
        root, language = path(request), face(request).language
        page = _page(name, root, language)
        target = page if choice.name == "html" else f"{root}data/{name}.{_ending(choice)}"
        headers = {"Location": target, "Vary": "Accept, Accept-Language", "Cache-Control": "no-cache"}
        return Response(status_code=303, headers=headers | {"Link": _links(name, root, page)})

    return Prepared(make)


async def data(request: Request) -> Response:
    """The document about a thing, in the form that its ending says."""
    if request.method == "OPTIONS":
        return options(READING)
    name, ending = _parted(request.path_params["path"])
    if ending not in ENDINGS:
        known = ", ".join(f".{each}" for each in ENDINGS)
        raise Refused(404, f"A document ends with one of {known}; /id/{name}, without an ending, leads to each.")
    choice = fitting(_DATA, request, _NAMES[ending])
    etag = tag(pool(request).version, name, ending)
    if held := not_modified(request, etag):
        return held

    async def make() -> Response:
        body = document(name, await _stated(request, name), ending)
        found = whole(request, body, choice.header, etag=etag)
        root = path(request)
        found.headers["Link"] = _links(name, root, _page(name, root, face(request).language))
        return found

    return Prepared(make)


async def ontology(request: Request) -> Response:
    """The ontology, of which each term is a part, in the form that is wished."""
    if request.method == "OPTIONS":
        return options(READING)
    choice = fitting(_DATA, request, one(fields_of(request.scope["query_string"]), "format") or "")
    if choice.name == "turtle":
        return whole(request, turtle(), choice.header)
    triples = ox.parse(turtle(), format=ox.RdfFormat.TURTLE)
    body = ox.serialize((quad.triple for quad in triples), format=ENDINGS[_ending(choice)]) or b""
    return whole(request, body, choice.header)


def _parted(given: str) -> tuple[str, str]:
    """A path and its ending, the empty text where it has none: no path below `id/` has a dot."""
    name, _, ending = given.partition(".")
    return name, ending


def _ending(choice: Choice) -> str:
    return next(ending for ending, name in _NAMES.items() if name == choice.name)


async def _stated(request: Request, name: str) -> Table:
    """What the graph states of a thing; Refused with 404 where that is nothing."""
    try:
        found = await kept(request).table("description", thing=str(ID) + name)
    except InputError:
        raise _unknown(name) from None
    if not any(True for _ in found):
        raise _unknown(name)
    return found


def _unknown(name: str) -> Refused:
    return Refused(404, f"The graph knows nothing called {name[:200]!r}; /query/entities lists all that it names.")


def _page(name: str, root: str, language: str) -> str:
    """The address of the page about a thing, whatever the client accepts there."""
    address, mark, place = link(str(ID) + name, root, language).partition("#")
    return f"{address}&format=html{mark}{place}"


def _links(name: str, root: str, page: str) -> str:
    """Where else the thing is described, and under which licence (RFC 8288)."""
    found = [f'<{root}id/{name}>; rel="http://xmlns.com/foaf/0.1/primaryTopic"', f'<{licence()}>; rel="license"']
    found += [
        f'<{root}data/{name}.{ending}>; rel="alternate"; type="{_MEDIA[form]}"' for ending, form in _NAMES.items()
    ]
    return ", ".join([*found, f'<{page}>; rel="alternate"; type="text/html"'])
