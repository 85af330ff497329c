"""What came of a document that was tried out, as HTML: its structure, its acts, its names and its doubts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from oic_mandates.explorer import components, links, quality
from oic_mandates.explorer.language import Language, text
from oic_mandates.explorer.markup import clause_name, direction, element, foreign, link

DOUBTS = ("near", "unknown", "no-act", "unplaced")
KINDS = ("Section", "Recital", "OperativeClause")
# Characters of a provision that tell which it is, and rows that stand in view.
_GLIMPSE, _ROWS = 160, 300
_OFTEN = 30


@dataclass(frozen=True, slots=True)
class Tried:
    """The report of a trial, and the names that the graph in use knows its things by."""

    report: Mapping[str, Any]
    known: Mapping[str, str]
    language: Language
    numbers: Mapping[str, str] = field(default_factory=dict)

    @property
    def spoken(self) -> str:
        """The language of the document."""
        return str(self.report["document"]["language"])

    @property
    def provisions(self) -> Sequence[Mapping[str, Any]]:
        """The parts of the document with what was found in them."""
        found: Sequence[Mapping[str, Any]] = self.report["document"]["provisions"]
        return found

    def part(self, eid: str) -> str:
        """What a part is called."""
        return clause_name(eid, self.language, self.numbers.get(eid, ""))

    def name(self, path: str) -> str:
        """What a thing is called: in the reader's language, else as the document names it, else its path."""
        told = self.report["labels"].get(path, {})
        return str(self.known.get(path) or told.get(self.language) or told.get(self.spoken) or path)

    def thing(self, path: str) -> str:
        """A thing as HTML, a link where the graph in use knows it."""
        href = links.to_path(path, self.language) if path in self.known else ""
        return link(element("bdi", escape(self.name(path))), href)

    def words(self, words: str, css: str = "words") -> str:
        """Words of the document as HTML."""
        return element("div", escape(words), css=css, lang=self.spoken, dir=direction(self.spoken))


def tried(report: Mapping[str, Any], known: Mapping[str, str], language: Language) -> Tried:
    """A report made ready to be shown."""
    numbers = {part["id"]: part["number"] for part in report["document"]["provisions"] if part["number"]}
    return Tried(report, known, language, numbers)


def counts(found: Tried) -> Iterator[tuple[str, int]]:
    """What is counted, by the key of its text, and how many there are."""
    for kind in KINDS:
        yield f"add.count.{kind}", sum(part["type"] == kind for part in found.provisions)
    acts = [act for part in found.provisions for act in part["acts"]]
    yield "add.count.acts", len(acts)
    yield "add.count.mandates", sum(act["mandate"] for act in acts)
    yield "add.count.names", len({mention["entity"] for _, mention in mentions(found)})
    yield "add.count.doubts", len(found.report["doubts"])


