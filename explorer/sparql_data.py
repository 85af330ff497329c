"""The second door to the graph: own queries, and the library as texts that can be changed."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from oic_mandates.explorer.data import Query, Value, store_in_use
from oic_mandates.graph import iris
from oic_mandates.graph.killable import Ended, Found, Readers, Wrong
from oic_mandates.queries.library import bind, library

__all__ = ["Ended", "Found", "Wrong", "find", "more_questions", "names", "own", "stored", "vocabulary"]


def more_questions() -> tuple[tuple[Query, ...], tuple[Query, ...]]:
    """The further questions beside the twelve, and those that call other servers, which are never asked."""
    return tuple(query for query in library() if "question" in query.tags), library().federated


def names() -> tuple[str, ...]:
    """The names of all queries of the library, those that are never asked at the end."""
    return (*library().names, *(query.name for query in library().federated))


def find(name: str) -> Query:
    """The query of that name; InputError where the library has none."""
    return library().find(name)


def stored(name: str, **values: Value) -> str:
    """The text of a query of the library with these values in it; InputError for an unknown name or a bad value."""
    lines = str(bind(find(name), **values)).splitlines()
    return "\n".join(line for line in lines if not line.startswith("#+")).strip() + "\n"


def own(text: str, tick: Callable[[float], None]) -> Found:
    """The answer to a query that anybody wrote; Wrong where it cannot be asked, Ended where it met a limit.

    `tick` is told the share of the time that has passed, several times a second.
    """
    return _readers(store_in_use()).ask(text, tick)


@st.cache_resource(show_spinner=False, max_entries=1)
def _readers(state: str) -> Readers:
    """The processes that ask that state of the store; the state is the key under which they are kept."""
    return Readers()


def vocabulary() -> tuple[dict[str, str], dict[str, list[str]]]:
    """What an editor completes: prefixes with their IRIs, and the IRIs of classes and of properties."""
    # Loaded when somebody opens the editor: it reads the ontology.
    from oic_mandates.graph.serve.terms import terms

    return dict(iris.PREFIXES), {kind: list(found) for kind, found in terms().items()}
