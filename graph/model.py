"""Plain types that every stage shares; this module imports nothing of the project.

All offsets are Unicode code points, start inclusive, end exclusive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["ar", "en", "fr"]
ProvisionKind = Literal["Section", "EnactingFormula", "Recital", "OperativeClause"]
EntityKind = Literal[
    "Organization", "State", "ActorGroup", "Person",
    "Instrument", "Meeting", "Place", "Programme", "Event", "Date",
]  # fmt: skip
ACTOR_KINDS = frozenset({"Organization", "State", "ActorGroup", "Person"})


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def of(self, text: str) -> str:
        """The words at this place."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Run:
    """`length` characters of a provision that stand unbroken in the source."""

    text_start: int
    source_start: int
    length: int


@dataclass(frozen=True, slots=True)
class Provision:
    """A heading, the enacting formula, a recital or an operative clause.

    `text` is what stands in the source but for list and emphasis marks; halves cut by a
    page break are joined by one space. `runs` lead each other character back to the source.
    """

    eid: str
    kind: ProvisionKind
    number: str
    position: int
    text: str
    parent: str | None
    runs: tuple[Run, ...]

    @property
    def source_span(self) -> Span:
        """From the first to the last character in the source."""
        last = self.runs[-1]
        return Span(self.runs[0].source_start, last.source_start + last.length)

    def source_offset(self, offset: int) -> int:
        """Where in the source the character at `offset` of the text stands.

        The space that joins two halves stands nowhere: it answers with the end of the first.
        """
        for run in reversed(self.runs):
            if run.text_start <= offset:
                return run.source_start + min(offset - run.text_start, run.length)
        raise IndexError(f"{self.eid} has no character at {offset}")


@dataclass(frozen=True, slots=True)
class Layout:
    """Characters of the source that belong to no provision, and what they are."""

    span: Span
    role: str


@dataclass(frozen=True, slots=True)
class Document:
    """A resolution in its structure; provisions and layout together hold the whole source."""

    symbol: str
    title: str
    language: Language
    source: str
    provisions: tuple[Provision, ...]
    layout: tuple[Layout, ...]

    def provision(self, eid: str) -> Provision:
        """The provision with this eId; KeyError where there is none."""
        for provision in self.provisions:
            if provision.eid == eid:
                return provision
        raise KeyError(eid)


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing that a text can name. `path` is its IRI below `id/`, such as `actor/sesric`.

    `facts` holds, for entities minted from a text, what the text says of them
    (property name to value; a value that is a path names another entity).
    """

    path: str
    kind: EntityKind
    labels: Mapping[str, str] = field(default_factory=dict, compare=False)
    minted: bool = False
    facts: Mapping[str, str | int | bool] = field(default_factory=dict, compare=False)


def plain_role(entity: Entity) -> str:
    """The role of a mention to which the sentence gives no other."""
    return {"Instrument": "cited", "Place": "location"}.get(entity.kind, "named")


@dataclass(frozen=True, slots=True)
class Mention:
    """One occurrence of an entity in the printed text of a provision."""

    span: Span
    entity: Entity
    roles: tuple[str, ...] = ("named",)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that show a concept (verb, group, theme) or a deadline; `path` is what they show."""

    span: Span
    path: str
    role: str


@dataclass(frozen=True, slots=True)
class SpeechAct:
    """What the conference does with one finite verb.

    `span` covers the words that the verb governs; people asked to act are given by entity path.
    """

    verb: str
    verb_span: Span
    span: Span
    is_mandate: bool
    addressees: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    beneficiaries: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    reports_to: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    restriction: str = ""
    reviewed: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """Printed words and how they must be read, with the reason by language."""

    provision: str
    printed: str
    read: str
    reason: Mapping[str, str]
    span: Span


@dataclass(frozen=True, slots=True)
class Annotated:
    """A provision with all that was found in it."""

    provision: Provision
    reading: str
    corrections: tuple[Correction, ...] = ()
    mentions: tuple[Mention, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    acts: tuple[SpeechAct, ...] = ()
    translations: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class AnnotatedDocument:
    """A document whose provisions are annotated, in document order."""

    document: Document
    provisions: tuple[Annotated, ...]


class InputError(Exception):
    """What a person can mend: one sentence that names the file, the place and the cure."""
