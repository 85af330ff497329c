"""Who is asked, with whom, and to whom they report: read from the words around the names.

Addressees are exactly the names in the verb's object; what stands behind "through" is a channel.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from oic_mandates.graph.model import ACTOR_KINDS, Language
from oic_mandates.graph.text.acts import Act
from oic_mandates.graph.text.names import Candidate


@dataclass(frozen=True, slots=True)
class Parties:
    """The names of an act by role, and the words that restrict the addressees (start, end)."""

    addressees: tuple[Candidate, ...] = ()
    partners: tuple[Candidate, ...] = ()
    reports_to: tuple[Candidate, ...] = ()
    restriction: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Grammar:
    adverbs: re.Pattern[str]
    link: re.Pattern[str]
    restriction: re.Pattern[str]
    embedded: re.Pattern[str]
    partner: re.Pattern[str]
    report: re.Pattern[str]
    again: re.Pattern[str]


_GRAMMARS: dict[Language, _Grammar] = {
    "ar": _Grammar(
        adverbs=re.compile(
            r" ?(?:(?:ايضا|كذلك|مجددا|بشدة|بقوة|مرة اخري) )*"
            r"(?:من )?(?:كل من |كلا من |جميع |كافة |سائر |ب|ل)?"
        ),
        link=re.compile(
            r" ?[،,]? ?(?:و|او |و?خاصة |وخصوصا |ولا ?سيما |لا ?سيما |و?بما (?:فيها|في ذلك) |كل من )* ?(?:ب|ل)?"
        ),
        restriction=re.compile(
            r" ?[،,]? ?(?P<r>(?:التي|الذين|الذي|اللتين) [^؛.:]{3,90}?)[،,]?(?= (?:الي|ل\w+|بذل|اتخاذ) )"
            # "urges" governs another preposition, which can also stand within the restriction
            r"| ?[،,]? ?(?P<q>(?:التي|الذين|الذي|اللتين) [^؛.:]{3,90}?)[،,]?(?= علي )"
        ),
        embedded=re.compile(r"(?<!\w)(?:و|ل|لل|ب)?(?:تشجيع|حث|دعوة|مطالبة|مناشدة) (?=\w)"),
        partner=re.compile(
            r"(?<!\w)(?:و)?(?:بال|لل|ب|ل|ال|في اطار (?:ال)?)?(?:تنسيق|تعاون|شراكة|تشاور|اشتراك|عمل)"
            r"(?: \w+)? مع (?:كل من )?|(?<!\w)و?(?:بدعم|بمساعدة|بمشاركة|بمساهمة) (?:من )?"
        ),
        report=re.compile(
            r"(?<!\w)(?:و|ل|ب|ف)*(?:(?:رفع|تقديم|عرض|احالة)(?:ها|ه|هما)? [^؛.،:]{0,60}?(?<!\w)(?:الي |علي )"
            r"|عرض(?:ه|ها) علي |رفع(?:ها|ه) الي |(?:ابلاغ|موافاة|اطلاع) )"
        ),
        again=re.compile(r" ?[،,]? ?(?:و|او )(?:الي |علي )?"),
    ),
    "en": _Grammar(
        adverbs=re.compile(
            r" ?(?:(?:also|further|again|once again|strongly) )*(?:on |upon |all )?(?:the |of the |all )?"
        ),
        link=re.compile(r" ?,? ?(?:and |or |as well as |in particular |especially |including )*(?:the |of the |all )?"),
        restriction=re.compile(r" ?,? ?(?P<r>(?:that|which|who) [^;.:]{3,90}?),?(?= to )"),
        embedded=re.compile(r"(?<!\w)(?:encouraging|urging|inviting|calling (?:up)?on) (?:the )?"),
        partner=re.compile(
            r"(?<!\w)in (?:close |full )?(?:coordination|cooperation|collaboration|partnership|consultation)"
            r"(?: and (?:coordination|cooperation))? with (?:the )?"
            r"|with the support of (?:the )?|jointly with (?:the )?"
        ),
        report=re.compile(
            r"(?<!\w)(?:to |and )?(?:submit|present|report|forward|refer)\b[^;.:]{0,70}? to (?:the )?"
            r"|(?:to )?inform (?:the )?"
        ),
        again=re.compile(r" ?,? ?(?:and|or) (?:to )?(?:the )?"),
    ),
    "fr": _Grammar(
        adverbs=re.compile(
            r" ?(?:(?:egalement|en outre|de nouveau|instamment) )*(?:a |aux? |de |tous )?(?:la |le |les |l')?"
        ),
        link=re.compile(
            r" ?,? ?(?:et |ou |ainsi que |notamment |en particulier |y compris )*"
            r"(?:a |aux? )?(?:la |le |les |l'|de la |du |des )?"
        ),
        restriction=re.compile(r" ?,? ?(?P<r>(?:qui|dont) [^;.:]{3,90}?),?(?= (?:a|de|d') ?)"),
        embedded=re.compile(r"(?<!\w)(?:d'|a )?(?:encourager|exhorter|inviter) (?:la |le |les |l')?"),
        partner=re.compile(
            r"(?<!\w)en (?:etroite )?(?:coordination|cooperation|collaboration|partenariat|concertation|consultation)"
            r" avec (?:la |le |les |l')?|avec (?:le soutien|l'appui) (?:de la |de l'|du |des )"
        ),
        report=re.compile(
            r"(?<!\w)(?:de |d'|et )?(?:soumettre|presenter|faire rapport|transmettre)\b[^;.:]{0,70}?"
            r" (?:a la |a l'|au |aux )"
        ),
        again=re.compile(r" ?,? ?(?:et|ou) (?:a la |a l'|au |aux )?"),
    ),
}


def find(text: str, act: Act, named: Sequence[Candidate], language: Language) -> Parties:
    """The parties of an act of asking, from the kept names of its provision's normalised text."""
    grammar = _GRAMMARS[language]
    actors = [c for c in named if c.entity.kind in ACTOR_KINDS]
    addressees: list[Candidate] = []
    end = act.verb.end
    if act.object_behind:
        before = [c for c in actors if c.end <= act.verb.start]
        addressees = [c for c in before if c.end == before[-1].end]
    else:
        addressees, end = _object(text, act, actors, grammar)
    restriction = grammar.restriction.match(text, end) if addressees else None
    if not addressees:
        addressees = _embedded(text, act, actors, grammar)
    return Parties(
        tuple(addressees),
        tuple(_partners(text, act, actors, addressees, grammar)),
        tuple(_reports(text, act, named, grammar)),
        restriction.span(restriction.lastgroup or "r") if restriction else None,
    )


