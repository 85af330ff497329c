"""What is due as an iCalendar file: read back by the library, line by line within the limits of RFC 5545."""

from __future__ import annotations

import datetime

from icalendar import Calendar

from oic_mandates.graph.calendar import Entry, to_ics

WORDS = "الأمين العام: رفع تقرير إلى المؤتمر الوزاري حول التنمية الاجتماعية، ومجلس وزراء الخارجية (الفقرة 137)"
DAY = datetime.date(2027, 3, 31)
STAMP = datetime.date(2023, 6, 6)


def entry(uid: str = "https://example.org/act_1", day: datetime.date | None = DAY) -> Entry:
    return Entry(uid, WORDS, f"{WORDS}\nسطر ثان; a, b \\ c", "https://example.org/para_1", STAMP, day)


def test_a_day_is_an_event_of_the_whole_day() -> None:
    found = Calendar.from_ical(to_ics([entry()], name="x", language="ar"))
    (event,) = found.walk("VEVENT")
    assert event["SUMMARY"] == WORDS
    assert event["SUMMARY"].params["LANGUAGE"] == "ar"
    assert event["DESCRIPTION"] == f"{WORDS}\nسطر ثان; a, b \\ c"
    assert event["URL"] == "https://example.org/para_1"
    assert event["UID"] == "https://example.org/act_1"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (DAY, datetime.date(2027, 4, 1))
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert event["DTSTAMP"].dt == datetime.datetime(2023, 6, 6, tzinfo=datetime.UTC)
    assert event["TRANSP"] == "TRANSPARENT"


def test_what_has_no_day_is_a_task_without_a_date() -> None:
    found = Calendar.from_ical(to_ics([entry(day=None)], name="x", language="ar"))
    assert found.walk("VEVENT") == []
    (task,) = found.walk("VTODO")
    assert task["SUMMARY"] == WORDS
    assert task["STATUS"] == "NEEDS-ACTION"
    assert {"DUE", "DTSTART", "DURATION"}.isdisjoint(task)


def test_lines_are_folded_within_75_bytes_and_no_letter_is_cut() -> None:
    written = to_ics([entry()], name="ما هو مستحق", language="ar")
    lines = written.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert any(line.startswith(b" ") for line in lines)
    for line in lines:
        line.decode("utf-8")
    assert b"\n" not in written.replace(b"\r\n", b"")


def test_the_same_entries_give_the_same_bytes_in_their_order() -> None:
    entries = [entry("b"), entry("a", None), entry("c")]
    first = to_ics(entries, name="x", language="en")
    assert first == to_ics(list(entries), name="x", language="en")
    assert [found["UID"] for found in Calendar.from_ical(first).subcomponents] == ["b", "a", "c"]


def test_the_calendar_says_what_it_is() -> None:
    found = Calendar.from_ical(to_ics([entry()], name="ما هو مستحق", language="ar"))
    assert (found["VERSION"], found["CALSCALE"]) == ("2.0", "GREGORIAN")
    assert found["NAME"] == found["X-WR-CALNAME"] == "ما هو مستحق"
    assert found["PRODID"]
    assert found.errors == []
