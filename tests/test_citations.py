"""Citations, sessions, pointers and parties in three languages."""

from __future__ import annotations

import pytest

from oic_mandates.graph.annotate import annotate
from oic_mandates.graph.model import Annotated, Entity, Language
from oic_mandates.graph.text.sessions import Context
from oic_mandates.graph.text.structure import parse
from oic_mandates.graph.text.verbs import verb_forms
from oic_mandates.graph.vocab import Vocabulary, load_vocabulary

LEAD: dict[Language, str] = {"ar": "1- يدعو ", "en": "1. Calls upon ", "fr": "1. Exhorte "}


def read(text: str, language: Language) -> Annotated:
    """One clause with the given object, annotated as the third session's of the Ministerial Conference."""
    vocabulary = load_vocabulary()
    context = Context(
        Entity("sample", "Instrument", facts={"symbol": "OIC/SAMPLE"}), vocabulary.entities["actor/mcsd"], "2023-06-06"
    )
    document = parse(LEAD[language] + text, verb_forms(vocabulary, language))
    (item,) = annotate(document, vocabulary, context).provisions
    return item


def paths(text: str, language: Language) -> dict[str, str]:
    item = read(text, language)
    return {m.span.of(item.provision.text): m.entity.path for m in item.mentions}


@pytest.mark.parametrize(
    ("text", "language", "words", "path"),
    [
        ("إلى تنفيذ القرار رقم 4/45-ث", "ar", "القرار رقم 4/45-ث", "instrument/cfm-res-4-45-c"),
        ("إلى تنفيذ القرار رقم 45/4-ث", "ar", "القرار رقم 45/4-ث", "instrument/cfm-res-4-45-c"),
        ("إلى تنفيذ القرار رقم: 6/43 – إق", "ar", "القرار رقم: 6/43 – إق", "instrument/cfm-res-6-43-e"),
        ("إلى تنفيذ القرار رقم 3/11 – ث (ق. إ)", "ar", "القرار رقم 3/11 – ث (ق. إ)", "instrument/is-res-3-11-c"),
        ("all to apply Resolution No. 10/11-P(IS)", "en", "Resolution No. 10/11-P(IS)", "instrument/is-res-10-11-p"),
        ("all to implement resolution 4/43-C", "en", "resolution 4/43-C", "instrument/cfm-res-4-43-c"),
        ("tous à appliquer la résolution N°4/43-C", "fr", "résolution N°4/43-C", "instrument/cfm-res-4-43-c"),
        ("all to follow OIC/CFM-43/2016/CS/RES/FINAL", "en", "OIC/CFM-43/2016/CS/RES/FINAL",
         "instrument/oic-cfm-43-2016-cs-res-final"),
        ("all to apply A/RES/70/1", "en", "A/RES/70/1", "instrument/agenda-2030"),
        ("all to apply this resolution", "en", "this resolution", "sample"),
        ("إلى تنفيذ هذا القرار", "ar", "هذا القرار", "sample"),
        ("all to apply Article 24 of the Convention on the Rights of Persons with Disabilities", "en",
         "Article 24 of the Convention on the Rights of Persons with Disabilities", "instrument/crpd/art_24"),
        ("إلى مراعاة المادة السادسة من اتفاقية حقوق الطفل", "ar", "المادة السادسة من اتفاقية حقوق الطفل",
         "instrument/crc/art_6"),
        ("all to reach Goal 5 of the Sustainable Development Goals", "en",
         "Goal 5 of the Sustainable Development Goals", "instrument/sdg-5"),
        ("إلى حضور الدورة المقبلة للمؤتمر الوزاري للتنمية الاجتماعية", "ar",
         "الدورة المقبلة للمؤتمر الوزاري للتنمية الاجتماعية", "meeting/mcsd-3"),
        ("all to attend the fifty-second session of the Council of Foreign Ministers", "en",
         "the fifty-second session of the Council of Foreign Ministers", "meeting/cfm-52"),
        ("tous à la 46ème session du Conseil des ministres des affaires étrangères", "fr",
         "la 46ème session du Conseil des ministres des affaires étrangères", "meeting/cfm-46"),
        ("all to follow the Third Extraordinary Islamic Summit Conference", "en",
         "Third Extraordinary Islamic Summit Conference", "meeting/is-extraordinary-3"),
        ("إلى دعم أنشطة مركز أنقرة والاستفادة من المركز", "ar", "المركز", "actor/sesric"),
    ],
)  # fmt: skip
def test_words_name_their_entity(text: str, language: Language, words: str, path: str) -> None:
    assert paths(text, language).get(words) == path


@pytest.mark.parametrize(
    ("text", "language"),
    [("all to report on the fiscal year 1999/2000", "en"), ("إلى مراجعة السنة المالية 1999/2000", "ar"),
     ("all to read page 4/46", "en"), ("إلى الاطلاع على الصفحة 4/45", "ar")],
)  # fmt: skip
def test_look_alikes_are_no_citations(text: str, language: Language) -> None:
    assert not [path for path in paths(text, language).values() if path.startswith("instrument/")]


@pytest.mark.parametrize(
    ("text", "language", "addressees", "partners", "restriction"),
    [
        ("الدول الأعضاء والأمانة العامة إلى التعاون", "ar", {"member-states", "oic-general-secretariat"}, set(), ""),
        ("الدول الأعضاء، التي لم تقم بذلك بعد، إلى الانضمام", "ar", {"member-states"}, set(), "التي لم تقم بذلك بعد"),
        ("إلى تعزيز التعاون بين الدول الأعضاء", "ar", set(), set(), ""),
        ("الأمانة العامة إلى العمل، بالتعاون مع سيسرك وبدعم من البنك الإسلامي للتنمية", "ar",
         {"oic-general-secretariat"}, {"sesric", "isdb"}, ""),
        ("الدول الأعضاء إلى العمل من خلال الأمانة العامة", "ar", {"member-states"}, set(), ""),
        ("the Member States that have not yet done so to ratify it", "en", {"member-states"}, set(),
         "that have not yet done so"),
        ("the General Secretariat, in coordination with SESRIC and ICESCO, to act", "en",
         {"oic-general-secretariat"}, {"sesric", "icesco"}, ""),
        ("les États membres à agir, en coopération avec l'ICESCO", "fr", {"member-states"}, {"icesco"}, ""),
    ],
)  # fmt: skip
def test_parties_are_those_of_the_syntax(
    text: str, language: Language, addressees: set[str], partners: set[str], restriction: str
) -> None:
    (act,) = read(text, language).acts
    assert {path.removeprefix("actor/") for path in act.addressees} == addressees
    assert {path.removeprefix("actor/") for path in act.partners} == partners
    assert act.restriction == restriction


def test_an_unknown_session_is_minted_and_says_what_the_text_says(vocabulary: Vocabulary) -> None:
    item = read("all to attend the fifty-second session of the Council of Foreign Ministers", "en")
    (entity,) = [m.entity for m in item.mentions if m.entity.kind == "Meeting"]
    assert entity.minted
    assert dict(entity.facts) == {"body": "actor/cfm", "session": 52}
    assert set(entity.labels) == {"ar", "en", "fr"}
    assert entity.path not in vocabulary.entities
