"""A document that somebody wants to try out, read in a process of its own that is ended when it takes too long.

Nothing is kept: the file and all that is made of it stand in a temporary folder, which is removed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from oic_mandates.graph.model import InputError
from oic_mandates.graph.text.limits import MAX_BYTES

__all__ = ["FACTS", "MAX_BYTES", "SECONDS", "STEPS", "Trial", "TrialError", "run"]

# What is done, in this order; `build` and `check` only where all is known that a graph needs.
STEPS = ("read", "annotate", "doubt", "build", "check")
# What a graph needs and a text may not tell.
FACTS = ("symbol", "body", "meeting", "date")
REPORT, REFUSAL, REFUSED = "report.json", "refusal.txt", 2
# Seconds that one document may take: the longest that the reader accepts takes about a third of it.
SECONDS = 180.0
_LONGEST_NAME = 80
# Trials at once; those who come later wait, so that readers of other pages do not.
_AT_ONCE = threading.BoundedSemaphore(2)


class TrialError(InputError):
    """Why a document was not read. `reason` is `refused`, `large`, `late` or `failed`."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a document.

    `report` holds `document` (as `oic-mandates annotate` prints it), `labels` by path and language,
    `facts` of document.toml, `problem` (why there is no graph, a sentence; empty where there is one)
    and `missing` (which of FACTS it lacks), `doubts` and `findings`. `files` are the files to take
    away by suffix: `json`, and `ttl` and `nq` where the graph could be built.
    """

    report: Mapping[str, Any]
    files: Mapping[str, bytes]


def run(
    name: str,
    data: bytes,
    given: Mapping[str, str],
    progress: Callable[[str], None] = lambda step: None,
    seconds: float = SECONDS,
) -> Trial:
    """Reads, annotates, builds and validates a document of any format; `progress` hears each step begin.

    `name` is the file's, `given` what its text does not tell: symbol, body, meeting, date.
    TrialError where no trial can be made of it, in a sentence that says what to do.
    """
    if len(data) > MAX_BYTES:
        raise TrialError("large", f"{name}: the file has more than {MAX_BYTES // 2**20} MiB; take the resolution out.")
    with _AT_ONCE, TemporaryDirectory(prefix="oic-mandates-") as made:
        out = Path(made)
        (out / "in").mkdir()
        file = out / "in" / _file_name(name)
        file.write_bytes(data)
        code, late = _work(file, out, given, progress, seconds)
        if late:
            raise TrialError("late", f"{file.name}: reading took more than {seconds:.0f} seconds and was ended.")
        if code == REFUSED and (out / REFUSAL).is_file():
            sentence = (out / REFUSAL).read_text(encoding="utf-8")
            raise TrialError("refused", sentence.replace(f"{file.parent}/", "").replace(f"{out}/", ""))
        if code or not (out / REPORT).is_file():
            raise TrialError("failed", f"{file.name}: the program ended with code {code} while it read the file.")
        report = json.loads((out / REPORT).read_text(encoding="utf-8"))
        return Trial(report, dict(_files(out, report["facts"].get("slug", ""))))


def _file_name(name: str) -> str:
    """A name that every file system takes, with the ending of the one given."""
    last = Path(name.replace("\\", "/").replace("\0", "")).name
    stem = "".join(char if char.isalnum() or char in " .-_()" else "-" for char in Path(last).stem)
    suffix = "".join(char for char in Path(last).suffix if char.isalnum() or char == ".")
    return f"{stem[:_LONGEST_NAME] or 'document'}{suffix[:10]}"


def _work(
    file: Path, out: Path, given: Mapping[str, str], progress: Callable[[str], None], seconds: float
) -> tuple[int, bool]:
    """Runs the trial; answers its exit code and whether it was ended for its time."""
    command = [sys.executable, "-m", "oic_mandates.graph.trial_run", str(file), str(out)]
    late = threading.Event()
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
    ) as process:

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(seconds, end)
        timer.start()
        try:
            assert process.stdin
            assert process.stdout
            process.stdin.write(json.dumps(dict(given)))
            process.stdin.close()
            for line in process.stdout:
                progress(line.strip())
            code = process.wait()
        finally:
            # Also where the reader leaves the page, so that nothing works on for nobody.
            timer.cancel()
            process.kill()
    return code, late.is_set()


def _files(out: Path, slug: str) -> list[tuple[str, bytes]]:
    graph = out / "graph"
    found = [("json", out / "annotated.json"), ("ttl", graph / f"{slug}.ttl"), ("nq", graph / "oic-mandates.nq")]
    return [(suffix, file.read_bytes()) for suffix, file in found if file.is_file()]
