"""Seconds to build, and the library's queries on the store against rdflib's own engine.

Run as `python -m benchmarks.bench`. Everything is measured in one run on one machine, so
that the ratios mean something; a query that rdflib does not answer in its limit counts as the limit,
one that it cannot answer at all is left out of the median.
"""

from __future__ import annotations

import math
import multiprocessing
import queue
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rdflib import Dataset

from benchmarks.homes import built_home
from oic_mandates.graph import folder, pipeline
from oic_mandates.graph.store import EmbeddedStore
from oic_mandates.graph.vocab import load_vocabulary
from oic_mandates.queries.library import bind, library

RUNS = 3
LIMIT = 30.0  # seconds that rdflib gets for a query


def seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """The median time of some runs."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def build_seconds(*, validate: bool) -> float:
    """From the text to the store on disk, in a fresh home each time."""

    def build() -> None:
        with tempfile.TemporaryDirectory() as home:
            result = pipeline.build_corpus(folder.corpus_root(), Path(home), validate=validate)
            assert result.store is not None

    return seconds(build)


def rdflib_seconds(parts: list[Path], texts: dict[str, str], answers: multiprocessing.Queue[tuple[str, float]]) -> None:
    """Answers the queries with rdflib, each once, and tells the time of each; infinity where it fails."""
    dataset = Dataset(default_union=True)
    for part in parts:
        dataset.parse(part, format="nquads")
    answers.put(("loaded", 0.0))
    for name, text in texts.items():
        start = time.perf_counter()
        try:
            list(dataset.query(text))
        except Exception:  # rdflib cannot sort rows in which something is unbound
            answers.put((name, math.inf))
        else:
            answers.put((name, time.perf_counter() - start))


def with_limit(parts: list[Path], texts: dict[str, str]) -> dict[str, float]:
    """Seconds that rdflib needs for each query; a query over the limit is broken off and counts as the limit."""
    times: dict[str, float] = {}
    while missing := {name: text for name, text in texts.items() if name not in times}:
        answers: multiprocessing.Queue[tuple[str, float]] = multiprocessing.Queue()
        worker = multiprocessing.Process(target=rdflib_seconds, args=(parts, missing, answers), daemon=True)
        worker.start()
        answers.get(timeout=600)  # the data is loaded
        for name in missing:
            try:
                found, times[name] = answers.get(timeout=LIMIT)
                assert found == name
            except queue.Empty:
                times[name] = LIMIT
                break
        worker.kill()
        worker.join()
    return times


def main() -> None:
    """Prints the figures."""
    load_vocabulary()
    print(f"{'build, without validation':<34}{build_seconds(validate=False):8.2f} s")
    print(f"{'build, with SHACL and checks':<34}{build_seconds(validate=True):8.2f} s")
    with built_home() as home:
        store = EmbeddedStore.on_disk(home)
        texts = {query.name: bind(query) for query in library() if query.question is not None}
        fast = {name: seconds(lambda text=text: len(store.select(text)), 7) for name, text in texts.items()}
        slow = with_limit(pipeline.built_parts(home), {name: str(text) for name, text in texts.items()})
        print(f"\n{'query':<24}{'rows':>6}{'store ms':>10}{'rdflib ms':>12}{'ratio':>8}")
        for name, text in texts.items():
            print(f"{name:<24}{len(store.select(text)):>6}{_row(fast[name], slow[name])}")
        answered = [name for name in texts if slow[name] < math.inf]
        medians = [statistics.median(times[name] for name in answered) for times in (fast, slow)]
        print(f"{f'median of {len(answered)}':<24}{'':>6}{_row(*medians)}")


def _row(fast: float, slow: float) -> str:
    if slow == math.inf:
        return f"{fast * 1000:>10.1f}{'fails':>12}{'':>8}"
    shown = f"{'> ' if slow >= LIMIT else ''}{slow * 1000:.1f}"
    return f"{fast * 1000:>10.1f}{shown:>12}{slow / fast:>8.0f}"


if __name__ == "__main__":
    main()
