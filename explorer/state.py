"""What a view is set to, kept in its address: each field reads its value there and writes it back.

Streamlit's own binding puts the words shown into the address, which differ from language to
language; here it is the value, so that a link means the same to every reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import streamlit as st

# Between the values of one field; no path below `id/` holds it.
_BETWEEN = ","


def one(name: str, allowed: Iterable[str], default: str = "") -> str:
    """The value of the address under that name where it is allowed, else the default."""
    value = st.query_params.get(name, default)
    return value if value in allowed else default


def many(name: str, allowed: Iterable[str]) -> list[str]:
    """The allowed values of the address under that name, each once, in the order of the address."""
    known = set(allowed)
    given = st.query_params.get(name, "").split(_BETWEEN)
    return [value for value in dict.fromkeys(given) if value in known]


def words(name: str, longest: int = 200) -> str:
    """The free text of the address under that name, cut at `longest` characters."""
    return str(st.query_params.get(name, ""))[:longest].strip()


def whole(name: str, default: int, low: int, high: int) -> int:
    """The whole number of the address under that name, held between `low` and `high`."""
    given = st.query_params.get(name, "")
    if not (given.isascii() and given.isdecimal() and len(given) < 10):
        return default
    return min(max(int(given), low), high)


def put(name: str, value: str | Iterable[str], default: str = "") -> None:
    """Writes a value into the address; the default is left out, so that addresses stay short."""
    joined = value if isinstance(value, str) else _BETWEEN.join(value)
    if joined and joined != default:
        st.query_params[name] = joined
    else:
        st.query_params.pop(name, None)


def put_all(values: Mapping[str, str]) -> None:
    """Writes several values at once, which the back button takes back at once; an empty one is left out."""
    given = {**st.query_params.to_dict(), **values}
    st.query_params.from_dict({name: value for name, value in given.items() if value})


def bound(name: str, value: object, default: str = "") -> tuple[str, Callable[[], None]]:
    """Key and callback of a widget that shows `value` and writes what is chosen into the address.

    The key carries the name of the address, so that two views never share a widget's memory by
    chance: give each field of a view its own name.
    """
    key = f"field.{name}"
    st.session_state[key] = value

    def write() -> None:
        chosen = st.session_state[key]
        put(name, "" if chosen is None else chosen if isinstance(chosen, list) else str(chosen), default)

    return key, write


def choice(name: str, label: str, options: Mapping[str, str], default: str = "") -> str:
    """A list of which one is chosen; `options` are values and what the reader sees of them."""
    value = one(name, options, default or next(iter(options)))
    key, write = bound(name, value, default or next(iter(options)))
    st.selectbox(label, list(options), format_func=lambda option: options[option], key=key, on_change=write)
    return value


def choices(name: str, label: str, options: Mapping[str, str], hint: str = "") -> list[str]:
    """A list of which several are chosen; `hint` stands in the field while nothing is."""
    value = many(name, options)
    key, write = bound(name, value)
    st.multiselect(
        label, list(options), format_func=lambda option: options[option], key=key, on_change=write, placeholder=hint
    )
    return value


def buttons(name: str, label: str, options: Mapping[str, str], default: str = "") -> str:
    """A row of buttons of which one is pressed, for two to six options."""
    value = one(name, options, default or next(iter(options)))
    key, write = bound(name, value, default or next(iter(options)))
    st.segmented_control(
        label, list(options), format_func=lambda option: options[option], key=key, on_change=write, required=True
    )
    return value


def switch(name: str, label: str) -> bool:
    """A switch that is off unless the address says `1`."""
    value = st.query_params.get(name) == "1"
    key = f"field.{name}"
    st.session_state[key] = value
    st.toggle(label, key=key, on_change=lambda: put(name, "1" if st.session_state[key] else ""))
    return value


def field(name: str, label: str, hint: str = "") -> str:
    """A line of free text."""
    value = words(name)
    key, write = bound(name, value)
    st.text_input(label, key=key, on_change=write, placeholder=hint)
    return value
