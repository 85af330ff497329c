"""The project itself: the structure check, the wheel, and what the documents say of commands and versions."""

from __future__ import annotations

import importlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import typer

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("ontology", "graph", "queries", "explorer")
LONG_FUNCTION = "def f():\n" + "    x = 1\n" * 40


@pytest.fixture
def faults_of(tmp_path, monkeypatch):
    """A function from {path: text} to the faults, as printed, of a project with just these files."""
    monkeypatch.syspath_prepend(ROOT / "scripts")
    check = importlib.import_module("check_structure").check

    def run(files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return [str(fault) for fault in check(tmp_path)]

    return run


def test_the_project_has_no_structure_fault():
    done = subprocess.run(
        [sys.executable, ROOT / "scripts/check_structure.py"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_structure_check_prints_faults_and_exits_1(tmp_path):
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph/model.py").write_text("from . import iris\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, ROOT / "scripts/check_structure.py", tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout.startswith("graph/model.py:1: relative import of iris; ")


def test_a_sound_project_has_no_fault(faults_of):
    assert not faults_of(
        {
            "graph/model.py": "import re\n",
            "graph/iris.py": "from rdflib import URIRef\n\nfrom oic_mandates.graph.model import Span\n",
            "graph/text/names.py": "from oic_mandates.graph.text import normalize\n",
            "graph/text/normalize.py": "from oic_mandates.graph.vocab import Label\n",
            "graph/vocab.py": "from oic_mandates.graph import iris, model\n",
            "graph/search.py": 'ROWS = "SELECT eid FROM texts WHERE texts MATCH ?"\n',
            "graph/cli.py": "from oic_mandates.graph.search import ROWS\n",
            "queries/library.py": "from oic_mandates.graph.iris import BASE\n",
            "explorer/data.py": "from oic_mandates.queries.library import load\n",
            "explorer/views/text.py": 'from oic_mandates.explorer import data\n\ndata.ask(placeholder="")\n',
            "tests/test_long.py": LONG_FUNCTION + "x = 1\n" * 300,
            ".venv/lib/other.py": "from . import anything\n",
        }
    )


@pytest.mark.parametrize(
    ("path", "text", "line", "words"),
    [
        ("graph/cli.py", "x = 1\n" * 301, 301, "301 lines, 300 at most"),
        ("graph/cli.py", LONG_FUNCTION, 1, "f has 41 lines, 40 at most"),
        ("graph/cli.py", "def f(:\n", 1, "not Python"),
        ("graph/cli.py", "from .model import Span\n", 1, "relative import"),
        ("tests/test_x.py", "import graph.model\n", 1, "past the namespace"),
        ("tests/test_x.py", "from queries.library import load\n", 1, "past the namespace"),
        ("graph/cli.py", "import oic_mandates.graph.model\n", 1, "write from oic_mandates.module"),
        ("scripts/x.py", "from oic_mandates import graph\n", 1, "write from oic_mandates.module"),
        ("graph/model.py", "from oic_mandates.graph.iris import BASE\n", 1, "stands above it"),
        ("graph/vocab.py", "\n\nfrom oic_mandates.graph.text import names\n", 3, "stands above it"),
        ("queries/library.py", "from oic_mandates.graph.vocab import load\n", 1, "stands above it"),
        ("graph/cli.py", "from oic_mandates.explorer.app import main\n", 1, "nothing may"),
        ("explorer/app.py", "from oic_mandates.graph.store import Store\n", 1, "ask explorer/data.py"),
        ("explorer/views/x.py", "from oic_mandates.queries import library\n", 1, "ask explorer/data.py"),
        ("explorer/data.py", "import re\n", 1, "must not know re"),
        ("graph/text/acts.py", "def f():\n    from rdflib import Graph\n", 2, "must not know rdflib"),
        ("graph/text/acts.py", "import pyoxigraph as ox\n", 1, "must not know pyoxigraph"),
        ("graph/novel.py", "", 1, "has no layer"),
        ("ontology/load.py", "", 1, "holds data only"),
        ("explorer/app.py", 'Q = "select ?x { ?x a ?y }"\n', 1, "SPARQL text"),
        ("graph/store.py", 'def q(g):\n    return f"ASK {{ {g} }}"\n', 2, "SPARQL text"),
        ("graph/store.py", 'Q = """CONSTRUCT {\n?s ?p ?o } WHERE { ?s ?p ?o }"""\n', 1, "SPARQL text"),
        ("graph/cli.py", "x = 1  # " + "TO" + "DO: more\n", 1, "finish the part"),
        ("docs/x.md", "first\n\na " + "st" + "ub\n", 3, "finish the part"),
        ("queries/x.rq", "# see " + "/ho" + "me/me/x\n", 1, "a path of one machine"),
    ],
)
def test_each_fault_is_found(faults_of, path, text, line, words):
    faults = faults_of({path: text})
    assert len(faults) == 1
    assert faults[0].startswith(f"{path}:{line}: ")
    assert re.search(words, faults[0])
    assert "; " in faults[0]


def test_a_circle_of_imports_is_found_whole(faults_of):
    faults = faults_of(
        {
            "graph/text/a.py": "from oic_mandates.graph.text.b import x\n",
            "graph/text/b.py": "from oic_mandates.graph.text import c\n",
            "graph/text/c.py": "def late():\n    from oic_mandates.graph.text.a import y\n",
            "graph/text/d.py": "from oic_mandates.graph.text.a import y\n",
        }
    )
    assert faults == [
        "graph/text/a.py:1: graph.text.a, graph.text.b, graph.text.c import each other in a circle;"
        " move what they share into a module below them"
    ]


def wheel_needs() -> set[str]:
    """The files of the checkout that must be in the wheel, as the wheel names them."""
    patterns = {
        "ontology": ("**/*.ttl", "**/*.rq"),
        "graph": ("**/*.py", "**/py.typed", "corpus/**/*", "serve/static/**/*", "serve/templates/*", "cite/*.toml"),
        "queries": ("**/*.py", "**/*.rq", "**/*.ru"),
        "explorer": ("**/*.py", "**/*.toml", "static/**/*"),
    }
    return {
        f"oic_mandates/{path.relative_to(ROOT).as_posix()}"
        for folder, globs in patterns.items()
        for glob in globs
        for path in (ROOT / folder).glob(glob)
        if path.is_file() and not {"__pycache__", "node_modules"} & set(path.parts)
    }


def test_the_wheel_holds_all_of_the_packages_and_no_test(tmp_path):
    # Built from a copy: setuptools writes into the folder that it builds, and would pick up old output.
    copy = tmp_path / "checkout"
    copy.mkdir()
    for folder in PACKAGES:
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    shutil.copytree(ROOT / "tests", copy / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "DATA-LICENSE.md"):
        shutil.copy(ROOT / name, copy / name)
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path / "dist", copy],
        check=True,
        capture_output=True,
    )
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        sizes = {name: archive.getinfo(name).file_size for name in names}
    needs = wheel_needs()
    assert sorted(needs - names) == []
    assert [name for name in needs if sizes[name] != (ROOT / name.partition("/")[2]).stat().st_size] == []
    outside = {name for name in names if not name.startswith("oic_mandates/") and ".dist-info/" not in name}
    assert outside == set()
    assert [name for name in names if "/tests/" in name or "test_" in name] == []
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/DATA-LICENSE.md") for name in names)


def test_the_changelog_begins_with_the_version_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert versions[0] == project["version"]


def shown_commands(document: Path) -> str:
    """What stands in the document's fenced blocks of shell commands."""
    text = document.read_text(encoding="utf-8")
    return "\n".join(re.findall(r"^```(?:bash|sh|console)\n(.*?)^```", text, re.M | re.S))


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_every_command_that_a_document_shows_exists(name):
    shown = shown_commands(ROOT / name)
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    command = typer.main.get_command(importlib.import_module("oic_mandates.graph.cli").app)
    made = set(re.findall(r"^(?:\$ )?make ([a-z-]+)", shown, re.M))
    called = set(re.findall(r"\boic-mandates ([a-z][a-z-]*)", shown))
    assert made, f"{name} shows no make command in a fenced block"
    assert sorted(made - targets) == []
    assert sorted(called - set(command.commands)) == []


def test_every_target_of_the_makefile_is_declared_and_explained():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    declared = set(re.findall(r"^\.PHONY: (.*)$", text, re.M)[0].split())
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^([a-z-]+):", text, re.M)) == declared
    assert set(re.findall(r"^  make ([a-z-]+) +\S", shown, re.M)) == declared


def test_the_licences_are_those_that_the_project_names():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "Apache-2.0"
    code = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in code
    assert "Version 2.0, January 2004" in code
    assert "END OF TERMS AND CONDITIONS" in code
    data = (ROOT / "DATA-LICENSE.md").read_text(encoding="utf-8")
    assert "https://creativecommons.org/licenses/by/4.0/" in data
    assert "Organisation of Islamic Cooperation" in data


def test_every_requirement_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = {line.partition("==")[0].lower().replace("_", "-") for line in lines if "==" in line}
    names = {re.split(r"[\[<>=!~; ]", text)[0].lower().replace("_", "-") for text in wanted}
    assert sorted(names - pins) == []
    assert [line for line in lines if line and not line.startswith("#") and not re.fullmatch(r"\S+==\S+", line)] == []


def test_the_scripts_can_run_and_ci_runs_what_a_person_runs():
    for name in ("scripts/setup.sh", "scripts/check.sh", "scripts/lock.sh", ".ci/run"):
        subprocess.run(["bash", "-n", ROOT / name], check=True)
        assert os.access(ROOT / name, os.X_OK), f"{name} cannot be executed"
    assert (ROOT / ".ci/run").read_text(encoding="utf-8").rstrip().endswith("exec make test </dev/null")
