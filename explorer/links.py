"""The addresses of the explorer: every state a reader can be in has one.

    read?resolution=mcsd-2-2023-final-res&clause=para_47
    read?resolution=mcsd-2-2023-final-res&clause=para_47&panel=evidence&proof=evidence_1
    entity?id=actor/sesric
    questions?q=asked-of-actor&actor=actor/sesric
    sparql?stored=asked-of-actor&actor=actor/sesric

Each may carry `lang=en`, `ar` or `fr`. A parameter of a question stands under its own name, a path
below `id/` for a thing of the graph, and `*` where everything is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from oic_mandates.explorer.language import Language

HOME, READ, MANDATES, ENTITY = "home", "read", "mandates", "entity"
NETWORK, TIMELINE, COMPARE = "network", "timeline", "compare"
QUESTIONS, SPARQL, QUALITY, ADD = "questions", "sparql", "quality", "add"
# As the sidebar groups them: read and look up, look at, ask and check.
GROUPS: tuple[tuple[str, ...], ...] = (
    (HOME, READ, MANDATES, ENTITY),
    (NETWORK, TIMELINE, COMPARE),
    (QUESTIONS, SPARQL, QUALITY, ADD),
)
VIEWS = tuple(view for group in GROUPS for view in group)

LANGUAGE, RESOLUTION, CLAUSE, IDENTIFIER, QUESTION = "lang", "resolution", "clause", "id", "q"
STORED = "stored"
PANEL, PROOF = "panel", "proof"
EVERYTHING = "*"

# The heads of paths that the Names view can show; every other path below `id/` is a resolution or a part of one.
ENTITY_KINDS = (
    "actor", "instrument", "meeting", "place", "programme", "event", "date",
    "group", "theme", "verb", "force", "kind", "role", "scheme",
)  # fmt: skip


def kind_of(path: str) -> str:
    """The kind of thing a path below `id/` names: the head of the path, `resolution` where it is a bare slug."""
    head, slash, _ = path.partition("/")
    return head if slash else "resolution"


def address(view: str, language: Language, query: Mapping[str, str]) -> str:
    """The relative address of a view; an empty value is left out."""
    given = {LANGUAGE: language} | {name: value for name, value in query.items() if value}
    path = "./" if view == HOME else view
    return f"{path}?{urlencode(given, safe='/*')}"


def to_clause(resolution: str, clause: str, language: Language) -> str:
    """The address of a part of a resolution in the Read view."""
    return address(READ, language, {RESOLUTION: resolution, CLAUSE: clause})


def to_panel(resolution: str, clause: str, panel: str, language: Language, proof: str = "") -> str:
    """The address of what is told about a part: how to cite it, its evidence, what is like it, its RDF.

    `proof` is the last part of the path of one piece of evidence, which is then shown in the words.
    """
    return address(READ, language, {RESOLUTION: resolution, CLAUSE: clause, PANEL: panel, PROOF: proof})


def to_query(name: str, values: Iterable[tuple[str, object]], language: Language) -> str:
    """The address at which a query of the library stands in the editor, with these values in it."""
    given = {key: _written(value) for key, value in values if key != LANGUAGE}
    return address(SPARQL, language, {STORED: name} | given)


def _written(value: object) -> str:
    if value is None:
        return EVERYTHING
    return ",".join(value) if isinstance(value, (list, tuple)) else str(value)


def to_path(path: str, language: Language) -> str:
    """The address of whatever a path below `id/` names; the empty text where no view shows it."""
    head, _, rest = path.partition("/")
    if head in ENTITY_KINDS:
        return address(ENTITY, language, {IDENTIFIER: path})
    eid, _, item = rest.partition("/")
    if item and item.partition("_")[0] not in ("act", "mention", "evidence", "correction"):
        return ""
    return to_clause(head, eid, language)
