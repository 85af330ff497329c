"""Two provisions, or two wholes, as HTML: their words with the differences marked, and what belongs to each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from oic_mandates.explorer import compare, components, links
from oic_mandates.explorer.compare import FACETS, Part, Step, Trait
from oic_mandates.explorer.compare_align import Couple
from oic_mandates.explorer.language import Language, text
from oic_mandates.explorer.markup import clause_name, direction, element, isolated, link

ONE, OTHER, PART = "one", "other", "part"


def name(part: Part, language: Language, symbols: Mapping[str, str]) -> str:
    """What a part is called; with the symbol of its resolution where there are several.

    In isolates, since a number may be a letter of another script, and a symbol runs from left to right.
    """
    called = clause_name(part.eid, language, part.number)
    if len(symbols) < 2:
        return isolated(called)
    return isolated(text("list.short", language).join((called, isolated(symbols[part.resolution]))))


def address(one: str, other: str, language: Language, **more: str) -> str:
    """The address at which two paths stand side by side."""
    return links.address(links.COMPARE, language, {ONE: one, OTHER: other} | more)


def pair(one: Part, other: Part, symbols: Mapping[str, str], merged: bool, language: Language) -> str:
    """Two parts with their words and translations; side by side, or as one text with what goes and what comes."""
    found = compare.steps(one.text, other.text)
    told = [(found, one.language)]
    if one.translation and other.translation and one.tongue == other.tongue:
        told.append((compare.steps(one.translation, other.translation), one.tongue))
    heads = [_head(part, symbols, language) for part in (one, other)]
    if merged:
        texts = "".join(_words(_merged(steps), tongue) for steps, tongue in told)
        heading = element("h2", f"{heads[0]} ⇄ {heads[1]}")
        return element("div", element("section", heading + texts), css="pair pair-one")
    sides = []
    for side, head in ((ONE, heads[0]), (OTHER, heads[1])):
        texts = "".join(_words(_side(steps, side), tongue) for steps, tongue in told)
        sides.append(element("section", element("h2", head) + texts, css=f"side side-{len(told)}"))
    return element("div", "".join(sides), css="pair")


def _head(part: Part, symbols: Mapping[str, str], language: Language) -> str:
    return link(element("bdi", escape(name(part, language, symbols))), links.to_path(part.path, language))


def _words(content: str, tongue: str) -> str:
    return element("p", content, css="words" if tongue == "ar" else "prov-tr", lang=tongue, dir=direction(tongue))


def _side(found: Iterable[Step], side: str) -> str:
    """One text, with the words marked that the other has not."""
    tag = "del" if side == ONE else "ins"
    return "".join(
        escape(words) if step.same else _marked(tag, words)
        for step in found
        for words in [step.one if side == ONE else step.other]
    )


def _merged(found: Iterable[Step]) -> str:
    return "".join(
        escape(step.one) if step.same else _marked("del", step.one) + _gap(step) + _marked("ins", step.other)
        for step in found
    )


def _gap(step: Step) -> str:
    """A space between what goes and what comes, where the text itself ends and has none."""
    return " " if step.one and step.other and not step.one[-1].isspace() else ""


def _marked(tag: str, words: str) -> str:
    """The words in an element, without the space that follows them."""
    bare = words.rstrip()
    return (element(tag, escape(bare)) if bare else "") + escape(words[len(bare) :])


def legend(one: str, other: str, found: Sequence[Step], language: Language) -> str:
    """What the marks mean, with how many words each side has alone and how many both have."""
    first, both, second = (components.number(count, language) for count in compare.counted(found))
    items = (
        element("del", escape(text("compare.only", language, name=one))) + f" {first}",
        escape(text("compare.both", language)) + f" {both}",
        element("ins", escape(text("compare.only", language, name=other))) + f" {second}",
    )
    return element("ul", "".join(element("li", item) for item in items), css="signs marks")


def traits(found: Sequence[Trait], one: str, other: str, language: Language) -> str:
    """What belongs to the two, facet by facet: to the one alone, to both, to the other alone."""
    heads = (
        text("compare.only", language, name=one),
        text("compare.both", language),
        text("compare.only", language, name=other),
    )
    head = element("td", "") + "".join(element("th", element("bdi", escape(words)), scope="col") for words in heads)
    rows = []
    for facet in FACETS:
        mine = [trait for trait in found if trait.facet == facet]
        if not mine:
            continue
        cells = element("th", escape(text(f"compare.facet.{facet}", language)), scope="row")
        for where, words in zip(("one", "both", "other"), heads, strict=True):
            items = "".join(element("li", _trait(trait, language)) for trait in mine if trait.where == where)
            content = element("ul", items, css="plain") if items else ""
            cells += element("td", content, css=f"in-{where}", data_head=words)
        rows.append(element("tr", cells))
    table = element("thead", element("tr", head)) + element("tbody", "".join(rows))
    return element("table", table, css="grid traits")


def _trait(trait: Trait, language: Language) -> str:
    return link(element("bdi", escape(trait.label)), links.to_path(trait.path, language))


def near(found: Sequence[tuple[Part, float]], one: Part, symbols: Mapping[str, str], language: Language) -> str:
    """The parts most like one, each a way to see the two side by side."""
    items = "".join(
        element(
            "li",
            link(
                f"{escape(name(part, language, symbols))} {_score(score, language)}",
                address(one.path, part.path, language),
            ),
        )
        for part, score in found
    )
    return element("ul", items, css="near")


def _score(score: float, language: Language) -> str:
    return element(
        "span",
        escape(text("compare.score", language, percent=components.number(round(score * 100), language))),
        css="score",
    )


def couples(found: Sequence[Couple], symbols: Mapping[str, str], language: Language, heads: tuple[str, str]) -> str:
    """Couples as a table, each with its words, the differences marked, and a way to see the two alone."""
    head = element("th", escape(heads[0]), scope="col") + element(
        "th", escape(text("compare.likeness", language)), scope="col"
    )
    head += element("th", escape(heads[1]), scope="col")
    rows = "".join(_couple(couple, symbols, language) for couple in found)
    table = element("thead", element("tr", head)) + element("tbody", rows)
    return element("table", table, css="grid couples")


def _couple(couple: Couple, symbols: Mapping[str, str], language: Language) -> str:
    one, other = couple.one, couple.other
    cells = [element("td", _cell(one, other, ONE, symbols, language) if one else _nothing(language), css="long")]
    middle = ""
    if one and other:
        way = link(escape(text("compare.open", language)), address(one.path, other.path, language))
        middle = f"{_score(couple.score, language)} {way}"
    cells.append(element("td", middle, css="likeness"))
    cells.append(
        element("td", _cell(other, one, OTHER, symbols, language) if other else _nothing(language), css="long")
    )
    return element("tr", "".join(cells))


def _nothing(language: Language) -> str:
    return element("div", escape(text("compare.nothing_like", language)), css="quiet nothing")


def _cell(part: Part, against: Part | None, side: str, symbols: Mapping[str, str], language: Language) -> str:
    """A part with its words and, for who does not read them, its translation, marked where the other side differs."""
    texts = [(part.text, against.text if against else "", part.language, "words")]
    if part.language != language and part.translation:
        same = against and against.tongue == part.tongue
        texts.append(
            (part.translation, against.translation if against and same else "", part.tongue, "quiet translation")
        )
    cell = _head(part, symbols, language)
    for words, others, tongue, css in texts:
        pair_of = (words, others) if side == ONE else (others, words)
        shown = _side(compare.steps(*pair_of), side) if others else escape(words)
        cell += element("div", shown, css=css, lang=tongue, dir=direction(tongue))
    return cell
