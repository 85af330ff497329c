"""What the commands print: progress, counts, tables, reports."""

from __future__ import annotations

import difflib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Sequence
from dataclasses import asdict
from importlib.resources import as_file, files
from pathlib import Path
from threading import Thread

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from oic_mandates.graph import findings, folder, intake, pipeline
from oic_mandates.graph.export import export
from oic_mandates.graph.fragment import validate_file
from oic_mandates.graph.guard import check
from oic_mandates.graph.listing import print_table
from oic_mandates.graph.model import InputError, Language
from oic_mandates.graph.reader import read_file
from oic_mandates.graph.search import Hit, open_index
from oic_mandates.graph.store import home_folder, open_store
from oic_mandates.graph.table import Table
from oic_mandates.graph.vocab import load_vocabulary
from oic_mandates.graph.writing import Addresses, Login
from oic_mandates.queries.library import Query, bind, library

_out = Console(highlight=False)
_messages = Console(stderr=True, highlight=False)

# Class in the graph, what it is called in a summary, and whether only things that a text names count.
_SUMMARY = (
    ("Resolution", "resolutions", False), ("EnactingFormula", "enacting formulas", False),
    ("Recital", "recitals", False), ("Section", "sections", False), ("OperativeClause", "operative clauses", False),
    ("SpeechAct", "speech acts", False), ("Mandate", "of them mandates", False),
    ("Mention", "mentions", False), ("Correction", "corrections", False),
    ("Actor", "actors named", True), ("Instrument", "instruments named", True), ("Meeting", "meetings named", True),
    ("Place", "places named", True), ("Programme", "programmes named", True), ("Date", "dates named", True),
)  # fmt: skip


def build(root: Path | None, out: Path | None, *, validate: bool) -> None:
    """Builds and stores a corpus with a progress bar, then prints the counts of the graph.

    InputError where the graph does not conform; then the store is what it was.
    """
    home, started = home_folder(), time.perf_counter()
    with Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=_messages, transient=True
    ) as bar:
        task = bar.add_task("build", total=None)
        result = pipeline.build_corpus(
            root or folder.corpus_root(),
            home,
            lambda stage, done, steps: bar.update(task, description=stage, completed=done, total=steps),
            validate=validate,
        )
    if not result.valid:
        sys.stderr.write(findings.as_text([f for f in result.findings if not findings.conforms([f])], "en"))
        raise InputError("the graph does not conform, so nothing was stored; mend what the report names, build again.")
    seconds = time.perf_counter() - started
    _print_counts(open_store(home).select(library()["counts"].text))
    made = f"{len(result.built)} built, {len(result.kept)} unchanged"
    state = "validated: conforms" if validate else "not validated"
    _out.print(f"{made}; {state}; {seconds:.1f} s; store: {result.store}", markup=False, soft_wrap=True)
    if out is not None:
        written = export(pipeline.built_parts(home), out)
        _out.print(f"{len(written)} files written to {out}", markup=False, soft_wrap=True)


def _print_counts(counts: Table) -> None:
    found = {str(row["class"]).rpartition("#")[2]: row for row in counts.records()}
    for name, label, only_named in _SUMMARY:
        row = found.get(name, {})
        _out.print(f"{row.get('mentioned' if only_named else 'count', 0)!s:>6} {label}")


def add(file: Path, root: Path | None, given: dict[str, str]) -> None:
    """Takes a document into a corpus, builds it, and prints what was proposed and what is doubtful.

    InputError where something is missing or the graph does not conform; then the corpus is what it was.
    """
    target = root or folder.corpus_root()
    proposal = intake.propose(read_file(file), load_vocabulary(), given)
    made = intake.take_in(proposal, file, target)
    try:
        build(target, None, validate=True)
    except BaseException:
        shutil.rmtree(made)
        raise
    _out.print(f"\n{made}", markup=False, soft_wrap=True)
    for key, value in proposal.facts.items():
        _out.print(f"  {key:<9} {value}", markup=False, soft_wrap=True)
    found = list(intake.doubts(proposal.document))
    _out.print(f"\nTo look at: document.toml, and {len(found)} places:", markup=False)
    for doubt in found:
        _out.print(f"  {doubt}", markup=False, soft_wrap=True)


