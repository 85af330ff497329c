"""The opened graph: what Python asks of the store, and the forms in which the answer comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from rdflib import Graph

from oic_mandates.graph import iris
from oic_mandates.graph.answer import Answer
from oic_mandates.graph.guard import check
from oic_mandates.graph.model import InputError
from oic_mandates.graph.store import Store
from oic_mandates.graph.table import PythonValue, Table, Term
from oic_mandates.queries.library import LANGUAGES, Value, bind, library

if TYPE_CHECKING:
    import networkx as nx
    from rdflib import Dataset


@dataclass(frozen=True, slots=True)
class Act:
    """What a provision does by one verb; `asks` where somebody is asked to act."""

    iri: str
    verb: str
    force: str
    asks: bool


@dataclass(frozen=True, slots=True, repr=False)
class Provision:
    """A recital, clause, section or enacting formula.

    `number` is the printed one, empty where none is printed. `reading` is the text with its
    corrections, the same as `text` where nothing is corrected. `translation` is unofficial, and
    empty where there is none in the language asked.
    """

    iri: str
    resolution: str
    eid: str
    kind: str
    number: str
    text: str
    reading: str
    translation: str
    acts: tuple[Act, ...]

    def __repr__(self) -> str:
        acts = "; ".join(f"{act.verb} ({act.force})" for act in self.acts)
        return f"<{self.kind} {self.resolution}/{self.eid}: {acts or 'no act'}>"

    def _repr_html_(self) -> str:
        """The text with its translation below, each in its own direction."""
        return (
            f"<p><b>{escape(repr(self)[1:-1])}</b></p>"
            f'<p dir="auto" style="text-align:start">{escape(self.text)}</p>'
            f'<p dir="auto" style="text-align:start">{escape(self.translation)}</p>'
        )


class OpenedGraph:
    """The graph of a store, embedded or remote. Every method raises InputError with one clear sentence."""

    def __init__(self, store: Store) -> None:
        """`store` answers; it takes SELECT, ASK and CONSTRUCT queries by typed methods of its own."""
        self.store = store

    def questions(self, lang: str = "en") -> Answer:
        """The library's queries: name, title in the language, and names of the parameters."""
        if lang not in LANGUAGES:
            raise InputError(f"there are no titles in {lang!r}; give one of {', '.join(LANGUAGES)}")
        rows = (
            (
                Term("literal", query.name),
                Term("literal", query.titles[lang], "", lang),
                Term("literal", ", ".join(parameter.name for parameter in query.parameters)),
            )
            for query in library()
        )
        return Answer(Table(("name", "title", "parameters"), rows), "")

    def query(self, name: str, /, **params: Value) -> Answer:
        """The answer of a query of the library.

        A value is an IRI, a path such as `actor/sesric`, a bare slug where the parameter names a
        kind, a text or a number; a list asks about several, None about everything. A parameter
        whose name is a word of Python takes an underscore: `with_="icesco"`.
        """
        query = library()[name]
        text = bind(query, **{key.removesuffix("_"): value for key, value in params.items()})
        lang = params.get("lang")
        return Answer(self.store.select(text), str(text), query.titles[lang if lang in LANGUAGES else "en"])

    def sparql(self, text: str) -> Answer | bool | Graph:
        """The answer to a query of one's own.

        A table for SELECT, a truth value for ASK, an rdflib Graph for CONSTRUCT and DESCRIBE.
        Updates, SERVICE and FROM are refused.
        """
        form = check(text).form
        if form == "select":
            return Answer(self.store.select(text), text)
        if form == "ask":
            return self.store.ask(text)
        graph = self.store.construct(text)
        for prefix, iri in iris.PREFIXES.items():
            graph.bind(prefix, iri, replace=True)
        return graph

    def provision(self, name: str | int, resolution: str | None = None, lang: str = "en") -> Provision:
        """One provision by eId (`para_47`, `rec_13`), printed number of a clause (47), path or IRI.

        `resolution` is needed where several hold it; `lang` is the language of the translation and
        of the acts' verbs.
        """
        wanted = str(name).strip()
        whole = iris.read_provision(wanted) or iris.read_provision(iris.ID[wanted])
        rows = list(self.query("reading", resolution=whole.resolution if whole else resolution, lang=lang))
        found = [row for row in rows if wanted in _names(row)]
        found = found or [row for row in rows if _is_number(wanted, row)]
        if len(found) != 1:
            places = ", ".join(iris.path_of(str(row["provision"])) for row in found)
            problem = f"may be {places}; give one of these" if found else "is no provision; give one such as para_47"
            raise InputError(f"{wanted!r} {problem}")
        return self._provision(found[0], lang)

    def _provision(self, row: dict[str, PythonValue], lang: str) -> Provision:
        texts = {key: "" if value is None else str(value) for key, value in row.items()}
        acts = tuple(
            Act(str(act["act"]), str(act["verbLabel"]), str(act["forceLabel"]), act["asks"] is True)
            for act in self.query("acts", resolution=texts["resolution"], lang=lang)
            if act["provision"] == texts["provision"]
        )
        return Provision(
            iri=texts["provision"],
            resolution=iris.path_of(texts["resolution"]),
            eid=texts["eid"],
            kind=texts["class"].removeprefix(str(iris.OICM)),
            number=texts["number"],
            text=texts["text"],
            reading=texts["reading"] or texts["text"],
            translation=texts["translation"],
            acts=acts,
        )

    def to_rdflib(self) -> Dataset:
        """All named graphs as an rdflib Dataset whose default graph is their union.

        The resolution with its vocabularies is 41,000 statements: two seconds and 100 MB. Time and
        memory grow in step; of a corpus of a million statements take what you need by CONSTRUCT.
        """
        from oic_mandates.graph.dataset import dataset

        return dataset(self.store)

    def to_networkx(
        self,
        network: str = "partners",
        *,
        resolution: Value = None,
        minimum: int = 1,
        around: str | None = None,
        steps: int = 1,
    ) -> nx.DiGraph[str]:
        """A network of the graph, named in `oic_mandates.graph.network`, which also measures and cuts it."""
        from oic_mandates.graph.network import project

        return project(self.store, network, resolution=resolution, minimum=minimum, around=around, steps=steps)


def _names(row: dict[str, PythonValue]) -> Iterator[str]:
    """What a provision may be called without doubt."""
    yield from (str(row["provision"]), iris.path_of(str(row["provision"])), str(row["eid"]))


def _is_number(wanted: str, row: dict[str, PythonValue]) -> bool:
    """Whether the row is the clause of that printed number, in whichever digits either is written."""
    printed = str(row["number"] or "")
    if str(row["class"]) != str(iris.OICM["OperativeClause"]):
        return False
    if wanted.isdecimal() and printed.isdecimal():
        return int(wanted) == int(printed)
    return wanted == printed
