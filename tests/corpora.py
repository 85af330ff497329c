"""A corpus of two resolutions: the real one, and a short one of the session after it, made up for the tests."""

from __future__ import annotations

import shutil
from pathlib import Path

from oic_mandates.graph import folder, pipeline

FIRST, SECOND = "mcsd-2-2023-final-res", "mcsd-3-2025-final-res"
SYMBOLS = {FIRST: "OIC/MCSD-2/2023/FINAL-RES", SECOND: "OIC/MCSD-3/2025/FINAL-RES"}
# Its clauses 1 and 4 follow clauses 125 and 53 of the real one, 2 asks for a report to a meeting whose days are
# known, 3 and 5 are new.
MADE = Path(__file__).parent / "data" / "second"


def build(root: Path) -> Path:
    """A home below `root` in which both resolutions are built, validated and stored."""
    corpus = root / "corpus"
    shutil.copytree(folder.corpus_root(), corpus)
    shutil.copytree(MADE, corpus / SECOND)
    for name in ("corrections.tsv", "review.tsv"):
        heads, *_ = (corpus / FIRST / name).read_text(encoding="utf-8").splitlines()
        (corpus / SECOND / name).write_text(f"{heads}\n", encoding="utf-8")
    home = root / "home"
    assert pipeline.build_corpus(corpus, home).valid
    return home