def _object(text: str, act: Act, actors: Sequence[Candidate], grammar: _Grammar) -> tuple[list[Candidate], int]:
    """The list of names right behind the verb; a bracket that spells out a collective replaces it."""
    lead = grammar.adverbs.match(text, act.verb.end)
    listed, end = _list(text, lead.end() if lead else act.verb.end, act.end, actors, grammar.link)
    if listed and (bracket := re.compile(r" ?\((?P<in>[^()]*)\)").match(text, end)):
        spelled, _ = _list(text, bracket.start("in"), bracket.end("in"), actors, grammar.link)
        if spelled:
            return spelled, bracket.end()
    return listed, end


def _list(
    text: str, start: int, stop: int, actors: Sequence[Candidate], link: re.Pattern[str]
) -> tuple[list[Candidate], int]:
    """Names from `start` on that nothing but links separates, and where the list ends."""
    found: list[Candidate] = []
    end = start
    while end < stop:
        joint = link.match(text, end) if found else None
        reach = joint.end() if joint else end
        following = [c for c in actors if end <= c.start <= reach and c.end <= stop]
        if not following:
            break
        found += following
        end = max(c.end for c in following)
    return found, end


def _embedded(text: str, act: Act, actors: Sequence[Candidate], grammar: _Grammar) -> list[Candidate]:
    """The object of a call within the call: `calls for encouraging the Member States to`."""
    for match in grammar.embedded.finditer(text, act.verb.end, act.end):
        found, _ = _list(text, match.end(), act.end, actors, grammar.link)
        if found:
            return found
    return []


def _partners(
    text: str, act: Act, actors: Sequence[Candidate], addressees: Sequence[Candidate], grammar: _Grammar
) -> list[Candidate]:
    partners: list[Candidate] = []
    for match in grammar.partner.finditer(text, act.verb.end, act.end):
        listed, _ = _list(text, match.end(), act.end, actors, grammar.link)
        partners += [c for c in listed if c not in addressees and c not in partners]
    return partners


def _reports(text: str, act: Act, named: Sequence[Candidate], grammar: _Grammar) -> list[Candidate]:
    """Whom a report or a document is brought to: bodies, or the meetings at which they receive it."""
    receivers = [c for c in named if c.entity.kind in ACTOR_KINDS | {"Meeting"}]
    found: list[Candidate] = []
    for match in grammar.report.finditer(text, act.verb.end, act.end):
        listed, end = _list(text, match.end(), act.end, receivers, grammar.again)
        found += [c for c in listed if c not in found]
        found += [c for c in receivers if listed and c.entity.kind == "Meeting" and end < c.start <= end + 5]
    return found
