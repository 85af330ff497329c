"""The Quality view: what it says is what the checks, the gold record and the graph say."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from babel.numbers import format_decimal
from screen import shown, words
from streamlit.testing.v1 import AppTest

from oic_mandates.explorer import data, quality_data
from oic_mandates.explorer.language import NAMES, Language, text
from oic_mandates.graph import folder, pipeline

Open = Callable[..., AppTest]
LANGUAGES = tuple(NAMES)
PARTS = ("checks", "accuracy", "corrections", "unreviewed", "coverage", "sources", "build", "mistake")
SLUG = "mcsd-2-2023-final-res"
ROOT = Path(__file__).resolve().parent.parent


def measurement() -> ModuleType:
    """The benchmark that compares the reading with readers', which is no part of the package."""
    spec = importlib.util.spec_from_file_location("accuracy", ROOT / "benchmarks" / "accuracy.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    # Its dataclasses look their module up by name.
    sys.modules["accuracy"] = module
    spec.loader.exec_module(module)
    return module


accuracy = measurement()


@pytest.fixture(autouse=True)
def _forgets() -> Iterator[None]:
    """Each test asks anew what its own home holds."""
    yield
    quality_data._findings.clear()  # type: ignore[attr-defined]


def sound(app: AppTest) -> bool:
    return not app.exception and not app.error and not app.warning


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("part", PARTS)
def test_every_part_says_what_it_is(opened: Open, part: str, lang: Language) -> None:
    app = opened("quality", lang, part=part)
    assert sound(app)
    page = words(app)
    assert text(f"quality.about.{part}", lang) in page
    assert text(f"quality.part.{part}", lang) in [header.value for header in app.subheader]
    for other in PARTS:
        assert text(f"quality.part.{other}", lang) in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_findings_are_those_of_the_command(opened: Open, built_home: Path, lang: Language) -> None:
    app = opened("quality", lang)
    found = pipeline.validate_built(built_home)
    page = shown(app)
    assert app.success[0].value == text("quality.conforms", lang)
    assert page.count('<details class="rule') == len({(f.severity, f.source) for f in found})
    for finding in found:
        assert finding.messages[lang].split(".")[0] in words(app)


def test_a_remote_graph_is_checked_where_it_is_built(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quality_data, "is_remote", lambda: True)
    app = opened("quality", "fr")
    assert app.info[0].value == text("quality.remote", "fr")
    assert [code.value for code in app.code] == ["oic-mandates validate"]


def test_figures_of_the_package_are_those_that_a_measurement_gives_now() -> None:
    held = [tuple(row.cells.values())[:6] for row in folder.accuracy(folder.corpus_root() / SLUG)]
    assert held == list(accuracy.rows(accuracy.comparisons())), "run `make accuracy`"


def test_a_table_is_written_anew_only_where_a_figure_changed(tmp_path: Path) -> None:
    one = accuracy.Comparison("program", "", "", {("p", "act", "1")}, {("p", "act", "1"), ("p", "act", "2")})
    assert accuracy.write([one], tmp_path)
    first = (tmp_path / "accuracy.tsv").read_bytes()
    assert not accuracy.write([one], tmp_path)
    assert (tmp_path / "accuracy.tsv").read_bytes() == first
    assert b"program\t\tact\t1\t1\t0\t" in first


@pytest.mark.parametrize("lang", LANGUAGES)
def test_accuracy_shows_each_figure_of_the_package(opened: Open, lang: Language) -> None:
    app = opened("quality", lang, part="accuracy")
    rows = quality_data.accuracy(SLUG)
    page = shown(app)
    assert page.count("<caption>") == len({(row["table"], row["sections"]) for row in rows})
    body = re.findall(r'<tr><th scope="row">[^<]*</th>((?:<td>[^<]*</td>)+)</tr>', page)
    counts = [re.findall(r"<td>([^<]*)</td>", cells)[:3] for cells in body]
    assert counts == [[format_decimal(int(row[n]), locale=lang) for n in ("right", "wrong", "missed")] for row in rows]


def test_accuracy_says_where_nothing_was_measured(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quality_data, "accuracy", lambda slug: ())
    assert opened("quality", "en", part="accuracy").info[0].value == text("quality.accuracy.none", "en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_corrections_show_printed_read_and_why_with_a_link(opened: Open, lang: Language) -> None:
    app = opened("quality", lang, part="corrections")
    page = words(app)
    rows = list(data.ask("corrections", resolution=None, lang=lang).records())
    assert len(rows) == 40
    for row in rows:
        assert row["printedWords"] in page
        assert row["why"] in page
        assert f"clause={row['clause'].rpartition('/')[2]}" in shown(app)


def test_unreviewed_counts_and_leads_to_the_mandates(opened: Open) -> None:
    app = opened("quality", "en", part="unreviewed")
    assert 'href="mandates?lang=en&amp;reviewed=unreviewed"' in shown(app)
    assert "part=unreviewed&amp;shown=300" in shown(app)
    first = next(data.ask("review-progress", lang="en").records())
    assert f"<td>{first['count']}</td>" in shown(app)


def test_build_gives_the_hash_of_the_source(opened: Open) -> None:
    page = words(opened("quality", "ar", part="build"))
    assert folder.load(folder.corpus_root() / SLUG).sha256 in page
    assert text("quality.built", "ar") in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_mistake_is_told_with_the_address_of_its_clause(opened: Open, lang: Language) -> None:
    app = opened("quality", lang, part="mistake", clause=f"{SLUG}/para_47")
    letter = app.code[0].value
    assert f"https://w3id.org/oic-mandates/id/{SLUG}/para_47" in letter
    assert folder.load(folder.corpus_root() / SLUG).sha256 in letter
    assert "CONTRIBUTING.md" in words(app)
    assert "@" not in letter


def test_sources_name_the_working_translations(opened: Open) -> None:
    app = opened("quality", "en", part="sources")
    rows = [row for row in data.ask("names-in-three-languages", entity=None, lang="en").records() if row["note"]]
    assert app.expander[0].label.endswith(str(len(rows)))
    assert all(row["note"] in words(app) for row in rows)


@pytest.mark.parametrize("query", [{"part": "nonsense"}, {"part": "mistake", "clause": "no-such/para_1"}])
def test_what_the_address_does_not_know_is_said(opened: Open, query: dict[str, str]) -> None:
    app = opened("quality", "en", **query)
    assert not app.exception
    assert json.dumps([warning.value for warning in app.warning]).count("not known") == 1
