"""Citations: the exact words for real provisions, and files that strict readers of each format take whole."""

from __future__ import annotations

import dataclasses
import datetime
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from oic_mandates.graph.cite import facts, manners, records, web
from oic_mandates.graph.cite.facts import Cited, Named, Part, Work, cited
from oic_mandates.graph.cite.manners import citation
from oic_mandates.graph.cite.records import Options, bibtex, csl, csl_json, ris
from oic_mandates.graph.cite.wording import MANNERS, Manner, clean, day, pinpoint
from oic_mandates.graph.iris import ID
from oic_mandates.graph.model import InputError, Language
from oic_mandates.graph.store import EmbeddedStore
from oic_mandates.graph.table import Table
from oic_mandates.queries.library import bind, library

SLUG = "mcsd-2-2023-final-res"
RESOLUTION = str(ID[SLUG])
SMALL = Path(__file__).parent / "data" / "small.trig"
SCHEMA = Namespace("https://schema.org/")
LANGUAGES: tuple[Language, ...] = ("en", "ar", "fr")

TITLE_EN = (
    "Resolution of the Second Session of the Ministerial Conference on Social Development in the Member States"
    " of the Organisation of Islamic Cooperation"
)
TITLE_FR = (
    "Résolution de la deuxième session de la Conférence ministérielle sur le développement social"
    " dans les États membres de l'Organisation de la coopération islamique"
)
TITLE_AR = (
    "القرار الصادر عن الدورة الثانية للمؤتمر الوزاري للتنمية الاجتماعية في الدول الأعضاء في منظمة التعاون الإسلامي"
)
AUTHOR_EN = "Organisation of Islamic Cooperation, Ministerial Conference on Social Development"
AUTHOR_FR = "Organisation de la coopération islamique, Conférence ministérielle sur le développement social"
AUTHOR_AR = "المؤتمر الوزاري للتنمية الاجتماعية في الدول الأعضاء في منظمة التعاون الإسلامي"
SYMBOL = "OIC/MCSD-2/2023/FINAL-RES"
WORDS_AR = (
    "يحث على تعزيز التعاون بين الدول المستضيفة للأطفال اللاجئين ومنظمات الأمم المتحدة من أجل تسجيلهم"
    " وتوفير كافة سبل الحماية الاجتماعية ومنع استغلالهم."
)
WORDS_EN = (
    "Urges that cooperation be strengthened between the States hosting refugee children and United Nations"
    " organizations in order to register these children, provide all means of social protection and prevent"
    " their exploitation."
)
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture(scope="module")
def everything(graph_store: EmbeddedStore) -> Table:
    return graph_store.select(bind(library()["cited-as"]))


@pytest.fixture(scope="module")
def all_items(everything: Table) -> tuple[Cited, ...]:
    return cited(everything, sorted({row[0].value for row in everything if row[0]}))


@pytest.fixture(scope="module")
def by_path(all_items: tuple[Cited, ...]) -> dict[str, Cited]:
    return {item.iri.removeprefix(RESOLUTION).removeprefix("/"): item for item in all_items}


# --- the words of each manner


