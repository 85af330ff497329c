"""The grammar of citations: numbers, symbols, articles, goals, sets of resolutions, pointers.

Resolution numbers are printed in order (`4/46-C`) or mirrored by bidirectional layout
(`46/4-ث`); the Human Rights Council puts the session first (`32/2`).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from oic_mandates.graph.model import Language
from oic_mandates.graph.text import minting, ordinals
from oic_mandates.graph.text.names import Candidate
from oic_mandates.graph.text.sessions import Context
from oic_mandates.graph.vocab import Vocabulary

# Arabic series letters of Council resolutions and their Latin counterparts, as the
# Organisation's bilingual symbols pair them: 4/45-ث with 4/45-C, 6/43-إق with 6/43-E.
_SERIES = {"ث": "C", "س": "P", "اق": "E"}
# A number with a series letter is the Council of Foreign Ministers'; a Summit's adds (IS).
_LETTERED, _SUMMIT = "cfm", "is"
_CLITIC = {"ar": r"(?<!\w)(?P<c>(?:و|ف)?(?:ب|ل|ك)?)", "en": r"(?<!\w)(?P<c>)", "fr": r"(?<!\w)(?P<c>)"}
_NUMBER = (
    r"(?P<a>\d{1,3}) ?/ ?(?P<b>\d{1,3})(?: ?- ?(?P<letter>[ء-ي]{1,3}|[a-z]{1,4})(?!\w))?"
    r"(?P<summit> ?\((?:is|ق\.? ?ا\.?)\))?(?![\d/])"
)
_SYMBOL = r"(?<![\w/])(?P<symbol>oic/[a-z0-9][a-z0-9()./-]*[a-z0-9)]|[as]/(?:hrc/)?res/[0-9a-z/()]*[0-9a-z)])"
# What may introduce a symbol and is named with it, up to a bracket round the symbol.
_INTRODUCED = {
    "ar": r"(?P<s>(?:ال|لل)?(?:وثيقة|قرار|تقرير)(?: رقم)? ?:? ?\(?)",
    "en": r"(?P<s>(?:document|report)(?: no\.?)? ?:? ?\(?)",
    "fr": r"(?P<s>(?:document|rapport)(?: n ?°)? ?:? ?\(?)",
}  # fmt: skip


@functools.cache
def _grammar(language: Language) -> dict[str, re.Pattern[str]]:
    clitic, number = _CLITIC[language], ordinals.pattern(language)
    count = rf"(?:\(? ?(?P<digits>\d{{1,3}}) ?\)?|(?P<words>{number}))"
    patterns = {
        "ar": {
            "resolution": rf"(?P<s>(?:ال|لل)?قرار(?: [^\d()؛.:]{{1,90}}?)? ?رقم ?:? ?\(? ?{_NUMBER})",
            "article": rf"(?P<s>(?:ال|لل)مادة {count} من )",
            "goal": rf"(?P<s>(?:ال|لل)هدف {count} من )",
            "set": r"(?P<s>(?:ال|لل)?قرارات)(?: الصادرة عن)? ",
            "this": r"(?P<s>هذا القرار)(?!\w)",
        },
        "en": {
            "resolution": rf"(?P<s>resolutions?(?: of [^\d()؛.:]{{1,90}}?)? (?:nos?\.? ?)?{_NUMBER})",
            "article": rf"(?P<s>article {count} of (?:the )?)",
            "goal": rf"(?P<s>goal {count} of (?:the )?)",
            "set": r"(?P<s>(?:the )?resolutions) (?:adopted by |issued by |of )(?:the )?",
            "this": r"(?P<s>(?:this|the present) resolution)(?!\w)",
        },
        "fr": {
            "resolution": rf"(?P<s>resolutions?(?: d[eu][^\d()؛.:]{{1,90}}?)? (?:n ?[°o]s? ?)?{_NUMBER})",
            "article": rf"(?P<s>(?:l')?article {count} de (?:la |l'|le )?)",
            "goal": rf"(?P<s>(?:l')?objectif {count} des )",
            "set": r"(?P<s>(?:les )?resolutions) (?:adoptees par |issues de |de )(?:la |l'|le )?",
            "this": r"(?P<s>(?:cette|la presente) resolution)(?!\w)",
        },
    }[language]
    return {name: re.compile(clitic + pattern) for name, pattern in patterns.items()}


def find(
    text: str, vocabulary: Vocabulary, language: Language, context: Context, named: Sequence[Candidate]
) -> list[Candidate]:
    """Every citation in a normalised text; `named` are the names and sessions found before."""
    return [
        *_resolutions(text, vocabulary, language, named),
        *_symbols(text, vocabulary, language, context),
        *_pointers(text, language, context),
        *of_named(text, vocabulary, language, named),
    ]


def of_named(text: str, vocabulary: Vocabulary, language: Language, named: Sequence[Candidate]) -> list[Candidate]:
    """Articles and goals of named instruments, and the resolutions of named meetings."""
    return [*_parts(text, vocabulary, language, named), *_sets(text, vocabulary, language, named)]


def _resolutions(
    text: str, vocabulary: Vocabulary, language: Language, named: Sequence[Candidate]
) -> Iterator[Candidate]:
    codes = {code: path for path, code in vocabulary.with_fact("seriesCode").items()}
    sessions = {int(known) for c in named if c.entity.kind == "Meeting" and (known := _session_number(c, vocabulary))}
    for match in _grammar(language)["resolution"].finditer(text):
        inside = [c.entity.path for c in named if match.start() <= c.start < c.end <= match.start("a")]
        body = next((path for path in inside if path in codes.values()), None)
        if body is None and not (match["letter"] or match["summit"]):
            yield from _by_symbol(match, vocabulary)
            continue
        body = body or codes.get(_SUMMIT if match["summit"] else _LETTERED)
        if body is None:
            continue
        number, session = _order(int(match["a"]), int(match["b"]), sessions)
        letter = match["letter"] or ""
        entity = minting.numbered_resolution(
            vocabulary,
            vocabulary.entities[body],
            number,
            session,
            _SERIES.get(letter, letter.upper() if letter.isascii() else ""),
        )
        yield Candidate(match.start("s"), match.end("s"), match.start(), entity)


def _session_number(candidate: Candidate, vocabulary: Vocabulary) -> str:
    return str(candidate.entity.facts.get("session", "")) or vocabulary.fact(candidate.entity.path, "session")


def _order(a: int, b: int, sessions: set[int]) -> tuple[int, int]:
    """Number and session: a session named in the same provision decides, else the larger is it."""
    if (a in sessions) != (b in sessions):
        return (b, a) if a in sessions else (a, b)
    return min(a, b), max(a, b)


def _by_symbol(match: re.Match[str], vocabulary: Vocabulary) -> Iterator[Candidate]:
    """A number without letter or body is only what a known symbol makes of it."""
    a, b = match["a"], match["b"]
    for path, facts in sorted(vocabulary.facts.items()):
        bare = {symbol.split("-")[0] for symbol in facts.get("symbol", ())}
        if path in vocabulary.entities and bare & {f"{a}/{b}", f"{b}/{a}"}:
            yield Candidate(match.start("s"), match.end("s"), match.start(), vocabulary.entities[path])
            return


def _symbols(text: str, vocabulary: Vocabulary, language: Language, context: Context) -> Iterator[Candidate]:
    for match in re.finditer(f"(?:{_CLITIC[language]}{_INTRODUCED[language]})?{_SYMBOL}", text):
        written = match["symbol"]
        unopened = written.endswith(")") and written.count("(") < written.count(")")
        symbol = written[:-1].upper() if unopened else written.upper()
        entity = minting.document(vocabulary, symbol)
        if context.resolution and context.resolution.facts.get("symbol") == symbol:
            entity = context.resolution
        start = match.start("symbol") if match["s"] is None else match.start("s")
        opened = match["s"] is not None and match["s"].endswith("(")
        yield Candidate(start, match.end() - (unopened and not opened), match.start(), entity)


def _parts(text: str, vocabulary: Vocabulary, language: Language, named: Sequence[Candidate]) -> Iterator[Candidate]:
    """`Article 22 of the Convention`, `Goal 4 of the Goals`: one name to the whole's end."""
    grammar = _grammar(language)
    for name, make in (("article", minting.article), ("goal", minting.goal)):
        for match in grammar[name].finditer(text):
            number = int(match["digits"]) if match["digits"] else ordinals.value_of(match["words"], language)
            whole = [c for c in named if c.start == match.end() and c.entity.kind == "Instrument"]
            if whole:
                longest = max(whole, key=len)
                entity = make(vocabulary, longest.entity, number)
                yield Candidate(match.start("s"), longest.end, match.start(), entity)


