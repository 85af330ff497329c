"""Python sessions for the documents: statements are run and shown with what they print (called by cog)."""

from __future__ import annotations

import ast
import contextlib
import io
import textwrap
from typing import Any

# One document is one session: what a block defines, later blocks know.
_NAMES: dict[str, Any] = {}


def session(source: str) -> str:
    """A block of the statements as at the interpreter's prompt, each followed by what it shows.

    An exception is shown by its last line, as a traceback ends with.
    """
    lines = ["```pycon"]
    text = textwrap.dedent(source).strip()
    for node in ast.parse(text).body:
        shown = ast.get_source_segment(text, node) or ""
        lines += [f"{'...' if number else '>>>'} {line}".rstrip() for number, line in enumerate(shown.splitlines())]
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.For | ast.With):
            lines.append("...")
        lines += [line.rstrip() for line in _run(node).splitlines()]
    return "\n".join([*lines, "```"])


def _run(node: ast.stmt) -> str:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        try:
            exec(compile(ast.Interactive([node]), "<document>", "single"), _NAMES)
        except Exception as error:
            print(f"{type(error).__qualname__}: {error}")
    return output.getvalue()
