"""The notebook of the documents: a fresh run shows what is stored in it, and nothing of one machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "docs" / "first-steps.ipynb"


@pytest.fixture
def stored() -> NotebookNode:
    return nbformat.read(NOTEBOOK, as_version=4)


def shown(cell: NotebookNode) -> list[Any]:
    """What a cell shows as text, images aside."""
    return [
        (output.name, output.text)
        if output.output_type == "stream"
        else {kind: text for kind, text in output.get("data", {}).items() if not kind.startswith("image/")}
        for output in cell.get("outputs", [])
    ]


def test_a_fresh_run_shows_what_is_stored(stored: NotebookNode, built_home: Path, tmp_path: Path) -> None:
    # In a process of its own: the client of the kernel leaves sockets to the end of its process.
    done = subprocess.run(
        [sys.executable, "-W", "error", ROOT / "scripts" / "notebook.py", tmp_path / "fresh.ipynb"],
        capture_output=True,
        text=True,
        env={**os.environ, "OIC_MANDATES_HOME": str(built_home), "HOME": str(tmp_path)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    fresh = nbformat.read(tmp_path / "fresh.ipynb", as_version=4)
    for old, new in zip(stored.cells, fresh.cells, strict=True):
        assert shown(new) == shown(old), f"{old.source}\n(scripts/notebook.py writes it anew)"
    assert (fresh.metadata, [cell.id for cell in fresh.cells]) == (stored.metadata, [c.id for c in stored.cells])
    assert [path.name for path in tmp_path.iterdir()] == ["fresh.ipynb"]


def test_every_cell_was_run_and_none_complained(stored: NotebookNode) -> None:
    nbformat.validate(stored)
    code = [cell for cell in stored.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell.outputs]
    assert {output.output_type for output in outputs} == {"execute_result", "stream"}
    assert {output.name for output in outputs if output.output_type == "stream"} == {"stdout"}


def test_nothing_of_one_machine_or_moment_is_stored(stored: NotebookNode) -> None:
    assert stored.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert all(cell.metadata == {} for cell in stored.cells)
    text = NOTEBOOK.read_text(encoding="utf-8")
    assert not re.search(r"(?<![\w.:/}>*-])/(?:home|root|tmp|work|Users)/\w", text)
    assert not re.search(r"\b0x[0-9a-f]{6,}\b|\d\d:\d\d:\d\d", text)


def test_links_of_the_notebook_lead_somewhere(stored: NotebookNode) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", "\n".join(c.source for c in stored.cells if c.cell_type == "markdown"))
    assert links
    assert all((NOTEBOOK.parent / link).exists() for link in links)
