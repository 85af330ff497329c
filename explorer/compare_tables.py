"""The overlap of actors as tables: mandates that several share, themes of several, and a matrix of all pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

from oic_mandates.explorer import components, links
from oic_mandates.explorer.compare_actors import ROLES, By, Shared
from oic_mandates.explorer.data import Named
from oic_mandates.explorer.language import Language, text
from oic_mandates.explorer.markup import direction, element, isolated, link
from oic_mandates.explorer.provisions import provision_link

ACTORS, BY = "actors", "by"
_SHADES = 5


def address(actors: Sequence[str], by: By, language: Language) -> str:
    """The address at which the tasks of these actors are held against each other."""
    return links.address(links.COMPARE, language, {ACTORS: ",".join(actors), BY: "" if by == "mandates" else by})


def mandates(found: Sequence[Shared], names: Mapping[str, Named], language: Language) -> str:
    """The mandates that several actors share: which clause, what each has to do with it, and the words."""
    columns = ("clause", "who", "words")
    head = "".join(element("th", escape(text(f"compare.column.{name}", language)), scope="col") for name in columns)
    rows = "".join(_mandate(item, names, language) for item in found)
    table = element("thead", element("tr", head)) + element("tbody", rows)
    return element("table", table, css="grid shared")


def _mandate(item: Shared, names: Mapping[str, Named], language: Language) -> str:
    act = item.act
    clause = provision_link(act.clause, language, act.number)
    verb = element("div", element("bdi", escape(act.label("verbLabel"))), css="quiet")
    words = act.row["words"]
    spoken = words.language if words else ""
    content = element("div", escape(act.label("words")), css="words", lang=spoken, dir=direction(spoken))
    if act.label("translation"):
        content += element("div", escape(act.label("translation")), css="quiet translation", lang=language)
    cells = (("clause", clause + verb), ("who", _who(item, names, language)), ("words", content))
    return element("tr", "".join(element("td", cell, css=css) for css, cell in cells))


def _who(item: Shared, names: Mapping[str, Named], language: Language) -> str:
    """Who is asked, and which of the actors take part as partners; the actors that are compared stand out."""
    lines = []
    for role in ROLES:
        # Who is asked is told even where it is none of them: without it nobody knows what a partner does.
        paths = item.act.values[role] if role == ROLES[0] else [path for path in item.roles if item.roles[path] == role]
        if paths:
            shown = (
                element("b", actor_link(path, names, language))
                if path in item.roles
                else actor_link(path, names, language)
                for path in paths
            )
            label = element("span", escape(text(f"compare.role.{role}", language)), css="label")
            lines.append(element("div", f"{label} {text('list.short', language).join(shown)}"))
    return "".join(lines)


def actor_link(path: str, names: Mapping[str, Named], language: Language) -> str:
    """An actor by its short name, as a way to its page."""
    return link(element("bdi", escape(names[path].short)), links.to_path(path, language), title=names[path].label)


def concepts(
    found: Mapping[str, Counter[str]], actors: Sequence[str], facet: str, names: Mapping[str, Named], language: Language
) -> str:
    """Themes or groups by actors, with how many mandates of each serve them."""
    head = element("th", escape(text(f"kind.{facet}", language)), scope="col")
    head += "".join(element("th", actor_link(actor, names, language), scope="col") for actor in actors)
    rows = []
    for path, counts in found.items():
        name = link(element("bdi", escape(names[path].label)), links.to_path(path, language))
        cells = element("th", name, scope="row")
        for actor in actors:
            count = components.number(counts[actor], language) if counts[actor] else "–"
            cells += element("td", escape(count), css="" if counts[actor] else "quiet")
        rows.append(element("tr", cells))
    table = element("thead", element("tr", head)) + element("tbody", "".join(rows))
    label = text(f"kind.{facet}", language)
    return element(
        "div", element("table", table, css="grid concepts"), css="scroll", tabindex="0", role="region", aria_label=label
    )


def matrix(
    counts: Mapping[tuple[str, str], int],
    actors: Sequence[str],
    chosen: Sequence[str],
    by: By,
    names: Mapping[str, Named],
    language: Language,
) -> str:
    """All pairs of actors with how much they share, the darker the more; a cell opens the pair."""
    most = max((count for (one, other), count in counts.items() if one != other), default=1)

    def cell(one: str, other: str) -> str:
        count = counts.get((one, other), 0)
        if not count:
            return element("td", "")
        shown = escape(components.number(count, language))
        if one == other:
            return element("td", shown, css="own")
        title = f"{isolated(names[one].short)} · {isolated(names[other].short)}"
        # Few pairs share much: by the square root the small numbers differ to the eye, too.
        shade = max(1, round(_SHADES * min(1, count / most) ** 0.5))
        now = " now" if {one, other} == set(chosen) else ""
        return element("td", link(shown, address((one, other), by, language), "cell", title), css=f"shade-{shade}{now}")

    head = element("td", "") + "".join(
        element("th", element("span", _short(actor, names, language)), scope="col", css="across") for actor in actors
    )
    rows = "".join(
        element(
            "tr",
            element("th", _short(one, names, language), scope="row") + "".join(cell(one, other) for other in actors),
        )
        for one in actors
    )
    table = element("table", element("thead", element("tr", head)) + element("tbody", rows), css="heat")
    label = text("compare.matrix", language)
    return element("div", table, css="scroll overlap", tabindex="0", role="region", aria_label=label)


def _short(path: str, names: Mapping[str, Named], language: Language) -> str:
    href = links.to_path(path, language)
    return link(element("bdi", escape(names[path].short)), href, "name", names[path].label)
