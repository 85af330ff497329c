"""A resolution as the Read view needs it: each provision with its acts, marked words and corrections."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from oic_mandates.explorer import data
from oic_mandates.explorer.data import Answer, Fact
from oic_mandates.explorer.language import NAMES, Language
from oic_mandates.explorer.links import kind_of

CONCEPTS = ("group", "theme")
# The role of what is named and no more; to say so says nothing.
_NAMED = "role/named"


@dataclass(frozen=True, slots=True)
class Span:
    """Marked words: code points [start, end) of the printed text, and what they name (a path)."""

    start: int
    end: int
    path: str
    label: str
    roles: str

    @property
    def kind(self) -> str:
        """What kind of thing is named: verb, actor, instrument ..."""
        return kind_of(self.path)


@dataclass(frozen=True, slots=True)
class Correction:
    """Printed words [start, end) and how they are read, with the reason in `why_language`."""

    start: int
    end: int
    printed: str
    read: str
    why: str
    why_language: str


@dataclass(frozen=True, slots=True)
class Act:
    """A finite verb of the provision and its force; `rank` is 0 where the force is not known."""

    verb: str
    verb_label: str
    force_label: str
    rank: int
    reviewed: bool


@dataclass(frozen=True, slots=True)
class Provision:
    """One part of a resolution. `part` is the head of its eId: formula, rec, sec, para.

    `translation_language` is empty where there is no translation.
    """

    eid: str
    part: str
    number: str
    parent: str
    text: str
    language: str
    translation: str
    spans: tuple[Span, ...]
    concepts: tuple[Span, ...]
    acts: tuple[Act, ...]
    corrections: tuple[Correction, ...]
    translation_language: str = ""


def provisions(resolution: str, language: Language) -> tuple[Provision, ...]:
    """All parts of a resolution in the order of the document; empty where there is no such resolution."""
    spans = _spans(resolution, language)
    acts = _acts(resolution, language)
    corrections = _corrections(resolution, language)
    answer, spoken = translated(resolution, language)
    text_column = answer.columns.index("text")
    found = []
    for row, terms in zip(answer.records(), answer.rows, strict=True):
        iri, eid, term = row["provision"], row["eid"], terms[text_column]
        marked = spans[iri]
        found.append(
            Provision(
                eid=eid,
                part=eid.partition("_")[0],
                number=row["number"] or eid.partition("_")[2],
                parent=data.path_of(row["parent"]).partition("/")[2],
                text=row["text"],
                language=term.language if term else "",
                translation=row["translation"],
                spans=tuple(span for span in marked if span.kind not in CONCEPTS),
                concepts=_distinct([span for span in marked if span.kind in CONCEPTS]),
                acts=tuple(acts[iri]),
                corrections=tuple(corrections[iri]),
                translation_language=spoken if row["translation"] else "",
            )
        )
    return tuple(found)


def translated(resolution: str, language: Language) -> tuple[Answer, str]:
    """The text with its translation into the language, else into another one; and the language of the translation.

    The empty text stands for a resolution without any translation.
    """
    answer = data.ask("reading", resolution=resolution, lang=language)
    for spoken in dict.fromkeys((language, *NAMES)):
        found = data.ask("reading", resolution=resolution, lang=spoken)
        if any(row["translation"] for row in found.records()):
            return found, spoken
    return answer, ""


def _spans(resolution: str, language: Language) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = defaultdict(list)
    named = next((fact.value.value for fact in data.facts(_NAMED, language) if _is_label(fact, language)), "")
    for row in data.ask("spans", resolution=resolution, lang=language).records():
        path = data.path_of(row["entity"])
        evidence = data.local_name(row["class"]) == "Evidence"
        # Evidence of a deadline, or of a part in an act, only points again at words that a mention holds.
        if not path or (evidence and kind_of(path) not in ("verb", *CONCEPTS)):
            continue
        label = row["entityLabel"] or path
        roles = "; ".join(role for role in row["roles"].split("; ") if role != named)
        found[row["provision"]].append(Span(int(row["start"]), int(row["end"]), path, label, roles))
    return found


def _is_label(fact: Fact, language: Language) -> bool:
    return fact.property == "prefLabel" and fact.value.language == language


def _acts(resolution: str, language: Language) -> dict[str, list[Act]]:
    found: dict[str, list[Act]] = defaultdict(list)
    for row in data.ask("acts", resolution=resolution, lang=language).records():
        act = Act(
            verb=data.path_of(row["verb"]),
            verb_label=row["verbLabel"],
            force_label=row["forceLabel"],
            rank=int(row["rank"] or 0),
            reviewed=data.local_name(row["status"]) == "reviewed",
        )
        found[row["provision"]].append(act)
    return found


def _corrections(resolution: str, language: Language) -> dict[str, list[Correction]]:
    found: dict[str, list[Correction]] = defaultdict(list)
    answer = data.ask("corrections", resolution=resolution, lang=language)
    why_column = answer.columns.index("why")
    for row, terms in zip(answer.records(), answer.rows, strict=True):
        why = terms[why_column]
        correction = Correction(
            start=int(row["start"]),
            end=int(row["end"]),
            printed=row["printedWords"],
            read=row["readWords"],
            why=row["why"],
            why_language=why.language if why else "",
        )
        found[row["clause"]].append(correction)
    return found


def _distinct(spans: list[Span]) -> tuple[Span, ...]:
    """One span for each thing named, the groups first."""
    by_path = {span.path: span for span in reversed(spans)}
    return tuple(sorted(by_path.values(), key=lambda span: (span.kind, span.label)))