@pytest.mark.parametrize(
    ("manner", "path", "expected"),
    [
        ("oscola", "", f"{AUTHOR_EN}, ‘{TITLE_EN}’ (6 June 2023) {SYMBOL} <{RESOLUTION}>"),
        ("oscola", "para_47", f"{AUTHOR_EN}, ‘{TITLE_EN}’ (6 June 2023) {SYMBOL}, para 47 <{RESOLUTION}/para_47>"),
        ("oscola", "rec_3", f"{AUTHOR_EN}, ‘{TITLE_EN}’ (6 June 2023) {SYMBOL}, recital 3 <{RESOLUTION}/rec_3>"),
        ("bluebook", "", f"{AUTHOR_EN}, {TITLE_EN}, Doc. {SYMBOL} (June 6, 2023), {RESOLUTION}"),
        ("bluebook", "para_47", f"{AUTHOR_EN}, {TITLE_EN}, ¶ 47, Doc. {SYMBOL} (June 6, 2023), {RESOLUTION}/para_47"),
        ("bluebook", "rec_3", f"{AUTHOR_EN}, {TITLE_EN}, pmbl. ¶ 3, Doc. {SYMBOL} (June 6, 2023), {RESOLUTION}/rec_3"),
        (
            "arabic",
            "",
            f"{AUTHOR_AR}، «{TITLE_AR}»، الوثيقة {SYMBOL} المؤرخة 6 يونيو 2023، متاحة على الرابط: <{RESOLUTION}>",
        ),
        (
            "arabic",
            "para_47",
            f"{AUTHOR_AR}، «{TITLE_AR}»، الوثيقة {SYMBOL} المؤرخة 6 يونيو 2023، الفقرة 47،"
            f" متاحة على الرابط: <{RESOLUTION}/para_47>",
        ),
        (
            "arabic",
            "rec_3",
            f"{AUTHOR_AR}، «{TITLE_AR}»، الوثيقة {SYMBOL} المؤرخة 6 يونيو 2023، الفقرة 3 من الديباجة،"
            f" متاحة على الرابط: <{RESOLUTION}/rec_3>",
        ),
        (
            "french",
            "",
            f"{AUTHOR_FR}, «{NBSP}{TITLE_FR}{NBSP}», 6 juin 2023, doc. {SYMBOL}, en ligne{NBSP}: <{RESOLUTION}>",
        ),
        (
            "french",
            "para_47",
            f"{AUTHOR_FR}, «{NBSP}{TITLE_FR}{NBSP}», 6 juin 2023, doc. {SYMBOL}, para. 47,"
            f" en ligne{NBSP}: <{RESOLUTION}/para_47>",
        ),
        (
            "french",
            "rec_3",
            f"{AUTHOR_FR}, «{NBSP}{TITLE_FR}{NBSP}», 6 juin 2023, doc. {SYMBOL}, préambule, al. 3,"
            f" en ligne{NBSP}: <{RESOLUTION}/rec_3>",
        ),
    ],
)
def test_citation_to_the_letter(by_path: dict[str, Cited], manner: Manner, path: str, expected: str) -> None:
    assert citation(by_path[path], manner) == expected


@pytest.mark.parametrize(
    ("manner", "end"),
    [
        ("oscola", f"<{RESOLUTION}/para_47>: ‘{WORDS_EN}’ (unofficial translation)"),
        ("bluebook", f"{RESOLUTION}/para_47 (“{WORDS_EN}”) (unofficial translation)"),
        ("arabic", f"<{RESOLUTION}/para_47>: «{WORDS_AR}»"),
        ("french", f"<{RESOLUTION}/para_47>{NBSP}: «{NBSP}{WORDS_AR}{NBSP}»"),
    ],
)
def test_quoted_words_are_those_printed_or_marked_as_a_translation(
    by_path: dict[str, Cited], manner: Manner, end: str
) -> None:
    assert citation(by_path["para_47"], manner, with_words=True).endswith(end)
    assert citation(by_path[""], manner, with_words=True) == citation(by_path[""], manner)


@pytest.mark.parametrize(
    ("manner", "end"),
    [
        ("oscola", f"<{RESOLUTION}> accessed 1 May 2026"),
        ("bluebook", f"{RESOLUTION} (last visited May 1, 2026)"),
        ("arabic", f"<{RESOLUTION}> (تاريخ الاطلاع: 1 مايو 2026)"),
        ("french", f"<{RESOLUTION}> (consulté le 1er mai 2026)"),
    ],
)
def test_day_of_access_stands_only_where_it_is_given(by_path: dict[str, Cited], manner: Manner, end: str) -> None:
    assert citation(by_path[""], manner, accessed=datetime.date(2026, 5, 1)).endswith(end)
    assert not re.search("accessed|visited|الاطلاع|consulté", citation(by_path[""], manner))


def test_every_provision_has_its_own_address_and_pinpoint(all_items: tuple[Cited, ...]) -> None:
    assert len(all_items) == 169
    for manner in MANNERS:
        found = {citation(item, manner) for item in all_items}
        assert len(found) == len(all_items)
        places = [pinpoint(item.part, manner) for item in all_items if item.part]
        assert len(set(places)) == len(places) == 168


def test_words_of_the_pinpoints(by_path: dict[str, Cited]) -> None:
    section, formula = by_path["sec_2"].part, by_path["formula_1"].part
    assert section
    assert formula
    assert [pinpoint(section, manner) for manner in MANNERS] == ["section 2", "§ 2", "القسم (ب)", "section 2"]
    assert [pinpoint(formula, manner) for manner in MANNERS] == [
        "enacting formula",
        "pmbl.",
        "العبارة الاستهلالية",
        "formule introductive",
    ]


