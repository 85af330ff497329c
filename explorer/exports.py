"""What a view shows, to take away: the very rows, with their IRIs, in the formats people work with."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape

import streamlit as st

from oic_mandates.explorer import data, links
from oic_mandates.explorer.data import Answer
from oic_mandates.explorer.headings import heading
from oic_mandates.explorer.language import DIRECTIONS, Language, text
from oic_mandates.explorer.markup import link

_CITATIONS = {"bib": "application/x-bibtex", "ris": "application/x-research-info-systems"}
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def downloads(answer: Answer, name: str, language: Language) -> None:
    """A menu of files that hold exactly the rows of `answer`; `name` begins the name of each file.

    A file is made when it is asked for, not before.
    """
    with st.popover(text("download", language), icon=":material/download:"):
        _button("CSV", "csv", "text/csv", partial(as_csv, answer), name, language)
        _button("Excel", "xlsx", EXCEL, partial(as_excel, answer, name, language), name, language)
        _button("JSON", "json", "application/sparql-results+json", partial(as_json, answer), name, language)
        clauses = clauses_of(answer)
        if clauses:
            for label, suffix in (("BibTeX", "bib"), ("RIS", "ris")):
                made = partial(data.bibliography, clauses, suffix, language)
                _button(label, suffix, _CITATIONS[suffix], made, name, language)


def clauses_of(answer: Answer) -> tuple[str, ...]:
    """The IRIs of the clauses in the rows, each once; those are what a reader cites."""
    if "clause" not in answer.columns:
        return ()
    place = answer.columns.index("clause")
    return tuple(dict.fromkeys(term.value for row in answer.rows if (term := row[place]) is not None))


def query_behind(answers: Answer | list[Answer], language: Language) -> None:
    """The queries that a view stands on, each with the address at which it can be asked and changed."""
    with st.expander(text("behind", language), icon=":material/code:"):
        for answer in answers if isinstance(answers, list) else [answers]:
            st.html(link(escape(text("behind.open", language)), links.to_query(answer.name, answer.values, language)))
            st.code(answer.sparql, language="sparql", wrap_lines=True, height=320)


def _button(label: str, suffix: str, mime: str, make: Callable[[], bytes], name: str, language: Language) -> None:
    st.download_button(
        label, data=make, file_name=f"{name}.{language}.{suffix}", mime=mime, key=f"download.{name}.{suffix}",
        on_click="ignore", width="stretch",
    )  # fmt: skip


def as_csv(answer: Answer) -> bytes:
    """The rows as CSV, with a byte order mark, without which Excel reads Arabic as Latin letters."""
    return answer.table().to_csv().encode("utf-8-sig")


def as_json(answer: Answer) -> bytes:
    """The rows as SPARQL results JSON."""
    return answer.table().to_json().encode()


def as_excel(answer: Answer, name: str, language: Language) -> bytes:
    """The rows as an Excel workbook with the heads of the language."""
    heads = [heading(column, language) for column in answer.columns]
    return data.workbook(answer, heads, name, right_to_left=DIRECTIONS[language] == "rtl")
