"""The store that a benchmark looks at: one given on the command line, or one built for it."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from oic_mandates.graph import folder, pipeline


@contextmanager
def built_home() -> Iterator[Path]:
    """A home in which the installed corpus is built, without validation, until the block ends."""
    with tempfile.TemporaryDirectory() as made:
        pipeline.build_corpus(folder.corpus_root(), Path(made), validate=False)
        yield Path(made)


@contextmanager
def asked_home() -> Iterator[Path]:
    """The home that the first argument names, else one built for this."""
    if len(sys.argv) > 1:
        yield Path(sys.argv[1])
        return
    with built_home() as home:
        yield home
