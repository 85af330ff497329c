"""The words beside the picture of time: ways to the decades, the list by year, what is open, and what is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from oic_mandates.explorer import components, links, timeline, timeline_calendar
from oic_mandates.explorer.clauses import Clause, hit
from oic_mandates.explorer.data import Named
from oic_mandates.explorer.language import Language, text
from oic_mandates.explorer.markup import direction, element, foreign, link
from oic_mandates.explorer.provisions import provision_link
from oic_mandates.explorer.timeline import MEETING, Thing
from oic_mandates.explorer.timeline_calendar import Report

PART, FROM, TO, KINDS, LANES, AT = "part", "from", "to", "kinds", "lanes", "at"
# Of which sort the lanes are; the first by itself.
BY: tuple[timeline.Lanes, ...] = ("body", "kind")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the address asks for: years, kinds, lanes and the thing that is open; and the whole time there is."""

    language: Language
    first: int
    last: int
    whole: tuple[int, int]
    kinds: tuple[str, ...]
    by: timeline.Lanes
    at: str

    def address(self, **changed: str) -> str:
        """The address of this view with some of it changed; what is so by itself is left out."""
        query = {
            FROM: "" if self.first == self.whole[0] else str(self.first),
            TO: "" if self.last == self.whole[1] else str(self.last),
            KINDS: ",".join(self.kinds),
            LANES: "" if self.by == BY[0] else self.by,
            AT: self.at,
        }
        return links.address(links.TIMELINE, self.language, query | changed)


def kind_name(thing: Thing, language: Language) -> str:
    """What kind of thing it is, in words; the empty text for an instrument of no known kind."""
    return text("kind.meeting", language) if thing.kind == MEETING else thing.kind_label


def decades(found: Sequence[Thing], shown: Shown) -> str:
    """A way to each decade, with how much began in it, and one back to the whole time."""
    language = shown.language
    now = (shown.first, shown.last)
    items = [_decade(escape(text("timeline.whole", language)), shown.address(**{FROM: "", TO: ""}), now == shown.whole)]
    for decade, count in timeline.decades(found).items():
        first, last = max(decade, shown.whole[0]), min(decade + 9, shown.whole[1])
        href = shown.address(**{FROM: str(first), TO: str(last)}) if count else ""
        figure = element("bdi", f"({components.number(count, language)})", css="count")
        name = element("bdi", escape(text("timeline.decade", language, year=decade)))
        items.append(_decade(f"{name} {figure}", href, (first, last) == now != shown.whole))
    return element("nav", "".join(items), css="decades", aria_label=text("timeline.decades", language))


def _decade(content: str, href: str, now: bool) -> str:
    if now:
        return element("span", content, css="decade now", aria_current="true")
    return link(content, href, "decade" if href else "decade none")


def legend(language: Language) -> str:
    """What the signs of the picture mean."""
    signs = (("meeting", "●", "kind.meeting"), ("instrument", "◆", "kind.instrument"), ("span", "▨", "timeline.span"))
    items = [
        element("span", sign, css=f"sign sign-{name}", aria_hidden="true") + " " + escape(text(key, language))
        for name, sign, key in signs
    ]
    return element("ul", "".join(element("li", item) for item in items), css="signs")


def opened(thing: Thing, clauses: Sequence[Clause], shown: Shown) -> str:
    """What is open: when it was, and the clauses that speak of it, in their words."""
    language = shown.language
    facts = [element("span", escape(kind_name(thing, language))), element("span", date(thing, language))]
    if thing.body:
        facts.append(link(foreign(thing.body_label, ""), links.to_path(thing.body, language)))
    facts.append(link(escape(text("timeline.page", language)), links.to_path(thing.path, language)))
    close = link("✕ " + escape(text("timeline.close", language)), shown.address(**{AT: ""}), "close")
    title = element("h2", foreign(thing.label, ""))
    hits = "".join(hit(clause, language) for clause in clauses)
    if not hits:
        hits = element("p", escape(text("timeline.unnamed", language)), css="quiet")
    head = element("div", title + close, css="opened-head") + element("div", "".join(facts), css="doc-facts")
    return element("section", head + hits, css="opened", aria_label=thing.label, data_path=thing.path, tabindex="-1")


