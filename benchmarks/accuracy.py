"""How the program's reading compares with readers': precision, recall and F1 per kind.

Run as `python -m benchmarks.accuracy [--differences]`. The figures are written to `accuracy.tsv` of the
document with the day, where they differ from what stands there; the explorer shows them. The program is
judged as it reads by itself, before `review.tsv`, and as the graph has it. One section is held back: no
rule was written after looking at its errors, and its figures stand apart.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from oic_mandates.graph import folder, pipeline
from oic_mandates.graph.model import ACTOR_KINDS, Annotated, AnnotatedDocument
from oic_mandates.graph.vocab import load_vocabulary

GOLD = Path(__file__).resolve().parent.parent / "tests" / "gold"
SLUG = "mcsd-2-2023-final-res"
HELD_BACK = "sec_3"
# Against what the figures hold: the record that two readers agreed on, word by word.
METHOD = "tests/gold"
Fact = tuple[str, str, str]  # provision, kind, what is said


def read_table(file: Path) -> Iterator[dict[str, str]]:
    """The rows of a tab-separated file, quotation marks as they stand."""
    with file.open(encoding="utf-8") as stream:
        yield from csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)


def gold_facts(root: Path) -> set[Fact]:
    """What the readers' files say, one fact for each thing that can be right or wrong."""
    facts = set()
    for row in read_table(root / "acts.tsv"):
        eid, act = row["provision"], row["act"]
        facts.add((eid, "act", f"{act} {row['verb']}"))
        if row["mandate"] == "true":
            facts.add((eid, "mandate", act))
        for kind in ("addressees", "partners", "reports_to", "due"):
            facts |= {(eid, kind, f"{act} {path}") for path in row[kind].split(";") if path}
        if row["restriction"]:
            facts.add((eid, "restriction", f"{act} {row['restriction']}"))
    for row in read_table(root / "mentions.tsv"):
        facts.add((row["provision"], f"mention: {row['type']}", f"{row['start']}-{row['end']} {row['entity']}"))
    return facts


def program_facts(annotated: AnnotatedDocument) -> set[Fact]:
    """The same of what the program read."""
    return {fact for item in annotated.provisions for fact in _facts(item)}


def _facts(item: Annotated) -> Iterator[Fact]:
    eid = item.provision.eid
    for number, act in enumerate(item.acts, start=1):
        yield eid, "act", f"{number} {act.verb}"
        if act.is_mandate:
            yield eid, "mandate", str(number)
        parties = {"addressees": act.addressees, "partners": act.partners, "reports_to": act.reports_to, "due": act.due}
        for kind, paths in parties.items():
            yield from ((eid, kind, f"{number} {path}") for path in paths)
        if act.restriction:
            yield eid, "restriction", f"{number} {act.restriction}"
    for mention in item.mentions:
        kind = "Actor" if mention.entity.kind in ACTOR_KINDS else mention.entity.kind
        yield eid, f"mention: {kind}", f"{mention.span.start}-{mention.span.end} {mention.entity.path}"


def print_table(title: str, gold: set[Fact], found: set[Fact]) -> None:
    """Precision, recall and F1 of each kind, and of all mentions together."""
    print(f"\n{title}\n{'kind':<22}{'right':>7}{'wrong':>7}{'missed':>7}{'P':>8}{'R':>8}{'F1':>8}")
    kinds = sorted({kind for _, kind, _ in gold | found}, key=lambda k: (":" in k, k))
    for kind in kinds:
        print(_row(kind, _of(gold, kind), _of(found, kind)))
    print(_row("mentions, all", _of(gold, "mention"), _of(found, "mention")))


def _of(facts: Iterable[Fact], kind: str) -> set[Fact]:
    return {fact for fact in facts if fact[1] == kind or fact[1].startswith(f"{kind}:")}