def _sets(text: str, vocabulary: Vocabulary, language: Language, named: Sequence[Candidate]) -> Iterator[Candidate]:
    """`the resolutions of the eighth session`: the word is the set, the session its own mention."""
    for match in _grammar(language)["set"].finditer(text):
        for meeting in named:
            if meeting.entity.kind == "Meeting" and _adjoins(meeting, match.end(), named):
                entity = minting.session_resolutions(vocabulary, meeting.entity)
                yield Candidate(match.start("s"), match.end("s"), match.start(), entity)
                break


def _adjoins(meeting: Candidate, end: int, named: Sequence[Candidate]) -> bool:
    """Whether a meeting's name begins at `end`, or its body's does and `its nth session` comes soon."""
    if end in (meeting.outer, meeting.start):
        return True
    return any(
        body.outer == end
        and body.entity.path == meeting.entity.facts.get("body", body.entity.path)
        and body.end < meeting.start <= body.end + 30
        for body in named
        if body.entity.kind == "Organization"
    )


def _pointers(text: str, language: Language, context: Context) -> Iterator[Candidate]:
    """`this resolution` is the text itself."""
    if context.resolution is not None:
        for match in _grammar(language)["this"].finditer(text):
            yield Candidate(match.start("s"), match.end("s"), match.start(), context.resolution)