def validate(file: Path | None, report: str, language: Language) -> bool:
    """Prints the report on a file, or on the graph built here; answers whether it conforms."""
    found = pipeline.validate_built(home_folder()) if file is None else validate_file(file)
    makers = {"text": findings.as_text, "html": findings.as_html, "turtle": lambda f, _: findings.as_turtle(f)}
    sys.stdout.write(makers[report](found, language).rstrip() + "\n")
    return findings.conforms(found)


def list_queries(language: Language, *, every: bool) -> None:
    """Prints the competency questions, or all queries: name, title and parameters with their defaults."""
    for query_ in (*library(), *library().federated):
        if every or query_.question is not None:
            settable = " ".join(f"{p.name}={','.join(p.default) or '*'}" for p in query_.parameters)
            head = f"{query_.question or ' ':>2}  [bold]{query_.name}[/bold]"
            _out.print(f"{head}  {escape(query_.titles[language])}", soft_wrap=True)
            if query_.federated:
                calls = f"    not run here, --print shows it: calls {' '.join(query_.federated)}"
                _out.print(calls, style="dim", markup=False, soft_wrap=True)
            _out.print(f"    --set {settable}", style="dim", markup=False, soft_wrap=True)


def query(name: str, settings: Sequence[str], form: str, language: Language, endpoint: str | None) -> None:
    """Prints the answer to a question of the library."""
    _print_answer(_bound(library()[name], settings, language), form, endpoint)


def print_query(name: str, settings: Sequence[str], language: Language) -> None:
    """Prints the text of a query, also of a federated one, which is never run here."""
    sys.stdout.write(_bound(library().find(name), settings, language))


def _bound(asked: Query, settings: Sequence[str], language: Language) -> str:
    """The query with its settings, and with labels in the language unless they say another."""
    values = _settings(asked, settings)
    if any(p.name == "lang" for p in asked.parameters):
        values.setdefault("lang", language)
    return bind(asked, **values)


def _settings(asked: Query, settings: Sequence[str]) -> dict[str, str | int | None]:
    values: dict[str, str | int | None] = {}
    for setting in settings:
        name, sign, value = setting.partition("=")
        if not sign:
            raise InputError(f"--set {setting}: write PARAM=VALUE, for example --set lang=ar.")
        kind = asked.parameter(name).type
        if kind == "integer" and not value.lstrip("-").isdigit():
            raise InputError(f"--set {setting}: {name} is a whole number.")
        values[name] = None if value == "*" else int(value) if kind == "integer" else value
    return values


def sparql(file: Path, form: str, endpoint: str | None) -> None:
    """Prints the answer to a query in a file, or on standard input where the file is `-`."""
    if str(file) == "-":
        text = sys.stdin.read()
    else:
        try:
            text = file.read_text(encoding="utf-8")
        except FileNotFoundError:
            near = difflib.get_close_matches(file.name, [p.name for p in file.parent.glob("*.rq")], 1)
            hint = f"did you mean {near[0]}?" if near else "check the name."
            raise InputError(f"{file}: there is no such file; {hint}") from None
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{file}: cannot be read as UTF-8 text ({error}); check the file.") from None
    _print_answer(text, form, endpoint)


