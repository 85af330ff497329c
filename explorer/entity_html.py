"""The page of one name as HTML: what is asked, with whom, where it is named, what is beside it, and its time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from oic_mandates.explorer import components, data, entity, links, timeline
from oic_mandates.explorer.clauses import hit, naming
from oic_mandates.explorer.components import number
from oic_mandates.explorer.entity import Beside
from oic_mandates.explorer.language import Language, text
from oic_mandates.explorer.mandates import LINKED, Act
from oic_mandates.explorer.markup import direction, element, foreign, isolated, link
from oic_mandates.explorer.parties import parties
from oic_mandates.explorer.provisions import provision_link
from oic_mandates.explorer.timeline import Thing

# So many stand in view; the others are one click away.
_ACTS, _CLAUSES, _NAMES = 4, 6, 6


@dataclass(frozen=True, slots=True)
class Page:
    """What every part of the page needs: the name, what must stand with it, and the language."""

    path: str
    beside: Beside
    language: Language

    def address(self, chosen: Iterable[str]) -> str:
        """The address of the page with these names beside."""
        query = {links.IDENTIFIER: self.path, entity.WITH: ",".join(chosen)}
        return links.address(links.ENTITY, self.language, query)

    def called(self, path: str, *, shortly: bool = False) -> str:
        """The label of another name, or the shortest that people know it by."""
        known = data.entities(self.language).get(path)
        if known is None:
            return self.beside.labels.get(path, path)
        return known.short if shortly else known.label


def chosen(page: Page) -> str:
    """What must stand in the same provision, each to be taken off."""
    names = page.beside.chosen
    if not names:
        return ""
    chips = [
        components.taken(page.called(name), page.address(other for other in names if other != name), page.language)
        for name in names
    ]
    label = element("span", escape(text("entity.only", page.language)), css="label")
    return element("div", label + "".join(chips), css="chips")


def folded(items: Sequence[str], limit: int, language: Language, tag: str = "div") -> str:
    """The first items; the others open at a click."""
    shown = element(tag, "".join(items[:limit]))
    if len(items) <= limit:
        return shown
    more = text("mandates.more", language, count=number(len(items) - limit, language))
    hidden = element(tag, "".join(items[limit:]))
    return shown + element("details", element("summary", escape(more), css="more") + hidden)


def acts(found: Sequence[Act], role: str, page: Page) -> str:
    """The acts under their forces, the strongest first, and a way to the same acts as a table."""
    language, parts = page.language, []
    for force, group in entity.by_force(found).items():
        name = group[0].label("forceLabel") or text("entity.no-force", language)
        count = element("span", number(len(group), language), css="count")
        head = element("h4", f"{link(element('bdi', escape(name)), links.to_path(force, language))} {count}")
        parts.append(element("section", head + folded([_act(act, page) for act in group], _ACTS, language)))
    # The table knows no name beside: with one chosen it would show more than stands here.
    if role in (*LINKED, "verb", "force") and not page.beside.chosen:
        held = {path for act in found for path in act.values[role]}
        table = {role: ",".join(path for path in entity.with_parts(page.path, language) if path in held)}
        href = links.address(links.MANDATES, language, table)
        parts.append(element("p", link(escape(text("entity.table", language)), href)))
    return "".join(parts)


def _act(act: Act, page: Page) -> str:
    language = page.language
    verb = link(element("bdi", escape(act.label("verbLabel"))), links.to_path("".join(act.values["verb"]), language))
    head = f"{element('b', provision_link(act.clause, language, act.number))} · {verb}"
    head += parties(act, lambda path: page.called(path, shortly=True), language, but=page.path)
    words = act.row["words"]
    spoken = words.language if words else ""
    body = element("p", escape(act.label("words")), css="words", lang=spoken, dir=direction(spoken))
    if act.label("translation"):
        body += element("p", escape(act.label("translation")), css="quiet", lang=language)
    return element("div", element("div", head) + body, css="hit")


def clauses(page: Page) -> tuple[int, str, data.Answer]:
    """How many provisions name it, of those looked at, these with its words marked, and the query's answer."""
    found, answer = naming(entity.with_parts(page.path, page.language), page.language)
    items = [hit(clause, page.language) for clause in found if page.beside.holds(clause.path)]
    return len(items), folded(items, _CLAUSES, page.language), answer


def counted(counts: Mapping[str, int], page: Page) -> str:
    """Names with a figure; a click on one shows what is said of both, and the arrow opens its own page."""
    language = page.language
    items = []
    for path, count in counts.items():
        name = page.called(path)
        both = page.address([*page.beside.chosen, path])
        title = text("entity.both", language, name=isolated(name))
        content = element("bdi", escape(name)) + element("span", number(count, language), css="count")
        open_page = text("entity.open", language, name=isolated(name))
        arrow = link("↗", links.to_path(path, language), "own-page", open_page, aria_label=open_page)
        items.append(element("li", link(content, both, "value", title) + arrow))
    return element("div", folded(items, _NAMES, language, "ul"), css="facets beside")


def beside(page: Page) -> str:
    """What is named in the same provisions, by kind, with in how many of them."""
    groups: list[str] = []
    for kind in entity.BESIDE:
        counts = {path: page.beside.counts[path] for path in page.beside.of_kind(kind)}
        if counts:
            head = element("summary", escape(text(f"kind.{kind}", page.language)))
            opened = "open" if len(groups) < 2 else ""
            groups.append(element("details", head + counted(counts, page), css="facet", open=opened))
    return element("nav", "".join(groups), css="facets", aria_label=text("entity.beside", page.language))


def in_time(found: Sequence[Thing], page: Page) -> str:
    """The dated things as a line of years, what is known to the day before what is not."""
    years = []
    for year, things in timeline.by_year(found).items():
        items = "".join(element("li", _dated(thing, page)) for thing in things)
        when = element("b", element("bdi", str(year)))
        years.append(element("li", f"{when}{element('ul', items)}"))
    return element("ol", "".join(years), css="line-of-years")


def _dated(thing: Thing, page: Page) -> str:
    sign = "meeting" if thing.is_meeting else "instrument"
    mark = element("span", "●" if thing.is_meeting else "◆", css=f"sign sign-{sign}", aria_hidden="true")
    name = foreign(thing.label, "")
    if thing.path != page.path:
        name = link(name, links.to_path(thing.path, page.language))
    count = page.beside.counts.get(thing.path, 0)
    figure = element("span", number(count, page.language), css="count") if count else ""
    return f"{mark} {name} {figure}"


def parts(found: Iterable[data.Named], language: Language) -> str:
    """The parts of an instrument, each with how many provisions name it."""
    items = "".join(
        element(
            "li",
            f"{link(foreign(named.label, ''), links.to_path(named.path, language))} "
            + element("span", number(named.provisions, language), css="count"),
        )
        for named in found
    )
    return element("ul", items)