@pytest.mark.parametrize(
    ("eid", "number", "expected"),
    [
        ("annex_1__para_3", "3", ("annex 1, para 3", "annex 1, ¶ 3", "المرفق 1، الفقرة 3", "annexe 1, para. 3")),
        ("cmp_2__rec_4", "", ("resolution 2, recital 4", "Res. 2, pmbl. ¶ 4")),
        ("para_4", "٤", ("para 4", "¶ 4", "الفقرة ٤", "para. 4")),
        ("para_5", "5 bis", ("para 5 bis", "¶ 5 bis", "الفقرة 5 bis", "para. 5 bis")),
    ],
)
def test_pinpoint_within_annexes_and_with_printed_numbers(eid: str, number: str, expected: tuple[str, ...]) -> None:
    part = Part(f"{RESOLUTION}/{eid}", eid, number, RESOLUTION)
    assert tuple(pinpoint(part, manner) for manner in MANNERS)[: len(expected)] == expected


def test_title_in_no_language_of_the_manner_is_the_authentic_one_with_its_language() -> None:
    work = Work(RESOLUTION, SYMBOL, {"ar": TITLE_AR, "fr": TITLE_FR}, "ar", datetime.date(2023, 12, 1))
    item = Cited(work)
    assert citation(item, "oscola") == f"‘{TITLE_AR}’ (in Arabic) (1 December 2023) {SYMBOL} <{RESOLUTION}>"
    assert citation(item, "bluebook") == f"{TITLE_AR} (in Arabic), Doc. {SYMBOL} (Dec. 1, 2023), {RESOLUTION}"
    english = Cited(dataclasses.replace(work, titles={"en": "Resolution"}, authentic="en"))
    assert citation(english, "arabic").startswith(
        f"«Resolution» (بالإنجليزية)، الوثيقة {SYMBOL} المؤرخة 1 ديسمبر 2023،"
    )
    assert citation(english, "french").startswith(f"«{NBSP}Resolution{NBSP}» (en anglais), 1er décembre 2023, doc.")


@pytest.mark.parametrize(
    ("month", "expected"), [(1, "Jan. 2, 2024"), (5, "May 2, 2024"), (9, "Sept. 2, 2024"), (12, "Dec. 2, 2024")]
)
def test_months_of_the_bluebook(month: int, expected: str) -> None:
    assert day(datetime.date(2024, month, 2), "bluebook") == expected


def test_what_the_graph_does_not_know_is_left_out() -> None:
    item = cited(
        EmbeddedStore.in_memory([SMALL]).select(bind(library()["cited-as"])), [str(ID["mcsd-9-2031-final-res/rec_1"])]
    )[0]
    iri = "https://w3id.org/oic-mandates/id/mcsd-9-2031-final-res/rec_1"
    assert citation(item, "oscola") == f"‘Resolution’ (6 June 2031) OIC/MCSD-9/2031/FINAL-RES, recital 1 <{iri}>"
    bare = Cited(Work(RESOLUTION, SYMBOL, {}, ""))
    assert citation(bare, "oscola") == f"{SYMBOL} <{RESOLUTION}>"
    assert bibtex([bare]).splitlines()[0] == f"@misc{{oic-{SLUG},"
    assert {line[:2] for line in ris([bare]).splitlines()} == {"TY", "ID", "SN", "UR", "ER"}
    assert csl([bare]) == [{"id": f"oic-{SLUG}", "type": "report", "number": SYMBOL, "URL": RESOLUTION}]


# --- what is asked for


def test_order_and_number_are_those_asked_for(everything: Table) -> None:
    wanted = [f"{RESOLUTION}/rec_3", RESOLUTION, f"{RESOLUTION}/rec_3", f"{RESOLUTION}/para_47"]
    assert [item.iri for item in cited(everything, wanted)] == [wanted[0], RESOLUTION, wanted[3]]


@pytest.mark.parametrize("path", ["mcsd-2-2023-final-res/para_47/act_1", "mcsd-2-2023-final-res/para_900", "actor/oic"])
def test_what_cannot_be_cited_is_said(everything: Table, path: str) -> None:
    with pytest.raises(InputError, match="there is nothing to cite at"):
        cited(everything, [str(ID[path])])


