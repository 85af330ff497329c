"""Each shape accepts its valid sample and finds exactly what each invalid sample announces."""

from __future__ import annotations

import functools
from pathlib import Path

import pyshacl
import pytest
from rdflib import Graph, Literal
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from oic_mandates.graph.findings import SHAPES, Finding
from oic_mandates.graph.validate import validate_document
from oic_mandates.graph.vocab import ontology_root

FOLDER = Path(__file__).parent / "shapes"
VALID = sorted(FOLDER.glob("*/valid.ttl"))
INVALID = sorted(FOLDER.glob("*/invalid-*.ttl"))
ABOUT_SHAPES = {RDF.type, SH.path, SH.severity, SH.message, SH.name, SH.description, SH.property, SH.targetClass}


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@functools.cache
def types() -> Graph:
    return Graph().parse(FOLDER / "types.ttl")


@functools.cache
def shapes() -> Graph:
    return Graph().parse(data=(ontology_root() / "shapes.ttl").read_bytes(), format="turtle")


@functools.cache
def found(path: Path) -> list[Finding]:
    return validate_document(Graph().parse(path), types())


def local(shape: Node) -> str:
    return str(shape).removeprefix(SHAPES)


@pytest.mark.parametrize("path", VALID, ids=name_of)
def test_valid_sample_conforms(path: Path) -> None:
    assert found(path) == []


@pytest.mark.parametrize("path", INVALID, ids=name_of)
def test_invalid_sample_gives_exactly_what_it_announces(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    expected = [line.removeprefix("# expect: ") for line in lines if line.startswith("# expect: ")]
    messages = [finding.messages["en"] for finding in found(path)]
    assert expected
    assert len(messages) == len(expected), messages
    for part in expected:
        assert any(part in message for message in messages), messages


@pytest.mark.parametrize("path", INVALID, ids=name_of)
def test_invalid_sample_trips_the_shape_of_its_folder(path: Path) -> None:
    assert {finding.name.partition("-")[0] for finding in found(path)} == {path.parent.name}


def test_every_node_shape_has_a_folder() -> None:
    assert {local(shape) for shape in shapes().subjects(RDF.type, SH.NodeShape)} == {path.parent.name for path in VALID}


def test_every_constraint_has_a_sample_that_breaks_it() -> None:
    parameters = set()
    for shape in [*shapes().subjects(RDF.type, SH.NodeShape), *shapes().subjects(RDF.type, SH.PropertyShape)]:
        for parameter in set(shapes().predicates(shape)) - ABOUT_SHAPES:
            name = str(parameter).removeprefix(str(SH))
            parameters.add((local(shape), f"{name[0].upper()}{name[1:]}ConstraintComponent"))
    broken = {(finding.name, finding.component) for path in INVALID for finding in found(path)}
    assert parameters == broken


def test_every_property_shape_belongs_to_one_node_shape() -> None:
    for shape in shapes().subjects(RDF.type, SH.PropertyShape):
        owners = [local(owner) for owner in shapes().subjects(SH.property, shape)]
        assert owners == [local(shape).partition("-")[0]]


def test_every_message_name_and_description_is_in_three_languages() -> None:
    for shape in {*shapes().subjects(SH.message), *shapes().subjects(RDF.type, SH.NodeShape)}:
        for told in (SH.message, SH.name, SH.description):
            texts = [text for text in shapes().objects(shape, told) if isinstance(text, Literal)]
            if told == SH.message or (shape, RDF.type, SH.NodeShape) in shapes():
                silent = told == SH.message and not texts and (shape, SH.pattern, None) not in shapes()
                assert silent or sorted(str(text.language) for text in texts) == ["ar", "en", "fr"], (shape, told)


def test_every_property_shape_has_a_message_and_a_severity() -> None:
    for shape in shapes().subjects(RDF.type, SH.PropertyShape):
        assert (shape, SH.message, None) in shapes()
        assert shapes().value(shape, SH.severity) in {SH.Violation, SH.Warning, SH.Info}


def test_the_shapes_are_correct_shacl() -> None:
    assert pyshacl.validate(Graph(), shacl_graph=shapes(), meta_shacl=True)[0]


@pytest.mark.parametrize("folder", sorted({path.parent for path in VALID}), ids=lambda path: path.name)
def test_finds_the_same_as_pyshacl_alone(folder: Path) -> None:
    together = Graph()
    for path in sorted(folder.glob("*.ttl")):
        together.parse(path)
    _, report, _ = pyshacl.validate(together, shacl_graph=shapes())
    assert isinstance(report, Graph)
    theirs = sorted(
        tuple(str(report.value(result, part, default=Literal(""))) for part in (SH.focusNode, SH.sourceShape, SH.value))
        for result in report.objects(predicate=SH.result)
    )
    ours = sorted((f.focus, f.source, f.value) for f in validate_document(together, Graph()))
    assert [item for item in ours if not item[0].startswith("_:")] == [
        item for item in theirs if item[0].startswith("https:")
    ]
    assert len(theirs) == len(ours)
