"""What the program reads in the real resolution, against what a reader of the Arabic found."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from oic_mandates.graph.model import Annotated, AnnotatedDocument
from oic_mandates.graph.vocab import Vocabulary

GOLD = Path(__file__).parent / "gold" / "acts.tsv"


def gold() -> dict[str, list[dict[str, str]]]:
    """The reader's acts by provision."""
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    with GOLD.open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            rows[row["provision"]].append(row)
    return rows


def at(annotated: AnnotatedDocument, eid: str) -> Annotated:
    return next(item for item in annotated.provisions if item.provision.eid == eid)


def named(annotated: AnnotatedDocument, eid: str) -> list[tuple[str, str]]:
    """Words and entity of each mention."""
    item = at(annotated, eid)
    return [(m.span.of(item.provision.text), m.entity.path) for m in item.mentions]


def test_every_provision_has_the_acts_of_the_reader(annotated: AnnotatedDocument) -> None:
    rows = gold()
    differing = {
        item.provision.eid: (expected, [act.verb for act in item.acts])
        for item in annotated.provisions
        if (expected := [row["verb"] for row in rows.get(item.provision.eid, [])]) != [act.verb for act in item.acts]
    }
    assert differing == {}


def test_mandates_and_their_parties_are_those_of_the_reader(annotated: AnnotatedDocument) -> None:
    missed: Counter[str] = Counter()
    invented: Counter[str] = Counter()
    for eid, rows in gold().items():
        for row, act in zip(rows, at(annotated, eid).acts, strict=True):
            assert act.is_mandate == (row["mandate"] == "true"), eid
            for column, values in (
                ("addressees", act.addressees), ("partners", act.partners), ("due", act.due),
                ("reports_to", act.reports_to),
            ):  # fmt: skip
                expected = set(filter(None, row[column].split(";")))
                missed[column] += len(expected - set(values))
                invented[column] += len(set(values) - expected)
    assert invented.total() == 0
    # The host country of clause 136 is named by a pointer that no rule follows yet.
    assert missed.total() <= 1


def test_every_span_lies_in_its_provision(annotated: AnnotatedDocument) -> None:
    for item in annotated.provisions:
        spans = [m.span for m in item.mentions] + [e.span for e in item.evidence] + [a.verb_span for a in item.acts]
        for span in spans:
            assert 0 <= span.start < span.end <= len(item.provision.text)
            words = span.of(item.provision.text)
            assert words == words.strip()


def test_mentions_overlap_only_where_one_phrase_names_two_things(annotated: AnnotatedDocument) -> None:
    for item in annotated.provisions:
        for i, one in enumerate(item.mentions):
            for other in item.mentions[i + 1 :]:
                assert not one.span.overlaps(other.span) or one.span == other.span


@pytest.mark.parametrize(
    ("eid", "words", "path"),
    [
        ("rec_4", "القرار رقم: 46/4-ث", "instrument/cfm-res-4-46-c"),
        ("rec_5", "القرار رقم 4/46", "instrument/cfm-res-4-46-c"),
        ("rec_13", "المادة (22) من اتفاقية الأمم المتحدة لحقوق الطفل", "instrument/crc/art_22"),
        ("rec_15", "خطة التنمية المستدامة لعام 2030", "instrument/agenda-2030"),
        ("rec_15", "دورتها السبعين", "meeting/unga-70"),
        ("rec_7", "دورته الأولى", "meeting/mcsd-1"),
        ("rec_8", "قرارات", "instrument/mcw-8-resolutions"),
        ("para_1", "القرار رقم 49/4-ث", "instrument/cfm-res-4-49-c"),
        ("para_1", "دوراته السابعة والأربعين", "meeting/cfm-47"),
        ("para_1", "الثامنة والأربعين", "meeting/cfm-48"),
        ("para_1", "التاسعة والأربعين", "meeting/cfm-49"),
        ("para_8", "قرار مجلس وزراء الخارجية رقم: 43/4-ث", "instrument/cfm-res-4-43-c"),
        ("para_8", "قرار مجلس حقوق الإنسان التابع للأمم المتحدة رقم 2/32", "instrument/hrc-res-32-2"),
        ("para_8", "الوثيقة رقم: (OIC/IPHRC/REP/SOGI/CFM-44/2017)", "instrument/iphrc-sogi-study"),
        ("para_9", "مركز الأبحاث الإحصائية والاقتصادية والاجتماعية والتدريب للدول الإسلامية (سيبريك)", "actor/sesric"),
        ("para_9", "مركز الأبحاث للتاريخ والفنون والثقافة الإسلامية (أرسیکا)", "actor/ircica"),
        ("para_30", "دورته القادمة", "meeting/cfm-50"),
        ("para_35", "للهدف الرابع من أهداف التنمية المستدامة", "instrument/sdg-4"),
        ("para_86", "سييسريك", "actor/sesric"),
        ("para_114", "المجموعة الإسلامية في كل من نيويورك وجنيف", "actor/oic-group-geneva"),
        ("para_114", "المجموعة الإسلامية في كل من نيويورك وجنيف", "actor/oic-group-new-york"),
        ("para_137", "هذا القرار", "mcsd-2-2023-final-res"),
    ],
)
def test_words_lead_to_their_entity(annotated: AnnotatedDocument, eid: str, words: str, path: str) -> None:
    assert (words, path) in named(annotated, eid)


def test_what_is_not_known_is_marked(annotated: AnnotatedDocument, vocabulary: Vocabulary) -> None:
    for item in annotated.provisions:
        for mention in item.mentions:
            if mention.entity.path != "mcsd-2-2023-final-res":
                assert mention.entity.minted == (mention.entity.path not in vocabulary.entities)


def test_a_misprinted_verb_is_read_and_quoted_as_printed(annotated: AnnotatedDocument) -> None:
    item = at(annotated, "rec_14")
    assert [act.verb for act in item.acts] == ["recalls"]
    assert item.acts[0].verb_span.of(item.provision.text) == "وإذ يستنكر"
    assert "يستذكر" in item.reading


def test_a_restriction_stays_with_the_addressee(annotated: AnnotatedDocument) -> None:
    (act,) = at(annotated, "para_43").acts
    assert act.addressees == ("actor/member-states",)
    assert act.restriction == "التي لم تقم بذلك بعد"


def test_the_conference_s_own_name_hides_its_themes(annotated: AnnotatedDocument) -> None:
    (act, *_) = at(annotated, "rec_16").acts
    assert "theme/social-development" not in act.themes


@pytest.mark.parametrize(
    ("eid", "path", "role"),
    [
        ("rec_17", "actor/sesric", "organizer"),
        ("para_16", "actor/turkiye", "host"),
        ("para_17", "actor/turkiye", "chair"),
        ("para_86", "actor/guinea", "host"),
        ("para_104", "actor/king-mohammed-vi", "chair"),
        ("para_101", "actor/palestine-ministry-social-development", "channel"),
        ("para_134", "actor/jordan", "host"),
    ],
)
def test_who_hosts_chairs_or_organises(annotated: AnnotatedDocument, eid: str, path: str, role: str) -> None:
    assert any(role in m.roles for m in at(annotated, eid).mentions if m.entity.path == path)
