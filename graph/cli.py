"""The command line: arguments, messages and exit codes; the work is done elsewhere.

Exit codes: 0 done, 1 the graph does not conform, 2 the input or the call must be mended.
Modules are imported by the command that needs them, so that `--help` is quick.
"""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from oic_mandates.graph.model import InputError

app = typer.Typer(
    name="oic-mandates",
    help="Resolutions of the Organisation of Islamic Cooperation as a validated, queryable graph, with proof.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_messages = Console(stderr=True)
_File = Annotated[Path, typer.Argument(metavar="FILE", help="A file with the text of a resolution (UTF-8).")]
_Endpoint = Annotated[
    str | None,
    typer.Option(envvar="OIC_MANDATES_ENDPOINT", help="Ask this SPARQL 1.1 server instead of the store built here."),
]


class Language(StrEnum):
    """Languages of labels and messages."""

    en = "en"
    ar = "ar"
    fr = "fr"


class Format(StrEnum):
    """How an answer is printed."""

    table = "table"
    csv = "csv"
    json = "json"
    turtle = "turtle"


class HitFormat(StrEnum):
    """How the hits of a search are printed."""

    table = "table"
    json = "json"


class Report(StrEnum):
    """How findings are printed."""

    text = "text"
    turtle = "turtle"
    html = "html"


@app.command(epilog="Example: oic-mandates build --out build")
def build(
    corpus: Annotated[
        Path | None, typer.Option(help="A folder of document folders; else the corpus installed.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Also write Turtle, TriG and N-Quads files into this folder.")
    ] = None,
    validate: Annotated[bool, typer.Option(help="Check the graph with SHACL and the checks before storing it.")] = True,
) -> None:
    """Build, validate and store what changed; print the counts of the graph."""
    from oic_mandates.graph import console

    console.build(corpus, out, validate=validate)


@app.command(epilog="Example: oic-mandates read resolution.txt | jq '.provisions[8]'")
def read(
    file: _File,
    layout: Annotated[bool, typer.Option(help="Also list what stands in no provision.")] = False,
) -> None:
    """Print the structure of any resolution as JSON."""
    from oic_mandates.graph import outline
    from oic_mandates.graph.reader import read_file

    document = read_file(file)
    found = outline.outline(document)
    if layout:
        found["layout"] = outline.layout(document)
    _print_json(found)


@app.command(epilog="Example: oic-mandates annotate resolution.txt > annotated.json")
def annotate(file: _File) -> None:
    """Print the structure with acts, mentions, citations and dates as JSON."""
    from oic_mandates.graph import outline
    from oic_mandates.graph.reader import annotate_file

    _print_json(outline.annotated_outline(annotate_file(file)))


@app.command(epilog="Example: oic-mandates add resolution.txt --corpus my-corpus")
def add(
    file: _File,
    corpus: Annotated[Path | None, typer.Option(help="The corpus to take it into; else the one installed.")] = None,
    symbol: Annotated[str, typer.Option(help="The document's symbol, where its cover does not print it.")] = "",
    body: Annotated[str, typer.Option(help="The body that passed it, such as actor/cfm.")] = "",
    meeting: Annotated[str, typer.Option(help="The meeting at which, such as meeting/cfm-50.")] = "",
    date: Annotated[str, typer.Option(help="The last day of the meeting, such as 2024-08-30.")] = "",
) -> None:
    """Take a new document into the corpus: propose its facts, build, list what a person must look at."""
    from oic_mandates.graph import console

    console.add(file, corpus, {"symbol": symbol, "body": body, "meeting": meeting, "date": date})


@app.command(epilog="Example: oic-mandates validate graph.ttl --language fr")
def validate(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="An RDF file; else the graph built here.")
    ] = None,
    report: Annotated[Report, typer.Option(help="Form of the report.")] = Report.text,
    language: Annotated[Language, typer.Option(help="Language of the report.")] = Language.en,
) -> None:
    """Validate with SHACL and the checks; exit 0 where the graph conforms, 1 where it does not."""
    from oic_mandates.graph import console

    if not console.validate(file, report.value, language.value):
        raise typer.Exit(1)


