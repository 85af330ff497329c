"""The files of the project as the structure check reads them: paths, trees, imports, circles of imports."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

TEXT_SUFFIXES = frozenset({".py", ".sh", ".md", ".toml", ".ttl", ".rq"})
TEXT_NAMES = frozenset({"Makefile", "run"})
SKIPPED_FOLDERS = frozenset({"build", "dist", "node_modules", "__pycache__"})


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name: the dotted module, the name taken from it ("" for a plain import)."""

    line: int
    module: str
    name: str = ""
    relative: bool = False

    @property
    def full(self) -> str:
        """The module and the name with a dot between."""
        return f"{self.module}.{self.name}" if self.name else self.module


@dataclass(frozen=True, slots=True)
class Source:
    """A Python file: its path below the root, its lines, its tree and what it imports."""

    path: str
    lines: tuple[str, ...]
    tree: ast.Module
    imports: tuple[Import, ...] = field(default=())

    @property
    def folder(self) -> str:
        """The folder at the root that holds it; the empty text for a file at the root."""
        return self.path.split("/")[0] if "/" in self.path else ""

    @property
    def module(self) -> str:
        """The dotted name below the namespace: `graph.text.names`, `graph` for graph/__init__.py."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def project_files(root: Path) -> Iterator[Path]:
    """Every file that is looked at, in a fixed order; caches and built things are left out."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(
            name
            for name in folders
            if name == ".ci" or not (name.startswith(".") or name in SKIPPED_FOLDERS or name.endswith(".egg-info"))
        )
        for name in sorted(names):
            path = Path(folder, name)
            if path.suffix in TEXT_SUFFIXES or name in TEXT_NAMES:
                yield path


def imports_of(tree: ast.Module) -> Iterator[Import]:
    """Each imported name of a file, also those inside functions and under TYPE_CHECKING."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield Import(node.lineno, node.module or "", alias.name, node.level > 0)


def components(edges: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """The strongly connected components of more than one module, or of one that imports itself (Tarjan)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(edges.get(node, ())):
            if other not in index:
                visit(other)
            if other in stack:
                low[node] = min(low[node], low[other])
        if low[node] == index[node]:
            start = stack.index(node)
            found.append(sorted(stack[start:]))
            del stack[start:]

    for node in sorted(edges):
        if node not in index:
            visit(node)
    return sorted(group for group in found if len(group) > 1 or group[0] in edges.get(group[0], ()))
