"""The same answers everywhere: embedded, on oxigraph, on Virtuoso and from our own server, all started for real.

The graph holds two resolutions, the second made from the first, so that what both name alike stands in
two graphs: a server whose default graph is no set would count it twice.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import engines
import pytest
import screen

from oic_mandates.explorer import links
from oic_mandates.graph.iris import GRAPH
from oic_mandates.graph.load import load
from oic_mandates.graph.store import EmbeddedStore, RemoteStore
from oic_mandates.graph.swap import replace_store
from oic_mandates.graph.table import Row
from oic_mandates.graph.writing import Login, addresses
from oic_mandates.queries.library import Query, bind, library

pytestmark = pytest.mark.xdist_group("engines")

PROGRAM = Path(sys.executable).with_name("oic-mandates")
FIRST, SECOND = "mcsd-2-2023-final-res", "mcsd-3-2026-final-res"
SERVERS = ("oxigraph", "virtuoso", "serve")
# Their rows come in the order of the graphs alone.
UNORDERED = ("statements",)
# Views that look at the files built here, whichever store answers.
LOCAL = (links.QUALITY, links.ADD)
# What a parameter is set to besides its default, by its name or by the kind of thing that it names.
OTHERS = {
    "resolution": FIRST,
    "provision": f"{FIRST}/para_9",
    "actor": "actor/member-states",
    "instrument": "instrument/crc",
    "meeting": "meeting/cfm-46",
    "place": "place/abu-dhabi",
    "group": "group/persons-with-disabilities",
    "theme": "theme/child-welfare",
    "verb": "verb/calls-upon",
    "section": "sec_2",
    "since": "2015",
    "below": str(GRAPH["vocab/"]),
}


def twin(home: Path, target: Path) -> Path:
    """A home with the graphs of another and a second resolution, made from its first."""
    shutil.copytree(home / "parts", target / "parts")
    manifest = target / "parts" / "manifest"
    names = manifest.read_text(encoding="ascii").split()
    name = next(name for name in names if name.startswith(FIRST))
    text = (target / "parts" / name).read_text(encoding="utf-8").replace(FIRST, SECOND)
    made = name.replace(FIRST, SECOND)
    (target / "parts" / made).write_text("".join(sorted(text.splitlines(keepends=True))), encoding="utf-8")
    names.append(made)
    manifest.write_text("\n".join(names) + "\n", encoding="ascii")
    replace_store(target, [target / "parts" / each for each in names])
    return target


@pytest.fixture(scope="module")
def home(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return twin(built_home, tmp_path_factory.mktemp("twin") / "home")


@pytest.fixture(scope="module")
def here(home: Path) -> Callable[[str], tuple[tuple[str, ...], list[Row]]]:
    """The embedded store's answer to a query: its columns and rows."""
    store = EmbeddedStore.on_disk(home)

    @cache
    def answer(text: str) -> tuple[tuple[str, ...], list[Row]]:
        table = store.select(text)
        return table.columns, list(table)

    return answer


@pytest.fixture(scope="module")
def started(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], engines.Server]]:
    """Starts each server when it is first asked for, loads it once, and ends all at the end."""
    folder = tmp_path_factory.mktemp("engines")
    with contextlib.ExitStack() as stack:

        @cache
        def start(name: str) -> engines.Server:
            if name == "serve":
                return stack.enter_context(engines.own_server(home, folder / "serve.log"))
            server = stack.enter_context(getattr(engines, name)(folder / name))
            login = Login(engines.USER, engines.PASSWORD) if name == "virtuoso" else None
            loaded = load(home, addresses(server.endpoint), login)
            assert not loaded.kept
            return server

        yield start


