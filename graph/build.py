"""Annotated document to RDF, by the graph contract: no blank nodes, nothing that changes from run to run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rdflib import RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef

from oic_mandates.graph import iris
from oic_mandates.graph.folder import Folder
from oic_mandates.graph.iris import ELI, EU_LANGUAGE, MEDIA_TYPE, OA, OICM
from oic_mandates.graph.minted import describe
from oic_mandates.graph.model import (
    Annotated,
    AnnotatedDocument,
    Entity,
    Evidence,
    Language,
    Mention,
    Provision,
    Span,
    SpeechAct,
)
from oic_mandates.graph.similar import Pair
from oic_mandates.graph.vocab import Vocabulary


def build(annotated: AnnotatedDocument, folder: Folder, vocabulary: Vocabulary, similar: Iterable[Pair] = ()) -> Graph:
    """The graph of one resolution: its work, expression, file, provisions, acts and mentions.

    Entities that only this text knows are described here; those of the vocabularies there.
    """
    builder = _Builder(annotated, folder, vocabulary)
    for pair in similar:
        builder.similarity(pair)
    return builder.graph


class _Builder:
    def __init__(self, annotated: AnnotatedDocument, folder: Folder, vocabulary: Vocabulary) -> None:
        self.graph = Graph(bind_namespaces="none")
        self._slug = folder.slug
        self._language = folder.language
        self._vocabulary = vocabulary
        self._minted: dict[str, Entity] = {}
        self._resolution(folder)
        self._parts(annotated)
        for provision in annotated.provisions:
            self._provision(provision)
        for path in sorted(self._minted):
            describe(self.graph, self._minted[path])

    def _add(self, subject: URIRef, **values: object) -> None:
        """Adds statements whose predicate is one of our own terms."""
        for name, value in values.items():
            self._set(subject, OICM[name], value)

    def _set(self, subject: URIRef, predicate: URIRef, value: object) -> None:
        if isinstance(value, URIRef | Literal):
            self.graph.add((subject, predicate, value))
        else:
            self.graph.add((subject, predicate, Literal(value)))

    def _text(self, text: str) -> Literal:
        return Literal(text, lang=self._language)

    # The work and its file

    def _resolution(self, folder: Folder) -> None:
        facts = folder.facts
        work = iris.entity(self._slug)
        for kind in (OICM.Resolution, OICM.Instrument):
            self.graph.add((work, RDF.type, kind))
        for language, title in sorted(facts["title"].items()):
            self.graph.add((work, ELI.title, Literal(title, lang=language)))
            self.graph.add((work, SKOS.prefLabel, Literal(title, lang=language)))
        self._set(work, ELI.id_local, facts["symbol"])
        self._set(work, ELI.date_document, Literal(facts["date"].isoformat(), datatype=XSD.date))
        self._set(work, ELI.passed_by, iris.entity(facts["body"]))
        self._add(
            work,
            symbol=facts["symbol"],
            adoptedBy=iris.entity(facts["body"]),
            adoptedAt=iris.entity(facts["meeting"]),
            kind=iris.entity("kind/resolution"),
            status=OICM.reviewed,
        )
        if "akn" in facts:
            self._add(work, aknIri=Literal(facts["akn"], datatype=XSD.anyURI))
        self._expressions(work, folder)

    def _expressions(self, work: URIRef, folder: Folder) -> None:
        """The authentic text with the file as received, and each translation, marked unofficial."""
        source = folder.facts["source"]
        media = source.get("media_type", "text/plain")
        original = self._expression(work, folder, self._language, source["file"], folder.sha256, media)
        for language, translation in folder.translations.items():
            made = self._expression(work, folder, language, translation.file, translation.sha256, "text/markdown")
            self.graph.add((made, ELI.is_translation_of, original))

    def _expression(
        self, work: URIRef, folder: Folder, language: Language, name: str, sha256: str, media: str
    ) -> URIRef:
        expression = iris.expression(self._slug, language)
        file = iris.manifestation(self._slug, language, name.rpartition(".")[2])
        value = "authoritative" if language == self._language else "unofficial"
        title = folder.facts["title"].get(language, folder.facts["title"][self._language])
        for subject, predicate, obj in (
            (work, ELI.is_realized_by, expression),
            (expression, RDF.type, ELI.LegalExpression),
            (expression, ELI.realizes, work),
            (expression, ELI.language, EU_LANGUAGE[iris.LANGUAGE3[language].upper()]),
            (expression, ELI.title, Literal(title, lang=language)),
            (expression, ELI.is_embodied_by, file),
            (file, RDF.type, ELI.Format),
            (file, ELI.embodies, expression),
            (file, ELI.media_type, MEDIA_TYPE[media]),
            (file, ELI.legal_value, ELI[f"LegalValue-{value}"]),
        ):
            self.graph.add((subject, predicate, obj))
        self._add(file, sha256=sha256)
        return expression

    def _parts(self, annotated: AnnotatedDocument) -> None:
        for item in annotated.provisions:
            part, whole = self._iri(item.provision.eid), self._parent(item.provision)
            self.graph.add((part, ELI.is_part_of, whole))
            self.graph.add((whole, ELI.has_part, part))

    def _iri(self, eid: str) -> URIRef:
        return iris.provision(self._slug, eid)

    def _parent(self, provision: Provision) -> URIRef:
        return self._iri(provision.parent) if provision.parent else iris.entity(self._slug)

    # Provisions and what was found in them

    def _provision(self, item: Annotated) -> None:
        provision, node = item.provision, self._iri(item.provision.eid)
        for kind in (OICM.Provision, OICM[provision.kind]):
            self.graph.add((node, RDF.type, kind))
        self._set(node, ELI.id_local, provision.eid)
        if provision.number:
            self._set(node, ELI.number, provision.number)
        span = provision.source_span
        self._add(
            node,
            position=provision.position,
            text=self._text(provision.text),
            sourceStart=span.start,
            sourceEnd=span.end,
        )
        if item.corrections:
            self._add(node, reading=self._text(item.reading))
        for language, text in sorted(item.translations.items()):
            self._add(node, translation=Literal(text, lang=language))
        self._corrections(item, node)
        proofs = self._mentions(item, node) | self._evidence(item, node)
        for index, act in enumerate(item.acts, start=1):
            self._act(item, node, index, act, proofs)

    def _corrections(self, item: Annotated, node: URIRef) -> None:
        for index, correction in enumerate(item.corrections, start=1):
            iri = iris.item(self._slug, item.provision.eid, "correction", index)
            self.graph.add((iri, RDF.type, OICM.Correction))
            self.graph.add((iri, OA.motivatedBy, OA.editing))
            self._add(iri, printed=self._text(correction.printed), read=self._text(correction.read))
            for language, reason in sorted(correction.reason.items()):
                self.graph.add((iri, RDFS.comment, Literal(reason, lang=language)))
            self._target(iri, node, item.provision, correction.span)

    def _mentions(self, item: Annotated, node: URIRef) -> dict[tuple[Span, str], URIRef]:
        """Writes the mentions with the shortcuts; answers the mention of each span and entity."""
        placed = {}
        for index, mention in enumerate(item.mentions, start=1):
            iri = iris.item(self._slug, item.provision.eid, "mention", index)
            body = iris.entity(mention.entity.path)
            self.graph.add((iri, RDF.type, OICM.Mention))
            self.graph.add((iri, OA.hasBody, body))
            for role in mention.roles:
                self._add(iri, role=iris.entity(f"role/{role}"))
            self._target(iri, node, item.provision, mention.span)
            self._add(node, mentions=body)
            if mention.entity.kind == "Instrument":
                self.graph.add((node, ELI.cites, body))
            self._mint(mention)
            placed[mention.span, mention.entity.path] = iri
        return placed

    def _evidence(self, item: Annotated, node: URIRef) -> dict[tuple[Span, str], URIRef]:
        placed = {}
        for index, evidence in enumerate(item.evidence, start=1):
            iri = iris.item(self._slug, item.provision.eid, "evidence", index)
            self.graph.add((iri, RDF.type, OICM.Evidence))
            self.graph.add((iri, OA.hasBody, iris.entity(evidence.path)))
            self._add(iri, role=iris.entity(f"role/{evidence.role}"))
            self._target(iri, node, item.provision, evidence.span)
            placed[evidence.span, evidence.path] = iri
        return placed

    def _target(self, annotation: URIRef, node: URIRef, provision: Provision, span: Span) -> None:
        target, position, quote = (URIRef(f"{annotation}#{name}") for name in ("target", "position", "quote"))
        for subject, predicate, value in (
            (annotation, OA.hasTarget, target),
            (target, RDF.type, OA.SpecificResource),
            (target, OA.hasSource, node),
            (target, OA.hasSelector, position),
            (target, OA.hasSelector, quote),
            (position, RDF.type, OA.TextPositionSelector),
            (position, OA.start, Literal(span.start, datatype=XSD.nonNegativeInteger)),
            (position, OA.end, Literal(span.end, datatype=XSD.nonNegativeInteger)),
            (quote, RDF.type, OA.TextQuoteSelector),
            (quote, OA.exact, self._text(span.of(provision.text))),
        ):
            self.graph.add((subject, predicate, value))

    def _act(
        self, item: Annotated, node: URIRef, index: int, act: SpeechAct, proofs: Mapping[tuple[Span, str], URIRef]
    ) -> None:
        iri = iris.item(self._slug, item.provision.eid, "act", index)
        self._add(node, performs=iri)
        self.graph.add((iri, RDF.type, OICM.SpeechAct))
        if act.is_mandate:
            self.graph.add((iri, RDF.type, OICM.Mandate))
        self._add(
            iri,
            verb=iris.entity(f"verb/{act.verb}"),
            actText=self._text(act.span.of(item.provision.text)),
            position=index,
            status=OICM.reviewed if act.reviewed else OICM.unreviewed,
        )
        if act.restriction:
            self._add(iri, restriction=self._text(act.restriction))
        for name, paths in _parties(act):
            for path in paths:
                self._add(iri, **{name: iris.entity(path)})
        for path in act.addressees:
            self._add(node, addresses=iris.entity(path))
        for proof in _proving(item, act):
            self._add(iri, evidence=proofs[proof])

    def similarity(self, pair: Pair) -> None:
        """That two provisions are alike, and how much."""
        number = pair.second.partition("_")[2]
        iri = URIRef(f"{self._iri(pair.first)}/similarity_{number}")
        self.graph.add((iri, RDF.type, OICM.Similarity))
        for eid in (pair.first, pair.second):
            self._add(iri, between=self._iri(eid))
        self._add(iri, score=Literal(f"{pair.score:.2f}", datatype=XSD.decimal))

    # Entities that the vocabularies do not know

    def _mint(self, mention: Mention) -> None:
        entity = mention.entity
        if entity.minted:
            self._minted.setdefault(entity.path, entity)


def _parties(act: SpeechAct) -> Iterable[tuple[str, tuple[str, ...]]]:
    yield "addressee", act.addressees
    yield "partner", act.partners
    yield "beneficiary", act.beneficiaries
    yield "theme", act.themes
    yield "reportsTo", act.reports_to
    yield "due", act.due


def _proving(item: Annotated, act: SpeechAct) -> Iterable[tuple[Span, str]]:
    """The evidence and mentions that stand in the words of an act and show its verb or its parties."""
    whole = Span(act.verb_span.start, max(act.span.end, act.verb_span.end))
    parties = {*act.addressees, *act.partners, *act.reports_to, *act.due}
    shown: list[Evidence | Mention] = [e for e in item.evidence if e.span.overlaps(whole)]
    shown += [
        m
        for m in item.mentions
        if m.entity.path in parties
        and (act.reviewed or {"addressee", "partner", "reports-to", "deadline"} & set(m.roles))
    ]
    for proof in shown:
        if isinstance(proof, Mention):
            yield proof.span, proof.entity.path
        elif proof.role != "verb" or proof.span == act.verb_span:
            yield proof.span, proof.path
