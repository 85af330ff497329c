"""What a reader confirmed or overruled by hand, laid over what the program found.

A row of `review.tsv` names a provision, an item in it, a decision, a value and the reason:

| item | decision | value |
|---|---|---|
| `mention WORDS` (`mention WORDS #2` for the second such words) | `add` | entity paths, `;` between several |
| `mention WORDS` | `drop` | empty |
| `act_2`, or `acts` for all of the provision | `confirm` | empty |
| `act_2` | `set` | `addressees=PATHS`, `partners=...`, `reports_to=...`, `due=...` or `verb=SLUG` |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from oic_mandates.graph import iris
from oic_mandates.graph.folder import Row
from oic_mandates.graph.model import (
    Annotated,
    AnnotatedDocument,
    Entity,
    Evidence,
    InputError,
    Mention,
    Span,
    SpeechAct,
    plain_role,
)
from oic_mandates.graph.vocab import Vocabulary

_WORDS = re.compile(r"mention (?P<words>.+?)(?: #(?P<nth>\d+))?")
_FIELDS = ("addressees", "partners", "reports_to", "due")


def apply(annotated: AnnotatedDocument, rows: Iterable[Row], file: Path, vocabulary: Vocabulary) -> AnnotatedDocument:
    """The document as its readers left it; InputError names the line of a row that does not fit."""
    items = {item.provision.eid: item for item in annotated.provisions}
    for row in rows:
        place = f"{file}, line {row.line}"
        eid = row.cells["provision"]
        if eid not in items:
            raise InputError(
                f"{place}: the text has no provision {eid!r}; give the eId as `oic-mandates read` prints it."
            )
        if not row.cells["reason"] or not row.cells["reader"]:
            raise InputError(f"{place}: a decision needs a reader and a reason; fill in both.")
        items[eid] = _decide(items[eid], row, place, vocabulary)
    return replace(annotated, provisions=tuple(items[item.provision.eid] for item in annotated.provisions))


def _decide(item: Annotated, row: Row, place: str, vocabulary: Vocabulary) -> Annotated:
    name, decision, value = row.cells["item"], row.cells["decision"], row.cells["value"]
    words = _WORDS.fullmatch(name)
    if words and decision in ("add", "drop"):
        span = _find(item.provision.text, words["words"], int(words["nth"] or 1), place)
        if decision == "drop":
            return _drop(item, span, place)
        return _add(item, span, _entities(value, vocabulary, place))
    numbers = range(len(item.acts)) if name == "acts" else [int(name[4:]) - 1] if re.fullmatch(r"act_\d+", name) else []
    if decision in ("confirm", "set") and numbers and max(numbers) < len(item.acts):
        change = _confirm if decision == "confirm" else _setting(value, vocabulary, place)
        acts = tuple(change(act) if i in numbers else act for i, act in enumerate(item.acts))
        return replace(item, acts=acts, evidence=_verb_evidence(item, acts))
    raise InputError(f"{place}: {name!r} cannot be decided by {decision!r}; graph/review.py lists what can be said.")


def _verb_evidence(item: Annotated, acts: Iterable[SpeechAct]) -> tuple[Evidence, ...]:
    """The evidence with the verbs that the acts have now."""
    verbs = {act.verb_span: f"verb/{act.verb}" for act in acts}
    return tuple(replace(e, path=verbs[e.span]) if e.role == "verb" and e.span in verbs else e for e in item.evidence)


def _find(text: str, words: str, nth: int, place: str) -> Span:
    # Whole words; in Arabic a conjunction or preposition may be attached in front.
    found = [m.start("w") for m in re.finditer(rf"(?<!\w)[وفبلك]{{0,2}}(?P<w>{re.escape(words)})(?!\w)", text)]
    if nth > len(found):
        raise InputError(f"{place}: {words!r} stands {len(found)} times in the provision; copy the printed words.")
    return Span(found[nth - 1], found[nth - 1] + len(words))


def _entities(value: str, vocabulary: Vocabulary, place: str) -> list[Entity]:
    entities = []
    for path in value.split(";"):
        if path not in vocabulary.entities:
            raise InputError(f"{place}: {path!r} is in no vocabulary; add the entity there, or correct the path.")
        entities.append(vocabulary.entities[path])
    return entities


def _drop(item: Annotated, span: Span, place: str) -> Annotated:
    kept = tuple(m for m in item.mentions if m.span != span)
    if len(kept) == len(item.mentions):
        raise InputError(f"{place}: the program found no mention of exactly these words; drop what it found.")
    return replace(item, mentions=kept)


def _add(item: Annotated, span: Span, entities: Iterable[Entity]) -> Annotated:
    """A mention by hand takes the place of what overlaps it."""
    kept = [m for m in item.mentions if not m.span.overlaps(span)]
    kept += [Mention(span, entity, (plain_role(entity),)) for entity in entities]
    return replace(item, mentions=tuple(sorted(kept, key=lambda m: (m.span, m.entity.path))))


def _confirm(act: SpeechAct) -> SpeechAct:
    return replace(act, reviewed=True)


def _setting(value: str, vocabulary: Vocabulary, place: str) -> Callable[[SpeechAct], SpeechAct]:
    """A change that sets one field of an act, which is thereby reviewed."""
    field, sign, text = value.partition("=")
    if field == "verb" and text in vocabulary.verbs:
        verb = vocabulary.verbs[text]
        return lambda act: replace(act, verb=verb.slug, is_mandate=verb.makes_mandate, reviewed=True)
    if not sign or field not in _FIELDS:
        raise InputError(f"{place}: write FIELD=VALUE with one of {', '.join((*_FIELDS, 'verb'))}, not {value!r}.")
    paths = tuple(filter(None, text.split(";")))
    for path in paths:
        try:
            iris.entity(path)
        except ValueError:
            raise InputError(f"{place}: {path!r} is no path of an entity; write for example actor/sesric.") from None
    return lambda act: replace(act, **{field: paths}, reviewed=True)  # type: ignore[arg-type]
