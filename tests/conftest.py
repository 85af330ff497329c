"""What many tests share: the real resolution, read, built and stored once for a session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import screen
from playwright.sync_api import Browser, Page, sync_playwright
from streamlit.testing.v1 import AppTest

from oic_mandates.graph import folder, pipeline
from oic_mandates.graph.folder import Folder
from oic_mandates.graph.model import AnnotatedDocument
from oic_mandates.graph.store import EmbeddedStore
from oic_mandates.graph.vocab import Vocabulary, load_vocabulary


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", type=Path, help="the folder for pictures of the views; by itself one that is lost")


@pytest.fixture
def pictures(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where the pictures of the views are put."""
    chosen: Path | None = request.config.getoption("--pictures")
    return chosen or tmp_path


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


@pytest.fixture
def home(built_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """That home, as the one that programs of this test use."""
    monkeypatch.setenv("OIC_MANDATES_HOME", str(built_home))
    monkeypatch.delenv("OIC_MANDATES_ENDPOINT", raising=False)
    return built_home


@pytest.fixture
def opened(home: Path) -> Callable[..., AppTest]:
    """Opens a view of the explorer as its address would: view, language, and what else the address holds."""
    return screen.open_view


@pytest.fixture(scope="session")
def site(built_home: Path) -> Iterator[str]:
    """The address of an explorer that runs over the built graph."""
    with screen.running(built_home) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=screen.CHROMIUM, args=screen.FLAGS)
        yield found
        found.close()


@pytest.fixture
def page(site: str, browser: Browser) -> Iterator[Page]:
    """A page that fails its test where it told an error or asked another machine."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(30_000)
    found = context.new_page()
    watch = screen.Watch()
    watch.over(found, urlsplit(site).netloc)
    yield found
    context.close()
    assert watch.faults == []
