"""Why a request gets no answer: an HTTP status and one sentence."""

from __future__ import annotations

from collections.abc import Mapping


class Refused(Exception):
    """A request that is not answered. `status` is HTTP's, `detail` one sentence for its sender."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        """`headers` go with the refusal, such as Retry-After or Allow."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})


def busy(detail: str, seconds: int = 1) -> Refused:
    """503 for a server that has too much to do; `seconds` is when to try again (RFC 9110, 10.2.3)."""
    return Refused(503, detail, {"Retry-After": str(seconds)})
