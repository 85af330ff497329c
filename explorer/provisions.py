"""What a provision is called, and the link to where it stands, from its path and its printed number."""

from __future__ import annotations

from html import escape

from oic_mandates.explorer import links
from oic_mandates.explorer.data import read_provision
from oic_mandates.explorer.language import Language
from oic_mandates.explorer.markup import clause_name, link


def provision_name(path: str, language: Language, printed: str = "") -> str:
    """`Clause 47`, by the printed number where there is one; the path itself where it names no provision.

    Queries give the eId where nothing is printed.
    """
    found = read_provision(path)
    if found is None:
        return path
    eid = found[1]
    return clause_name(eid, language, "" if printed == eid else printed)


def provision_link(path: str, language: Language, printed: str = "") -> str:
    """The same as a link into the text."""
    return link(escape(provision_name(path, language, printed)), links.to_path(path, language))