def test_one_provision_asked_for_answers_with_its_resolution(graph_store: EmbeddedStore) -> None:
    table = graph_store.select(bind(library()["cited-as"], cited=f"{SLUG}/para_47", lang="en"))
    item = cited(table, [f"{RESOLUTION}/para_47"])[0]
    assert (item.work.symbol, item.work.authentic) == (SYMBOL, "ar")
    assert item.work.date == datetime.date(2023, 6, 6)
    assert facts.quotation(item, "en") == facts.Quotation(WORDS_EN, "en", unofficial=True)
    assert facts.quotation(item, "ar") == facts.Quotation(WORDS_AR, "ar", unofficial=False)
    assert facts.quotation(item, "fr") == facts.Quotation(WORDS_AR, "ar", unofficial=False)


def test_keys_are_unique_stable_and_ascii(all_items: tuple[Cited, ...]) -> None:
    keys = [item.key for item in all_items]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"[a-z][a-z0-9_-]*(:[a-z0-9_-]+)?", key) for key in keys)
    assert "oic-mcsd-2-2023-final-res:para_47" in keys
    assert "oic-mcsd-2-2023-final-res" in keys


# --- strict readers, each by the rule of its format

ESCAPED = {
    r"{\textbackslash}": "\\", r"{\textbraceleft}": "{", r"{\textbraceright}": "}", r"{\textasciitilde}": "~",
    r"{\textasciicircum}": "^", r"\$": "$", r"\&": "&", r"\#": "#", r"\_": "_", r"\%": "%",
}  # fmt: skip
_ESCAPE = re.compile("|".join(map(re.escape, ESCAPED)))


