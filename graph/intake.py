"""A new document for the corpus: what its own text says of it, and what a person must look at."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from oic_mandates.graph.annotate import annotate
from oic_mandates.graph.folder import CORRECTIONS, REVIEW
from oic_mandates.graph.iris import slug_of
from oic_mandates.graph.model import AnnotatedDocument, Document, Entity, InputError, Mention
from oic_mandates.graph.text import dates
from oic_mandates.graph.text.normalize import normalize
from oic_mandates.graph.text.sessions import Context
from oic_mandates.graph.vocab import Vocabulary

_OPTION = {"symbol": "--symbol", "body": "--body", "meeting": "--meeting", "date": "--date"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What document.toml would say, by key, and the document as read with it."""

    facts: Mapping[str, str]
    document: AnnotatedDocument


def propose(document: Document, vocabulary: Vocabulary, given: Mapping[str, str]) -> Proposal:
    """Symbol, body, meeting, place and day from cover and formula; `given` goes before what is found.

    InputError where something that every document needs is neither found nor given.
    """
    facts = {"symbol": document.symbol, "language": document.language, "title": document.title}
    context = Context(Entity(slug_of(document.symbol) or "resolution", "Instrument"))
    opening = list(_opening(annotate(document, vocabulary, context)))
    facts |= _meeting(opening, vocabulary)
    facts["place"] = next((m.entity.path for m in opening if m.entity.kind == "Place"), "")
    facts["date"] = _day(document)
    facts |= {key: value for key, value in given.items() if value}
    for key, option in _OPTION.items():
        if not facts.get(key):
            raise InputError(f"the text does not tell its {key}; give it with {option}.")
    facts["slug"] = slug_of(facts["symbol"])
    author = vocabulary.fact(facts["body"], "seriesCode") or facts["body"].partition("/")[2]
    number = facts["symbol"].replace("/", "-")
    facts["akn"] = f"/akn/aa-oic/statement/deliberation/oic-{author}/{facts['date']}/{number}"
    if facts["body"] not in vocabulary.entities:
        raise InputError(f"body {facts['body']!r} is in no vocabulary; add it to ontology/vocab/actors.ttl first.")
    this = Entity(facts["slug"], "Instrument", facts={"symbol": facts["symbol"]})
    context = Context(this, vocabulary.entities[facts["body"]], facts["date"])
    return Proposal(facts, annotate(document, vocabulary, context))


def _opening(annotated: AnnotatedDocument) -> Iterator[Mention]:
    """What the enacting formula names."""
    for item in annotated.provisions:
        if item.provision.kind == "EnactingFormula":
            yield from item.mentions


def _meeting(opening: list[Mention], vocabulary: Vocabulary) -> dict[str, str]:
    meeting = next((m.entity for m in opening if m.entity.kind == "Meeting"), None)
    body = next((m.entity.path for m in opening if vocabulary.fact(m.entity.path, "seriesCode")), "")
    if meeting is None:
        return {"body": body}
    return {
        "meeting": meeting.path,
        "body": str(meeting.facts.get("body", "")) or vocabulary.fact(meeting.path, "body") or body,
    }


def _day(document: Document) -> str:
    """The last day that cover or formula give, in ISO form."""
    texts = [item.span.of(document.source) for item in document.layout if item.role == "title block"]
    texts += [p.text for p in document.provisions if p.kind == "EnactingFormula"]
    days = [d.last for text in texts for d in dates.find(normalize(text).text, document.language)]
    return max((day for day in days if len(day) == 10), default="")


def take_in(proposal: Proposal, file: Path, corpus: Path) -> Path:
    """Makes the document's folder in a corpus, whole or not at all; InputError where there is one already."""
    folder = corpus / proposal.facts["slug"]
    if folder.exists():
        raise InputError(f"{folder}: the corpus has this document already; remove the folder to take it in anew.")
    half = corpus / f".{proposal.facts['slug']}.half"
    shutil.rmtree(half, ignore_errors=True)
    try:
        half.mkdir(parents=True)
        name = f"{proposal.facts['slug']}.{proposal.facts['language']}.txt"
        (half / name).write_bytes(proposal.document.document.source.encode())
        (half / "document.toml").write_text(_toml(proposal.facts, name, file.name), encoding="utf-8")
        (half / "corrections.tsv").write_text("\t".join(CORRECTIONS) + "\n", encoding="utf-8")
        (half / "review.tsv").write_text("\t".join(REVIEW) + "\n", encoding="utf-8")
        return half.rename(folder)
    except OSError as error:
        shutil.rmtree(half, ignore_errors=True)
        raise InputError(
            f"{corpus}: the document cannot be written there ({error.strerror}); name another --corpus."
        ) from error


def _toml(facts: Mapping[str, str], name: str, origin: str) -> str:
    quoted = {key: json.dumps(value, ensure_ascii=False) for key, value in facts.items()}
    place = f"place = {quoted['place']}\n" if facts.get("place") else ""
    return (
        "# Proposed from the text by `oic-mandates add`: check each line.\n"
        f"symbol = {quoted['symbol']}\nslug = {quoted['slug']}\nlanguage = {quoted['language']}\n"
        f"body = {quoted['body']}\nmeeting = {quoted['meeting']}\n{place}"
        f"date = {facts['date']}\nakn = {quoted['akn']}\n\n"
        f"[title]\n{facts['language']} = {quoted['title']}\n\n"
        f'[source]\nfile = {json.dumps(name)}\nmedia_type = "text/plain"\n'
        f'origin = {json.dumps(f"Taken in from {origin}.", ensure_ascii=False)}\nlegal_value = "authentic"\n'
    )


def doubts(annotated: AnnotatedDocument) -> Iterator[str]:
    """What a person should look at: one sentence each, with the provision."""
    for item in annotated.provisions:
        eid = item.provision.eid
        if item.provision.kind in ("Recital", "OperativeClause") and not item.acts:
            yield f"{eid}: no verb of the conference was recognised in {item.provision.text[:60]!r}."
        for mention in item.mentions:
            if mention.entity.minted and mention.entity.kind != "Date":
                words = mention.span.of(item.provision.text)
                yield f"{eid}: {words!r} is in no vocabulary; it became {mention.entity.path}."
    for rest in annotated.document.layout:
        if rest.role == "unplaced":
            yield f"characters {rest.span.start} to {rest.span.end} stand in no provision."
