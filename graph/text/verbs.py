"""Operative verbs at a place in a text: forms from the vocabulary, grammar from here."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from oic_mandates.graph.model import Language
from oic_mandates.graph.text.normalize import fold, is_letter
from oic_mandates.graph.vocab import Vocabulary

# What may stand between the beginning of a provision and its verb and changes nothing.
_LEAD = {
    "ar": re.compile(r"(?:(?:و|ف)?(?:كما|كذا|كذلك|ايضا) )?(?:(?P<opener>(?:و|ف)?اذ) )?(?:و|ف)?"),
    "en": re.compile(r"(?:(?:and|also|further|again|once again|in addition|furthermore|deeply|strongly),? )*"),
    "fr": re.compile(r"(?:(?:et|egalement|en outre|de nouveau),? )*"),
}
_OPENER = "اذ"
_PREAMBULAR = {
    "ar": re.compile(r"(?![يتن]\w)|\w+ا من(?:ه|ها|هم|ا)(?!\w)"),
    "en": re.compile(r"\w+ing\b|(?:guided|convinced|aware|mindful|conscious|alarmed|deeply|having|determined)\b"),
    "fr": re.compile(
        r"\w+ant\b|(?:ayant|guide|conscient|convaincu|preoccupe|attache|inspire|apres|soucieu|resolu)\w*\b"
        r"|(?:conformement|en vertu|vu)\b"
    ),
}


@dataclass(frozen=True, slots=True)
class Form:
    """A verb found in a normalised text: its slug, where its words stand, and in which use.

    `preambular` forms open recitals (إذ يستذكر, Recalling, Rappelant); the others act.
    """

    slug: str
    start: int
    end: int
    preambular: bool


class VerbForms:
    """The forms of all verbs in one language, to be looked up at any place of a text."""

    def __init__(self, vocabulary: Vocabulary, language: Language) -> None:
        self.language = language
        self._forms: dict[str, list[tuple[str, str]]] = {}
        for label in vocabulary.named(language, "verb"):
            text = fold(label.text)
            self._forms.setdefault(text.split(" ")[0], []).append((text, label.path.removeprefix("verb/")))
        for candidates in self._forms.values():
            candidates.sort(key=lambda item: (-len(item[0]), item))

    def at(self, text: str, start: int) -> Form | None:
        """The longest verb form that begins exactly at `start` of a normalised text."""
        end = start
        while end < len(text) and is_letter(text[end]):
            end += 1
        for form, slug in self._forms.get(text[start:end], ()):
            stop = start + len(form)
            if text.startswith(form, start) and (stop == len(text) or not is_letter(text[stop])):
                preambular = _PREAMBULAR[self.language].match(text, start) is not None
                return Form(slug, start, stop, preambular)
        return None

    def opening(self, text: str) -> Form | None:
        """The verb that opens a provision, behind conjunctions and adverbs."""
        lead = _LEAD[self.language].match(text)
        if lead is None:
            return None
        opener = lead.groupdict().get("opener")
        if opener:  # a form that the vocabulary lists with its opener means something else than without
            found = self.at(text, lead.end("opener") - len(_OPENER)) or self.at(text, lead.end())
            return Form(found.slug, lead.start("opener"), found.end, True) if found else None
        return self.at(text, lead.end()) or self.at(text, 0)


@functools.cache
def verb_forms(vocabulary: Vocabulary, language: Language) -> VerbForms:
    """The forms in a language, made once for a vocabulary."""
    return VerbForms(vocabulary, language)
