"""What the graph states of a part of a resolution, each statement with the words that prove it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from oic_mandates.explorer import data
from oic_mandates.explorer.data import Answer, Term

# What an act states, in the order in which a reader asks: who does what, with whom, for whom, by when.
PROPERTIES = ("verb", "addressee", "partner", "beneficiary", "theme", "reportsTo", "due")

_Things = Mapping[str, Mapping[str, list[Term]]]


@dataclass(frozen=True, slots=True)
class Proof:
    """Words of the printed text that prove a statement: code points [start, end); `name` tells them apart."""

    name: str
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: a property of an act (empty where a name only stands in the text) and what it points to."""

    property: str
    path: str
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """An act with its statements, the verb first."""

    reviewed: bool
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is stated of a part. `shift` leads from a place in the part to one in the file, where one does."""

    acts: tuple[Act, ...]
    named: tuple[Statement, ...]
    corrections: tuple[Proof, ...]
    shift: int | None

    def proofs(self) -> Iterator[Proof]:
        """All proofs in the order of the page; the same words may prove several statements."""
        for statement in (*(found for act in self.acts for found in act.statements), *self.named):
            yield from statement.proofs
        yield from self.corrections


def evidence(answer: Answer, path: str) -> Evidence:
    """The statements of the part at `path` and their proofs, read from the answer of `statements-of-clause`."""
    things = _things(answer)
    part = things.get(data.iri_of(path), {})
    acts = sorted((term.value for term in part.get("performs", [])), key=lambda iri: _whole(things[iri], "position"))
    made = tuple(_act(things, things[iri]) for iri in acts)
    used = {proof.name for act in made for statement in act.statements for proof in statement.proofs}
    found: dict[str, list[Proof]] = defaultdict(list)
    corrections = []
    for iri, thing in things.items():
        if "hasTarget" not in thing:
            continue
        proof = _proof(things, iri)
        if "hasBody" not in thing:
            corrections.append(proof)
        elif proof.name not in used:
            found[data.path_of(thing["hasBody"][0].value)].append(proof)
    named = [Statement("", body, _ordered(proofs)) for body, proofs in found.items()]
    named.sort(key=lambda statement: (statement.proofs[0].start, statement.path))
    return Evidence(made, tuple(named), _ordered(corrections), _shift(part))


def _things(answer: Answer) -> _Things:
    """Everything that is described: property (the last part of its IRI) to values, by IRI."""
    found: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, value in answer.rows:
        if subject and predicate and value:
            found[subject.value][data.local_name(predicate.value)].append(value)
    return {iri: dict(thing) for iri, thing in found.items()}


def _act(things: _Things, act: Mapping[str, list[Term]]) -> Act:
    proofs: dict[str, list[Proof]] = defaultdict(list)
    for term in act.get("evidence", []):
        for body in things[term.value].get("hasBody", []):
            proofs[body.value].append(_proof(things, term.value))
    statements = [
        Statement(name, data.path_of(value.value), _ordered(proofs[value.value]))
        for name in PROPERTIES
        for value in act.get(name, [])
    ]
    reviewed = any(data.local_name(term.value) == "reviewed" for term in act.get("status", []))
    return Act(reviewed, tuple(statements))


def _proof(things: _Things, annotation: str) -> Proof:
    target = things[things[annotation]["hasTarget"][0].value]
    selectors = [things[term.value] for term in target["hasSelector"]]
    place = next(selector for selector in selectors if "start" in selector)
    quote = next(selector for selector in selectors if "exact" in selector)
    name = data.local_name(annotation)
    return Proof(name, _whole(place, "start"), _whole(place, "end"), quote["exact"][0].value)


def _ordered(proofs: list[Proof]) -> tuple[Proof, ...]:
    return tuple(sorted(proofs, key=lambda proof: (proof.start, proof.end, proof.name)))


def _whole(thing: Mapping[str, list[Term]], name: str) -> int:
    return int(thing[name][0].value) if name in thing else 0


def _shift(part: Mapping[str, list[Term]]) -> int | None:
    """Where the part begins in the file, if no character of it was left off or joined; else None."""
    start, end = _whole(part, "sourceStart"), _whole(part, "sourceEnd")
    texts = part.get("text", [])
    return start if texts and end - start == len(texts[0].value) else None
