"""What stands around the text: its title, the outline, and the switches for what is shown and how.

The text itself is the same whatever is chosen; a choice is a line of style, so that it is there at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from html import escape

from babel import Locale

from oic_mandates.explorer import links, markup
from oic_mandates.explorer.components import day, number
from oic_mandates.explorer.data import Resolution
from oic_mandates.explorer.language import Language, text
from oic_mandates.explorer.markup import element, foreign, isolated, link
from oic_mandates.explorer.reading import Provision

SHOW, CORRECTIONS, HIDE = "show", "corrections", "hide"
SHOWN = ("both", "text", "translation")
CORRECTED = ("marked", "printed", "read")
# What the links of the text take along from one address to the next.
KEPT = f"{SHOW} {CORRECTIONS} {HIDE}"

# A mark that is switched off looks as the words around it.
_PLAIN = (
    "background: none !important; text-decoration-line: none !important; font-weight: inherit;"
    " pointer-events: none; padding: 0;"
)
_MAIN = ".stApp .stMain"
_STYLES = {
    "text": f"{_MAIN} .prov-tr {{ display: none; }} {_MAIN} .two {{ grid-template-columns: 1fr; }}",
    "translation": (
        f"{_MAIN} :is(.two > .prov-text, .two > .sec-text, .two ~ .prov-note) {{ display: none; }}"
        f" {_MAIN} .two {{ grid-template-columns: 1fr; }} {_MAIN} .names {{ display: flex; }}"
    ),
    "printed": (
        f"{_MAIN} :is(.prov ins, .prov-note) {{ display: none; }} {_MAIN} .prov del {{ text-decoration: none; }}"
    ),
    "read": (
        f"{_MAIN} :is(.prov del, .prov-note) {{ display: none; }} {_MAIN} .prov ins {{ border: 0; margin: 0;"
        " padding: 0; border-radius: 0; background: none; border-block-end: 1px dotted currentColor; }"
    ),
}
# A reference to a resolution looks like one to any instrument.
_ALSO = {"instrument": ("resolution",)}


@dataclass(frozen=True, slots=True)
class View:
    """What the address asks for. `spoken` is the language of the text, `translated` of the translation, if any."""

    language: Language
    resolution: str
    clause: str
    spoken: str
    translated: str
    shown: str = SHOWN[0]
    corrections: str = CORRECTED[0]
    hidden: tuple[str, ...] = ()

    def address(self) -> str:
        """The address of the view as it is set."""
        query = {
            links.RESOLUTION: self.resolution,
            links.CLAUSE: self.clause,
            SHOW: "" if self.shown == SHOWN[0] else self.shown,
            CORRECTIONS: "" if self.corrections == CORRECTED[0] else self.corrections,
            HIDE: ",".join(self.hidden),
        }
        return links.address(links.READ, self.language, query)


def language_name(code: str, language: Language) -> str:
    """The name of a language in another, as it stands alone; its code where no name is known."""
    found = str(Locale.parse(language).languages.get(code, code))
    return found[:1].upper() + found[1:]


def style(view: View) -> str:
    """The style that shows what the view asks for; empty where nothing departs from the usual."""
    rules = [_STYLES[chosen] for chosen in (view.shown, view.corrections) if chosen in _STYLES]
    for kind in view.hidden:
        rules += [f"{_MAIN} .prov a.m-{name} {{ {_PLAIN} }}" for name in (kind, *_ALSO.get(kind, ()))]
    return "\n".join(rules)


def toolbar(view: View) -> str:
    """The switches for text and translation, and for the misprints; each position has an address."""
    language = view.language
    names = {
        SHOWN[0]: text("read.show.both", language),
        SHOWN[1]: language_name(view.spoken, language),
        SHOWN[2]: text("read.show.translation", language, name=language_name(view.translated, language)),
    }
    groups = []
    if view.translated:
        positions = [(names[name], replace(view, shown=name), name == view.shown) for name in SHOWN]
        groups.append(_switch(text("read.show", language), positions))
    positions = [
        (text(f"read.corrections.{name}", language), replace(view, corrections=name), name == view.corrections)
        for name in CORRECTED
    ]
    groups.append(_switch(text("read.corrections", language), positions))
    return element("div", "".join(groups), css="read-tools", data_stay="1")


def _switch(label: str, positions: Iterable[tuple[str, View, bool]]) -> str:
    items = "".join(
        link(escape(name), view.address(), "now" if chosen else "other", aria_current="true" if chosen else "")
        for name, view, chosen in positions
    )
    head = element("span", escape(label), css="label")
    return element("div", head + element("div", items, css="positions"), css="switch", role="group", aria_label=label)


def legend(view: View, counts: Mapping[str, int]) -> str:
    """Each kind of marked words with its mark and how many there are; a choice hides or shows it."""
    language = view.language
    items = []
    for kind in markup.MARKED:
        count = sum(counts.get(name, 0) for name in (kind, *_ALSO.get(kind, ())))
        if not count:
            continue
        hidden = kind in view.hidden
        others = tuple(name for name in view.hidden if name != kind)
        name = text(f"kind.{kind}", language)
        mark = element("span", escape(name), css=f"m m-{kind}")
        content = f"{mark} {element('span', number(count, language), css='count')}"
        title = text("read.legend.show" if hidden else "read.legend.hide", language, name=name)
        href = replace(view, hidden=others if hidden else (*others, kind)).address()
        items.append(element("li", link(content, href, "off" if hidden else "on", title)))
    for key, hidden_kinds in (("read.legend.all", ()), ("read.legend.none", markup.MARKED)):
        if set(hidden_kinds) != set(view.hidden):
            every = replace(view, hidden=hidden_kinds).address()
            items.append(element("li", link(escape(text(key, language)), every, "every")))
    head = element("span", escape(text("read.legend", language)), css="label", id="read-legend")
    listed = element("ul", "".join(items), css="legend", aria_labelledby="read-legend")
    return element("div", head + listed, css="read-legend", data_stay="1")


def title(resolution: Resolution, view: View) -> str:
    """The title with symbol, date and meeting; and which translation stands in for one that does not exist."""
    language = view.language
    facts = [element("bdi", escape(resolution.symbol), css="mono", dir="ltr")]
    if resolution.date:
        facts.append(element("span", escape(day(date.fromisoformat(resolution.date), language))))
    if resolution.meeting:
        meeting = link(escape(resolution.meeting_label), links.to_path(resolution.meeting, language))
        facts.append(element("span", f"{escape(text('read.adopted', language))} {meeting}"))
    head = element("h1", foreign(resolution.title, resolution.title_language), css="doc-title")
    note = ""
    if view.translated and language not in (view.translated, view.spoken):
        found = text("read.show.else", language, name=language_name(view.translated, language))
        note = element("p", escape(found), css="quiet doc-note")
    return head + element("div", "".join(facts), css="doc-facts") + note


def outline(groups: Iterable[tuple[Provision | None, list[Provision]]], resolution: str, language: Language) -> str:
    """The sections with the numbers of what is in them, each a link."""
    parts = "".join(_outline_part(section, members, resolution, language) for section, members in groups)
    label = text("read.outline", language)
    return element("nav", element("ol", parts), css="outline", aria_label=label, data_keep=KEPT)


def _outline_part(section: Provision | None, members: list[Provision], resolution: str, language: Language) -> str:
    """The name of a section, which leads to it, and below it the numbers of its parts, to be opened."""
    spoken: str = language
    if section is None:
        name, goal = escape(text("preamble", language)), members[0].eid
    else:
        shown, spoken, goal = section.text, section.language, section.eid
        if section.translation and language != section.language:
            shown, spoken = section.translation, section.translation_language
        name = f"({element('bdi', escape(section.number))}) {escape(shown)}"
    way = markup.direction(spoken)
    head = link(name, links.to_clause(resolution, goal, language), "to-section", lang=spoken, dir=way)
    numbered = [member.number for member in members if member.part != "formula"]
    if not numbered:
        return element("li", head)
    ends = numbered[0] if len(numbered) == 1 else f"{numbered[0]}–{numbered[-1]}"
    summary = element("summary", element("bdi", escape(ends), dir="ltr"))
    numbers = "".join(_outline_number(member, resolution, language) for member in members)
    return element("li", f"{head}<details>{summary}{element('div', numbers, css='numbers')}</details>")


def _outline_number(provision: Provision, resolution: str, language: Language) -> str:
    name = markup.part_name(provision.part, provision.number, language)
    short = "§" if provision.part == "formula" else provision.number
    return link(escape(short), links.to_clause(resolution, provision.eid, language), title=isolated(name))
