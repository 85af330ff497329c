"""Time drawn: the picture of meetings and instruments in their lanes, and the strip from which a stretch is cut."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
from babel.dates import format_date

from oic_mandates.explorer import components
from oic_mandates.explorer.language import DIRECTIONS, Language, text
from oic_mandates.explorer.markup import isolated
from oic_mandates.explorer.timeline import Lane, Placed, Thing, by_year, written

# Of each kind of thing one hue, the same as in the text, once for light and once for dark ground.
_HUES = {False: {"meeting": "#94397a", "instrument": "#00664b"}, True: {"meeting": "#f2a8d4", "instrument": "#54d6aa"}}
_QUIET = {False: "#4d5854", True: "#b3beba"}
_BOX = {False: ("#ffffff", "#1b2421"), True: ("#1c2428", "#e9eeec")}
_LINES = {False: "#d5dcd9", True: "#38444a"}
# One meaning, two signs: nobody has to tell colours apart.
_SIGNS = {"meeting": "circle", "instrument": "diamond"}
_ROW, _SPACE, _FONT = 19, 34, 12
# The share of the width that is left free at either end, so that no mark is cut.
_EDGE = 0.015
_DAY = 86_400_000
# Words of a hover are broken into lines of about this many characters.
_LINE = 48
# A lane's name is cut where it would not fit on a phone; the list has it whole.
_NAME = 54


@dataclass(frozen=True, slots=True)
class Frame:
    """What a picture is drawn in: the years it holds, its language, and whether the page is dark."""

    first: int
    last: int
    language: Language
    dark: bool

    @property
    def reversed(self) -> bool:
        """Whether time runs from right to left, as the language is read."""
        return DIRECTIONS[self.language] == "rtl"

    def ends(self) -> list[str]:
        """The first and the last day with some room beyond, in the order in which they stand from left to right."""
        room = max(8, round((self.last - self.first + 1) * 365 * _EDGE))
        first = datetime.date(self.first, 1, 1).toordinal() - room
        last = datetime.date(self.last, 12, 31).toordinal() + room
        within = (max(first, 1), min(last, datetime.date.max.toordinal()))
        days = [datetime.date.fromordinal(day).isoformat() for day in within]
        return days[::-1] if self.reversed else days


def picture(lanes: Sequence[Lane], names: Mapping[str, str], frame: Frame, chosen: str) -> go.Figure:
    """The lanes one below the other; each mark carries the path of its thing, by which a click tells it."""
    figure = go.Figure()
    placed = [item for lane in lanes for item in lane.placed]
    for kind in ("meeting", "instrument"):
        mine = [item for item in placed if item.thing.is_meeting == (kind == "meeting")]
        figure.add_trace(_marks([item for item in mine if item.span.precision == "day"], kind, frame))
        figure.add_trace(_spans([item for item in mine if item.span.precision != "day"], kind, frame))
    ring = [item for item in placed if item.thing.path == chosen]
    figure.add_trace(_ring(ring, frame))
    height = max((item.height for item in placed), default=0.0) + 1
    for lane in lanes:
        _lane(figure, lane, names.get(lane.key, lane.key), frame)
    _dress(figure, frame, height=int(height * _ROW) + _SPACE)
    figure.update_yaxes(visible=False, range=[height, -0.6], fixedrange=True)
    return figure


def _marks(placed: Sequence[Placed], kind: str, frame: Frame) -> go.Scatter:
    """What is known to the day: a mark on its first day."""
    return go.Scatter(
        x=[item.span.first.isoformat() for item in placed],
        y=[item.height for item in placed],
        mode="markers",
        marker={"symbol": _SIGNS[kind], "size": 12, "color": _HUES[frame.dark][kind], "opacity": 1},
        **_told(placed, frame.language),
    )


def _spans(placed: Sequence[Placed], kind: str, frame: Frame) -> go.Bar:
    """What is known to the month or the year alone: a hollow bar over all its days, on none of which it stands."""
    hue = _HUES[frame.dark][kind]
    return go.Bar(
        base=[item.span.first.isoformat() for item in placed],
        x=[((item.span.last - item.span.first).days + 1) * _DAY for item in placed],
        y=[item.height for item in placed],
        orientation="h",
        width=0.6,
        marker={
            "color": "rgba(0,0,0,0)",
            "line": {"color": hue, "width": 2},
            "pattern": {"shape": "/", "fgcolor": hue},
        },
        **_told(placed, frame.language),
    )


def _told(placed: Sequence[Placed], language: Language) -> dict[str, object]:
    return {
        "customdata": [[item.thing.path] for item in placed],
        "hovertext": [_hover(item.thing, language) for item in placed],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }


def _hover(thing: Thing, language: Language) -> str:
    """Name, kind and date, each on lines of its own and kept in its own direction."""
    lines = [f"<b>{_isolate(line, language)}</b>" for line in _wrapped(thing.label)]
    kind = text("kind.meeting", language) if thing.is_meeting else thing.kind_label
    if kind:
        lines.append(_isolate(kind, language))
    if thing.span:
        lines.append(_isolate(written(thing.span, language), language))
    count = components.number(thing.provisions, language)
    lines.append(_isolate(text("timeline.provisions", language, count=count), language))
    return "<br>".join(lines)


def _isolate(words: str, language: Language) -> str:
    """The words for a picture, which has no direction of its own: in the reader's, the signs of markup left out."""
    mark = "\u200f" if DIRECTIONS[language] == "rtl" else "\u200e"
    return mark + isolated(words.replace("<", "‹").replace(">", "›")) + mark