def _row(name: str, gold: set[Fact], found: set[Fact]) -> str:
    right, wrong, missed = len(gold & found), len(found - gold), len(gold - found)
    precision = right / (right + wrong) if found else 1.0
    recall = right / (right + missed) if gold else 1.0
    f1 = 2 * right / (2 * right + wrong + missed) if gold or found else 1.0
    return f"{name:<22}{right:>7}{wrong:>7}{missed:>7}{precision:>8.3f}{recall:>8.3f}{f1:>8.3f}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared: its name in `accuracy.tsv`, the sections (`-` without, `+` alone), title, and both sides."""

    name: str
    sections: str
    title: str
    gold: set[Fact]
    found: set[Fact]

    def counts(self) -> Iterator[tuple[str, int, int, int]]:
        """Kind, right, wrong and missed, for each kind and for all mentions together (`mention`)."""
        for kind in [*sorted({kind for _, kind, _ in self.gold | self.found}), "mention"]:
            gold, found = _of(self.gold, kind), _of(self.found, kind)
            yield kind, len(gold & found), len(found - gold), len(gold - found)


def comparisons() -> tuple[Comparison, ...]:
    """The program alone, the graph, the section held back, and one reader against the other."""
    vocabulary = load_vocabulary()
    source = folder.load(folder.corpus_root() / SLUG)
    alone = pipeline.read_folder(replace(source, review=()), vocabulary)
    gold, program = gold_facts(GOLD), program_facts(alone)
    graph = program_facts(pipeline.read_folder(source, vocabulary))
    held = {p.eid for p in alone.document.provisions if HELD_BACK in (p.eid, p.parent)}
    rest, only = f"-{HELD_BACK}", f"+{HELD_BACK}"
    alone_, whole = "The program by itself", "The graph, with review.tsv"
    return (
        Comparison("program", rest, f"{alone_}, without section {HELD_BACK}", _without(held, gold),
                   _without(held, program)),
        Comparison("graph", rest, f"{whole}, without section {HELD_BACK}", _without(held, gold),
                   _without(held, graph)),
        Comparison("program", only, f"{alone_}, section {HELD_BACK}, held back", _only(held, gold),
                   _only(held, program)),
        Comparison("readers", "", "The second reader against the first", gold_facts(GOLD / "first"),
                   gold_facts(GOLD / "second")),
    )  # fmt: skip


def rows(made: Iterable[Comparison]) -> Iterator[tuple[str, ...]]:
    """The rows of `accuracy.tsv` but for day and method."""
    for comparison in made:
        for kind, *counts in comparison.counts():
            yield comparison.name, comparison.sections, kind, *map(str, counts)


def write(made: Iterable[Comparison], path: Path) -> bool:
    """Writes `accuracy.tsv` into the document's folder where a figure has changed; answers whether one had."""
    new = list(rows(made))
    if [tuple(row.cells.values())[: len(new[0])] for row in folder.accuracy(path)] == new:
        return False
    day = datetime.now(UTC).date().isoformat()
    lines = [folder.ACCURACY, *((*row, day, METHOD) for row in new)]
    (path / "accuracy.tsv").write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")
    return True


def main() -> None:
    """Prints the tables; with `--differences` also each fact on which program and readers differ."""
    made = comparisons()
    for comparison in made:
        print_table(comparison.title, comparison.gold, comparison.found)
    if write(made, folder.corpus_root() / SLUG):
        print("\nwritten: accuracy.tsv of the document")
    if "--differences" in sys.argv[1:]:
        gold, found = made[1].gold, made[1].found
        for fact in sorted(gold ^ found):
            print(" missed" if fact in gold else " wrong ", *fact)


def _without(held: set[str], facts: set[Fact]) -> set[Fact]:
    return {fact for fact in facts if fact[0] not in held}


def _only(held: set[str], facts: set[Fact]) -> set[Fact]:
    return {fact for fact in facts if fact[0] in held}


if __name__ == "__main__":
    main()
