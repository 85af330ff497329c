"""Full-text search: nothing is missed, the right words are shown, no input breaks it."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, Literal, URIRef

from oic_mandates.graph import iris, search, search_index
from oic_mandates.graph.highlight import highlights, plain, snippet, wanted
from oic_mandates.graph.iris import ELI, OICM
from oic_mandates.graph.model import InputError, Language, Span
from oic_mandates.graph.search import FILE, Hit, Index, build_index, open_index
from oic_mandates.graph.store import EmbeddedStore, replace_store
from oic_mandates.graph.text.normalize import fold, normalize, words
from oic_mandates.graph.vocab import Vocabulary
from oic_mandates.queries.library import bind, library

RESOLUTION = iris.ID["test-res"]
QUERIES = 10  # for each language


def document(file: Path, texts: Mapping[str, str], language: str = "en") -> Path:
    """A part with one clause for each text; keys are eIds, `para_1/reading` a corrected reading."""
    lines = [f"{RESOLUTION.n3()} {RDF.type.n3()} {OICM.Resolution.n3()}"]
    for position, (name, text) in enumerate(texts.items(), 1):
        eid, _, column = name.partition("/")
        clause = iris.provision("test-res", eid)
        lines.append(f"{clause.n3()} {OICM[column or 'text'].n3()} {Literal(text, lang=language).n3()}")
        if not column:
            found: dict[URIRef, URIRef | Literal] = {
                RDF.type: OICM.OperativeClause,
                ELI.id_local: Literal(eid),
                ELI.is_part_of: RESOLUTION,
                OICM.position: Literal(position),
            }
            lines += [f"{clause.n3()} {predicate.n3()} {value.n3()}" for predicate, value in found.items()]
    end = f" {iris.named_graph('test-res').n3()} .\n"
    file.write_text("".join(sorted(line + end for line in lines)), encoding="utf-8")
    return file


def index_of(folder: Path, texts: Mapping[str, str], language: str = "en") -> Index:
    store = EmbeddedStore.in_memory([document(folder / "texts.nq", texts, language)])
    return Index(build_index(store, folder / FILE))


def eids(hits: list[Hit]) -> list[str]:
    return [hit.eid for hit in hits]


def marked(hit: Hit) -> list[str]:
    return [span.of(hit.text) for span in hit.highlights]


@pytest.fixture(scope="module")
def index(built_home: Path) -> Index:
    """The index of the corpus."""
    return open_index(built_home)


@pytest.fixture(scope="module")
def every_text(graph_store: EmbeddedStore) -> dict[str, list[tuple[str, str]]]:
    """By language: eId and text of everything that the corpus holds, straight from the store."""
    found: dict[str, list[tuple[str, str]]] = {"ar": [], "en": []}
    for row in graph_store.select(bind(library()["reading"], lang="en")).records():
        for column, language in (("text", "ar"), ("reading", "ar"), ("translation", "en")):
            if row[column]:
                found[language].append((str(row["eid"]), str(row[column])))
    return found


@pytest.fixture(scope="module")
def french_texts(vocabulary: Vocabulary) -> dict[str, str]:
    """Clauses of French names, three in each: the corpus itself has no French text."""
    names = sorted(
        {label.text for kind in ("actor", "instrument", "meeting") for label in vocabulary.named("fr", kind)}
    )
    return {f"para_{i}": ", ".join(names[i : i + 3]) for i in range(len(names) - 2)}


# --- nothing is missed


def queries(texts: list[str], seed: int) -> list[str]:
    """Words out of the texts: one, two anywhere in a text, or two side by side."""
    chance = random.Random(seed)
    found: list[str] = []
    while len(found) < QUERIES:
        known = [word for word in words(fold(chance.choice(texts))) if len(word) >= 3 and not word.isdigit()]
        if len(known) >= 2:
            place = chance.randrange(len(known) - 1)
            made = (known[place : place + 1], chance.sample(known, 2), known[place : place + 2])
            found.append(" ".join(made[len(found) % 3]))
    return found


def scan(texts: list[tuple[str, str]], query: str) -> set[str]:
    """What looking at every normalised text finds."""
    return {eid for eid, text in texts if all(word in fold(text) for word in query.split())}


@pytest.mark.parametrize("language", ["ar", "en"])
def test_finds_all_that_a_scan_finds(
    index: Index, every_text: dict[str, list[tuple[str, str]]], language: Language
) -> None:
    texts = every_text[language]
    for query in queries([text for _, text in texts], seed=1):
        found = set(eids(index.search(query, language, limit=1000)))
        expected = scan(texts, query)
        assert expected
        # In Arabic a word with the article is found in its other spellings too.
        assert found == expected if language == "en" else found >= expected, query


def test_finds_all_that_a_scan_finds_in_french(tmp_path: Path, french_texts: dict[str, str]) -> None:
    index = index_of(tmp_path, french_texts, "fr")
    for query in queries(list(french_texts.values()), seed=2):
        assert set(eids(index.search(query, "fr", limit=1000))) == scan(list(french_texts.items()), query), query


def test_highlights_reproduce_the_words(index: Index, every_text: dict[str, list[tuple[str, str]]]) -> None:
    for language, seed in (("ar", 3), ("en", 4)):
        for query in queries([text for _, text in every_text[language]], seed):
            stems = [re.sub("^(و|ف)?((ب|ك)?ال|لل)", "", word) for word in query.split()]
            hits = index.search(query)
            assert hits
            for hit in hits:
                shown = [fold(place) for place in marked(hit)]
                assert all(any(stem in place for stem in stems) for place in shown), (query, shown)
                assert all(any(stem in place for place in shown) for stem in stems), (query, shown)
                assert len(hit.snippet().text) <= 162
                assert hit.snippet().highlights


def test_texts_are_those_of_the_graph(index: Index, graph_store: EmbeddedStore) -> None:
    [hit] = index.search("4/46-ث")
    assert (hit.eid, hit.source, hit.language, hit.kind, hit.number) == ("rec_5", "read", "ar", "Recital", "")
    rows = graph_store.select(bind(library()["reading"], lang="en")).records()
    [row] = [row for row in rows if row["eid"] == "rec_5"]
    assert (hit.text, hit.provision, hit.resolution) == (row["reading"], row["provision"], row["resolution"])
    assert marked(hit) == ["4/46-ث"]


def test_printed_misprint_and_its_correction_are_both_found(tmp_path: Path) -> None:
    index = index_of(tmp_path, {"para_1": "Calls upom the States", "para_1/reading": "Calls upon the States"})
    assert [hit.source for hit in index.search("upom")] == ["printed"]
    assert [hit.source for hit in index.search("upon")] == ["read"]
    [both] = index.search("states")
    assert (both.source, both.also) == ("printed", (("read", "en"),))


# --- what the words mean


@pytest.mark.parametrize(
    ("query", "text", "shown"),
    [
        ("الأطفال", "حماية الأطفال", ["الأطفال"]),
        ("الاطفال", "والأطفال معا", ["الأطفال"]),
        ("الأطفال", "رعاية للأطفال،", ["للأطفال"]),
        ("أطفال", "وللأطفال حقوق", ["أطفال"]),
        ("للأطفال", "هؤلاء الأطفال", ["الأطفال"]),
        ("والأطفال", "هؤلاء الأطفال", ["الأطفال"]),
        ("اللجنة", "قدم للجنة", ["للجنة"]),
        ("للجنة", "إن اللجنة", ["اللجنة"]),
        ("الأُطفَال", "حماية الأطـفـال", ["الأطـفـال"]),
        ("الطفل", "حقوق الطِّفْلِ كلها", ["الطِّفْلِ"]),
        ('"حقوق الطفل"', "وحقوق، الطفل", ["حقوق، الطفل"]),
        ("حقوق*", "وحقوقهم كلها", ["حقوقهم"]),
        ("٢٠٣٠", "خطة 2030", ["2030"]),
        ("الاعاقه", "الأشخاص ذوو الإعاقة،", ["الإعاقة"]),
        ("الإعاقة", "ذوي الاعاقه", ["الاعاقه"]),
        ("oeuvre", "Mise en Œuvre", ["Œuvre"]),
        ("ŒUVRE", "mise en oeuvre", ["oeuvre"]),
        ("etats", "les États membres", ["États"]),
        ("l’enfant", "Droits de l'enfant", ["l'enfant"]),
        ("4/46-c", "Resolution No. 4/46-C on", ["4/46-C"]),
        ("well-being", "their well‑being, and", ["well‑being"]),
        ("chil*", "Children and a child", ["Children", "child"]),
        ('"the chil"*', "of the children", ["the children"]),
        ("a*", "Any aid", ["Any", "aid"]),
        ("UN", "the un, under", ["un"]),
        ("labour", "CHILD LABOURERS", ["LABOUR"]),
        ("the", "The strengthening", ["The"]),
    ],
)
def test_finds_and_shows(tmp_path: Path, query: str, text: str, shown: list[str]) -> None:
    [hit] = index_of(tmp_path, {"para_1": text}).search(query)
    assert marked(hit) == shown


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ('"child rights"', "child and rights"),
        ('"child"', "children"),
        ("chil*", "grandchild"),
        ("un", "under"),
        ("203", "2030"),
        ("child absent", "the child"),
        ("وكالة", "حالة"),
        ("child OR absent", "the child"),
        ("child NOT rights", "the child"),
    ],
)
def test_does_not_find(tmp_path: Path, query: str, text: str) -> None:
    assert index_of(tmp_path, {"para_1": text}).search(query) == []


def test_ranking(tmp_path: Path) -> None:
    texts = {
        "para_1": "grandchild labourers are many here",
        "para_2": "labour of a child is bad and other things that make it long",
        "para_3": "labour of a child",
        "para_4": "ending child labour in all of the countries of the world",
        "para_5": "labour of a child",
    }
    hits = index_of(tmp_path, texts).search("child labour")
    assert eids(hits) == ["para_4", "para_3", "para_5", "para_2", "para_1"]
    assert [int(hit.score) for hit in hits] == [3, 2, 2, 2, 1]
    assert hits[1].score == hits[2].score


def test_pages_make_up_the_whole(index: Index) -> None:
    whole = index.search("children", "en", limit=1000)
    assert index.count("children", "en") == len(whole) > 20
    pages = [hit for offset in range(0, len(whole), 7) for hit in index.search("children", "en", 7, offset)]
    assert pages == whole
    assert index.search("children", limit=-1) == []
    assert index.search("children", limit=1, offset=-5) == whole[:1]


def test_language_is_that_of_the_text(index: Index) -> None:
    assert index.search("children", "ar") == []
    assert {hit.language for hit in index.search("2030", "en")} == {"en"}
    assert index.search("children", "fr") == []


# --- hostile input


@pytest.mark.parametrize(
    "typed", ["", " ", '"', '""', '"*"', "*", "***", "،؛؟", "()[]{}", "\0", "…\u200f\u202e", "'--;"]
)
def test_no_words_no_hits(index: Index, typed: str) -> None:
    assert index.search(typed) == []
    assert index.count(typed) == 0


@pytest.mark.parametrize(
    "typed",
    [
        "NEAR(child, 2)", "child AND (", "plain : child", "-child", "^child", "child + labour", "{plain} : child",
        '"child', "child\0labour", "'; DROP TABLE texts; --", '" OR 1=1 --', "%child_", "\ud800child", "child\\", "?1",
    ],
)  # fmt: skip
def test_syntax_is_never_interpreted(index: Index, typed: str) -> None:
    expected = " ".join(words(normalize(typed).text))
    needed = {word for word in expected.split() if len(word) >= 3}
    for hit in index.search(typed):
        assert all(word in plain(hit.text).text for word in needed), hit
    assert index.count("child") > 10


@pytest.mark.parametrize(
    "typed",
    [
        "child " * 2_000, "c" * 10_000, '"' * 10_000, "a " * 5_000, "*" * 10_000, '"child ' * 1_500, "a* " * 3_000,
        " ".join(map(chr, range(0x4E00, 0x4E00 + 5_000))), "الأطفال" * 1_500, "child-" * 1_700, "a*" * 5_000,
    ],
)  # fmt: skip
def test_ten_thousand_characters_are_answered_soon(index: Index, typed: str) -> None:
    start = time.perf_counter()
    index.search(typed)
    assert time.perf_counter() - start < 5


def test_a_whole_clause_finds_itself(index: Index, every_text: dict[str, list[tuple[str, str]]]) -> None:
    for texts in every_text.values():
        for eid, text in texts[::9]:
            assert eid in eids(index.search(text))


_PIECES = st.sampled_from(['"', "*", " ", "NEAR(", "AND", "child", "rights", "الأطفال", "لل", "و", "في", "2030", "\0"])
_ANYTHING = st.text(st.characters(exclude_categories=()))


@given(typed=st.one_of(_ANYTHING, st.lists(st.one_of(_PIECES, _ANYTHING), max_size=8).map("".join)))
def test_no_text_is_an_error(index: Index, typed: str) -> None:
    for hit in index.search(typed):
        ends = [0, *(offset for span in hit.highlights for offset in (span.start, span.end)), len(hit.text)]
        assert ends == sorted(ends)
        assert all(len(span) > 0 for span in hit.highlights)
        shown = hit.snippet()
        assert [span.of(shown.text) for span in shown.highlights]
        assert len(shown.text) <= 162


@given(text=_ANYTHING)
def test_every_word_leads_back_to_the_original(text: str) -> None:
    found = plain(text)
    assert found.text[0] == found.text[-1] == " "
    for word in found.text.split():
        hits = highlights(found, text, wanted(f'"{word}"').terms)
        assert hits
        assert any(word in plain(span.of(text)).text for span in hits)


@given(
    text=st.lists(st.text("abو ", min_size=1, max_size=30), max_size=40).map(" ".join),
    places=st.lists(st.tuples(st.integers(0, 900), st.integers(1, 200)), max_size=8),
    width=st.integers(20, 200),
)
def test_snippets(text: str, places: list[tuple[int, int]], width: int) -> None:
    spans: list[Span] = []
    for gap, length in places:
        start = (spans[-1].end if spans else 0) + gap
        if start + length <= len(text):
            spans.append(Span(start, start + length))
    found = snippet(text, spans, width)
    inner = found.text.removeprefix("…").removesuffix("…")
    assert inner in text
    assert len(inner) <= width
    assert bool(found.highlights) == bool(spans)
    assert all(span.of(found.text) in {s.of(text) for s in spans} or len(text) > width for span in found.highlights)


def test_snippet_is_cut_between_words() -> None:
    text = " ".join(f"word{i}" for i in range(200))
    start = text.index("word100")
    found = snippet(text, [Span(0, 5), Span(start, start + 7), Span(start + 8, start + 15)])
    assert [span.of(found.text) for span in found.highlights] == ["word100", "word101"]
    assert found.text[0] == found.text[-1] == "…"
    assert 140 < len(found.text) <= 162
    assert set(found.text.strip("…").split()) <= set(text.split())


# --- the file


def home_with(folder: Path, text: str) -> Path:
    replace_store(folder / "home", [document(folder / "part.nq", {"para_1": text})])
    return folder / "home"


def test_another_store_another_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = open_index(home_with(tmp_path, "first words"))
    assert old.count("first") == 1
    made = old.file.stat().st_mtime_ns
    assert open_index(tmp_path / "home").file.stat().st_mtime_ns == made
    new = open_index(home_with(tmp_path, "second words"))
    assert (new.count("first"), new.count("second")) == (0, 1)
    monkeypatch.setattr(search_index, "_program", lambda: "another program")
    assert search_index.key_of(new.file) != search_index.key_of(open_index(tmp_path / "home").file)


def test_no_store_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="oic-mandates build"):
        open_index(tmp_path)


def test_damaged_index_is_made_anew(tmp_path: Path) -> None:
    home = home_with(tmp_path, "some words")
    file = open_index(home).file
    for damage in (b"", b"not a database", file.read_bytes()[:3000]):
        file.write_bytes(damage)
        with pytest.raises(InputError, match="cannot be read"):
            Index(file).search("words")
        assert open_index(home).count("words") == 1


def test_failed_build_leaves_the_old_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = home_with(tmp_path, "old words")
    file = open_index(home).file

    def full(source: object, target: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        with pytest.raises(InputError, match="make room"):
            build_index(EmbeddedStore.on_disk(home), file)
    assert Index(file).count("old") == 1
    assert [path.name for path in home.glob(f"{FILE}*")] == [FILE]


def test_what_a_killed_build_left_is_removed(tmp_path: Path) -> None:
    home = home_with(tmp_path, "some words")
    left, young = home / f"{FILE}.1.half", home / f"{FILE}.2.half"
    for half in (left, young):
        half.write_bytes(b"half")
    os.utime(left, (0, 0))
    open_index(home)
    assert not left.exists()
    assert young.exists()


def test_two_builds_are_equal(tmp_path: Path, graph_store: EmbeddedStore) -> None:
    files = [build_index(graph_store, tmp_path / name) for name in ("a.sqlite", "b.sqlite")]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_processes_that_build_at_once(built_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(built_home, home, ignore=shutil.ignore_patterns(f"{FILE}*"))
    code = (
        "import sys; from pathlib import Path; from oic_mandates.graph.search import open_index;"
        "sys.stdin.read(); print(open_index(Path(sys.argv[1])).count('children'))"
    )
    command = [sys.executable, "-c", code, str(home)]
    running = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    for process in running:
        assert process.stdin is not None
        process.stdin.close()  # they wait for this, so that they begin together
    for process in running:
        assert process.stdout is not None
        with process.stdout as stream:
            assert int(stream.read()) == open_index(built_home).count("children")
        assert process.wait() == 0
    assert [path.name for path in home.glob(f"{FILE}*")] == [FILE]


def test_readers_in_many_threads_while_it_is_replaced(tmp_path: Path) -> None:
    home = home_with(tmp_path, "some words")
    index, store = open_index(home), EmbeddedStore.on_disk(home)
    counts: list[int] = []
    threads = [
        threading.Thread(target=lambda: counts.extend(index.count("words") for _ in range(50))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for _ in range(5):
        build_index(store, index.file)
    for thread in threads:
        thread.join()
    assert counts == [1] * 200


def test_home_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = home_with(tmp_path, "some words")
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name: tmp_path / "cache" / name)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    index = open_index(home)
    assert index.file.is_relative_to(tmp_path / "cache")
    assert index.count("words") == 1
    assert not (home / FILE).exists()


# --- behind a server


@contextmanager
def server(stores: list[EmbeddedStore], asked: list[str]) -> Iterator[str]:
    """A SPARQL endpoint over the last of the stores; notes what it is asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            [query] = parse_qs(body)["query"]
            asked.append(query)
            answer = stores[-1].select(query).to_json().encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}/sparql"
        running.shutdown()
        thread.join()


