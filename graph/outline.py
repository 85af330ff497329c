"""A document as plain data for JSON: what `oic-mandates read` and `annotate` print."""

from __future__ import annotations

from typing import Any

from oic_mandates.graph.model import Annotated, AnnotatedDocument, Document, Mention, Provision, SpeechAct


def outline(document: Document) -> dict[str, Any]:
    """Symbol, title, language and provisions: eId, type, number, text and parent of each."""
    return {
        "symbol": document.symbol,
        "title": document.title,
        "language": document.language,
        "provisions": [_provision(provision) for provision in document.provisions],
    }


def layout(document: Document) -> list[dict[str, Any]]:
    """What stands in no provision: role, place in the source (code points) and the characters."""
    return [
        {"role": item.role, "start": item.span.start, "end": item.span.end, "text": item.span.of(document.source)}
        for item in document.layout
    ]


def annotated_outline(annotated: AnnotatedDocument) -> dict[str, Any]:
    """The outline with the acts, mentions, citations and dates of each provision.

    Every start and end counts code points of the provision's text.
    """
    found = outline(annotated.document)
    for entry, item in zip(found["provisions"], annotated.provisions, strict=True):
        entry.update(_findings(item))
    return found


def _provision(provision: Provision) -> dict[str, Any]:
    return {
        "id": provision.eid,
        "type": provision.kind,
        "number": provision.number,
        "text": provision.text,
        "parent": provision.parent,
    }


def _findings(item: Annotated) -> dict[str, Any]:
    groups: dict[str, list[dict[str, Any]]] = {"mentions": [], "citations": [], "dates": []}
    for mention in item.mentions:
        group = {"Instrument": "citations", "Date": "dates"}.get(mention.entity.kind, "mentions")
        groups[group].append(_mention(mention, item.provision))
    found: dict[str, Any] = {"acts": [_act(act, item.provision) for act in item.acts], **groups}
    if item.corrections:
        found["reading"] = item.reading
    return found


def _mention(mention: Mention, provision: Provision) -> dict[str, Any]:
    return {
        "start": mention.span.start,
        "end": mention.span.end,
        "text": mention.span.of(provision.text),
        "entity": mention.entity.path,
        "type": mention.entity.kind,
        "roles": list(mention.roles),
        "known": not mention.entity.minted,
    }


def _act(act: SpeechAct, provision: Provision) -> dict[str, Any]:
    return {
        "verb": act.verb,
        "start": act.verb_span.start,
        "end": act.verb_span.end,
        "verbText": act.verb_span.of(provision.text),
        "text": act.span.of(provision.text),
        "mandate": act.is_mandate,
        "addressees": list(act.addressees),
        "restriction": act.restriction,
        "partners": list(act.partners),
        "beneficiaries": list(act.beneficiaries),
        "themes": list(act.themes),
        "reportsTo": list(act.reports_to),
        "due": list(act.due),
    }
