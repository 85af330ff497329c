"""The shape of the code, checked: sizes, import style and directions, no SPARQL where none belongs.

Run as `check_structure.py [ROOT]`. Prints each fault as `file:line: problem; cure`; exits 1 if there is any.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from source_files import Import, Source, components, imports_of, project_files

MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 40
NAMESPACE = "oic_mandates"
FOLDERS = ("graph", "queries", "explorer", "ontology")

# From the leaf upwards. A module may import what stands on its own row or on an earlier one.
# `x.*` is the package x with all below it.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("graph.model",),
    ("graph.iris", "graph.memory", "graph.tokens", "graph.grammar", "graph.meaning"),
    ("graph.misplaced", "graph.diagnosis", "graph.guard"),
    ("queries.*",),
    ("graph.export", "graph.findings", "graph.listing", "graph.outline", "graph.swap", "graph.table"),
    ("graph.calendar", "graph.workbook"),
    ("graph.vocab",),
    ("graph.text.*",),
    ("graph.folder",),
    ("graph.annotate",),
    ("graph.near", "graph.reader", "graph.review", "graph.similar"),
    ("graph.intake",),
    ("graph.catalogue", "graph.minted"),
    ("graph.build",),
    ("graph.fetch",),
    ("graph.remote", "graph.validate"),
    ("graph.writing",),
    ("graph.store", "graph.fragment"),
    ("graph.answer", "graph.dataset", "graph.killable", "graph.links"),
    ("graph.cite.*", "graph.highlight", "graph.network", "graph.search", "graph.search_index"),
    ("graph", "graph.network_files", "graph.network_part", "graph.opened"),
    ("graph.pipeline",),
    ("graph.load", "graph.publish.*", "graph.serve.*", "graph.trial", "graph.trial_run"),
    ("explorer.*",),
    ("graph.console",),
    ("graph.cli", "graph.__main__"),
)

# What a part must not import although its row, or Python, would let it.
FORBIDDEN: Mapping[str, tuple[str, ...]] = {
    "graph.text.*": ("rdflib", "pyoxigraph", "oic_mandates.queries"),
    "graph.vocab": ("oic_mandates.queries",),
    "explorer.*": ("rdflib", "pyoxigraph", "re"),
}
EXPLORER_DOORS = ("explorer.data", "explorer.quality_data", "explorer.sparql_data")

# Put together from halves, so that this file does not find itself.
# Capitalised it is a name: the iCalendar component of a thing to be done.
UNFINISHED = re.compile(
    rf"\b(?:(?-i:{'TO' + 'DO'}|{'to' + 'do'})|{'FIX' + 'ME'}|{'st' + 'ub'}|{'place' + 'holder'}(?!\s*=))\b", re.I
)
MACHINE_PATH = re.compile(r"(?<![\w.:/}>*-])/(?:home|root|tmp|work|Users)/\w")
# SQL is let through: its WHERE takes no brace, its parameters no name.
SPARQL = re.compile(
    r"\bWHERE\s*\{|\b(?:CONSTRUCT|ASK)\s*\{|\bSELECT\s+(?:DISTINCT\s+|REDUCED\s+)?\?\w"
    r"|\bDESCRIBE\s+[?<]\w|\b(?:INSERT|DELETE)\s+DATA\s*\{",
    re.I,
)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing to mend: where it is, what is wrong and the cure."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


def belongs(module: str, pattern: str) -> bool:
    """Whether a dotted name is the one of the pattern or, for `x.*`, x or anything below it."""
    if pattern.endswith(".*"):
        return module == pattern[:-2] or module.startswith(pattern[:-1])
    return module == pattern


def row_of(module: str) -> int | None:
    """The module's row in LAYERS, from 0; None where it has no place."""
    rows = (row for row, patterns in enumerate(LAYERS) if any(belongs(module, p) for p in patterns))
    return next(rows, None)


def size_faults(source: Source) -> Iterator[Fault]:
    """Files and functions that are too long; tests may be as long as their cases need."""
    if source.folder == "tests":
        return
    if len(source.lines) > MAX_FILE_LINES:
        yield Fault(
            source.path,
            MAX_FILE_LINES + 1,
            f"{len(source.lines)} lines, {MAX_FILE_LINES} at most; split the file by what its parts do",
        )
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MAX_FUNCTION_LINES:
                text = f"{node.name} has {length} lines, {MAX_FUNCTION_LINES} at most; take a step of it out"
                yield Fault(source.path, node.lineno, text)


