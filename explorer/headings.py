"""The heads of answer tables, the plain words in them, and the names of properties: `texts/headings.toml`."""

from __future__ import annotations

from oic_mandates.explorer.language import Language, has_text, text


def heading(column: str, language: Language) -> str:
    """The head of a column in a language; its own name where it has none, so that a new query needs no change."""
    return _or(f"column.{column}", column, language)


def value_name(value: str, language: Language) -> str:
    """A plain word of a query in a language; the word itself where it has none."""
    return _or(f"value.{value}", value, language)


def property_name(name: str, label: str, inverse: bool, language: Language) -> str:
    """What a property is called; `label` is what the ontology calls it, read from its own end.

    `inverse` asks what the things are that point to an entity by it.
    """
    found = _or(f"{'inverse' if inverse else 'property'}.{name}", label, language)
    return found[:1].upper() + found[1:]


def _or(key: str, otherwise: str, language: Language) -> str:
    return text(key, language) if has_text(key) else otherwise
