"""Writes the answers that tests expect of the competency questions, from the store built last.

Look at the difference before it is committed: tests/test_answers.py holds the answers to what
readers found in the Arabic, this only freezes every cell of them.
"""

from __future__ import annotations

from pathlib import Path

from oic_mandates.graph.store import open_store
from oic_mandates.queries.library import library


def main() -> None:
    """One CSV for each question."""
    folder = Path(__file__).resolve().parent.parent / "tests" / "answers"
    folder.mkdir(exist_ok=True)
    store = open_store()
    for query in library():
        if query.question is not None or "question" in query.tags:
            answer = store.select(query.text).to_csv().replace("\r\n", "\n")
            (folder / f"{query.name}.csv").write_text(answer, encoding="utf-8")


if __name__ == "__main__":
    main()
