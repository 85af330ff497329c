"""Meetings and instruments in time, and what is due, without a browser."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Callable
from pathlib import Path

import corpora
import pytest
from icalendar import Calendar
from screen import shown, words
from streamlit.testing.v1 import AppTest

from oic_mandates.explorer import data, timeline, timeline_calendar, timeline_chart
from oic_mandates.explorer.language import NAMES, Language, text
from oic_mandates.explorer.timeline import Span, Thing
from oic_mandates.explorer.timeline_chart import Frame

LANGUAGES = tuple(NAMES)
RESOLUTION = "mcsd-2-2023-final-res"
Open = Callable[..., AppTest]


def sound(app: AppTest) -> bool:
    return not app.exception and not app.error and not app.warning


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def thing(path: str, date: str, end: str = "", kind: str = "meeting", body: str = "actor/a") -> Thing:
    return Thing(path, path, kind, kind, body, body, timeline.read_span(date, end), 0, 0)


# --- what is known of a date


@pytest.mark.parametrize(
    ("date", "end", "span"),
    [
        ("2019-12-07", "2019-12-09", Span(day("2019-12-07"), day("2019-12-09"), "day")),
        ("2019-12-07", "", Span(day("2019-12-07"), day("2019-12-07"), "day")),
        ("2019-12-07", "2019-12-01", Span(day("2019-12-07"), day("2019-12-07"), "day")),
        ("2020-02", "", Span(day("2020-02-01"), day("2020-02-29"), "month")),
        ("2025", "", Span(day("2025-01-01"), day("2025-12-31"), "year")),
        ("", "", None),
        ("2019-13-40", "", None),
        ("-0044", "", None),
    ],
)
def test_a_date_is_as_exact_as_it_is_written(date: str, end: str, span: Span | None) -> None:
    assert timeline.read_span(date, end) == span


@pytest.mark.parametrize(
    ("date", "lang", "shown"),
    [
        ("2025", "ar", "2025"),
        ("2022-09", "en", "September 2022"),
        ("2022-09", "ar", "سبتمبر 2022"),
        ("2008-03-14", "fr", "14 mars 2008"),
        ("2008-03-14", "ar", "14 مارس 2008"),
    ],
)
def test_a_date_is_told_no_more_exactly_than_it_is_known(date: str, lang: Language, shown: str) -> None:
    span = timeline.read_span(date)
    assert span
    assert timeline.written(span, lang) == shown


def test_days_of_a_meeting_are_told_from_first_to_last() -> None:
    span = timeline.read_span("2019-12-07", "2019-12-09")
    assert span
    assert [timeline.written(span, lang) for lang in LANGUAGES] == [
        "Dec 7\u2009–\u20099, 2019",
        "7–9 ديسمبر 2019",
        "7–9 déc. 2019",
    ]


def test_things_that_would_hide_one_another_stand_in_rows() -> None:
    found = [thing("a", "2010-01-01"), thing("b", "2010-01-02"), thing("c", "2010-02-01"), thing("d", "2015-01-01")]
    (lane,) = timeline.lanes(found, "body", 2000, 2019)
    assert [(item.thing.path, item.height - lane.height) for item in lane.placed] == [
        ("a", 1), ("b", 2), ("c", 3), ("d", 1),
    ]  # fmt: skip


def test_fullest_lane_comes_first_and_none_last() -> None:
    found = [
        thing("x", "2010", body=""), thing("y", "2011", body=""), thing("z", "2012", body=""),
        thing("a", "2010", body="actor/a"), thing("b", "2010", body="actor/b"), thing("c", "2011", body="actor/b"),
    ]  # fmt: skip
    assert [lane.key for lane in timeline.lanes(found, "body", 2010, 2012)] == ["actor/b", "actor/a", ""]


def test_decades_between_are_counted_too() -> None:
    found = [thing("a", "1979-12-18"), thing("b", "2001"), thing("c", "2009-01-01"), thing("d", "")]
    assert timeline.decades(found) == {1970: 1, 1980: 0, 1990: 0, 2000: 2}


def test_what_reaches_into_the_years_is_within_them() -> None:
    found = [thing("a", "2019-12-30", "2020-01-02"), thing("b", "2021"), thing("c", "")]
    assert [item.path for item in timeline.within(found, 2020, 2020)] == ["a"]


# --- the picture


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("by", ["body", "kind"])
def test_picture_holds_each_dated_thing_once(home: Path, lang: Language, by: timeline.Lanes) -> None:
    found, _ = timeline.things(lang)
    first, last = timeline.years(found)
    dated = timeline.within(found, first, last)
    figure = timeline_chart.picture(timeline.lanes(dated, by, first, last), {}, Frame(first, last, lang, False), "")
    paths = [point[0] for trace in figure.data if trace.customdata is not None for point in trace.customdata]
    assert sorted(paths) == sorted(item.path for item in found if item.span)
    places = [(trace.y[i], str(x)) for trace in figure.data[:4:2] for i, x in enumerate(trace.x)]
    assert len(places) == len(set(places))


def test_a_year_alone_is_a_bar_over_the_year_and_no_mark() -> None:
    found = [thing("meeting/a", "2025"), thing("meeting/b", "2025-03-01")]
    lanes = timeline.lanes(found, "body", 2025, 2025)
    marks, bars, *_ = timeline_chart.picture(lanes, {}, Frame(2025, 2025, "en", False), "").data
    assert (bars.base[0], bars.x[0]) == ("2025-01-01", 365 * 86_400_000)
    assert list(marks.x) == ["2025-03-01"]


def test_time_runs_as_the_language_is_read() -> None:
    found = [thing("meeting/a", "2010-01-01")]
    ends = {}
    for lang in LANGUAGES:
        figure = timeline_chart.picture(
            timeline.lanes(found, "body", 2010, 2020), {}, Frame(2010, 2020, lang, False), ""
        )
        start, end = figure.layout.xaxis.range
        ends[lang] = start < end
        # The digits of the years are those of the language, and stand as they are read.
        assert list(figure.layout.xaxis.ticktext) == ["2010", "2012", "2014", "2016", "2018", "2020"]
    assert ends == {"en": True, "ar": False, "fr": True}


def test_names_in_the_picture_bring_their_direction_and_no_markup() -> None:
    found = [Thing("meeting/a", "<b>مؤتمر</b> (OIC)", "meeting", "", "", "", timeline.read_span("2010"), 3, 0)]
    figure = timeline_chart.picture(
        timeline.lanes(found, "body", 2010, 2010), {"": "x"}, Frame(2010, 2010, "ar", True), ""
    )
    hover = figure.data[1].hovertext[0]
    assert "‹b›" in hover
    assert hover.startswith("<b>\u200f\u2068")
    assert figure.layout.annotations[0].xanchor == "right"


def test_short_times_are_told_in_months() -> None:
    one = timeline_chart.strip([], Frame(2023, 2023, "ar", False), (2023, 2023)).layout.xaxis
    assert list(one.ticktext) == ["2023", "مارس", "مايو", "يوليو", "سبتمبر", "نوفمبر"]
    assert len(timeline_chart.strip([], Frame(1, 9999, "en", False), (1, 9999)).layout.xaxis.ticktext) < 25


# --- the view


@pytest.mark.parametrize("lang", LANGUAGES)
def test_list_holds_what_the_picture_holds_and_what_has_no_date(opened: Open, lang: Language) -> None:
    app = opened("timeline", lang)
    assert sound(app)
    assert app.title[0].value == text("timeline", lang)
    page = shown(app)
    listed = re.findall(r'href="timeline\?lang=\w+&amp;at=([^"]+)"', page)
    found, _ = timeline.things(lang)
    assert sorted(listed) == sorted(item.path for item in found)
    assert len(found) == 77
    for item in found:
        assert html.escape(item.label) in page
    years = re.findall(r"<h3><bdi>([^<]+)</bdi></h3>", page)
    assert years[:2] == ["1966", "1979"]
    assert years[-1] == text("timeline.undated.all", lang)
    assert text("timeline.only.year", lang) in words(app)
    assert len(app.get("plotly_chart")) == 2


def test_a_part_counts_for_its_whole(home: Path) -> None:
    found = {item.path: item for item in timeline.things("en")[0]}
    assert found["instrument/crc"].provisions == 1
    assert "instrument/crc/art_22" not in found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("path", "clause"), [("meeting/mcsd-1", "rec_7"), ("instrument/crc", "rec_13"), ("instrument/sdgs", "para_117")]
)
def test_what_is_open_shows_the_clauses_that_speak_of_it(opened: Open, lang: Language, path: str, clause: str) -> None:
    app = opened("timeline", lang, at=path)
    assert sound(app)
    page = shown(app)
    panel = page[page.index('class="opened"') :]
    assert f'href="entity?lang={lang}&amp;id={path}"' in panel
    cited = re.findall(rf'href="read\?lang={lang}&amp;resolution={RESOLUTION}&amp;clause=(\w+)"', panel)
    if path != "instrument/crc":
        assert clause in cited
    assert cited
    assert panel.count("<mark>") >= len(cited)
    assert html.escape(data.entities(lang)[path].label) in panel
    assert f'href="timeline?lang={lang}"' in panel


def test_what_no_clause_names_says_so(opened: Open) -> None:
    app = opened("timeline", "en", at="meeting/cfm-43")
    assert sound(app)
    assert text("timeline.unnamed", "en") in words(app)


def test_years_and_kinds_of_the_address_cut_the_list(opened: Open) -> None:
    app = opened("timeline", "en", **{"from": "2019", "to": "2019", "kinds": "meeting,kind/strategy"})
    assert sound(app)
    page = shown(app)
    years = re.findall(r"<h3><bdi>([^<]+)</bdi></h3>", page)
    assert years == ["2019", text("timeline.undated.all", "en")]
    listed = re.findall(r"&amp;at=([^\"]+)\"", page)
    assert "meeting/mcsd-1" in listed
    assert "instrument/oic-elderly-strategy" in listed
    assert "instrument/mcsd-1-outcome" not in listed
    # Every link keeps what is chosen.
    assert page.count("from=2019&amp;to=2019&amp;kinds=meeting") >= len(listed)


def test_years_in_the_wrong_order_are_turned(opened: Open) -> None:
    app = opened("timeline", "en", **{"from": "2020", "to": "2010"})
    assert sound(app)
    assert [box.value for box in app.selectbox] == ["2010", "2020"]


def test_fields_write_into_the_address(opened: Open) -> None:
    app = opened("timeline", "en")
    app.selectbox(key="field.from").set_value("2015").run()
    assert app.query_params["from"] in ("2015", ["2015"])
    app.selectbox(key="field.from").set_value("1966").run()
    assert "from" not in app.query_params
    app.multiselect(key="field.kinds").set_value(["meeting"]).run()
    assert app.query_params["kinds"] in ("meeting", ["meeting"])
    assert sound(app)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("from", "soon"), ("from", "1500"), ("to", "9" * 40), ("kinds", "kind/none"), ("at", "meeting/none"),
        ("at", "<b>x</b>"), ("lanes", "moon"), ("part", "all"),
    ],
)  # fmt: skip
def test_what_the_address_asks_in_vain_is_told(opened: Open, lang: Language, name: str, value: str) -> None:
    app = opened("timeline", lang, **{name: value})
    assert not app.exception
    assert len(app.warning) == 1
    assert value[:40] in app.warning[0].value
    assert 'class="browse years"' in shown(app)


def test_nothing_in_these_years_is_told(opened: Open) -> None:
    app = opened("timeline", "en", **{"from": "2019", "kinds": "kind/charter"})
    assert not app.exception
    assert [found.value for found in app.info] == [text("timeline.none", "en")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_graph_without_dates_is_told(opened: Open, lang: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    _, answer = timeline.things(lang)
    monkeypatch.setattr(timeline, "things", lambda language: ((), answer))
    app = opened("timeline", lang)
    assert sound(app)
    assert [found.value for found in app.info] == [text("timeline.nothing", lang)]


# --- what is due


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_due_stands_with_its_clause(opened: Open, lang: Language) -> None:
    app = opened("timeline", lang, part="due")
    assert sound(app)
    page = shown(app)
    rows = page[page.index('class="grid due"') :]
    clauses = re.findall(r"clause=(para_\d+)", rows)
    assert clauses == ["para_45", "para_137", "para_30", "para_136"]
    plain = words(app)
    assert text("timeline.due.none", lang) in plain
    assert text("timeline.due.undated", lang, due="").strip() in plain
    assert 'href="entity?lang=' + lang + '&amp;id=actor/oic-secretary-general"' in rows
    # A button for the calendar file, and the menu of the others.
    assert text("timeline.ics", lang) in [button.label for button in app.get("download_button")]


def test_what_is_due_of_one_actor(opened: Open) -> None:
    app = opened("timeline", "en", part="due", actor="actor/sesric")
    assert sound(app)
    page = shown(app)
    assert re.findall(r"clause=(para_\d+)", page[page.index('class="grid due"') :]) == ["para_45"]


def test_actor_of_whom_nothing_is_due_is_told(opened: Open) -> None:
    app = opened("timeline", "en", part="due", actor="actor/ircica")
    assert sound(app)
    assert [found.value for found in app.info] == [text("timeline.due.none_of", "en")]


def test_unknown_actor_is_told_and_all_is_shown(opened: Open) -> None:
    app = opened("timeline", "ar", part="due", actor="actor/nobody")
    assert not app.exception
    assert len(app.warning) == 1
    assert "para_137" in shown(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_file_for_calendars_holds_the_rows_of_the_table(home: Path, lang: Language) -> None:
    found, answer = timeline_calendar.reports("", lang)
    written = data.calendar(timeline_calendar.entries(found, lang), text("timeline.calendar", lang), lang)
    entries = Calendar.from_ical(written).subcomponents
    assert len(entries) == len(answer.rows) == 4
    for entry, report in zip(entries, found, strict=True):
        assert entry.name == "VTODO"
        assert entry["URL"] == data.iri_of(report.clause)
        assert entry["UID"].startswith(data.iri_of(report.act))
        assert report.words
        assert entry["DESCRIPTION"].startswith(report.words.value)
        assert entry["DTSTAMP"].dt == datetime.datetime(2023, 6, 6, tzinfo=datetime.UTC)
        assert timeline_calendar.clause_of(report, lang) in entry["SUMMARY"]
    assert len({entry["UID"] for entry in entries}) == 4
    assert entries[0]["UID"].endswith("para_45/act_1?due=meeting/mcsd-3")
    assert data.entities(lang)["actor/oic-secretary-general"].short in entries[1]["SUMMARY"]


@pytest.fixture
def two(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in which two resolutions are built."""
    home = corpora.build(tmp_path_factory.mktemp("two"))
    monkeypatch.setenv("OIC_MANDATES_HOME", str(home))
    monkeypatch.delenv("OIC_MANDATES_ENDPOINT", raising=False)
    return home


def test_a_deadline_with_a_day_is_an_event_of_that_day(two: Path) -> None:
    found, _ = timeline_calendar.reports("", "en")
    entries = Calendar.from_ical(data.calendar(timeline_calendar.entries(found, "en"), "x", "en")).subcomponents
    event = entries[0]
    assert [entry.name for entry in entries] == ["VEVENT", "VTODO", "VTODO", "VTODO", "VTODO"]
    assert event["DTSTART"].dt == day("2023-03-16")
    assert event["URL"] == data.iri_of(f"{corpora.SECOND}/para_2")
    # The stamp is the day of the resolution that asks, not of the file.
    assert event["DTSTAMP"].dt.date() == day("2025-06-30")
    assert timeline_calendar.when(found[0], data.entities("en"), "en").startswith("March 16, 2023: ")
