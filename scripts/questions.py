"""The page of questions and answers: each query with its answer on the real resolution (called by cog)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from oic_mandates.graph.iris import BASE, ID, OICM
from oic_mandates.graph.store import Store, open_store
from oic_mandates.graph.table import Term
from oic_mandates.queries.library import Parameter, Query, library

_ROWS, _COLUMNS, _WIDTH = 6, 6, 60

# Each keyword with its heading, in the order of the page.
_GROUPS = {
    "actors": "Actors",
    "instruments": "Instruments",
    "meetings": "Meetings, places and time",
    "groups": "Groups",
    "themes": "Themes",
    "language": "Language and its strength",
    "networks": "What stands together",
    "reporting": "Reporting",
    "corrections": "Corrections",
    "coverage": "Coverage and quality",
    "statistics": "Statistics for a report",
}
# Whole texts, which are given up first where a table has too many columns.
_LONG = {"text", "otherText", "translation", "otherTranslation", "heading", "description"}


def contents() -> str:
    """The groups of the page as links."""
    heads = ["The twelve questions", *_GROUPS.values(), "Questions that call other servers"]
    return "\n".join(f"- [{head}](#{head.lower().replace(',', '').replace(' ', '-')})" for head in heads)


def answers() -> str:
    """Every question by keyword, the competency questions first, each with its answer."""
    parts = ["## The twelve questions", *(_question(query) for query in library() if query.question is not None)]
    for keyword, head in _GROUPS.items():
        parts += [f"## {head}", *(_question(query) for query in library() if _keyword(query) == keyword)]
    return "\n\n".join(parts)


def federated() -> str:
    """The federated queries with their text and no answer."""
    return "\n\n".join(_federated(query) for query in library().federated)


def counted() -> str:
    """How many questions the page holds, as a sentence."""
    answered = sum(query.question is not None or _keyword(query) is not None for query in library())
    return f"{answered} questions with their answers, and {len(library().federated)} that call other servers:"


def _keyword(query: Query) -> str | None:
    """The first keyword of a further question; None for any other query."""
    if "question" not in query.tags:
        return None
    return next(tag for tag in query.tags if tag in _GROUPS)


@cache
def _store() -> Store:
    return open_store()


def _question(query: Query) -> str:
    head = f"### {query.question}. {query.titles['en']}" if query.question else f"### {query.titles['en']}"
    address = f"`oic-mandates query {query.name}` or `/query/{query.name}`"
    return "\n\n".join([head, *_about(query), f"Ask it: {address}", _answer(query)])


def _federated(query: Query) -> str:
    body = "\n".join(line for line in query.text.splitlines() if not line.startswith("#+")).strip()
    calls = " and ".join(f"`{server}`" for server in query.federated)
    printed = f"Calls {calls}. Print it: `oic-mandates query {query.name} --print`"
    return "\n\n".join([f"### {query.titles['en']}", *_about(query), printed, f"```sparql\n{body}\n```"])


def _about(query: Query) -> Iterator[str]:
    yield f"`{query.name}`"
    yield f"{query.descriptions['en']} {query.why}"
    if query.parameters:
        yield f"Parameters: {'; '.join(_parameter(parameter) for parameter in query.parameters)}."


def _parameter(parameter: Parameter) -> str:
    default = ", ".join(f"`{value}`" for value in parameter.default) or "everything"
    return f"`{parameter.name}` ({parameter.labels['en'].lower()}: {default})"


def _answer(query: Query) -> str:
    """The first rows of the answer, in the columns that tell most."""
    table = _store().select(query.text)
    rows = [[_cell(term) for term in row] for row in table]
    chosen = _chosen(table.columns, rows)
    lines = ["| " + " | ".join(_head(table.columns[i]) for i in chosen) + " |", "|" + "---|" * len(chosen)]
    lines += ["| " + " | ".join(_cut(row[i]) for i in chosen) + " |" for row in rows[:_ROWS]]
    more = len(rows) - _ROWS
    return "\n".join(lines) + (f"\n\nand {more} more rows" if more > 1 else "\n\nand 1 more row" if more == 1 else "")


def _chosen(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """At most six columns: no IRI that has its label beside it, nothing empty, nothing that is the same in all rows.

    Where there are more, long texts go first, then the columns with the most empty cells.
    """
    names = set(columns)
    doubled = {name for name in columns if {f"{name}Label", f"{name.removesuffix('s')}Labels"} & names}
    doubled |= {"clause", "act"} if "number" in names else set()
    doubled |= {"clauses"} if names & {"numbers", "recitalNumbers"} else set()
    telling = [i for i, name in enumerate(columns) if name not in doubled and any(row[i] for row in rows)]
    varied = [i for i in telling if len({row[i] for row in rows}) > 1]
    telling = varied or [i for i in telling if columns[i] != "resolution"]
    while len(telling) > _COLUMNS:
        telling.remove(min(telling, key=lambda i: (columns[i] not in _LONG, sum(bool(row[i]) for row in rows), -i)))
    return telling


def _head(name: str) -> str:
    return name.removesuffix("Labels").removesuffix("Label")


def _cell(term: Term | None) -> str:
    """A term as it is read: IRIs of ours by their short end."""
    parts: Iterable[str] = (term.value if term else "").split(" ")
    short = " ".join(part.replace(str(OICM), "oicm:").removeprefix(str(ID)).removeprefix(BASE) for part in parts)
    return " ".join(short.split()).replace("|", "\\|")


def _cut(text: str) -> str:
    """The text, cut at the last word that leaves it short enough to read in a table."""
    if len(text) <= _WIDTH:
        return text
    kept = text[: _WIDTH - 1]
    return (kept.rpartition(" ")[0] or kept) + "…"