def mentions(found: Tried) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each name of the document with the part it stands in, in the order of the text."""
    for part in found.provisions:
        for mention in sorted((*part["mentions"], *part["citations"], *part["dates"]), key=lambda m: m["start"]):
            yield part["id"], mention


def is_likely(found: Tried) -> bool:
    """Whether most of what could be a recital or a clause opens with a verb of a conference."""
    parts = [part for part in found.provisions if part["type"] in ("Recital", "OperativeClause")]
    return 2 * sum(bool(part["acts"]) for part in parts) >= len(parts)


def structure(found: Tried) -> str:
    """The outline: each section with its clauses, each with its first words."""
    groups: list[tuple[Mapping[str, Any] | None, list[Mapping[str, Any]]]] = [(None, [])]
    for part in found.provisions:
        if part["type"] == "Section":
            groups.append((part, []))
        else:
            groups[-1][1].append(part)
    return "".join(_group(section, parts, found) for section, parts in groups if section or parts)


def _group(section: Mapping[str, Any] | None, parts: Sequence[Mapping[str, Any]], found: Tried) -> str:
    name = escape(found.part(section["id"]) if section else text("add.opening", found.language))
    count = element("span", components.number(len(parts), found.language), css="count")
    title = " " + foreign(section["text"], found.spoken) if section else ""
    items = "".join(
        element("li", element("b", escape(found.part(part["id"]))) + found.words(_cut(part["text"]))) for part in parts
    )
    head = element("summary", f"<b>{name}</b>{title} {count}")
    return element("details", head + element("ul", items), css="outline-part", open="" if section else "open")


def _cut(words: str) -> str:
    return words if len(words) <= _GLIMPSE else words[:_GLIMPSE].rsplit(" ", 1)[0] + " …"


def acts(found: Tried) -> str:
    """The acts: where, which verb, who is asked, in which words."""
    rows = []
    for part in found.provisions:
        for act in part["acts"]:
            verb = found.thing(f"verb/{act['verb']}")
            asked = ", ".join(found.thing(path) for path in act["addressees"])
            nobody = element("span", escape(text("add.nobody", found.language)), css="quiet")
            rows.append(
                (
                    escape(found.part(part["id"])),
                    verb,
                    asked or (nobody if act["mandate"] else ""),
                    found.words(_cut(act["text"])),
                )
            )
    heads = [text(f"add.column.{name}", found.language) for name in ("clause", "verb", "addressee", "words")]
    return _limited(heads, rows, found, "grid tried by-clause")


def names(found: Tried) -> str:
    """The names: each once, how it is printed, how often and where; what no vocabulary knows is marked."""
    grouped: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for eid, mention in mentions(found):
        grouped.setdefault(mention["entity"], []).append((eid, mention))
    rows = []
    for path, places in sorted(grouped.items(), key=lambda item: (not _is_new(item[1]), -len(item[1]), item[0])):
        first, new = places[0][1], _is_new(places)
        mark = " " + element("span", escape(text("add.new", found.language)), css="doubt") if new else ""
        where = list(dict.fromkeys(eid for eid, _ in places))
        rows.append(
            (
                found.thing(path) + mark,
                escape(text(f"kind.{links.kind_of(path)}", found.language)),
                found.words(first["text"]),
                escape(components.number(len(places), found.language)),
                escape(text("list.short", found.language).join(found.part(eid) for eid in where[:4]))
                + (" …" if len(where) > 4 else ""),
            )
        )
    heads = [text(f"add.column.{name}", found.language) for name in ("name", "kind", "printed", "times", "where")]
    return _limited(heads, rows, found, "grid tried")


def _is_new(places: Sequence[tuple[str, Mapping[str, Any]]]) -> bool:
    """Whether no vocabulary knows the thing; every date is made from its words, so none of them counts."""
    first = places[0][1]
    return not first["known"] and first["type"] != "Date"


def _limited(heads: Sequence[str], rows: Sequence[Sequence[str]], found: Tried, css: str) -> str:
    """A table that stays short enough for a page, and says what it leaves out."""
    made = quality.table(heads, rows[:_ROWS], css=css)
    if len(rows) <= _ROWS:
        return made
    more = text("add.left", found.language, count=components.number(len(rows) - _ROWS, found.language))
    return made + element("p", escape(more), css="quiet")


def doubts(found: Tried) -> str:
    """What a person should look at, kind by kind, each kind with what it means."""
    sections = []
    for kind in DOUBTS:
        of_kind = [doubt for doubt in found.report["doubts"] if doubt["kind"] == kind]
        if of_kind:
            count = element("span", components.number(len(of_kind), found.language), css="count")
            head = element("h3", f"{escape(text(f'add.doubt.{kind}', found.language))} {count}")
            told = element("p", escape(text(f"add.doubt.{kind}.told", found.language)), css="quiet")
            items = [element("li", _doubt(doubt, found)) for doubt in of_kind]
            body = element("ul", "".join(items[:_OFTEN]))
            if len(items) > _OFTEN:
                more = text(
                    "mandates.more", found.language, count=components.number(len(items) - _OFTEN, found.language)
                )
                rest = element("ul", "".join(items[_OFTEN:]))
                body += element("details", element("summary", escape(more), css="more") + rest)
            sections.append(element("section", head + told + body, css="doubts"))
    return "".join(sections)


def _doubt(doubt: Mapping[str, Any], found: Tried) -> str:
    where = element("b", escape(found.part(doubt["eid"]))) if doubt["eid"] else ""
    words = found.words(_cut(doubt["words"]))
    if doubt["kind"] == "near":
        like = escape(text("add.like", found.language))
        return f"{where}{words}{like} {found.thing(doubt['path'])}"
    if doubt["kind"] == "unknown":
        became = escape(text("add.became", found.language))
        return f"{where}{words}{became} {found.thing(doubt['path'])}"
    return where + words
