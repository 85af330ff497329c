"""The working translation is held to the text: whole, with the same numbers, by the verb scheme."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from oic_mandates.graph.folder import Folder
from oic_mandates.graph.model import Annotated, AnnotatedDocument
from oic_mandates.graph.store import EmbeddedStore
from oic_mandates.graph.text import ordinals
from oic_mandates.graph.text.normalize import fold
from oic_mandates.graph.vocab import Vocabulary
from oic_mandates.queries.library import bind, library


def english(item: Annotated) -> str:
    return item.translations["en"]


def test_every_provision_is_translated(annotated: AnnotatedDocument, resolution: Folder) -> None:
    assert [item.provision.eid for item in annotated.provisions if not item.translations.get("en")] == []
    assert set(resolution.translations["en"].texts) == {item.provision.eid for item in annotated.provisions}


def test_the_same_numbers_stand_on_both_sides(annotated: AnnotatedDocument) -> None:
    """English may write in figures what the Arabic counts in words (Article 6, Goal 4), and nothing else."""
    differing = {}
    for item in annotated.provisions:
        printed, text = fold(item.provision.text), fold(english(item))
        here, there = (Counter(re.findall(r"\d+", side)) for side in (printed, text))
        in_words = Counter(str(ordinal.value) for ordinal in ordinals.find(printed, "ar"))
        if here - there or there - here - in_words:
            differing[item.provision.eid] = (here, there)
    assert differing == {}


def test_each_verb_stands_in_the_translation_in_order(annotated: AnnotatedDocument, vocabulary: Vocabulary) -> None:
    labels: dict[str, list[str]] = {}
    for label in vocabulary.named("en", "verb"):
        labels.setdefault(label.path, []).append(fold(label.text))
    missing = []
    for item in annotated.provisions:
        text, start = fold(english(item)), 0
        for act in item.acts:
            found = [
                match.end()
                for label in labels[f"verb/{act.verb}"]
                for match in [re.compile(rf"\b{re.escape(label)}\b").search(text, start)]
                if match
            ]
            if not found:
                missing.append((item.provision.eid, act.verb))
            start = min(found, default=start)
    assert missing == []


@pytest.mark.parametrize("symbol", ["4/46-C", "4/49-C", "4/43-C", "32/2", "OIC/IPHRC/REP/SOGI/CFM-44/2017"])
def test_symbols_take_their_canonical_form(annotated: AnnotatedDocument, symbol: str) -> None:
    assert any(symbol in english(item) for item in annotated.provisions)


def test_the_graph_marks_the_translation_as_unofficial(graph_store: EmbeddedStore) -> None:
    rows = list(graph_store.select(bind(library()["reading"], lang="en")).records())
    assert len(rows) == 168
    assert all(row["translation"] for row in rows)
    unofficial = (
        "PREFIX eli: <http://data.europa.eu/eli/ontology#> ASK { ?translation eli:is_translation_of ?original ;"
        " eli:is_embodied_by/eli:legal_value eli:LegalValue-unofficial ."
        " ?original eli:is_embodied_by/eli:legal_value eli:LegalValue-authoritative }"
    )
    assert graph_store.ask(unofficial)
