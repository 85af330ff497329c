"""Answers that pages need again and again: kept for as long as the store is the same."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from oic_mandates.graph.serve.jobs import Asked, Harmless, Job
from oic_mandates.graph.serve.pool import Pool
from oic_mandates.graph.serve.refusal import Refused
from oic_mandates.graph.serve.tables import LINES, read_table
from oic_mandates.graph.table import PythonValue, Table
from oic_mandates.queries.library import Value, bind, library

_MOST = 20_000  # rows of an answer that are kept
_AGAIN = 60.0  # seconds before a question that was refused is asked again

Records = Sequence[Mapping[str, PythonValue]]


class Known:
    """Asks the library's questions, each once; a question that the store is too large for is left in peace."""

    def __init__(self, pool: Pool, harmless: Harmless) -> None:
        """Nothing is asked yet."""
        self._pool, self._harmless = pool, harmless
        self._version = ""
        self._answers: dict[tuple[str, str], Records] = {}
        self._refused: dict[tuple[str, str], tuple[float, Refused]] = {}
        self._locks: dict[tuple[str, str], asyncio.Lock] = {}

    async def records(self, name: str, language: str = "") -> Records:
        """The rows of a question with its defaults, in a language where it takes one.

        Refused where it cannot be answered, or has more rows than are worth keeping.
        """
        if self._version != self._pool.version:
            self._version = self._pool.version
            self._answers, self._refused = {}, {}
        # A store that is built anew while we ask gets lists of its own.
        key, answers = (name, language), self._answers
        async with self._locks.setdefault(key, asyncio.Lock()):
            if key not in answers:
                answers[key] = await self._ask(key)
        return answers[key]

    async def table(self, name: str, **values: Value) -> Table:
        """The answer of a question with these values, which is not kept.

        InputError where a value is none that the question takes, Refused where it has too many rows.
        """
        text = bind(library()[name], **values)
        async with Job(self._pool, self._harmless, Asked(str(text), LINES, None, form="select")) as job:
            table, more = await read_table(job, _MOST)
        if more:
            raise Refused(503, f"The question {name} has more than {_MOST} rows; ask it by itself.")
        return table

    async def _ask(self, key: tuple[str, str]) -> Records:
        now = asyncio.get_running_loop().time()
        when, refused = self._refused.get(key, (0.0, None))
        if refused is not None and now < when:
            raise refused
        name, language = key
        try:
            table = await self.table(name, **({"lang": language} if language else {}))
        except Refused as error:
            self._refused[key] = (now + _AGAIN, error)
            raise
        return list(table.records())