def _wrapped(words: str) -> list[str]:
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + len(word) >= _LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _ring(placed: Sequence[Placed], frame: Frame) -> go.Scatter:
    """Around the thing that is open: a ring that is no thing itself."""
    middles = [item.span.first + (item.span.last - item.span.first) / 2 for item in placed]
    days = [item.span.first if item.span.precision == "day" else day for item, day in zip(placed, middles, strict=True)]
    return go.Scatter(
        x=[day.isoformat() for day in days],
        y=[item.height for item in placed],
        mode="markers",
        marker={"symbol": "circle-open", "size": 21, "color": _QUIET[frame.dark], "line": {"width": 2.5}},
        hoverinfo="skip",
        showlegend=False,
    )


def _lane(figure: go.Figure, lane: Lane, name: str, frame: Frame) -> None:
    """The lane's name above its marks, where reading begins, and a line over it."""
    figure.add_shape(
        type="line", xref="paper", x0=0, x1=1, y0=lane.height - 0.45, y1=lane.height - 0.45, layer="below",
        line={"color": _LINES[frame.dark], "width": 1},
    )  # fmt: skip
    side = 1 if frame.reversed else 0
    short = name if len(name) <= _NAME else f"{name[:_NAME].rstrip()}…"
    figure.add_annotation(
        xref="paper", x=side, y=lane.height, text=_isolate(short, frame.language), showarrow=False,
        xanchor="right" if frame.reversed else "left", yanchor="middle", xshift=0,
        font={"size": _FONT, "color": _QUIET[frame.dark]},
    )  # fmt: skip


def strip(found: Iterable[Thing], frame: Frame, shown: tuple[int, int]) -> go.Figure:
    """How much there is in each year of the whole time; the years that the picture shows are filled."""
    counts = {year: len(things) for year, things in by_year(found).items()}
    years = range(frame.first, frame.last + 1)
    hues = _HUES[frame.dark]["instrument"], _LINES[frame.dark]
    figure = go.Figure(
        go.Bar(
            x=[_new_year(year) for year in years],
            y=[counts.get(year, 0) for year in years],
            width=[0.8 * 365 * _DAY] * len(years),
            offset=0.1 * 365 * _DAY,
            marker={"color": [hues[0] if shown[0] <= year <= shown[1] else hues[1] for year in years]},
            customdata=[[year] for year in years],
            hovertemplate="%{customdata[0]}: %{y}<extra></extra>",
            showlegend=False,
        )
    )
    figure.add_shape(
        type="rect", yref="paper", y0=0, y1=1, x0=_new_year(shown[0]), x1=_new_year(shown[1] + 1), layer="below",
        line={"color": _QUIET[frame.dark], "width": 1},
    )  # fmt: skip
    _dress(figure, frame, height=84)
    figure.update_yaxes(visible=False, fixedrange=True)
    figure.update_layout(dragmode="select", selectdirection="h")
    return figure


def _new_year(year: int) -> str:
    """The first day of a year; the last year that there is has none after it."""
    return datetime.date(min(max(year, 1), datetime.MAXYEAR), 1, 1).isoformat()


def _dress(figure: go.Figure, frame: Frame, height: int) -> None:
    """Axis, margins and fonts that both have."""
    days, names = _ticks(frame)
    figure.update_xaxes(
        type="date", range=frame.ends(), fixedrange=True, tickvals=days, ticktext=names, tickangle=0, showgrid=True,
        gridcolor=_LINES[frame.dark], zeroline=False, ticks="", automargin=False, tickfont={"size": _FONT},
    )  # fmt: skip
    ground, ink = _BOX[frame.dark]
    figure.update_layout(
        height=height, margin={"l": 2, "r": 2, "t": 4, "b": 26}, barmode="overlay", plot_bgcolor="rgba(0,0,0,0)",
        hoverlabel={"align": "right" if frame.reversed else "left", "bgcolor": ground, "font": {"color": ink}},
    )  # fmt: skip


def _ticks(frame: Frame) -> tuple[list[str], list[str]]:
    """The days that have a line, and what stands below each: decades, years or months, as many as have room."""
    count = frame.last - frame.first + 1
    if count <= 2:
        return _month_ticks(frame, step=2 * count)
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 500) if count / step <= 9 or step == 500)
    years = [year for year in range(frame.first, frame.last + 2) if year % step == 0]
    return [_new_year(year) for year in years], [str(year) for year in years]


def _month_ticks(frame: Frame, step: int) -> tuple[list[str], list[str]]:
    days = [
        datetime.date(year, month, 1) for year in range(frame.first, frame.last + 1) for month in range(1, 13, step)
    ]
    names = [str(day.year) if day.month == 1 else str(format_date(day, "LLL", locale=frame.language)) for day in days]
    return [day.isoformat() for day in days], names