def test_index_of_a_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, graph_store: EmbeddedStore) -> None:
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name: tmp_path / name)
    stores, asked = [graph_store], list[str]()
    with server(stores, asked) as endpoint:
        index = open_index(endpoint=endpoint)
        assert index.file.is_relative_to(tmp_path)
        local = Index(build_index(graph_store, tmp_path / "local.sqlite"))
        assert index.search("children") == local.search("children") != []
        asked.clear()
        assert open_index(endpoint=endpoint).count("children") == local.count("children")
        assert len(asked) == 1  # the counts of the graphs, no texts
        stores.append(EmbeddedStore.in_memory([document(tmp_path / "other.nq", {"para_1": "other words"})]))
        monkeypatch.setenv("OIC_MANDATES_ENDPOINT", endpoint)
        assert open_index().count("other") == 1
        # Equal counts, other text: noticed when the time of trust is over.
        stores.append(EmbeddedStore.in_memory([document(tmp_path / "third.nq", {"para_1": "third words"})]))
        file = open_index().file
        assert Index(file).count("third") == 0
        os.utime(file, (time.time() - search.REMOTE_SECONDS - 1,) * 2)
        assert open_index().count("third") == 1
    with pytest.raises(InputError, match="give one"):
        open_index(tmp_path, "http://127.0.0.1:1/")


def test_hits_can_be_written_as_json(index: Index) -> None:
    [hit] = index.search("SESRIC", limit=1)
    assert json.dumps([hit.eid, hit.score, [[span.start, span.end] for span in hit.highlights]])