def other(query: Query, name: str) -> str | int | None:
    """Another value for a parameter than its default."""
    parameter = query.parameter(name)
    if parameter.type == "integer":
        return int(parameter.default[0]) + 1
    if parameter.choices:
        return next(choice for choice in parameter.choices if choice not in parameter.default)
    return next((OTHERS[key] for key in (*parameter.kinds, name) if key in OTHERS), "actor/icesco")


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("name", library().names)
def test_the_same_answer(
    started: Callable[[str], engines.Server],
    here: Callable[[str], tuple[tuple[str, ...], list[Row]]],
    server: str,
    name: str,
) -> None:
    query = library()[name]
    remote = RemoteStore(started(server).endpoint)
    for values in ({}, *({p.name: other(query, p.name)} for p in query.parameters)):
        text = bind(query, **values)
        columns, rows = here(text)
        table = remote.select(text)
        assert table.columns == columns
        found = list(table)
        if name in UNORDERED:
            assert Counter(found) == Counter(rows), values
        else:
            assert found == rows, values


@pytest.mark.parametrize("server", SERVERS)
def test_every_statement_is_there(
    started: Callable[[str], engines.Server],
    here: Callable[[str], tuple[tuple[str, ...], list[Row]]],
    server: str,
) -> None:
    remote = RemoteStore(started(server).endpoint)
    for graph in (GRAPH[SECOND], GRAPH["vocab/actors"], GRAPH["dataset"]):
        text = bind(library()["statements"], graph=graph)
        assert Counter(remote.select(text)) == Counter(here(text)[1])


@pytest.mark.parametrize("server", SERVERS)
def test_ask_and_construct(started: Callable[[str], engines.Server], home: Path, server: str) -> None:
    remote, embedded = RemoteStore(started(server).endpoint), EmbeddedStore.on_disk(home)
    place = f"<{GRAPH['vocab/places']}>"
    assert remote.ask(f"ASK {{ GRAPH {place} {{ ?s ?p ?o }} }}") is True
    assert remote.ask("ASK { ?s <http://e/none> ?o }") is False
    made = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {place} {{ ?s ?p ?o }} }}"
    assert set(remote.construct(made)) == set(embedded.construct(made))


@pytest.mark.parametrize("server", SERVERS)
def test_program_asks_a_server_with_one_setting(
    started: Callable[[str], engines.Server], home: Path, tmp_path: Path, server: str
) -> None:
    question = tmp_path / "question.rq"
    question.write_text(library()["resolutions"].text, encoding="utf-8")
    endpoint = started(server).endpoint
    plain = {"PATH": "/usr/bin:/bin", "COLUMNS": "100", "NO_COLOR": "1", "XDG_CACHE_HOME": str(tmp_path)}
    for words in (
        ("query", "meetings", "--set", "body=cfm", "--format", "csv"),
        ("sparql", str(question), "--format", "json"),
        ("search", "refug* education", "--language", "en", "--format", "json"),
    ):
        told = []
        for more, setting in (
            ((), {"OIC_MANDATES_HOME": str(home)}),
            ((), {"OIC_MANDATES_ENDPOINT": endpoint}),
            (("--endpoint", endpoint), {}),
        ):
            nowhere = {"OIC_MANDATES_HOME": str(tmp_path / "none")}
            done = subprocess.run(
                [PROGRAM, *words, *more],
                env={**plain, **nowhere, **setting},
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            told.append(done.stdout)
        assert told[0] == told[1] == told[2]


@pytest.mark.parametrize("view", links.VIEWS)
def test_explorer_shows_the_same_over_a_server(
    started: Callable[[str], engines.Server], home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, view: str
) -> None:
    monkeypatch.delenv("OIC_MANDATES_ENDPOINT", raising=False)
    monkeypatch.setenv("OIC_MANDATES_HOME", str(home))
    local = screen.open_view(view, "en")
    assert not local.exception
    monkeypatch.setenv("OIC_MANDATES_HOME", str(tmp_path))
    monkeypatch.setenv("OIC_MANDATES_ENDPOINT", started("oxigraph").endpoint)
    app = screen.open_view(view, "en")
    assert not app.exception
    assert not app.error
    if view not in LOCAL:
        assert screen.words(app) == screen.words(local)


def test_the_servers_that_were_started_are_those_of_this_machine(started: Callable[[str], engines.Server]) -> None:
    for name in SERVERS:
        server = started(name)
        assert server.endpoint.startswith("http://127.0.0.1:")
        os.kill(server.pid, 0)