def date(thing: Thing, language: Language) -> str:
    """When it was, as HTML, and where the day is not known that it is not."""
    if thing.span is None:
        return escape(text("timeline.undated", language))
    when = element("bdi", escape(timeline.written(thing.span, language)))
    if thing.span.precision == "day":
        return when
    note = text(f"timeline.only.{thing.span.precision}", language)
    return f"{when} {element('span', escape(note), css='quiet')}"


def listed(dated: Sequence[Thing], undated: Sequence[Thing], shown: Shown) -> str:
    """The same things as the picture holds, year by year, and last the ones that have no date."""
    groups = [(str(year), things) for year, things in timeline.by_year(dated).items()]
    if undated:
        groups.append((text("timeline.undated.all", shown.language), list(undated)))
    sections = []
    for name, things in groups:
        head = element("h3", element("bdi", escape(name)))
        items = "".join(_item(thing, shown) for thing in things)
        sections.append(element("section", head + element("ul", items)))
    return element("div", "".join(sections), css="browse years")


def _item(thing: Thing, shown: Shown) -> str:
    language = shown.language
    sign = "meeting" if thing.is_meeting else "instrument"
    mark = element("span", "●" if thing.is_meeting else "◆", css=f"sign sign-{sign}", aria_hidden="true")
    now = thing.path == shown.at
    name = link(foreign(thing.label, ""), shown.address(**{AT: thing.path}), "now" if now else "")
    facts = [kind_name(thing, language)]
    if thing.span:
        facts.append(timeline.written(thing.span, language))
        if thing.span.precision != "day":
            facts[-1] += f" {text(f'timeline.only.{thing.span.precision}', language)}"
    facts.append(text("timeline.provisions", language, count=components.number(thing.provisions, language)))
    line = " · ".join(element("bdi", escape(fact)) for fact in facts if fact)
    return element("li", f"{mark} {name}" + element("div", line, css="quiet"))


def due_table(found: Sequence[Report], names: Mapping[str, Named], language: Language) -> str:
    """What is due, one row for each, with the words in which it is asked."""
    columns = ("when", "who", "to", "what")
    heads = "".join(element("th", escape(text(f"timeline.column.{name}", language)), scope="col") for name in columns)
    body = "".join(_due_row(report, names, language) for report in found)
    table = element("thead", element("tr", heads)) + element("tbody", body)
    return element("table", table, css="grid due")


def _due_row(report: Report, names: Mapping[str, Named], language: Language) -> str:
    when = escape(timeline_calendar.when(report, names, language))
    if report.due:
        when = link(when, links.to_path(report.due, language))
    spoken = report.words.language if report.words else ""
    words = report.words.value if report.words else ""
    what = element("b", provision_link(report.clause, language, report.number))
    if report.verb:
        what += " · " + element("bdi", escape(report.verb))
    what += element("div", escape(words), css="words", lang=spoken, dir=direction(spoken))
    if report.translation:
        what += element("div", escape(report.translation), css="quiet translation", lang=language)
    who = _named(report.addressees, names, language) or escape(text("timeline.nobody", language))
    cells = (("when", when), ("who", who), ("to", _named(report.receivers, names, language)), ("what", what))
    return element(
        "tr",
        "".join(
            element("td", content, css=name, data_head=text(f"timeline.column.{name}", language))
            for name, content in cells
        ),
    )


def _named(paths: Sequence[str], names: Mapping[str, Named], language: Language) -> str:
    shown = (
        link(element("bdi", escape(names[path].short if path in names else path)), links.to_path(path, language))
        for path in paths
    )
    return text("list.short", language).join(shown)
