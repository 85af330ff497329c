"""Runs docs/first-steps.ipynb and writes what its cells show into it, or into another file.

Run as `notebook.py [FILE]` after `oic-mandates build`. What is written is the same on every
machine: no times, no paths, no versions, so that a difference is a change of the program or of
the graph.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbformat import NotebookNode

NOTEBOOK = Path(__file__).resolve().parent.parent / "docs" / "first-steps.ipynb"
TIMEOUT = 120  # seconds for one cell
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# nbformat does not say of what types its functions are.
_read: Callable[..., NotebookNode] = nbformat.read
_write: Callable[..., str] = nbformat.writes


def run(notebook: NotebookNode) -> None:
    """Runs the notebook in place, in a folder of its own, and leaves nothing in the user's folders.

    It asks the store that the commands ask, never a server. Raises CellExecutionError where a cell
    fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        # The client looks there too, so it is no matter of the kernel's environment alone.
        os.environ["IPYTHONDIR"] = folder
        os.environ.pop("OIC_MANDATES_ENDPOINT", None)
        # Sockets in the folder: no port is opened, and nobody else can listen.
        manager = AsyncKernelManager(
            kernel_name="python3", transport="ipc", connection_file=str(Path(folder, "kernel.json"))
        )
        client = NotebookClient(
            notebook,
            km=manager,
            timeout=TIMEOUT,
            record_timing=False,
            coalesce_streams=True,
            resources={"metadata": {"path": folder}},
        )
        client.execute()


def strip(notebook: NotebookNode) -> None:
    """Takes out of the notebook what differs from one machine or run to the next."""
    notebook.metadata = _METADATA
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{number}"
        cell.metadata = {}


def main() -> int:
    """Runs the notebook and writes it; 0."""
    notebook = _read(NOTEBOOK, as_version=4)
    run(notebook)
    strip(notebook)
    nbformat.validate(notebook)
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else NOTEBOOK
    target.write_text(_write(notebook) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
