"""Makes an answer while its client waits, and stops where the client goes away."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from oic_mandates.graph.serve.refusal import Refused
from oic_mandates.graph.serve.results import refusal, while_there


class Prepared(Response):
    """A response that is made when it is called: what it asks of the store ends when the client goes."""

    def __init__(self, make: Callable[[], Awaitable[Response]]) -> None:
        """Nothing runs yet."""
        self._make = make
        self.background = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Makes the response and sends it; a refusal is sent as one."""
        await while_there(receive, self._work(scope, receive, send))

    async def _work(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            made = await self._make()
        except Refused as error:
            made = refusal(error)
        await made(scope, receive, send)
