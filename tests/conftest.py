"""What many tests share: the real resolution, read, built and stored once for a session."""

from __future__ import annotations

from pathlib import Path

import pytest

from oic_mandates.graph import folder, pipeline
from oic_mandates.graph.folder import Folder
from oic_mandates.graph.model import AnnotatedDocument
from oic_mandates.graph.store import EmbeddedStore
from oic_mandates.graph.vocab import Vocabulary, load_vocabulary


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """The vocabulary of the project."""
    return load_vocabulary()


@pytest.fixture(scope="session")
def resolution() -> Folder:
    """The corpus folder of OIC/MCSD-2/2023/FINAL-RES."""
    return folder.load(folder.corpus_root() / "mcsd-2-2023-final-res")


@pytest.fixture(scope="session")
def annotated(resolution: Folder, vocabulary: Vocabulary) -> AnnotatedDocument:
    """The resolution as the program reads it."""
    return pipeline.read_folder(resolution, vocabulary)


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder in which the whole corpus is built, validated and stored."""
    home = tmp_path_factory.mktemp("home")
    result = pipeline.build_corpus(folder.corpus_root(), home)
    assert result.valid, result.findings
    return home


@pytest.fixture(scope="session")
def graph_store(built_home: Path) -> EmbeddedStore:
    """The store in that home."""
    return EmbeddedStore.on_disk(built_home)