@app.command(epilog="Example: oic-mandates query asked-of-actor --set actor=sesric --format csv")
def query(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="A query; without it, the list of them.")] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="PARAM=VALUE", help="Set a parameter; can be repeated.")
    ] = None,
    format: Annotated[Format, typer.Option(help="Form of the answer.")] = Format.table,
    language: Annotated[Language, typer.Option(help="Language of titles and labels.")] = Language.en,
    every: Annotated[
        bool, typer.Option("--all", help="List the whole library, not the twelve questions alone.")
    ] = False,
    text: Annotated[
        bool, typer.Option("--print", help="Print the query's SPARQL text with the parameters set; do not run it.")
    ] = False,
    endpoint: _Endpoint = None,
) -> None:
    """Answer a question of the library, or list the questions."""
    from oic_mandates.graph import console

    if name is None:
        console.list_queries(language.value, every=every)
    elif text:
        console.print_query(name, settings or [], language.value)
    else:
        console.query(name, settings or [], format.value, language.value, endpoint)


@app.command(epilog="Example: oic-mandates sparql question.rq --format json")
def sparql(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file with a SPARQL query; - reads standard input.")],
    format: Annotated[Format, typer.Option(help="Form of the answer.")] = Format.table,
    endpoint: _Endpoint = None,
) -> None:
    """Answer a SPARQL query of your own."""
    from oic_mandates.graph import console

    console.sparql(file, format.value, endpoint)


@app.command(epilog="Example: oic-mandates search 'refug* education' --language en")
def search(
    words: Annotated[str, typer.Argument(metavar="WORDS", help='Words, "phrases" and prefix*; all must occur.')],
    language: Annotated[Language | None, typer.Option(help="Only texts in this language.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many provisions to print.")] = 20,
    format: Annotated[HitFormat, typer.Option(help="Form of the answer.")] = HitFormat.table,
    endpoint: _Endpoint = None,
) -> None:
    """Find provisions by their words: printed, corrected and translated text."""
    from oic_mandates.graph import console

    console.search(words, language.value if language else None, limit, format.value, endpoint)


@app.command(epilog="Example: oic-mandates explore --port 8600")
def explore(
    port: Annotated[int, typer.Option(help="Port of the explorer on this machine.")] = 8501,
    browser: Annotated[bool, typer.Option(help="Open the explorer in the browser.")] = True,
    endpoint: _Endpoint = None,
) -> None:
    """Open the explorer: read the resolution, look up names, run the questions."""
    from oic_mandates.graph import console

    raise typer.Exit(console.explore(port, endpoint, browser=browser))


@app.command(epilog="Example: oic-mandates serve --port 8080")
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the server.")] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen at; 0.0.0.0 is every network.")] = "127.0.0.1",
    limit: Annotated[float, typer.Option(min=0.1, help="Seconds a query may run.")] = 10.0,
) -> None:
    """Serve the graph: SPARQL 1.1 at /sparql, each stored query at /query/NAME."""
    from oic_mandates.graph import console

    console.serve(port, host, limit)


@app.command(epilog="Example: oic-mandates load --endpoint http://localhost:8890/sparql --user dba")
def load(
    endpoint: Annotated[str, typer.Option(envvar="OIC_MANDATES_ENDPOINT", help="Where the server answers queries.")],
    graph_store: Annotated[
        str | None, typer.Option(help="Where it takes whole graphs, if that is not the usual address of its kind.")
    ] = None,
    update: Annotated[
        str | None, typer.Option(help="Where it takes updates; used where no graph store is given.")
    ] = None,
    user: Annotated[str | None, typer.Option(help="Who writes, where the server asks for it.")] = None,
    password: Annotated[
        str | None, typer.Option(envvar="OIC_MANDATES_PASSWORD", help="The password; best given by the variable.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Send also what the server has already.")] = False,
) -> None:
    """Push every named graph of the store built here to a SPARQL 1.1 server; go on where a load stopped."""
    from oic_mandates.graph import console
    from oic_mandates.graph.writing import Login, addresses

    places = addresses(endpoint, graph_store, update)
    if user and not password:
        raise InputError("a user without a password; give it in OIC_MANDATES_PASSWORD or with --password")
    console.load(places, Login(user, password) if user and password else None, everything=everything)


def _print_json(found: object) -> None:
    json.dump(found, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def main() -> None:
    """The program: InputError becomes one sentence and exit code 2, an interruption 130."""
    try:
        app()
    except InputError as error:
        _messages.print(f"oic-mandates: {error}", style="bold red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(2)
    except KeyboardInterrupt:
        _messages.print("oic-mandates: interrupted; what was built before is still in place.", soft_wrap=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone: nothing is left to say
        sys.exit(0)
