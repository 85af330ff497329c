"""Who has to do with an act, as HTML: who is asked, with whom, who is reported to, and by when."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from oic_mandates.explorer import links
from oic_mandates.explorer.language import Language, text
from oic_mandates.explorer.mandates import Act
from oic_mandates.explorer.markup import element, link

_ROLES = ("addressee", "partner", "reportsTo", "due")


def parties(act: Act, called: Callable[[str], str], language: Language, but: str = "") -> str:
    """A line for each role with the names as links; `called` names a path, `but` is one that is left out."""
    lines = []
    for role in _ROLES:
        paths = [path for path in act.links.get(role, ()) if path != but]
        if paths:
            names = text("list.short", language).join(
                link(element("bdi", escape(called(path))), links.to_path(path, language)) for path in paths
            )
            label = element("span", escape(text(f"mandates.{role}", language)), css="label")
            lines.append(element("div", f"{label} {names}", css="parties"))
    return "".join(lines)
