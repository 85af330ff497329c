"""The whole library on a corpus of a wanted size: pyoxigraph in memory, on disk, and Virtuoso.

Run as `python -m benchmarks.scale [--quads 1100000] [--virtuoso] [--no-memory] [--cpu] [--folder DIR]`.
The corpus is made first (see benchmarks.corpus), in DIR or in a folder that is removed at the end.
Each query is asked with its own defaults, so most ask about everything; the rows say how much that
is. Times are milliseconds until the whole answer is in Python, the median of three; what takes
more than 3 s is asked once, and after 30 s it is broken off. What is broken off or fails counts as 30 s.
With --cpu the times are those of the processor, of the asking process and of the server together:
on a machine that has other work they say more. An engine is asked in a process of its own.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import os
import queue
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol, TypeAlias

from benchmarks import corpus
from oic_mandates.graph.model import InputError
from oic_mandates.graph.remote import RemoteStore
from oic_mandates.graph.store import EmbeddedStore
from oic_mandates.graph.swap import replace_store
from oic_mandates.graph.table import Table
from oic_mandates.queries.library import bind, library
from tests.engines import PASSWORD, USER, Server, virtuoso

RUNS = 3
LIMIT = 30.0  # seconds that a query gets
SLOW = 3.0  # seconds from which one run says enough
LOADING = 3600.0  # seconds that a store gets to open or load
AIM = 150.0  # milliseconds
FAILED, BROKEN_OFF = -1, -2  # in the place of rows
LARGE = 1000  # rows from which an answer takes its time by its size

BUFFERS = {2_000_000: 60_000, 20_000_000: 340_000}  # of 8 KB, by the statements they must serve


class Asked(Protocol):
    """What is measured."""

    def select(self, text: str) -> Table:
        """The answer to a SELECT query."""


class Opener(Protocol):
    """Opens what is measured, in the process that asks it."""

    def __call__(self) -> Asked:
        """The store."""


Answers: TypeAlias = "multiprocessing.Queue[tuple[str, float, float]]"


@dataclass(slots=True)
class Figures:
    """What was measured of one engine."""

    name: str
    loading: str = ""
    rows: dict[str, int] = field(default_factory=dict)
    times: dict[str, float] = field(default_factory=dict)  # milliseconds


def megabytes(folder: Path) -> float:
    """How much the files below a folder hold."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def resident(pid: int | str = "self") -> float:
    """How many megabytes of memory a process has now."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1000


@dataclass(frozen=True, slots=True)
class Clock:
    """Tells seconds: of the wall, or of the processor for this process and for a server."""

    cpu: bool
    server: int = 0

    def __call__(self) -> float:
        """Seconds since some time."""
        if not self.cpu:
            return time.perf_counter()
        if not self.server:
            return time.process_time()
        # After the name in brackets; the 12th and 13th field are user and system time in ticks.
        fields = Path(f"/proc/{self.server}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return time.process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ask(opener: Opener, texts: Mapping[str, str], clock: Clock, answers: Answers) -> None:
    """Opens the store and tells its seconds and megabytes, then rows and seconds for each run of each query."""
    start = clock()
    store = opener()
    answers.put(("", clock() - start, resident()))
    for name, text in texts.items():
        for _ in range(RUNS):
            start = clock()
            try:
                rows = len(store.select(text))
            except InputError as error:  # the table says that this engine has no answer
                print(f"{name}: {error}", flush=True)
                rows = FAILED
            seconds = clock() - start
            answers.put((name, seconds, rows))
            if seconds > SLOW or rows == FAILED:
                break


def measure(name: str, opener: Opener, texts: Mapping[str, str], clock: Clock) -> Figures:
    """Asks one engine everything."""
    figures = Figures(name)
    # What else runs on the machine must not break a query off that needs little of the processor.
    patience = LIMIT * (4 if clock.cpu else 1)
    while missing := {name: text for name, text in texts.items() if name not in figures.times}:
        answers: Answers = multiprocessing.Queue()
        worker = multiprocessing.Process(target=ask, args=(opener, missing, clock, answers), daemon=True)
        worker.start()
        _, seconds, memory = answers.get(timeout=LOADING)
        figures.loading = figures.loading or f"ready in {seconds:.1f} s, {memory:.0f} MB of memory"
        try:
            for query in missing:
                runs = [answers.get(timeout=patience)]
                while len(runs) < RUNS and runs[-1][1] <= SLOW and runs[-1][2] != FAILED:
                    runs.append(answers.get(timeout=patience))
                seconds = statistics.median(run[1] for run in runs)
                figures.rows[query] = int(runs[0][2])
                figures.times[query] = min(LIMIT, LIMIT if runs[0][2] == FAILED else seconds) * 1000
        except queue.Empty:
            figures.rows[query], figures.times[query] = BROKEN_OFF, LIMIT * 1000
        worker.kill()
        worker.join()
    return figures


def in_memory(files: Sequence[Path], texts: Mapping[str, str], cpu: bool) -> Figures:
    """pyoxigraph in memory, the union added as the project adds it."""
    return measure("memory", partial(EmbeddedStore.in_memory, files), texts, Clock(cpu))


def on_disk(files: Sequence[Path], texts: Mapping[str, str], work: Path, cpu: bool) -> Figures:
    """pyoxigraph on disk, made offline and opened read only."""
    start = time.perf_counter()
    replace_store(work, files)
    seconds = time.perf_counter() - start
    figures = measure("disk", partial(EmbeddedStore.on_disk, work), texts, Clock(cpu))
    figures.loading = f"made in {seconds:.0f} s, {megabytes(work):.0f} MB of disk; {figures.loading}"
    return figures


def in_virtuoso(files: Sequence[Path], texts: Mapping[str, str], work: Path, buffers: int, cpu: bool) -> Figures:
    """Virtuoso, loaded with its own bulk loader."""
    with virtuoso(work, buffers, files[0].parent) as server:
        start = time.perf_counter()
        bulk_load(server, files[0].parent)
        seconds = time.perf_counter() - start
        patience = LIMIT * (4 if cpu else 1)
        figures = measure("Virtuoso", partial(RemoteStore, server.endpoint, patience), texts, Clock(cpu, server.pid))
        memory = resident(server.pid)
    figures.loading = f"loaded in {seconds:.0f} s, {megabytes(work):.0f} MB of disk, {memory:.0f} MB of memory"
    return figures


def bulk_load(server: Server, folder: Path) -> None:
    """Virtuoso's fastest way in: every N-Quads file of a folder, two loaders, then a checkpoint."""
    sql(server, f"ld_dir('{folder}', '*.nq', 'urn:x-virtuoso:no-graph');")
    loaders = [
        subprocess.Popen(
            ["isql-vt", server.sql, USER, PASSWORD, "exec=log_enable(2); rdf_loader_run();"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(2)
    ]
    for loader in loaders:
        loader.wait()
    failed = sql(server, "SELECT ll_file, ll_error FROM DB.DBA.LOAD_LIST WHERE ll_state <> 2 OR ll_error IS NOT NULL;")
    if ".nq" in failed:
        raise RuntimeError(f"Virtuoso did not load all: {failed[:500]}")
    sql(server, "checkpoint;")


def sql(server: Server, statement: str) -> str:
    """What Virtuoso prints for an SQL statement."""
    done = subprocess.run(
        ["isql-vt", server.sql, USER, PASSWORD, "VERBOSE=OFF", "BANNER=OFF", "ERRORS=STDOUT"],
        input=statement,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    if "*** Error" in done.stdout:
        raise RuntimeError(f"Virtuoso: {done.stdout.strip()[:500]}")
    return done.stdout


def table(names: Sequence[str], engines: Sequence[Figures]) -> Iterator[str]:
    """The figures as lines of text."""
    for engine in engines:
        yield f"{engine.name}: {engine.loading}"
    yield ""
    yield f"{'query, ms':<26}{'rows':>8}" + "".join(f"{engine.name:>12}" for engine in engines)
    for name in names:
        found = {engine.rows[name] for engine in engines if engine.rows[name] >= 0}
        rows = str(max(found, default=0)) + ("!" if len(found) > 1 else "")
        yield f"{name:<26}{rows:>8}" + "".join(f"{_shown(engine, name):>12}" for engine in engines)
    small = [name for name in names if max(engine.rows[name] for engine in engines) < LARGE]
    for label, chosen in ((f"all {len(names)}", names), (f"{len(small)} under {LARGE} rows", small)):
        times = [[engine.times[name] for name in chosen] for engine in engines]
        for what, figure in (("median", statistics.median), ("worst", max)):
            yield f"{f'{label}: {what}':<34}" + "".join(f"{figure(each):>12.0f}" for each in times)
        over = [sum(time > AIM for time in each) for each in times]
        yield f"{f'{label}: over {AIM:.0f} ms':<34}" + "".join(f"{count:>12}" for count in over)


def _shown(engine: Figures, name: str) -> str:
    if engine.rows[name] == FAILED:
        return "fails"
    return f"> {LIMIT:.0f} s" if engine.times[name] >= LIMIT * 1000 else f"{engine.times[name]:.1f}"


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--quads", type=lambda text: int(text.replace("_", "")), default=1_100_000)
    parser.add_argument("--virtuoso", action="store_true", help="ask Virtuoso too (Debian's virtuoso-opensource)")
    parser.add_argument("--no-memory", action="store_true", help="leave the store in memory out")
    parser.add_argument("--cpu", action="store_true", help="tell times of the processor, not of the wall")
    parser.add_argument("--folder", type=Path, help="for the corpus and the stores; what lies there is kept")
    given = parser.parse_args()
    texts = {query.name: bind(query) for query in library()}
    with contextlib.ExitStack() as stack:
        work = (given.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))).resolve()
        data = work / "corpus"
        files = sorted(data.glob("*.nq")) or corpus.make(data, given.quads)
        print(f"{len(files)} files, {megabytes(data):.0f} MB of N-Quads")
        engines = [] if given.no_memory else [in_memory(files, texts, given.cpu)]
        engines.append(on_disk(files, texts, work / "home", given.cpu))
        if given.virtuoso:
            buffers = next((count for quads, count in BUFFERS.items() if given.quads < quads), max(BUFFERS.values()))
            shutil.rmtree(work / "virtuoso", ignore_errors=True)
            engines.append(in_virtuoso(files, texts, work / "virtuoso", buffers, given.cpu))
        for line in table(list(texts), engines):
            print(line)


if __name__ == "__main__":
    main()