def read_bibtex(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Entries of a file of `@misc{key, name = {value}, ...}`; AssertionError for anything else."""
    at = 0
    while at < len(text):
        head = re.compile(r"@misc\{([^\s,{}\"#%'()=\\]+),\n").match(text, at)
        assert head, text[at : at + 80]
        at = head.end()
        fields: dict[str, str] = {}
        while not text.startswith("}\n", at):
            name = re.compile(r"  ([a-z]+) = \{").match(text, at)
            assert name, text[at : at + 80]
            start, depth, at = name.end(), 1, name.end()
            while depth:
                depth += {"{": 1, "}": -1}.get(text[at], 0)
                at += 1
            assert name[1] not in fields
            fields[name[1]] = text[start : at - 1]
            assert text.startswith(",\n", at)
            at += 2
        at += 2
        if at < len(text):
            assert text[at] == "\n"
            at += 1
        yield head[1], fields


def plain(value: str) -> str:
    """A value with its escapes undone; AssertionError where a special character stands bare."""
    if value.startswith("{") and not _ESCAPE.match(value):
        assert value.endswith("}")
        value = value[1:-1]
    assert not re.search(r"[\\{}~^$&#_%]", _ESCAPE.sub("", value)), value
    return _ESCAPE.sub(lambda match: ESCAPED[match[0]], value)


def read_ris(text: str) -> list[list[tuple[str, str]]]:
    """References of a file, by the rule: every line a tag of two signs, two spaces, a dash, a space; CRLF."""
    assert text.endswith("\r\n")
    found: list[list[tuple[str, str]]] = []
    for line in text.removesuffix("\r\n").split("\r\n"):
        if not line:
            assert found[-1][-1] == ("ER", "")
            continue
        match = re.fullmatch(r"([A-Z][A-Z0-9])  - ([^\x00-\x1f\x7f-\x9f\u2028\u2029]*)", line)
        assert match, line
        if match[1] == "TY":
            assert not found or found[-1][-1] == ("ER", "")
            found.append([])
        found[-1].append((match[1], match[2]))
    assert all(entry[0][0] == "TY" and entry[-1] == ("ER", "") for entry in found)
    return found


class Head(HTMLParser):
    """The meta tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.metas: list[tuple[str, str]] = []
        self.others: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "meta":
            self.metas.append((found["name"] or "", found["content"] or ""))
        else:
            self.others.append(tag)

    def handle_data(self, data: str) -> None:
        assert not data.strip(), data


# The variables of CSL 1.0.2 that an item here may have, by the kind of their value.
CSL_TEXT = {
    "id", "type", "title", "original-title", "publisher", "genre", "number", "event-title", "event-place",
    "language", "URL", "note",
}  # fmt: skip
CSL_DATES = {"issued", "event-date", "accessed"}


def check_csl(item: dict[str, object]) -> None:
    assert set(item) <= CSL_TEXT | CSL_DATES | {"author"}
    assert item["type"] == "report"
    for name in CSL_TEXT & set(item):
        assert isinstance(item[name], str)
        assert item[name]
    for name in CSL_DATES & set(item):
        value = item[name]
        assert isinstance(value, dict)
        assert list(value) == ["date-parts"]
        assert 1 <= len(value["date-parts"]) <= 2
        assert all(datetime.date(*parts) for parts in value["date-parts"])


# --- the files


def test_bibtex_entry_to_the_letter(by_path: dict[str, Cited]) -> None:
    assert bibtex([by_path["para_47"]], Options(accessed=datetime.date(2026, 5, 1), with_words=True)) == (
        "@misc{oic-mcsd-2-2023-final-res:para_47,\n"
        f"  author = {{{{{AUTHOR_EN}}}}},\n"
        f"  title = {{{{{TITLE_EN}, para 47}}}},\n"
        "  howpublished = {Resolution OIC/MCSD-2/2023/FINAL-RES},\n"
        "  number = {OIC/MCSD-2/2023/FINAL-RES},\n"
        "  date = {2023-06-06},\n"
        "  eventtitle = {Second Session of the Ministerial Conference on Social Development},\n"
        "  eventdate = {2023-06-05/2023-06-06},\n"
        "  venue = {Cairo},\n"
        "  language = {arabic},\n"
        "  langid = {english},\n"
        "  note = {Authentic text in Arabic.},\n"
        f"  annotation = {{‘{WORDS_EN}’ (unofficial translation)}},\n"
        "  url = {https://w3id.org/oic-mandates/id/mcsd-2-2023-final-res/para_47},\n"
        "  urldate = {2026-05-01},\n"
        "}\n"
    )


def test_ris_entry_to_the_letter(by_path: dict[str, Cited]) -> None:
    assert ris([by_path["rec_3"]], Options("fr")).split("\r\n") == [
        "TY  - RPRT",
        "ID  - oic-mcsd-2-2023-final-res:rec_3",
        "AU  - Organisation de la coopération islamique. Conférence ministérielle sur le développement social",
        f"TI  - {TITLE_FR}, préambule, al. 3",
        "PY  - 2023",
        "DA  - 2023/06/06/",
        "PB  - Organisation de la coopération islamique",
        "M3  - Résolution",
        "SN  - OIC/MCSD-2/2023/FINAL-RES",
        "LA  - ar",
        "UR  - https://w3id.org/oic-mandates/id/mcsd-2-2023-final-res/rec_3",
        "N1  - Texte authentique en arabe.",
        "ER  - ",
        "",
    ]


def test_csl_item_to_the_letter(by_path: dict[str, Cited]) -> None:
    assert csl([by_path[""]], Options("ar")) == [
        {
            "id": "oic-mcsd-2-2023-final-res",
            "type": "report",
            "title": TITLE_AR,
            "author": [{"literal": AUTHOR_AR}],
            "publisher": "منظمة التعاون الإسلامي",
            "issued": {"date-parts": [[2023, 6, 6]]},
            "genre": "قرار",
            "number": SYMBOL,
            "event-title": TITLE_AR.removeprefix("القرار الصادر عن "),
            "event-date": {"date-parts": [[2023, 6, 5], [2023, 6, 6]]},
            "event-place": "القاهرة",
            "language": "ar",
            "URL": RESOLUTION,
        }
    ]
    english = csl([by_path["para_47"]], Options(with_words=True))[0]
    assert english["title"] == f"{TITLE_EN}, para 47"
    assert english["original-title"] == TITLE_AR
    assert english["note"] == f"Authentic text in Arabic. ‘{WORDS_EN}’ (unofficial translation)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_at_once_come_back_from_strict_readers(all_items: tuple[Cited, ...], language: Language) -> None:
    options = Options(language, accessed=datetime.date(2026, 5, 1), with_words=True)
    twice = [*all_items, *all_items]
    expected = {item.key: manners.heading(item, records.MANNER_OF[language]) for item in all_items}
    entries = dict(read_bibtex(bibtex(twice, options)))
    assert {key: plain(fields["title"]) for key, fields in entries.items()} == expected
    references = [dict(entry) for entry in read_ris(ris(twice, options))]
    assert {entry["ID"]: entry["TI"] for entry in references} == expected
    assert len(references) == len(all_items)
    items = json.loads(csl_json(twice, options))
    assert {item["id"]: item["title"] for item in items} == expected
    for item in items:
        check_csl(item)


def test_nothing_cited_is_an_empty_file() -> None:
    assert (bibtex([]), ris([]), csl_json([])) == ("", "", "[]\n")


# --- hostile words

EVIL = [
    "} , title = {x}\n}\n@misc{x,",
    "{{{",
    "}}}",
    "\\",
    "\\\\}",
    "\\textbraceleft",
    "100% #1 a_b $x$ & ~ ^",
    '"quoted" ‘so’ “so” «so»',
    "one\nTY  - BOOK\r\nER  - \r\n\r\nTY  - JOUR",
    "a\u2028ER  - \u2029b\x85c\x0bd\x0ce\x1cf\x00g\x1bh",
    "قرار\u200f (1)\u200e العربية",
    "\u202eevil\u202c \u2066x\u2069 \ufeff",
    '</script><script>alert(1)</script>"><meta name="x">',
    "@comment{jabref-meta: x;}",
    "Women, Family and Children, of the",
    "A and B and others",
    "\u00a0narrow\u202fspaces\u00a0",
]


def hostile(text: str) -> Cited:
    """A provision whose every word is the text."""
    named = Named(str(ID["actor/x"]), {"en": text})
    work = Work(
        RESOLUTION, text, {"en": text}, "en", datetime.date(2023, 6, 6), named, named,
        Named(str(ID["actor/y"]), {"en": "y" + text}), named, None, None, named,
    )  # fmt: skip
    part = Part(f"{RESOLUTION}/para_1", "para_1", text, RESOLUTION, {"en": text}, {"fr": text})
    return Cited(work, part)


def hold(item: Cited, text: str) -> None:
    """What is true of every output, whatever the words are."""
    options = Options(with_words=True)
    for manner in MANNERS:
        assert len(citation(item, manner, with_words=True).splitlines()) == 1
    written = bibtex([item], options)
    depth = 0
    for sign in written:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0
    ((key, fields),) = read_bibtex(written)
    assert key == item.key
    assert plain(fields["title"]) == manners.heading(item, "oscola")
    if clean(text):
        assert plain(fields["number"]) == clean(text)
    (reference,) = read_ris(ris([item], options))
    assert [tag for tag, _ in reference].count("TY") == 1
    assert dict(reference)["TI"] == manners.heading(item, "oscola")
    assert "," not in dict(reference).get("AU", "")
    check_csl(csl([item], options)[0])
    page = Head(web.head(web.metas(item)))
    assert page.others == ["link"]
    assert dict(page.metas)["DC.title"] == dict(page.metas)["citation_title"] == manners.heading(item, "oscola")
    data = web.script(web.jsonld(item))
    assert "<" not in data
    assert json.loads(data) == web.jsonld(item)


@pytest.mark.parametrize("text", EVIL)
def test_hostile_words_stay_words(text: str) -> None:
    hold(hostile(text), text)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60) | st.text(alphabet='{}\\%#_$&~^"@,=\r\n\x85\u2028\u202eء -ER', max_size=30))
