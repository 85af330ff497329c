"""Sends what is made here as a whole: pages, lists, files. With a tag, and compressed where wished."""

from __future__ import annotations

import gzip
import hashlib

from starlette.requests import Request
from starlette.responses import Response

from oic_mandates.graph.serve.assets import Asset
from oic_mandates.graph.serve.negotiate import accepts_gzip
from oic_mandates.graph.serve.results import cache_headers, not_modified, tag

HTML = "text/html; charset=utf-8"
JSON = "application/json"
# What a page may bring in and do: files of this server, and nothing from elsewhere.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# The editor makes style elements of its own.
EDITOR_POLICY = PAGE_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
_VARY = "Accept, Accept-Encoding, Accept-Language"
_WORTH_COMPRESSING = 1024
_YEAR = 365 * 24 * 3600  # seconds


def whole(
    request: Request, body: str | bytes, media: str, status: int = 200, etag: str = "", policy: str = PAGE_POLICY
) -> Response:
    """An answer that is all there; 304 where the client has it. Its tag is of its bytes unless one is given.

    `policy` is what a page may bring in; other answers bring in nothing.
    """
    data = body.encode() if isinstance(body, str) else body
    headers = {"Content-Type": media, "Cache-Control": "no-store", "Vary": _VARY}
    if status == 200:
        etag = etag or tag(hashlib.sha256(data).hexdigest(), media)
        if kept := known(request, etag):
            return kept
        headers |= {**cache_headers(etag), "Vary": _VARY}
    if media == HTML:
        headers["Content-Security-Policy"] = policy
    if len(data) >= _WORTH_COMPRESSING and wants_gzip(request):
        headers["Content-Encoding"] = "gzip"
        data = gzip.compress(data, 6, mtime=0)
    return Response(data, status, headers)


def known(request: Request, etag: str) -> Response | None:
    """304 where the client has the page already; else None."""
    kept = not_modified(request, etag)
    if kept is not None:
        kept.headers["Vary"] = _VARY
    return kept


def file(request: Request, asset: Asset) -> Response:
    """A file of a page: kept for a year under the address that names its bytes, else asked for each time."""
    headers = {**cache_headers(f'W/"{asset.stamp}"'), "Vary": "Accept-Encoding"}
    if request.query_params.get("v") == asset.stamp:
        headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    kept = not_modified(request, headers["ETag"])
    if kept is not None:
        kept.headers.update(headers)
        return kept
    headers["Content-Type"] = asset.media
    if wants_gzip(request) and len(asset.packed) < len(asset.body):
        return Response(asset.packed, headers={**headers, "Content-Encoding": "gzip"})
    return Response(asset.body, headers=headers)


def wants_gzip(request: Request) -> bool:
    """Whether the client takes compressed answers."""
    return accepts_gzip(",".join(request.headers.getlist("accept-encoding")))
