"""Things of the graph as the views list them."""

from __future__ import annotations

from dataclasses import dataclass

from oic_mandates.explorer.links import kind_of


@dataclass(frozen=True, slots=True)
class Resolution:
    """A resolution in a list; body and meeting are paths below `id/`, empty where not known."""

    slug: str
    symbol: str
    title: str
    title_language: str
    date: str
    body: str
    meeting: str
    meeting_label: str


@dataclass(frozen=True, slots=True)
class Named:
    """An entity or concept in a list; `provisions` is how many provisions name it."""

    path: str
    label: str
    names: tuple[str, ...]
    provisions: int

    @property
    def kind(self) -> str:
        """What kind of thing it is: actor, instrument, meeting ..."""
        return kind_of(self.path)

    @property
    def short(self) -> str:
        """Its shortest proper name in the language: people know SESRIC, not its long name.

        Names in small letters are ways to speak of it ("countries of the OIC"), not names.
        """
        return min((self.label, *(name for name in self.names if not name[:1].islower())), key=len)


@dataclass(frozen=True, slots=True)
class Found:
    """Where words were found: a stretch of a provision's text, its language, which text it is, and the places in it."""

    text: str
    language: str
    source: str
    places: tuple[tuple[int, int], ...]
