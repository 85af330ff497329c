"""Document to annotated document: names, sessions, citations, dates and acts, each with its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from oic_mandates.graph.model import (
    ACTOR_KINDS,
    Annotated,
    AnnotatedDocument,
    Correction,
    Document,
    Evidence,
    Mention,
    Provision,
    Span,
    SpeechAct,
    plain_role,
)
from oic_mandates.graph.text import acts, citations, dates, minting, names, parties, pointers, roles, sessions
from oic_mandates.graph.text.names import Candidate
from oic_mandates.graph.text.normalize import Normalized, normalize
from oic_mandates.graph.text.reading import Reading, strikes_words
from oic_mandates.graph.text.sessions import Context
from oic_mandates.graph.text.verbs import verb_forms
from oic_mandates.graph.vocab import Vocabulary

_HIDING = frozenset({"Organization", "State", "Person", "Meeting", "Place", "Date"})


def annotate(
    document: Document,
    vocabulary: Vocabulary,
    context: Context,
    corrections: dict[str, tuple[Correction, ...]] | None = None,
) -> AnnotatedDocument:
    """Reads every provision by its corrected words; spans lead to the printed text.

    What no vocabulary knows is minted by rule and marked; what no rule recognises stays text.
    """
    found = corrections or {}
    return AnnotatedDocument(
        document,
        tuple(_provision(p, vocabulary, context, document, found.get(p.eid, ())) for p in document.provisions),
    )


def _provision(
    provision: Provision,
    vocabulary: Vocabulary,
    context: Context,
    document: Document,
    corrections: tuple[Correction, ...],
) -> Annotated:
    # Words that a correction strikes out still stand in print, so they are read for what they say.
    standing = Reading(provision.text, [c for c in corrections if not strikes_words(c)])
    reader = _Reader(standing, vocabulary, context, document)
    performed = reader.performed() if provision.kind in ("Recital", "OperativeClause") else []
    speech_acts, evidence = reader.speech_acts(performed)
    return Annotated(
        provision=provision,
        reading=Reading(provision.text, corrections).text,
        corrections=corrections,
        mentions=tuple(reader.mentions()),
        evidence=tuple(evidence),
        acts=tuple(speech_acts),
    )


class _Reader:
    """One provision under reading: its normalised text, and the names kept in it with their roles."""

    def __init__(self, reading: Reading, vocabulary: Vocabulary, context: Context, document: Document) -> None:
        self._reading = reading
        self._vocabulary = vocabulary
        self._context = context
        self._language = document.language
        self._normal: Normalized = normalize(reading.text)
        self._text = self._normal.text
        self.named = self._named()
        self._roles: dict[Candidate, set[str]] = {}

    def _named(self) -> list[Candidate]:
        """The names that stand, and then what points to them."""
        candidates = list(self._candidates())
        kept = names.fitting(names.longest(candidates), self._vocabulary)
        found = pointers.find(self._text, self._vocabulary, self._language, candidates, kept)
        standing = pointers.standing(found, kept, self._text)
        further = citations.of_named(self._text, self._vocabulary, self._language, standing)
        return names.longest([*kept, *standing, *further])

    def _candidates(self) -> Iterator[Candidate]:
        text, vocabulary, language = self._text, self._vocabulary, self._language
        named = names.find(text, vocabulary, language) + sessions.find(text, vocabulary, language, self._context)
        yield from named
        yield from citations.find(text, vocabulary, language, self._context, named)
        for date in dates.find(text, language):
            yield Candidate(date.start, date.end, date.start, minting.date(date.path))

    def _span(self, start: int, end: int) -> Span:
        """Where words of the normalised reading stand in the printed text."""
        return self._reading.printed_span(self._normal.span(start, end))

    def performed(self) -> list[acts.Act]:
        """The acts of the provision; a verb inside a name is none."""
        found = acts.find(self._text, verb_forms(self._vocabulary, self._language))
        return [act for act in found if not any(n.start < act.verb.end - 1 < n.end for n in self.named)]

    def speech_acts(self, performed: Sequence[acts.Act]) -> tuple[list[SpeechAct], list[Evidence]]:
        """The acts with their parties, and the words that show verbs, groups and themes."""
        speech_acts, evidence = [], []
        for act in performed:
            verb = self._vocabulary.verbs[act.verb.slug]
            mandate = verb.makes_mandate
            verb_span = self._span(act.verb.start, act.verb.end)
            governed = self._span(act.start, act.end) if act.end > act.start else Span(verb_span.end, verb_span.end)
            speech_act = SpeechAct(act.verb.slug, verb_span, governed, mandate)
            evidence.append(Evidence(verb_span, f"verb/{act.verb.slug}", "verb"))
            shown = list(self._concepts(act))
            evidence += shown
            speech_acts.append(self._with_parties(act, self._with_concepts(speech_act, shown)))
        return speech_acts, list(dict.fromkeys(evidence))

    def _concepts(self, act: acts.Act) -> Iterator[Evidence]:
        """Groups and themes in the governed words: in each scheme the longest label wins.

        A name of a body, place, meeting or day hides the words inside it; that of an
        instrument or programme does not, since it says what the clause is about.
        """
        hidden = [(n.start, n.end) for n in self.named if n.entity.kind in _HIDING]
        for kind, role in (("group", "beneficiary"), ("theme", "theme")):
            taken: list[tuple[int, int]] = []
            found = names.dictionary(self._vocabulary, self._language, (kind,)).find(self._text)
            for label in sorted(found, key=lambda f: (f.start - f.end, f.start, f.path)):
                inside = any(start <= label.start and label.end <= end for start, end in hidden)
                if inside or any(label.start < end and start < label.end for start, end in taken):
                    continue
                taken.append((label.start, label.end))
                if act.start <= label.start and label.end <= act.end:
                    yield Evidence(self._span(label.start, label.end), label.path, role)

    @staticmethod
    def _with_concepts(act: SpeechAct, shown: Iterable[Evidence]) -> SpeechAct:
        paths = {role: tuple(sorted({e.path for e in shown if e.role == role})) for role in ("beneficiary", "theme")}
        return replace(act, beneficiaries=paths["beneficiary"], themes=paths["theme"])

    def _with_parties(self, act: acts.Act, speech_act: SpeechAct) -> SpeechAct:
        if not speech_act.is_mandate:
            return speech_act
        found = parties.find(self._text, act, self.named, self._language)
        for role, candidates in (
            ("addressee", found.addressees),
            ("partner", found.partners),
            ("reports-to", [c for c in found.reports_to if c.entity.kind != "Meeting"]),
            ("deadline", [c for c in found.reports_to if c.entity.kind == "Meeting"]),
        ):
            for candidate in candidates:
                self._roles.setdefault(candidate, set()).add(role)
        return replace(
            speech_act,
            addressees=_paths(found.addressees),
            partners=_paths(found.partners),
            reports_to=tuple(dict.fromkeys(self._body(c) for c in found.reports_to if self._body(c))),
            due=_paths(c for c in found.reports_to if c.entity.kind == "Meeting"),
            restriction=self._span(*found.restriction).of(self._reading.printed) if found.restriction else "",
        )

    def _body(self, candidate: Candidate) -> str:
        """Who receives a report: the actor named, or the body whose meeting is."""
        if candidate.entity.kind != "Meeting":
            return candidate.entity.path
        return str(candidate.entity.facts.get("body", "")) or self._vocabulary.fact(candidate.entity.path, "body")

    def mentions(self) -> Iterator[Mention]:
        """The kept names, with the roles that the acts gave them."""
        for candidate in self.named:
            given = set(self._roles.get(candidate, ()))
            if candidate.entity.kind in ACTOR_KINDS:
                given |= {roles.of(self._text, candidate.start, candidate.end, self._language)} - {""}
            told = tuple(sorted(given)) or (plain_role(candidate.entity),)
            yield Mention(self._span(candidate.start, candidate.end), candidate.entity, told)


def _paths(candidates: Iterable[Candidate]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c.entity.path for c in candidates))
