"""How much memory this process has, and a bound on how much more it may take."""

from __future__ import annotations

import contextlib


def taken() -> tuple[int, int]:
    """The bytes that the process has mapped, and those that it really holds; zeros where the system does not tell."""
    # Not getrusage: a new process inherits the peak of the one that started it.
    try:
        import resource

        with open("/proc/self/statm", encoding="ascii") as stream:
            mapped, held = (int(pages) * resource.getpagesize() for pages in stream.read().split()[:2])
    except (ImportError, OSError):
        return 0, 0
    return mapped, held


def bound(extra: int) -> None:
    """Lets the process take `extra` bytes more than it has mapped; nothing where the system knows no such limit."""
    size, _ = taken()
    if size:
        import resource

        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (size + extra, size + extra))
