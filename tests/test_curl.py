"""The commands that the documents show, run against a real server: each must answer what stands below it."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from served import PATIENCE, Site, serving

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ("README.md", "docs/endpoint.md")
SHOWN_PORT = "localhost:8000"
ANY = "..."  # stands for any lines, or for the rest of a line
BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
MARKED = re.compile(r"<!-- curl -->\n(.*?)<!-- /curl -->", re.DOTALL)


class Shown(NamedTuple):
    """A command of a document, and the lines that it is said to print."""

    command: str
    lines: list[str]


def _whole(command: str) -> bool:
    """Whether a shell would run it, or wait for more."""
    try:
        shlex.split(command)
    except ValueError:
        return False
    return not command.endswith("\\")


def sessions(text: str) -> Iterator[list[Shown]]:
    """The console blocks of a document that ask a server; the commands of a block are run in one folder."""
    for block in BLOCK.finditer(text):
        found: list[Shown] = []
        if block["kind"] == "console" and "$ curl " in block["text"]:
            for line in block["text"].splitlines():
                if found and not _whole(found[-1].command):
                    found[-1] = Shown(f"{found[-1].command}\n{line}", [])
                elif line.startswith("$ "):
                    found.append(Shown(line.removeprefix("$ "), []))
                else:
                    found[-1].lines.append(line)
            yield found


def agrees(shown: list[str], printed: list[str]) -> bool:
    """Whether the lines are those printed, with any number of others for `...`."""
    if not shown:
        return not printed
    first, rest = shown[0], shown[1:]
    if first == ANY:
        return any(agrees(rest, printed[skipped:]) for skipped in range(len(printed) + 1))
    if not printed:
        return False
    same = printed[0].startswith(first.removesuffix(ANY)) if first.endswith(ANY) else printed[0] == first
    return same and agrees(rest, printed[1:])


CASES = [
    pytest.param(session, id=f"{name}-{number}")
    for name in DOCUMENTS
    for number, session in enumerate(sessions((ROOT / name).read_text(encoding="utf-8")), start=1)
]


@pytest.fixture(scope="module")
def site(built_home: Path) -> Iterator[Site]:
    with serving(built_home) as running:
        yield running


@pytest.mark.parametrize("session", CASES)
def test_a_command_answers_what_the_document_shows(session: list[Shown], site: Site, tmp_path: Path) -> None:
    (tmp_path / "queries").symlink_to(ROOT / "queries")
    for shown in session:
        assert SHOWN_PORT in shown.command
        done = subprocess.run(
            ["bash", "-c", shown.command.replace(SHOWN_PORT, f"127.0.0.1:{site.port}")],
            capture_output=True, text=True, cwd=tmp_path, timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, ""), shown.command
        printed = [line.rstrip() for line in done.stdout.replace(f"127.0.0.1:{site.port}", SHOWN_PORT).splitlines()]
        assert agrees(shown.lines, printed), "\n".join([shown.command, *printed[:20]])


def test_there_are_commands_for_each_way_to_ask() -> None:
    text = (ROOT / "docs/endpoint.md").read_text(encoding="utf-8")
    (marked,) = MARKED.findall(text)
    commands = " ".join(shown.command for session in sessions(marked) for shown in session)
    for part in (
        "format=csv",
        "SELECT",
        "ASK",
        "CONSTRUCT",
        "text/turtle",
        "--etag-compare",
        "--data-binary",
        "application/json",
    ):
        assert part in commands, part


def test_the_readme_shows_the_same_commands() -> None:
    shown = MARKED.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert shown == MARKED.findall((ROOT / "docs/endpoint.md").read_text(encoding="utf-8"))


def programs() -> list[tuple[str, str]]:
    """The Python of the document, each with what it is said to print; the first block that prints comes after it."""
    text = (ROOT / "docs/endpoint.md").read_text(encoding="utf-8")
    blocks = [(block["kind"], block["text"]) for block in BLOCK.finditer(text)]
    return [
        (code, printed)
        for (kind, code), (following, printed) in pairwise(blocks)
        if (kind, following) == ("python", "text")
    ]


@pytest.mark.parametrize(("code", "printed"), programs())
def test_the_python_prints_what_the_document_shows(code: str, printed: str, site: Site) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code.replace(SHOWN_PORT, f"127.0.0.1:{site.port}")],
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, printed), done.stderr


def test_lines_that_differ_do_not_agree() -> None:
    assert agrees(["a", ANY, "c..."], ["a", "b", "b", "cd"])
    assert agrees([ANY], [])
    assert not agrees(["a"], ["a", "b"])
    assert not agrees(["a", ANY, "c"], ["a", "b"])
    assert not agrees(["a", "b"], ["a"])
