"""The reporting calendar ahead: what is due, from whom, to whom and when, as rows and as entries of a calendar."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from oic_mandates.explorer import data, mandates, timeline
from oic_mandates.explorer.data import Answer, Entry, Named, Term
from oic_mandates.explorer.language import Language, text
from oic_mandates.explorer.provisions import provision_name
from oic_mandates.explorer.timeline import Span

# The stamp of an entry is when it came into being: for a resolution without a date no day is known.
_NO_DAY = datetime.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Report:
    """One act with one of its deadlines, things as paths; `due` and `span` are empty where none is set.

    `span` is when the deadline lies: of a meeting its days, or the year alone where no more is known.
    """

    act: str
    clause: str
    number: str
    addressees: tuple[str, ...]
    receivers: tuple[str, ...]
    due: str
    span: Span | None
    verb: str
    words: Term | None
    translation: str

    @property
    def day(self) -> datetime.date | None:
        """The day by which it is due, where one is known."""
        return self.span.first if self.span and self.span.precision == "day" else None


def reports(actor: str, language: Language) -> tuple[tuple[Report, ...], Answer]:
    """What is due, from one actor or from all where `actor` is empty, in the order of time, and the query's answer."""
    answer = data.ask("reporting-calendar", actor=actor or None, resolution=None, lang=language)
    words = answer.columns.index("words")
    verbs = {act.path: act.label("verbLabel") for act in mandates.acts(language, None)[0]}
    found = tuple(_report(row, terms[words], verbs) for row, terms in zip(answer.records(), answer.rows, strict=True))
    return found, answer


def _report(row: Mapping[str, str], words: Term | None, verbs: Mapping[str, str]) -> Report:
    act = data.path_of(row["act"])
    return Report(
        act=act,
        clause=data.path_of(row["clause"]),
        number=row["number"],
        addressees=tuple(data.path_of(iri) for iri in row["addressees"].split()),
        receivers=tuple(data.path_of(iri) for iri in row["receivers"].split()),
        due=data.path_of(row["due"]),
        span=timeline.read_span(row["date"]),
        verb=verbs.get(act, ""),
        words=words,
        translation=row["translation"],
    )


def clause_of(report: Report, language: Language) -> str:
    """What the clause of a report is called."""
    return provision_name(report.clause, language, report.number)


def when(report: Report, names: Mapping[str, Named], language: Language) -> str:
    """By when it is due, in a sentence that says what is not known."""
    due = names[report.due].label if report.due in names else report.due
    if not report.due:
        return text("timeline.due.none", language)
    if report.span is None:
        return text("timeline.due.undated", language, due=due)
    key = "timeline.due.day" if report.day else "timeline.due.year"
    return text(key, language, due=due, date=timeline.written(report.span, language))


def entries(found: Iterable[Report], language: Language) -> list[Entry]:
    """The same as entries of a calendar, one for one, in the same order."""
    names = data.entities(language)
    adopted = {item.slug: item for item in data.resolutions(language)}
    made = []
    for report in found:
        resolution = adopted.get(report.clause.partition("/")[0])
        stamp = timeline.read_span(resolution.date) if resolution else None
        symbol = resolution.symbol if resolution else ""
        words = report.words.value if report.words else ""
        lines = [words, report.translation, when(report, names, language), symbol]
        made.append(
            Entry(
                # Of one act with two deadlines each has a name of its own.
                uid=data.iri_of(report.act) + (f"?due={report.due}" if report.due else ""),
                summary=_summary(report, names, language),
                description="\n".join(line for line in lines if line),
                url=data.iri_of(report.clause),
                stamp=stamp.first if stamp else _NO_DAY,
                day=report.day,
            )
        )
    return made


def _summary(report: Report, names: Mapping[str, Named], language: Language) -> str:
    fields = {
        "who": _listed(report.addressees, names, language) or text("timeline.nobody", language),
        "clause": clause_of(report, language),
    }
    if not report.receivers:
        return text("timeline.entry", language, **fields)
    return text("timeline.entry.report", language, to=_listed(report.receivers, names, language), **fields)


def _listed(paths: Sequence[str], names: Mapping[str, Named], language: Language) -> str:
    shown = (names[path].short if path in names else path for path in paths)
    return text("list.short", language).join(shown)
