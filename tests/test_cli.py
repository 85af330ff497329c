"""The program as people call it: what it prints, what it says, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from oic_mandates.graph.cli import app
from oic_mandates.graph.folder import corpus_root

PROGRAM = Path(sys.executable).with_name("oic-mandates")
SAMPLES = Path(__file__).parent / "samples"
SOURCE = corpus_root() / "mcsd-2-2023-final-res" / "OIC-MCSD-2-2023-FINAL-RES.ar.txt"


def run(home: Path, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environment = {"OIC_MANDATES_HOME": str(home), "PATH": "/usr/bin:/bin", "COLUMNS": "100", "NO_COLOR": "1"}
    return subprocess.run([PROGRAM, *words], input=stdin, capture_output=True, text=True, env=environment, check=False)


def test_build_prints_the_counts_of_the_graph(tmp_path: Path) -> None:
    done = run(tmp_path, "build", "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    printed = {line.strip().partition(" ")[2]: line.split()[0] for line in done.stdout.splitlines()}
    assert printed["enacting formulas"] == "1"
    assert printed["recitals"] == "24"
    assert printed["sections"] == "6"
    assert printed["operative clauses"] == "137"
    for name in ("speech acts", "of them mandates", "mentions", "actors named", "instruments named", "meetings named"):
        assert int(printed[name]) > 0
    assert "validated: conforms" in done.stdout
    assert (tmp_path / "out" / "oic-mandates.nq").stat().st_size > 1_000_000


def test_validate_says_that_the_graph_conforms(built_home: Path) -> None:
    done = run(built_home, "validate")
    assert done.returncode == 0
    assert done.stdout.startswith("The graph conforms")
    arabic = run(built_home, "validate", "--language", "ar", "--report", "html")
    assert arabic.returncode == 0
    assert 'dir="rtl"' in arabic.stdout


def test_validate_refuses_a_bad_file_with_its_message(tmp_path: Path) -> None:
    sample = Path(__file__).parent / "shapes" / "Section" / "valid.ttl"
    good = run(tmp_path, "validate", str(sample))
    assert good.returncode == 0, good.stdout
    for bad in sorted(sample.parent.glob("invalid-*.ttl")):
        done = run(tmp_path, "validate", str(bad))
        expected = bad.read_text(encoding="utf-8").partition("# expect: ")[2].partition("\n")[0]
        assert done.returncode == 1, bad.name
        assert expected.strip() in done.stdout


def test_read_prints_the_structure(tmp_path: Path) -> None:
    found = json.loads(run(tmp_path, "read", str(SOURCE)).stdout)
    assert set(found) == {"symbol", "title", "language", "provisions"}
    assert found["symbol"] == "OIC/MCSD-2/2023/FINAL-RES"
    assert len(found["provisions"]) == 168
    assert set(found["provisions"][0]) == {"id", "type", "number", "text", "parent"}
    nine = next(p for p in found["provisions"] if p["id"] == "para_9")
    assert (nine["type"], nine["number"], nine["parent"]) == ("OperativeClause", "9", "sec_1")


def test_read_lists_what_stands_in_no_provision(tmp_path: Path) -> None:
    found = json.loads(run(tmp_path, "read", str(SOURCE), "--layout").stdout)
    assert {item["role"] for item in found["layout"]} >= {"title block", "marker", "emphasis", "enacting line"}


@pytest.mark.parametrize("name", ["youth.en.txt", "famille.fr.txt", "taalim.ar.txt"])
def test_annotate_prints_acts_mentions_citations_and_dates(name: str, tmp_path: Path) -> None:
    found = json.loads(run(tmp_path, "annotate", str(SAMPLES / name)).stdout)
    provisions = found["provisions"]
    assert any(act["mandate"] and act["addressees"] for p in provisions for act in p["acts"])
    assert any(item["entity"] == "instrument/cfm-res-4-46-c" for p in provisions for item in p["citations"])
    assert any(item["entity"].startswith("date/") for p in provisions for item in p["dates"])
    for provision in provisions:
        for item in provision["mentions"] + provision["citations"] + provision["dates"]:
            assert provision["text"][item["start"] : item["end"]] == item["text"]


def test_query_lists_the_twelve_and_each_answers(built_home: Path) -> None:
    listed = run(built_home, "query").stdout
    names = [line.split()[1] for line in listed.splitlines() if line[:2].strip().isdigit()]
    assert len(names) == 12
    for name in names:
        done = run(built_home, "query", name, "--format", "csv")
        assert done.returncode == 0, done.stderr
        assert len(list(csv.reader(io.StringIO(done.stdout)))) > 1, name


def test_a_parameter_and_a_language_are_set(built_home: Path) -> None:
    done = run(built_home, "query", "asked-of-actor", "--set", "actor=iphrc", "--language", "ar", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {row["number"] for row in rows} == {"30", "45", "92"}
    assert {row["verbLabel"] for row in rows} == {"يدعو", "يطلب"}


def test_sparql_from_a_file_and_from_standard_input(built_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "count.rq"
    file.write_text("SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/oic-mandates/ontology#Recital> }", "utf-8")
    assert run(built_home, "sparql", str(file), "--format", "csv").stdout.splitlines() == ["n", "24"]
    text = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 2"
    assert " a " in run(built_home, "sparql", "-", "--format", "turtle", stdin=text).stdout
    assert run(built_home, "sparql", "-", stdin="ASK { ?s ?p ?o }").stdout == "true\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("query", "meeting"), "no query is called"),
        (("query", "meetings", "--set", "bodies=cfm"), "has no parameter"),
        (("query", "meetings", "--set", "lang"), "write PARAM=VALUE"),
        (("query", "meetings", "--format", "turtle"), "makes a table, not a graph"),
        (("read", "no-such-file.txt"), "there is no such file"),
        (("read", "."), "this is a folder"),
        (("validate", "no-such-file.ttl"), "cannot be read"),
        (("sparql", "no-such-file.rq"), "there is no such file"),
        (("build", "--corpus", "no-such-folder"), "no folder in it has a document.toml"),
    ],
)
def test_a_mistake_is_told_in_one_sentence(words: tuple[str, ...], message: str, built_home: Path) -> None:
    done = run(built_home, *words)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("words", [("query", "meetings"), ("validate",), ("explore",)])
def test_without_a_store_the_command_to_run_is_told(words: tuple[str, ...], tmp_path: Path) -> None:
    done = run(tmp_path, *words)
    assert done.returncode == 2
    assert "oic-mandates build" in done.stderr


@pytest.mark.parametrize("command", [c.name or getattr(c.callback, "__name__", "") for c in app.registered_commands])
def test_every_command_has_help_with_an_example(command: str, tmp_path: Path) -> None:
    done = run(tmp_path, command, "--help")
    assert done.returncode == 0
    assert f"Example: oic-mandates {command}" in " ".join(done.stdout.split())


def test_explore_serves_on_a_machine_that_never_ran_it(built_home: Path, tmp_path: Path) -> None:
    """With an empty HOME and no terminal; the browser is a program that tells us what it is asked to open."""
    with socket.create_server(("localhost", 0)) as told, socket.socket() as probe:
        probe.bind(("localhost", 0))
        port, back = probe.getsockname()[1], told.getsockname()[1]
        probe.close()
        tell = f"import socket, sys; socket.create_connection(('localhost', {back})).sendall(sys.argv[1].encode())"
        environment = {
            "OIC_MANDATES_HOME": str(built_home), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin",
            "BROWSER": f'{sys.executable} -c "{tell}" %s',
        }  # fmt: skip
        command = [PROGRAM, "explore", "--port", str(port)]
        with subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True) as server:
            try:
                told.settimeout(90)
                with told.accept()[0] as browser:
                    assert browser.recv(200).decode() == f"http://localhost:{port}"
                with urllib.request.urlopen(f"http://localhost:{port}/", timeout=30) as answer:
                    assert answer.status == 200
            finally:
                os.killpg(server.pid, signal.SIGINT)
            assert server.wait(30) == 0
