"""What the Quality view shows as HTML: tables of figures, findings in plain words, how a mistake is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from babel.numbers import format_percent

from oic_mandates.explorer import components, data, links
from oic_mandates.explorer.language import Language, has_text, text
from oic_mandates.explorer.markup import clause_name, element, foreign, link

if TYPE_CHECKING:
    from oic_mandates.explorer.quality_data import Finding

# Places of a rule that stand in view; the others are one click away.
_OFTEN = 12
_SIGNS = {"violation": "✕", "warning": "!", "info": "i"}


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "", css: str = "grid") -> str:
    """A table from cells that are HTML; the first of each row is its head. `heads` are plain words."""
    head = "".join(element("th", escape(name), scope="col") for name in heads)
    body = "".join(
        element("tr", element("th", row[0], scope="row") + "".join(element("td", cell) for cell in row[1:]))
        for row in rows
    )
    title = element("caption", escape(caption)) if caption else ""
    made = element("table", title + element("thead", element("tr", head)) + element("tbody", body), css=css)
    return element("div", made, css="scroll", tabindex="0", role="region", aria_label=caption or heads[0])


def share(count: int, whole: int, language: Language) -> str:
    """A count, with what share of the whole it is, as HTML."""
    figure = escape(components.number(count, language))
    if not whole:
        return figure
    return figure + " " + element("span", escape(components.percent(count / whole, language)), css="quiet")


def place(iri: str, names: Mapping[str, str], language: Language, *, here: bool = True) -> str:
    """A thing of the graph by the name that people know, as a link; parts of a text only where it is read `here`."""
    path = data.path_of(iri)
    found = data.read_provision(path) if path else None
    if found:
        return link(escape(clause_name(found[1], language)), links.to_path(path, language) if here else "")
    if path in names:
        return link(element("bdi", escape(names[path])), links.to_path(path, language))
    return element("bdi", escape(path or data.local_name(iri)), dir="ltr", css="mono")


def rule(group: Sequence[Finding], names: Mapping[str, str], language: Language, *, here: bool = True) -> str:
    """One rule that is broken: how grave it is, what is wrong, what to do, and where."""
    first = group[0]
    sign = element("span", _SIGNS[first.severity], css=f"sign sign-{first.severity}", aria_hidden="true")
    grave = element("b", escape(text(f"quality.severity.{first.severity}", language)))
    count = element("span", escape(components.number(len(group), language)), css="count")
    head = element("summary", f"{sign}{grave} {escape(first.messages[language])} {count}")
    cure = ""
    if first.cure:
        label = element("b", escape(text("quality.cure", language)))
        cure = element("p", f"{label} {escape(first.cure[language])}")
    items = [element("li", _found(finding, names, language, here)) for finding in group]
    body = cure + element("ul", "".join(items[:_OFTEN]), css="where")
    if len(items) > _OFTEN:
        more = text("mandates.more", language, count=components.number(len(items) - _OFTEN, language))
        rest = element("ul", "".join(items[_OFTEN:]), css="where")
        body += element("details", element("summary", escape(more), css="more") + rest)
    return element("details", head + body, css=f"rule rule-{first.severity}")


def _found(finding: Finding, names: Mapping[str, str], language: Language, here: bool) -> str:
    shown, told = place(finding.focus, names, language, here=here), finding.found(language)
    if not told:
        return shown
    return f"{shown}: {place(told, names, language, here=here) if data.path_of(told) else foreign(told, '')}"


def kind(name: str, language: Language) -> str:
    """What a kind of statement of the accuracy figures is called."""
    whole, _, part = name.partition(": ")
    key = f"quality.kind.{whole}"
    called = text(key, language) if has_text(key) else whole
    inner = f"kind.{part.lower()}"
    return f"{called}: {text(inner, language) if has_text(inner) else part}" if part else called


def figures(row: Mapping[str, str], language: Language) -> list[str]:
    """A row of the accuracy table: kind, right, wrong, missed, precision, recall, F1."""
    right, wrong, missed = (int(row[name]) for name in ("right", "wrong", "missed"))
    counts = [escape(components.number(count, language)) for count in (right, wrong, missed)]
    shares = ((right, right + wrong), (right, right + missed), (2 * right, 2 * right + wrong + missed))
    told = [escape(_tenths(part / whole, language)) if whole else "–" for part, whole in shares]
    return [escape(kind(row["kind"], language)), *counts, *told]


def _tenths(found: float, language: Language) -> str:
    """A share of 1 as per cent with one decimal."""
    return str(format_percent(round(found, 3), locale=language, decimal_quantization=False))