def search(words: str, language: Language | None, limit: int, form: str, endpoint: str | None) -> None:
    """Prints the provisions in which the words occur, best first."""
    index = open_index(endpoint=endpoint)
    hits = index.search(words, language, limit)
    if form == "json":
        json.dump([asdict(hit) for hit in hits], sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
        return
    for hit in hits:
        _print_hit(hit)
    _out.print(f"{len(hits)} of {index.count(words, language)} provisions", style="dim")


def _print_hit(hit: Hit) -> None:
    shown = hit.snippet()
    line = Text(shown.text)
    for span in shown.highlights:
        line.stylize("bold", span.start, span.end)
    head = Text.assemble((hit.number or hit.eid, "bold"), f"  {hit.kind}, {hit.source}, {hit.language}")
    for part in (head, line, Text(hit.provision, style="dim"), Text()):
        _out.print(part, soft_wrap=True)


def _print_answer(text: str, form: str, endpoint: str | None) -> None:
    store = open_store(endpoint=endpoint)
    kind = check(text).form
    if kind == "ask":
        sys.stdout.write(f"{str(store.ask(text)).lower()}\n")
    elif kind == "select":
        _print_table(store.select(text), form)
    else:
        if form not in ("table", "turtle"):
            raise InputError(f"this query makes a graph, which cannot be printed as {form}; use --format turtle.")
        sys.stdout.write(store.construct(text).serialize(format="turtle"))


def _print_table(table: Table, form: str) -> None:
    if form == "turtle":
        raise InputError("this query makes a table, not a graph; use --format table, csv or json.")
    if form == "csv":
        sys.stdout.write(table.to_csv().replace("\r\n", "\n"))
    elif form == "json":
        sys.stdout.write(table.to_json() + "\n")
    else:
        print_table(table, _out)


def explore(port: int, endpoint: str | None, *, browser: bool) -> int:
    """Runs the explorer until it is stopped; answers its exit code."""
    open_store(endpoint=endpoint).graphs()  # says at once, and plainly, where there is nothing to explore
    environment = {**os.environ, "OIC_MANDATES_ENDPOINT": endpoint} if endpoint else None
    with as_file(files("oic_mandates.explorer") / "app.py") as app:
        command = [
            sys.executable, "-m", "streamlit", "run", str(app), "--server.port", str(port),
            "--server.headless", "true", "--browser.gatherUsageStats", "false",
        ]  # fmt: skip
        _messages.print(f"The explorer opens at http://localhost:{port} - stop it with Ctrl-C.", markup=False)
        if browser:
            Thread(target=_open_browser, args=(port,), daemon=True).start()
        try:
            done = subprocess.run(command, cwd=app.parent, env=environment, stdin=subprocess.DEVNULL, check=False)
            return done.returncode
        except KeyboardInterrupt:
            return 0


def _open_browser(port: int, patience: float = 60.0) -> None:
    """Opens the page once somebody listens at the port."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("localhost", port)) == 0:
                webbrowser.open(f"http://localhost:{port}")
                return
        time.sleep(0.2)


def serve(port: int, host: str, seconds: float) -> None:
    """Serves the store over HTTP until it is stopped."""
    from oic_mandates.graph.serve.app import serve as run
    from oic_mandates.graph.serve.lanes import Limits

    _messages.print(f"SPARQL at http://{host}:{port}/sparql - stop it with Ctrl-C.", markup=False)
    run(home_folder(), host, port, Limits(seconds=seconds))


def load(places: Addresses, login: Login | None, *, everything: bool) -> None:
    """Pushes the store built here to a server with a progress bar, then prints what was done."""
    from oic_mandates.graph.load import load as push

    started = time.perf_counter()
    with Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=_messages, transient=True
    ) as bar:
        task = bar.add_task("load", total=None)
        found = push(
            home_folder(),
            places,
            login,
            lambda done, total, graph: bar.update(
                task, description=escape(graph.rpartition("/graph/")[2]), completed=done, total=total
            ),
            everything=everything,
        )
    held = f"{len(found.sent) + len(found.kept)} graphs with {found.statements:,} statements at {places.endpoint}"
    moved = f"{len(found.sent)} sent, {len(found.kept)} already there, {len(found.removed)} removed"
    seconds = time.perf_counter() - started
    _out.print(f"{held}: {moved}; counts agree; {seconds:.1f} s", markup=False, soft_wrap=True)