def test_any_words_stay_words(text: str) -> None:
    hold(hostile("x" + text), "x" + text)


@given(st.text())
def test_clean_text_is_one_line_and_stays_as_it_is(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert len(once.splitlines()) <= 1
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", once)


def test_no_break_spaces_and_marks_of_direction_stay() -> None:
    assert clean("a\u00a0b\u200f c  d\n e ") == "a\u00a0b\u200f c  d e"


# --- web pages


def triples(data: web.Json) -> Graph:
    """The data as RDF, with the vocabulary in the place of the context, so that no network is needed."""
    local = {**data, "@context": {"@vocab": str(SCHEMA)}}
    quads = pyoxigraph.parse(input=json.dumps(local), format=pyoxigraph.RdfFormat.JSON_LD)
    written = pyoxigraph.serialize((quad.triple for quad in quads), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return Graph().parse(data=written or b"", format="nt")


def test_schema_org_of_a_resolution(by_path: dict[str, Cited]) -> None:
    data = web.jsonld(by_path[""])
    assert data["@context"] == "https://schema.org"
    graph, node, body = triples(data), URIRef(RESOLUTION), ID["actor/mcsd"]
    assert (node, RDF.type, SCHEMA.Legislation) in graph
    assert set(graph.objects(node, SCHEMA.name)) == {
        Literal(TITLE_AR, lang="ar"),
        Literal(TITLE_EN, lang="en"),
        Literal(TITLE_FR, lang="fr"),
    }
    assert graph.value(node, SCHEMA.legislationIdentifier) == Literal(SYMBOL)
    assert graph.value(node, SCHEMA.legislationDate) == Literal("2023-06-06")
    assert graph.value(node, SCHEMA.legislationPassedBy) == body
    assert graph.value(body, SCHEMA.parentOrganization) == ID["actor/oic"]
    assert graph.value(node, SCHEMA.inLanguage) == Literal("ar")
    file = ID[f"{SLUG}/ara/txt"]
    assert (node, SCHEMA.encoding, file) in graph
    assert (file, RDF.type, SCHEMA.LegislationObject) in graph
    assert graph.value(file, SCHEMA.legislationLegalValue) == SCHEMA.AuthoritativeLegalValue
    assert graph.value(file, SCHEMA.encodingFormat) == Literal("text/plain")
    translation = ID[f"{SLUG}/eng/md"]
    assert graph.value(translation, SCHEMA.legislationLegalValue) == SCHEMA.UnofficialLegalValue


def test_schema_org_of_a_clause(by_path: dict[str, Cited]) -> None:
    graph, node = triples(web.jsonld(by_path["para_47"])), URIRef(f"{RESOLUTION}/para_47")
    assert graph.value(node, SCHEMA.isPartOf / SCHEMA.isPartOf) == URIRef(RESOLUTION)
    assert graph.value(node, SCHEMA.isPartOf) == URIRef(f"{RESOLUTION}/sec_2")
    assert graph.value(node, SCHEMA.legislationIdentifier) == Literal("para_47")
    assert graph.value(node, SCHEMA.text) == Literal(WORDS_AR, lang="ar")
    translation = graph.value(node, SCHEMA.workTranslation)
    assert graph.value(translation, SCHEMA.text) == Literal(WORDS_EN, lang="en")
    assert graph.value(translation, SCHEMA.legislationLegalValue) == SCHEMA.UnofficialLegalValue
    recital = triples(web.jsonld(by_path["rec_3"]))
    assert recital.value(URIRef(f"{RESOLUTION}/rec_3"), SCHEMA.isPartOf) == URIRef(RESOLUTION)


def test_schema_org_of_many(all_items: tuple[Cited, ...]) -> None:
    data = web.jsonld_of_many([*all_items, *all_items])
    things = data["@graph"]
    assert isinstance(things, list)
    assert len(things) == len(all_items)
    parts = Graph()
    for thing in things:
        parts += triples(thing)
    assert set(parts.subjects(SCHEMA.legislationDate)) == {URIRef(item.iri) for item in all_items}


def test_meta_tags_as_the_embedded_metadata_importer_reads_them(by_path: dict[str, Cited]) -> None:
    page = Head(web.head(web.metas(by_path["para_47"])))
    tags = dict(page.metas)
    # The importer takes the type from whichever of these stands there, and an article where none does.
    types = {"citation_journal_title", "citation_technical_report_institution", "citation_conference_title"}
    assert types & set(tags) == {"citation_technical_report_institution"}
    assert tags["citation_title"] == f"{TITLE_EN}, para 47"
    assert tags["citation_publication_date"] == "2023/06/06"
    assert tags["citation_technical_report_institution"] == "Organisation of Islamic Cooperation"
    assert tags["citation_technical_report_number"] == SYMBOL
    assert tags["citation_public_url"] == tags["DC.identifier"] == f"{RESOLUTION}/para_47"
    assert tags["citation_language"] == tags["DC.language"] == "ar"
    assert tags["DC.relation"] == RESOLUTION
    # It would split a citation_author into names, and DC.creator at a comma.
    assert "citation_author" not in tags
    assert tags["DC.creator"] == AUTHOR_EN.replace(", ", ". ")
    assert all(tag.language in ("", "fr") for tag in web.metas(by_path["para_47"], "fr"))
