"""What a reader decides by hand stands, and a row that does not fit is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from oic_mandates.graph import review
from oic_mandates.graph.folder import Row
from oic_mandates.graph.model import Annotated, AnnotatedDocument, InputError
from oic_mandates.graph.vocab import Vocabulary

FILE = Path("review.tsv")


def row(provision: str, item: str, decision: str, value: str = "", reason: str = "read again") -> Row:
    cells = {"provision": provision, "item": item, "decision": decision, "value": value}
    return Row(7, {**cells, "reader": "A reader", "date": "2026-11-24", "reason": reason})


def decided(annotated: AnnotatedDocument, vocabulary: Vocabulary, one: Row) -> Annotated:
    found = review.apply(annotated, [one], FILE, vocabulary)
    return next(item for item in found.provisions if item.provision.eid == one.cells["provision"])


def test_a_mention_is_added_in_the_place_of_what_overlaps(annotated: AnnotatedDocument, vocabulary: Vocabulary) -> None:
    item = decided(annotated, vocabulary, row("para_5", "mention أجهزة المنظمة", "add", "actor/oic;actor/icesco"))
    found = [(m.span.of(item.provision.text), m.entity.path) for m in item.mentions]
    assert ("أجهزة المنظمة", "actor/oic") in found
    assert ("أجهزة المنظمة", "actor/icesco") in found
    assert not any(path == "actor/oic-institutions" for _, path in found)


def test_the_second_such_words_are_meant(annotated: AnnotatedDocument, vocabulary: Vocabulary) -> None:
    item = decided(annotated, vocabulary, row("para_10", "mention الدول الأعضاء #3", "drop"))
    before = next(i for i in annotated.provisions if i.provision.eid == "para_10")
    assert len(item.mentions) == len(before.mentions) - 1


def test_acts_are_confirmed_and_set(annotated: AnnotatedDocument, vocabulary: Vocabulary) -> None:
    item = decided(annotated, vocabulary, row("para_8", "acts", "confirm"))
    assert [act.reviewed for act in item.acts] == [True, True]
    item = decided(annotated, vocabulary, row("para_8", "act_2", "set", "partners=actor/sesric;actor/isdb"))
    assert item.acts[1].partners == ("actor/sesric", "actor/isdb")
    assert [act.reviewed for act in item.acts] == [False, True]


def test_a_verb_is_overruled_with_its_evidence(annotated: AnnotatedDocument, vocabulary: Vocabulary) -> None:
    item = decided(annotated, vocabulary, row("para_11", "act_1", "set", "verb=affirms"))
    assert (item.acts[0].verb, item.acts[0].is_mandate) == ("affirms", False)
    assert "verb/affirms" in {e.path for e in item.evidence}
    assert "verb/calls-upon" not in {e.path for e in item.evidence}


@pytest.mark.parametrize(
    ("one", "message"),
    [
        (row("para_999", "acts", "confirm"), "no provision 'para_999'"),
        (row("para_9", "acts", "confirm", reason=""), "needs a reader and a reason"),
        (row("para_9", "mention كلام آخر", "add", "actor/oic"), "stands 0 times"),
        (row("para_9", "mention ماليزيا", "drop"), "no mention of exactly these words"),
        (row("para_9", "mention ماليزيا", "add", "actor/nobody"), "is in no vocabulary"),
        (row("para_9", "act_9", "confirm"), "cannot be decided"),
        (row("para_9", "act_1", "improve"), "cannot be decided"),
        (row("para_9", "act_1", "set", "mood=good"), "write FIELD=VALUE"),
        (row("para_9", "act_1", "set", "partners=Actor SESRIC"), "is no path of an entity"),
    ],
)
def test_a_row_that_does_not_fit_is_told(
    one: Row, message: str, annotated: AnnotatedDocument, vocabulary: Vocabulary
) -> None:
    with pytest.raises(InputError, match=message) as caught:
        review.apply(annotated, [one], FILE, vocabulary)
    assert "line 7" in str(caught.value)
