"""A document tried out: read, annotated, doubted, built and validated in a folder of its own.

Run by `graph/trial.py` as `python -m oic_mandates.graph.trial_run FILE FOLDER`, with what the text
does not tell as JSON on standard input. Each step is told on standard output as one line; what came
out stands in FOLDER. A process of its own can be ended when it takes too long, and slows nobody.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from oic_mandates.graph import folder, intake, near, outline, pipeline, trial
from oic_mandates.graph.export import export
from oic_mandates.graph.fragment import validate_file
from oic_mandates.graph.iris import is_slug, slug_of
from oic_mandates.graph.memory import bound
from oic_mandates.graph.model import AnnotatedDocument, InputError
from oic_mandates.graph.reader import annotate_document, read_file
from oic_mandates.graph.vocab import Vocabulary, load_vocabulary

# Bytes of memory that the process may take beyond what it begins with.
_MEMORY = 4 << 30


def main() -> None:
    """Tries the document out; exit code 2 with a sentence in FOLDER where a person can mend something."""
    file, out = Path(sys.argv[1]), Path(sys.argv[2])
    bound(_MEMORY)
    try:
        report = _report(file, out, json.load(sys.stdin))
    except InputError as error:
        (out / trial.REFUSAL).write_text(str(error), encoding="utf-8")
        sys.exit(trial.REFUSED)
    (out / trial.REPORT).write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")


def _given(values: Mapping[str, str]) -> dict[str, str]:
    """What was given beside the text; InputError where it cannot be what it is given for."""
    day, meeting = values.get("date", ""), values.get("meeting", "")
    if day:
        try:
            date.fromisoformat(day)
        except ValueError:
            raise InputError(f"{day!r} is no date; write it as year-month-day, such as 2024-08-30.") from None
    head, _, slug = meeting.partition("/")
    if meeting and not (head == "meeting" and is_slug(slug)):
        raise InputError(f"{meeting!r} names no meeting; write it as meeting/cfm-50.")
    symbol = values.get("symbol", "")
    if symbol and not slug_of(symbol):
        raise InputError(f"{symbol!r} is no symbol; write it as it is printed, such as OIC/CFM-50/2024/POL/RES.")
    return {key: value for key, value in values.items() if value}


def _step(name: str) -> None:
    print(name, flush=True)


def _report(file: Path, out: Path, given: Mapping[str, str]) -> dict[str, Any]:
    _step("read")
    document = read_file(file)
    _step("annotate")
    vocabulary = load_vocabulary()
    annotated = annotate_document(document)
    # The very bytes that `oic-mandates annotate` prints.
    plain = json.dumps(outline.annotated_outline(annotated), ensure_ascii=False, indent=2) + "\n"
    (out / "annotated.json").write_text(plain, encoding="utf-8")
    proposal, problem = None, ""
    try:
        proposal = intake.propose(document, vocabulary, _given(given))
        annotated = proposal.document
    except InputError as error:
        problem = str(error)
    _step("doubt")
    report: dict[str, Any] = {
        "document": outline.annotated_outline(annotated),
        "labels": _labels(annotated, vocabulary),
        "facts": dict(proposal.facts) if proposal else {},
        "missing": next((key for key in trial.FACTS if f"tell its {key};" in problem), ""),
        "problem": problem,
        "doubts": list(_doubts(annotated, vocabulary)),
        "findings": [],
    }
    if proposal:
        report["findings"] = _built(proposal, file, out, vocabulary)
    return report


def _built(proposal: intake.Proposal, file: Path, out: Path, vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """Builds and validates the graph as a corpus would; its files are those of `oic-mandates build --out`."""
    _step("build")
    made = folder.load(intake.take_in(proposal, file, out / "corpus"))
    part = pipeline.part_of(made.slug, pipeline.document_graph(made, vocabulary)).write(out)
    export([part], out / "graph")
    _step("check")
    return [asdict(finding) for finding in validate_file(part)]


def _labels(annotated: AnnotatedDocument, vocabulary: Vocabulary) -> dict[str, dict[str, str]]:
    """The names of all that was found, by path and language."""
    found: dict[str, dict[str, str]] = {}
    preferred: dict[str, dict[str, str]] = {}
    for label in vocabulary.labels:
        if label.kind == "prefLabel":
            preferred.setdefault(label.path, {})[label.language] = label.text
    for item in annotated.provisions:
        for mention in item.mentions:
            found[mention.entity.path] = dict(mention.entity.labels) or preferred.get(mention.entity.path, {})
        for act in item.acts:
            for path in (f"verb/{act.verb}", *act.addressees, *act.partners):
                found.setdefault(path, preferred.get(path, {}))
    return found


def _doubts(annotated: AnnotatedDocument, vocabulary: Vocabulary) -> Iterator[dict[str, Any]]:
    """What a person should look at, in document order within its kind."""
    yield from _without_act(annotated)
    for item in annotated.provisions:
        for mention in item.mentions:
            if mention.entity.minted and mention.entity.kind != "Date":
                words = mention.span.of(item.provision.text)
                yield {"kind": "unknown", "eid": item.provision.eid, "words": words, "path": mention.entity.path}
    texts = {item.provision.eid: item.provision.text for item in annotated.provisions}
    for miss in near.misses(annotated, vocabulary):
        words = miss.span.of(texts[miss.eid])
        yield {"kind": "near", "eid": miss.eid, "words": words, "path": miss.path, "name": miss.name}
    source = annotated.document.source
    for rest in annotated.document.layout:
        if rest.role == "unplaced":
            yield {"kind": "unplaced", "eid": "", "words": rest.span.of(source), "path": ""}


def _without_act(annotated: AnnotatedDocument) -> Iterable[dict[str, Any]]:
    for item in annotated.provisions:
        if item.provision.kind in ("Recital", "OperativeClause") and not item.acts:
            yield {"kind": "no-act", "eid": item.provision.eid, "words": item.provision.text, "path": ""}


if __name__ == "__main__":
    main()