def style_faults(source: Source) -> Iterator[Fault]:
    """Imports of the project that are not written `from oic_mandates.x import y`."""
    for found in source.imports:
        top = found.module.split(".")[0]
        if found.relative:
            text = f"relative import of {found.name}; write the module's full name after {NAMESPACE}."
        elif top in FOLDERS:
            text = f"import of {found.module} past the namespace; import it from {NAMESPACE}.{found.module}"
        elif top == NAMESPACE and (not found.name or found.module == NAMESPACE):
            text = f"import of {found.full}; write from {NAMESPACE}.module import name"
        else:
            continue
        yield Fault(source.path, found.line, text)


def target(found: Import, modules: frozenset[str]) -> str:
    """The module of the project that an import reads; the empty text for what is not the project's."""
    if not found.module.startswith(NAMESPACE + "."):
        return ""
    full = found.full.removeprefix(NAMESPACE + ".")
    return full if full in modules else found.module.removeprefix(NAMESPACE + ".")


def direction_problem(importer: str, imported: str) -> str:
    """What is wrong with one module's import of another, with its cure; the empty text if nothing is."""
    above, below = row_of(importer), row_of(imported)
    if imported.startswith("explorer") and not importer.startswith("explorer"):
        return f"{importer} imports {imported}; nothing may; move what both need down into graph/"
    if importer.startswith("explorer") and not imported.startswith("explorer") and importer not in EXPLORER_DOORS:
        return f"{importer} imports {imported}; ask explorer/data.py, the explorer's only door to the graph"
    if above is not None and below is not None and below > above:
        return f"{importer} imports {imported}, which stands above it; move the shared part down (LAYERS)"
    return ""


def direction_faults(source: Source, modules: frozenset[str]) -> Iterator[Fault]:
    """Imports against the layers, forbidden libraries, and modules that have no layer."""
    if source.folder == "ontology":
        yield Fault(source.path, 1, "Python in ontology/, which holds data only; move it to graph/")
    if source.folder not in FOLDERS or source.folder == "ontology":
        return
    if row_of(source.module) is None:
        yield Fault(source.path, 1, f"{source.module} has no layer; give it a row in LAYERS of check_structure.py")
    banned = [name for part, names in FORBIDDEN.items() if belongs(source.module, part) for name in names]
    for found in source.imports:
        if any(belongs(found.full, f"{name}.*") for name in banned):
            yield Fault(
                source.path,
                found.line,
                f"{source.module} must not know {found.module}; do this step elsewhere",
            )
        imported = target(found, modules)
        problem = direction_problem(source.module, imported) if imported else ""
        if problem:
            yield Fault(source.path, found.line, problem)


def sparql_faults(source: Source) -> Iterator[Fault]:
    """Query text in the Python of graph/ and explorer/: it belongs to queries/."""
    if source.folder not in ("graph", "explorer"):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if SPARQL.search(text):
            yield Fault(source.path, node.lineno, "SPARQL text; move it to a file in queries/ and ask the library")


def cycle_faults(sources: Iterable[Source], modules: frozenset[str]) -> Iterator[Fault]:
    """One fault for each circle of imports, at the first import that is part of it."""
    own = {source.module: source for source in sources if source.folder in FOLDERS}
    edges = {name: {target(found, modules) for found in source.imports} & own.keys() for name, source in own.items()}
    for group in components(edges):
        first = own[group[0]]
        line = min(found.line for found in first.imports if target(found, modules) in group)
        text = f"{', '.join(group)} import each other in a circle; move what they share into a module below them"
        yield Fault(first.path, line, text)


def line_faults(path: str, lines: Iterable[str]) -> Iterator[Fault]:
    """Words of unfinished work and paths of one machine, in any text file of the project."""
    for number, line in enumerate(lines, 1):
        if word := UNFINISHED.search(line):
            yield Fault(path, number, f"the word {word[0]!r}; finish the part, or say what it is")
        if place := MACHINE_PATH.search(line):
            yield Fault(path, number, f"a path of one machine ({place[0]}...); write it relative to the project")


def check(root: Path) -> list[Fault]:
    """All faults of the project at `root`, sorted by file and line."""
    faults: set[Fault] = set()
    sources: list[Source] = []
    for path in project_files(root):
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        lines = tuple(text.splitlines())
        faults.update(line_faults(name, lines))
        if path.suffix == ".py":
            try:
                tree = ast.parse(text)
            except SyntaxError as error:
                faults.add(Fault(name, error.lineno or 1, f"not Python: {error.msg}; mend the syntax"))
                continue
            sources.append(Source(name, lines, tree, tuple(imports_of(tree))))
    modules = frozenset(source.module for source in sources)
    for source in sources:
        faults.update(size_faults(source))
        faults.update(style_faults(source))
        faults.update(direction_faults(source, modules))
        faults.update(sparql_faults(source))
    faults.update(cycle_faults(sources, modules))
    return sorted(faults)


def main() -> int:
    """Check the folder given as argument, or the project this file belongs to; 1 if there is a fault."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    faults = check(root)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
