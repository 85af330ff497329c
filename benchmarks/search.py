"""Seconds to make the search index, and milliseconds a query, against looking at every text.

Run as `python -m benchmarks.search`. Two plain scans are measured beside the index, on the same
texts in the same run: one that reads and normalises each text as it goes, and one over texts that were
normalised before and lie in memory. Neither ranks nor highlights; the index does both.
"""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.homes import built_home
from oic_mandates.graph import pipeline
from oic_mandates.graph.highlight import plain, wanted
from oic_mandates.graph.iris import ELI, ID, OICM
from oic_mandates.graph.search import FILE, Index, build_index
from oic_mandates.graph.store import EmbeddedStore
from oic_mandates.queries.library import LANGUAGES, bind, library

PROVISIONS = 20_000
RUNS = 5
QUERIES = (
    "الأطفال", "حقوق الطفل", '"الأمانة العامة"', "للجنة الأسرة", "الإعاق*", "القدس", "في", "4/46-ث",
    "children", "rights of the child", '"General Secretariat"', "SESRIC", "disab*", "2030", "Al-Quds", "of",
)  # fmt: skip
# What the index is made from; the rest of a document would only make the copies slow to load.
_NEEDED = re.compile(
    rf"<(?:{OICM}(?:text|reading|translation|position)|{ELI}(?:id_local|number|is_part_of)|http\S+#type)>"
)


def milliseconds(work: Callable[[], object]) -> float:
    """The median time of some runs."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def texts(store: EmbeddedStore) -> Iterator[str]:
    """Every text that the index holds, read from the store."""
    seen = set()
    for language in LANGUAGES:
        for row in store.select(bind(library()["reading"], lang=language)).records():
            for column in ("text", "reading", "translation"):
                if row[column] is not None and (row["provision"], column, row[column]) not in seen:
                    seen.add((row["provision"], column, row[column]))
                    yield str(row[column])


def repeated(part: Path, copies: int, folder: Path) -> EmbeddedStore:
    """A store in memory in which the document stands as many times, each time under another name."""
    lines = [line for line in part.read_text(encoding="utf-8").splitlines(keepends=True) if _NEEDED.search(line)]
    slug = part.name.rpartition("-")[0]
    file = folder / "repeated.nq"
    with file.open("w", encoding="utf-8") as stream:
        for copy in range(copies):
            stream.writelines(line.replace(f"{ID}{slug}", f"{ID}{slug}-{copy}") for line in lines)
    return EmbeddedStore.in_memory([file])


def scan(ready: list[str], needles: list[str]) -> int:
    """How many texts in plain form hold all the words."""
    return sum(all(needle in text for needle in needles) for text in ready)


def measure(store: EmbeddedStore, home: Path, title: str) -> None:
    """Prints the figures for one store."""
    start = time.perf_counter()
    index = Index(build_index(store, home / FILE))
    seconds = time.perf_counter() - start
    every = list(texts(store))
    print(f"\n{title}: {len(every)} texts, index {index.file.stat().st_size / 1e6:.1f} MB in {seconds:.2f} s")
    print(f"{'query':<24}{'hits':>7}{'index ms':>10}{'scan ms':>10}{'ratio':>7}{'in memory ms':>14}{'ratio':>7}")
    ready = [plain(text).text for text in every]
    start = time.perf_counter()
    for text in every:
        plain(text)
    normalising = (time.perf_counter() - start) * 1000
    rows = []
    for query in QUERIES:
        needles = [term.forms[0] for term in wanted(query).terms]
        fast = milliseconds(partial(index.search, query, limit=20))
        memory = milliseconds(partial(scan, ready, needles))
        rows.append((fast, memory))
        print(f"{query:<24}{index.count(query):>7}{_row(fast, memory, normalising)}")
    fast, memory = (statistics.median(times) for times in zip(*rows, strict=True))
    print(f"{'median':<24}{'':>7}{_row(fast, memory, normalising)}")


def _row(fast: float, memory: float, normalising: float) -> str:
    slow = normalising + memory
    return f"{fast:>10.2f}{slow:>10.1f}{slow / fast:>7.0f}{memory:>14.2f}{memory / fast:>7.1f}"


def main() -> None:
    """Prints the figures for the corpus and for many copies of it."""
    with built_home() as home:
        measure(EmbeddedStore.on_disk(home), home, "168 provisions")
        part = next(part for part in pipeline.built_parts(home) if re.search(r"-[0-9a-f]{16}\.nq$", part.name))
        copies = -(-PROVISIONS // 168)
        measure(repeated(part, copies, home), home, f"{copies * 168} provisions")


if __name__ == "__main__":
    main()
