"""An answer for people at a terminal: a grid where it fits, else one block of lines a row."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from oic_mandates.graph.iris import BASE, ID, OICM
from oic_mandates.graph.table import Table

# A grid whose widest cells need more than this many times the screen would be all line breaks.
_CROWDED = 1.6


def print_table(table: Table, console: Console) -> None:
    """Prints a table. An IRI gives way to its label; what is the same in all rows is said once."""
    rows = [["" if term is None else _short(term.value) for term in row] for row in table]
    columns = [i for i in _telling(table.columns) if any(row[i] for row in rows)]
    same = [i for i in columns if len(rows) > 2 and len({row[i] for row in rows}) == 1]
    for i in same:
        console.print(Text(f"{_head(table.columns[i])}: {rows[0][i]}", style="dim"), soft_wrap=True)
    shown = [i for i in columns if i not in same]
    widths = [max([len(row[i]) for row in rows] + [len(table.columns[i])]) + 3 for i in shown]
    if sum(widths) <= console.width * _CROWDED and max(widths, default=0) <= console.width // 2:
        _print_grid(table.columns, rows, shown, console)
    else:
        _print_blocks(table.columns, rows, shown, console)
    console.print(f"{len(rows)} {'row' if len(rows) == 1 else 'rows'}", style="dim")


def _telling(columns: Sequence[str]) -> list[int]:
    """The columns that tell a reader something: an IRI has its label beside it."""
    names = set(columns)
    return [i for i, name in enumerate(columns) if not {f"{name}Label", f"{name.removesuffix('s')}Labels"} & names]


def _head(name: str) -> str:
    return name.removesuffix("Labels").removesuffix("Label")


def _print_grid(columns: Sequence[str], rows: Sequence[Sequence[str]], shown: Sequence[int], console: Console) -> None:
    grid = Grid(box=None, pad_edge=False, header_style="bold")
    for i in shown:
        grid.add_column(_head(columns[i]), overflow="fold")
    for row in rows:
        grid.add_row(*(Text(row[i]) for i in shown))
    console.print(grid)


def _print_blocks(
    columns: Sequence[str], rows: Sequence[Sequence[str]], shown: Sequence[int], console: Console
) -> None:
    width = max((len(_head(columns[i])) for i in shown), default=0)
    for row in rows:
        for i in shown:
            if row[i]:
                console.print(Text.assemble((f"{_head(columns[i]):<{width}}  ", "bold"), row[i]), soft_wrap=True)
        console.print()


def _short(value: str) -> str:
    """IRIs of ours by their short end, several in one cell each by itself."""
    return " ".join(
        part.replace(str(OICM), "oicm:").removeprefix(str(ID)).removeprefix(BASE) for part in value.split(" ")
    )
