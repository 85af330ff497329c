"""What is due, as an iCalendar file (RFC 5545) that calendars and task lists open."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Component

_PRODUCT = "-//OIC mandates//What is due//EN"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is due. `day` is None where no day is known; `stamp` is when it was asked for.

    `uid` stays the same for the same thing from file to file, so that a calendar mends what it
    has instead of showing it twice; `url` is where the words stand.
    """

    uid: str
    summary: str
    description: str
    url: str
    stamp: datetime.date
    day: datetime.date | None


def to_ics(entries: Iterable[Entry], *, name: str, language: str) -> bytes:
    """The entries as a calendar called `name`, their words in `language` (a tag such as `ar`), in the order given.

    What has a day is an event of that whole day, which leaves the reader free. What has none is a
    task without a due date: an event must have a date, and one that nobody fixed would be an
    invention. The same entries give the same bytes: the stamp comes from them, not from a clock.
    """
    # Loaded with the first calendar, which few ask for.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    tongue = {"LANGUAGE": language}
    # The name of RFC 7986, and the older one that most programs read.
    calendar.add("name", name, parameters=tongue)
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_component(entry, tongue))
    return bytes(calendar.to_ical())


def _component(entry: Entry, tongue: dict[str, str]) -> Component:
    from icalendar import Event, Todo

    made: Component = Event() if entry.day else Todo()
    made.add("uid", entry.uid)
    made.add("dtstamp", datetime.datetime.combine(entry.stamp, datetime.time(), datetime.UTC))
    made.add("summary", entry.summary, parameters=tongue)
    made.add("description", entry.description, parameters=tongue)
    made.add("url", entry.url)
    if entry.day:
        made.add("dtstart", entry.day)
        # The last day is the first that is no longer part of it.
        made.add("dtend", entry.day + datetime.timedelta(days=1))
        made.add("transp", "TRANSPARENT")
    else:
        made.add("status", "NEEDS-ACTION")
    return made
