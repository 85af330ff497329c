"""A provision as HTML: its text with names and verbs marked where they stand, and corrections shown.

All text is escaped here. Offsets are code points of the printed text, which is what Python counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from oic_mandates.explorer import links
from oic_mandates.explorer.language import DIRECTIONS, Language, has_text, text
from oic_mandates.explorer.reading import Correction, Provision, Span

# The kinds that are marked in the text, in the order of the legend.
MARKED = ("verb", "actor", "instrument", "meeting", "place", "date", "programme", "event")
# What can be opened about a part of a resolution.
PANELS = ("cite", "evidence", "similar", "rdf")
_ISOLATE, _END = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Change:
    """The heart of a correction: printed words [start, end) that fall away and words that come in."""

    start: int
    end: int
    added: str
    why: str


def direction(language: str) -> str:
    """`rtl` or `ltr`, for the language tag of a text."""
    return next((way for name, way in DIRECTIONS.items() if name == language), "auto")


def isolated(words: str) -> str:
    """The words in Unicode isolates, for attributes, where no element can keep directions apart."""
    return f"{_ISOLATE}{words}{_END}"


def element(tag: str, content: str, **attributes: str) -> str:
    """An element with escaped attributes around HTML; `css` is its class, `_` in a name is `-`."""
    pairs = ((name.replace("css", "class").replace("_", "-"), value) for name, value in attributes.items() if value)
    head = "".join(f' {name}="{escape(value)}"' for name, value in pairs)
    return f"<{tag}{head}>{content}</{tag}>"


def link(content: str, href: str, css: str = "", title: str = "", **more: str) -> str:
    """A link that stays in the session; `content` is HTML. Without an address, the bare content."""
    if not href:
        return element("span", content, css=css, title=title)
    return element("a", content, href=href, css=css, title=title, data_go="1", **more)


def foreign(words: str, language: str) -> str:
    """Words that may be of another language and direction than what is around them, as HTML."""
    if not language:
        return element("bdi", escape(words))
    return element("bdi", escape(words), lang=language, dir=direction(language))


def part_name(part: str, number: str, language: Language) -> str:
    """What a part of a resolution is called: Clause 47, Recital 3."""
    key = f"part.{part}"
    return text(key if has_text(key) else "part.other", language, number=number)


def highlighted(words: str, places: Iterable[tuple[int, int]]) -> str:
    """The words as HTML with the places [start, end) marked; the places are in order and do not overlap."""
    parts, last = [], 0
    for start, end in places:
        parts += [escape(words[last:start]), element("mark", escape(words[start:end]))]
        last = end
    return "".join([*parts, escape(words[last:])])


def clause_name(eid: str, language: Language, number: str = "") -> str:
    """What the part with that eId is called; `number` is the printed one where it is known."""
    part, _, index = eid.partition("_")
    return part_name(part, number or index, language)


def heart(correction: Correction) -> Change:
    """A correction without the whole words that both sides share at their ends."""
    old, new = correction.printed, correction.read
    shortest = min(len(old), len(new))
    first = next((i for i in range(shortest) if old[i] != new[i]), shortest)
    while not _between_words(old, new, first):
        first -= 1
    last = next((i for i in range(shortest - first) if old[-1 - i] != new[-1 - i]), shortest - first)
    while not _between_words(old[::-1], new[::-1], last):
        last -= 1
    return Change(correction.start + first, correction.end - last, new[first : len(new) - last], correction.why)


def _between_words(old: str, new: str, place: int) -> bool:
    """Whether a cut after `place` characters, alike in both, cuts no word of either."""
    if place == 0 or old[place - 1] == " ":
        return True
    return old[place : place + 1] in ("", " ") and new[place : place + 1] in ("", " ")


def marked_text(provision: Provision, language: Language) -> str:
    """The printed text as HTML: each name and verb a link, each correction as deletion and insertion."""
    changes = sorted((heart(found) for found in provision.corrections), key=lambda change: change.start)
    forces = {act.verb: act.force_label for act in provision.acts}
    places = {0, len(provision.text)}
    places.update(place for span in provision.spans for place in (span.start, span.end))
    places.update(place for change in changes for place in (change.start, change.end))
    cuts = sorted(place for place in places if 0 <= place <= len(provision.text))
    pieces: list[str] = []
    for start, end in pairwise(cuts):
        pieces += [_added(change) for change in changes if change.start == change.end == start]
        piece = _piece(provision.text[start:end], _covering(provision.spans, start, end), end, language, forces)
        change = next((change for change in changes if change.start <= start and end <= change.end), None)
        if change is None:
            pieces.append(piece)
            continue
        pieces.append(element("del", piece, title=change.why))
        if end == change.end:
            pieces.append(_added(change))
    return "".join(pieces)


def _covering(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    """The spans over these words: names before verbs, and of two names the shorter."""
    found = [span for span in spans if span.start <= start and end <= span.end]
    return sorted(found, key=lambda span: (span.kind == "verb", span.end - span.start))


def _added(change: Change) -> str:
    return element("ins", escape(change.added), title=change.why) if change.added else ""


def _piece(words: str, covering: list[Span], end: int, language: Language, forces: dict[str, str]) -> str:
    if not covering:
        return escape(words)
    first = covering[0]
    href, title = _href(first, language), _title(first, language, forces)
    pieces = [link(escape(words), href, f"m m-{first.kind}", title, data_roles=_roles(first))]
    # The same words may name two things: the others follow as small figures.
    twins = [span for span in covering[1:] if (span.start, span.end) == (first.start, first.end) and end == span.end]
    for figure, twin in enumerate(twins, start=2):
        title = text("read.also", language, name=_title(twin, language, forces))
        pieces.append(element("sup", link(str(figure), _href(twin, language), f"also m-{twin.kind}", title)))
    return "".join(pieces)


def _href(span: Span, language: Language) -> str:
    return links.to_path(span.path, language)


def _roles(span: Span) -> str:
    """What the thing named does here; the role of a verb is what it is."""
    return "" if span.kind == "verb" else span.roles


def _title(span: Span, language: Language, forces: dict[str, str]) -> str:
    if span.kind == "verb":
        force = forces.get(span.path, "")
        return isolated(span.label) + (f" - {text('read.force', language, name=force)}" if force else "")
    kind = text(f"kind.{span.kind}", language)
    return f"{isolated(span.label)} - {kind}" + (f" ({span.roles})" if span.roles else "")


def provision_html(provision: Provision, resolution: str, language: Language, alike: int = 0) -> str:
    """A recital, clause or formula as HTML: number, verbs, what can be done, text beside translation, notes, names.

    `alike` is how many other clauses say nearly the same.
    """
    name = part_name(provision.part, provision.number, language)
    href = links.to_clause(resolution, provision.eid, language)
    doing = actions(provision, resolution, language, alike)
    head = link(escape(name), href, "prov-no") + _acts(provision, language) + doing
    blocks = [element("header", head, css="prov-head"), _body(provision, language)]
    blocks += [correction_note(correction, provision.language, language) for correction in provision.corrections]
    blocks += [_names(provision, language), _concepts(provision, language)]
    return element("article", "".join(blocks), css=f"prov prov-{provision.part}", id=provision.eid, tabindex="-1")


def _body(provision: Provision, language: Language) -> str:
    """Text and translation; the first column is that of the text, which begins where its script begins."""
    way = direction(provision.language)
    cells = element("p", marked_text(provision, language), css="prov-text", lang=provision.language, dir=way)
    if provision.translation:
        cells += translation(provision, language, "p")
    return element("div", cells, css="prov-body two" if provision.translation else "prov-body", dir=way)


def translation(provision: Provision, language: Language, tag: str) -> str:
    """The translation with what it is; a narrow or printed page shows that, where no column has a head."""
    spoken = provision.translation_language or language
    label = element("span", escape(text("read.translation", language)), css="label", lang=language)
    words = f"{label} {escape(provision.translation)}"
    return element(tag, words, css="prov-tr", lang=spoken, dir=direction(spoken))


def actions(provision: Provision, resolution: str, language: Language, alike: int = 0) -> str:
    """What a reader can do with a part: copy its address, and open the panels about it."""
    href = links.to_clause(resolution, provision.eid, language)
    copy = element("button", escape(text("read.do.link", language)), type="button", data_copy_link=href)
    panels = PANELS if provision.part != "sec" else ("cite", "rdf")
    items = [copy]
    for panel in panels:
        if panel != "similar" or alike:
            words = text(f"read.do.{panel}", language) + (f" ({alike})" if panel == "similar" else "")
            items.append(link(escape(words), links.to_panel(resolution, provision.eid, panel, language)))
    name = part_name(provision.part, provision.number, language)
    return element("div", "".join(items), css="prov-do", role="group", aria_label=name, data_stay="1")


def _acts(provision: Provision, language: Language) -> str:
    seen: dict[str, str] = {}
    for act in provision.acts:
        verb = link(escape(act.verb_label or act.verb), links.to_path(act.verb, language), "act-verb")
        force = element("span", escape(act.force_label), css="act-force") if act.force_label else ""
        seen.setdefault(act.verb, element("li", verb + force, css="act"))
    return element("ul", "".join(seen.values()), css="verbs") if seen else ""


def correction_note(correction: Correction, printed_language: str, language: Language) -> str:
    """The visible note of a correction: what is printed, how it is read, and why."""
    change = heart(correction)
    old = correction.printed[change.start - correction.start : change.end - correction.start].strip()
    key = "read.correction" if change.added.strip() else "read.deletion"
    # A pure insertion is shown with the words around it: there is nothing printed to name.
    shown = (old, change.added.strip()) if old else (correction.printed, correction.read)
    fields = {"printed": _mark(shown[0], printed_language), "read": _mark(shown[1], printed_language)}
    sentence = escape(text(key, language)).format(**fields)
    why = element("span", escape(correction.why), lang=correction.why_language, dir=direction(correction.why_language))
    return element("p", f"{sentence} {why}", css="prov-note", role="note")


def _mark(words: str, language: str) -> str:
    return element("bdi", escape(words), lang=language, dir=direction(language))


def _names(provision: Provision, language: Language) -> str:
    """What the part names, each once, for those who read the translation alone, in which no word is marked."""
    named = {span.path: span for span in provision.spans if span.kind != "verb"}
    items = "".join(
        element("li", link(escape(span.label), _href(span, language), f"name m m-{span.kind}", span.roles))
        for span in named.values()
    )
    return element("ul", items, css="names", aria_label=text("read.names", language)) if items else ""


def _concepts(provision: Provision, language: Language) -> str:
    if not provision.concepts:
        return ""
    chips = "".join(_chip(span, language) for span in provision.concepts)
    return element("ul", chips, css="chips", aria_label=text("read.groups", language))


def _chip(span: Span, language: Language) -> str:
    title = text(f"kind.{span.kind}", language)
    return element("li", link(escape(span.label), _href(span, language), f"chip chip-{span.kind}", title))


def groups(provisions: Iterable[Provision]) -> Iterator[tuple[Provision | None, list[Provision]]]:
    """The provisions under their sections; first what stands before any section, under None."""
    section: Provision | None = None
    members: list[Provision] = []
    for provision in provisions:
        if provision.part == "sec":
            if members or section is not None:
                yield section, members
            section, members = provision, []
        else:
            members.append(provision)
    if members or section is not None:
        yield section, members
