"""What is asked of the program itself and not of the store: its checks, its accuracy, and a trial of a document.

Beside data.py the explorer's only door to the graph. What it opens takes time to load, so it is loaded when needed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import streamlit as st

from oic_mandates.explorer import data
from oic_mandates.graph import trial
from oic_mandates.graph.store import current_store, home_folder

if TYPE_CHECKING:
    from oic_mandates.graph.findings import Finding

__all__ = [
    "Finding",
    "accuracy",
    "as_findings",
    "built_on",
    "conforms",
    "findings",
    "is_remote",
    "sample",
    "samples",
    "trial",
]


def is_remote() -> bool:
    """Whether a server elsewhere holds the graph; then its parts are not on this machine."""
    return bool(os.environ.get("OIC_MANDATES_ENDPOINT"))


def findings() -> list[list[Finding]]:
    """What shapes and checks find in the graph built here, rule by rule, the worst first; it takes seconds once."""
    return _findings(data.store_in_use())


@st.cache_resource(show_spinner=False, max_entries=2)
def _findings(state: str) -> list[list[Finding]]:
    from oic_mandates.graph.findings import grouped
    from oic_mandates.graph.pipeline import validate_built

    return grouped(validate_built(home_folder()))


def as_findings(told: Iterable[Mapping[str, Any]]) -> list[list[Finding]]:
    """The findings that a trial reports, rule by rule."""
    from oic_mandates.graph.findings import Finding, grouped

    return grouped(Finding(**finding) for finding in told)


def sample(slug: str) -> tuple[str, bytes]:
    """Name and bytes of the text of a resolution of the installed corpus; InputError where it has none of that name."""
    from oic_mandates.graph import folder

    made = folder.corpus_root() / slug
    name = str(folder.load(made).facts["source"]["file"])
    return name, (made / name).read_bytes()


def samples() -> tuple[str, ...]:
    """The resolutions of the installed corpus."""
    from oic_mandates.graph import folder

    return tuple(path.name for path in folder.folders(folder.corpus_root()))


def conforms(found: list[Finding]) -> bool:
    """Whether a graph with these findings may be published."""
    from oic_mandates.graph.findings import conforms as judged

    return judged(found)


def accuracy(slug: str) -> tuple[dict[str, str], ...]:
    """How the reading of a resolution compared with readers', as the installed package holds it.

    `slug` is that of a resolution of the graph; no rows where it was never measured.
    """
    from oic_mandates.graph import folder

    return tuple(dict(row.cells) for row in folder.accuracy(folder.corpus_root() / slug))


def built_on() -> datetime | None:
    """When the store in use was made, by this machine's clock; None where a server elsewhere holds the graph."""
    store = None if is_remote() else current_store(home_folder())
    return datetime.fromtimestamp(store.stat().st_mtime) if store else None
