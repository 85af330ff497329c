"""What part an actor has in a meeting, told by the words around its name: host, chair, organiser; or a channel."""

from __future__ import annotations

import re

from oic_mandates.graph.model import Language

# By language: role, and how the words before the name end or the words behind it begin.
_BEFORE: dict[Language, tuple[tuple[str, re.Pattern[str]], ...]] = {
    "ar": (
        ("chair", re.compile(r"(?<!\w)(?:برئاسة|تحت رئاسة) $")),
        ("host", re.compile(r"(?<!\w)(?:(?:الذي|التي) )?استضاف(?:ت|ته|تها|ه|ها)? $")),
        ("channel", re.compile(r"(?<!\w)(?:من خلال|عبر|عن طريق) $")),
    ),
    "en": (
        ("chair", re.compile(r"(?:under the chairmanship of|chaired by) (?:the )?$")),
        ("host", re.compile(r"hosted by (?:the )?$")),
        ("organizer", re.compile(r"(?:organi[sz]ed|convened) by (?:the )?$")),
        ("channel", re.compile(r"(?<!\w)(?:through|via) (?:the )?$")),
    ),
    "fr": (
        ("chair", re.compile(r"(?:sous la presidence de|presidee? par) (?:la |le |l')?$")),
        ("host", re.compile(r"(?:accueillie?s?|abritee?s?) par (?:la |le |l')?$")),
        ("organizer", re.compile(r"organisee?s? par (?:la |le |l')?$")),
        ("channel", re.compile(r"(?:par l'intermediaire de|a travers) (?:la |le |l')?$")),
    ),
}
_BEHIND: dict[Language, tuple[tuple[str, re.Pattern[str]], ...]] = {
    "ar": (
        ("host", re.compile(r" لاستضافت(?:ه|ها)(?!\w)")),
        ("organizer", re.compile(r" (?:لتنظيم(?:ه|ها)?|في تنظيم)(?!\w)")),
    ),
    "en": (("host", re.compile(r" for (?:its hosting of|hosting)")), ("organizer", re.compile(r" for organi[sz]ing"))),
    "fr": (
        ("host", re.compile(r" pour avoir accueilli")),
        ("organizer", re.compile(r" pour (?:avoir organise|l'organisation)")),
    ),
}


def of(text: str, start: int, end: int, language: Language) -> str:
    """The role of the actor named at `start` to `end` of a normalised text; empty where nothing tells one."""
    for role, pattern in _BEFORE[language]:
        if pattern.search(text[max(0, start - 40) : start]):
            return role
    for role, pattern in _BEHIND[language]:
        if pattern.match(text, end):
            return role
    return ""
