"""Meetings and instruments as a picture of time with a list of the same, and what must be reported by when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from html import escape

import plotly.graph_objects as go
import streamlit as st

from oic_mandates.explorer import components, data, exports, state, timeline, timeline_calendar, timeline_chart
from oic_mandates.explorer import timeline_html as page
from oic_mandates.explorer.language import Language, text
from oic_mandates.explorer.markup import element
from oic_mandates.explorer.timeline import Thing
from oic_mandates.explorer.timeline_chart import Frame
from oic_mandates.explorer.timeline_html import Shown

_PARTS, _ACTOR = ("picture", "due"), "actor"
_PICTURE, _STRIP = "timeline.picture", "timeline.strip"


def show(language: Language) -> None:
    """Draws the page that the address asks for."""
    components.style("timeline.css")
    st.title(text("timeline", language))
    options = {part: text(f"timeline.{part}", language) for part in _PARTS}
    components.warn_unknown(page.PART, _PARTS, language)
    if state.buttons(page.PART, text("timeline.part", language), options) == "due":
        _due(language)
    else:
        _time(language)


def _time(language: Language) -> None:
    found, answer = timeline.things(language)
    if not any(thing.span for thing in found):
        st.info(text("timeline.nothing", language))
        return
    shown = _shown(found, language)
    of_kind = timeline.of_kinds(found, shown.kinds)
    dated = timeline.within(of_kind, shown.first, shown.last)
    undated = [thing for thing in of_kind if thing.span is None]
    st.html(page.decades(of_kind, shown))
    _strip(of_kind, shown)
    if dated:
        _picture(dated, shown)
    else:
        st.info(text("timeline.none", language))
    components.script("timeline", {"at": shown.at})
    answers = [answer]
    thing = next((thing for thing in found if thing.path == shown.at), None)
    if thing:
        clauses, citing = timeline.clauses(thing, language)
        st.html(page.opened(thing, clauses, shown))
        answers.append(citing)
    st.header(text("timeline.list", language))
    st.html(page.listed(dated, undated, shown))
    exports.downloads(timeline.exported([*dated, *undated], answer), "timeline", language)
    exports.query_behind(answers, language)


def _shown(found: Sequence[Thing], language: Language) -> Shown:
    """Reads the address, says what in it is not known, and draws the fields."""
    whole = timeline.years(found)
    kinds: dict[str, str] = {}
    for kind in timeline.kinds_of(found):
        kinds[kind] = next(page.kind_name(thing, language) or kind for thing in found if thing.kind == kind)
    paths = {thing.path for thing in found}
    years = [str(year) for year in range(whole[0], whole[1] + 1)]
    for name, known in ((page.KINDS, kinds), (page.LANES, page.BY), (page.AT, paths)):
        components.warn_unknown(name, known, language)
    for name in (page.FROM, page.TO):
        components.warn_unknown(name, years, language, "timeline.no_year")
    ends = (state.whole(page.FROM, whole[0], *whole), state.whole(page.TO, whole[1], *whole))
    first, last = min(ends), max(ends)
    columns = st.columns([4, 3, 2, 2], vertical_alignment="bottom")
    with columns[0]:
        chosen = state.choices(page.KINDS, text("timeline.kinds", language), kinds, text("timeline.all", language))
    with columns[1]:
        lanes: dict[str, str] = {name: text(f"timeline.by.{name}", language) for name in page.BY}
        by = state.buttons(page.LANES, text("timeline.by", language), lanes)
    for column, name, value, default in zip(columns[2:], (page.FROM, page.TO), (first, last), whole, strict=True):
        with column:
            key, write = state.bound(name, str(value), str(default))
            st.selectbox(text(f"timeline.{name}", language), years, key=key, on_change=write)
    at = state.one(page.AT, paths)
    return Shown(language, first, last, whole, tuple(chosen), "kind" if by == "kind" else "body", at)


def _chart(figure: go.Figure, key: str, mode: str, told: Callable[[], None], alt: str) -> None:
    config = {"displayModeBar": False}
    st.plotly_chart(figure, key=key, on_select=told, selection_mode=[mode], alt=alt, config=config)  # type: ignore[list-item]


def _frame(first: int, last: int, language: Language) -> Frame:
    return Frame(first, last, language, dark=st.context.theme.type == "dark")


def _strip(found: Sequence[Thing], shown: Shown) -> None:
    """All years, over which a stretch can be drawn."""
    frame = _frame(*shown.whole, shown.language)
    figure = timeline_chart.strip(found, frame, (shown.first, shown.last))
    _chart(figure, _STRIP, "box", partial(_cut, shown.whole), text("timeline.strip", shown.language))
    st.html(element("p", escape(text("timeline.brush", shown.language)), css="quiet brush"))


def _cut(whole: tuple[int, int]) -> None:
    """A stretch was drawn over the strip: its years go into the address."""
    boxes = st.session_state[_STRIP].selection.box
    if boxes:
        first, last = sorted(int(str(end)[:4]) for end in boxes[0]["x"])
        first, last = max(first, whole[0]), min(last, whole[1])
        ends = {page.FROM: "" if first == whole[0] else str(first), page.TO: "" if last == whole[1] else str(last)}
        state.put_all(ends)


def _picture(found: Sequence[Thing], shown: Shown) -> None:
    """The marks in their lanes; a click on one opens what it stands for."""
    language = shown.language
    lanes = timeline.lanes(found, shown.by, shown.first, shown.last)
    known = data.entities(language)
    names = {thing.body: known[thing.body].short for thing in found if thing.body in known}
    if shown.by == "kind":
        names = {thing.kind: page.kind_name(thing, language) for thing in found}
    names[""] = text(f"timeline.by.{shown.by}.none", language)
    st.html(page.legend(language))
    figure = timeline_chart.picture(lanes, names, _frame(shown.first, shown.last, language), shown.at)
    count = components.number(len(found), language)
    alt = text("timeline.alt", language, count=count, first=shown.first, last=shown.last)
    _chart(figure, _PICTURE, "points", _open, alt)


def _open() -> None:
    """A mark was clicked: its thing goes into the address; a click on it again closes it."""
    points = st.session_state[_PICTURE].selection.points
    state.put(page.AT, points[0]["customdata"][0] if points else "")


def _due(language: Language) -> None:
    """What is due: a table, and the same as a file for calendars."""
    everything, answer = timeline_calendar.reports("", language)
    if not everything:
        st.info(text("timeline.due.nothing", language))
        return
    names = data.entities(language)
    actors = sorted({path for report in everything for path in report.addressees})
    components.warn_unknown(_ACTOR, names, language)
    asked = state.one(_ACTOR, names)
    options = {"": text("timeline.actor.all", language)}
    # An actor of whom nothing is due is a fair question with an empty answer.
    options |= {path: names[path].label for path in sorted({*actors, *filter(None, [asked])}, key=_label(language))}
    st.html(element("p", escape(text("timeline.due.lead", language)), css="quiet"))
    actor = state.choice(_ACTOR, text("timeline.actor", language), options)
    found, answer = timeline_calendar.reports(actor, language)
    if not found:
        st.info(text("timeline.due.none_of", language))
    else:
        st.html(page.due_table(found, names, language))
        _take_away(found, language)
        exports.downloads(answer, "reporting-calendar", language)
    exports.query_behind(answer, language)


def _label(language: Language) -> Callable[[str], str]:
    names = data.entities(language)
    return lambda path: names[path].label.casefold() if path in names else path


def _take_away(found: Sequence[timeline_calendar.Report], language: Language) -> None:
    """The rows as a file for calendars, and what such a file can say of those that have no day."""

    def make() -> bytes:
        return data.calendar(timeline_calendar.entries(found, language), text("timeline.calendar", language), language)

    without = sum(1 for report in found if report.day is None)
    if without:
        count = components.number(without, language)
        st.html(element("p", escape(text("timeline.ics.note", language, count=count)), css="quiet"))
    st.download_button(
        text("timeline.ics", language), data=make, file_name=f"reporting-calendar.{language}.ics", mime="text/calendar",
        key="timeline.ics", on_click="ignore", icon=":material/calendar_month:",
    )  # fmt: skip
