"""XML that may come from anywhere: no entities, no bottomless nesting, faults told with their line."""

from __future__ import annotations

import io
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException, DTDForbidden, EntitiesForbidden
from defusedxml.ElementTree import iterparse

from oic_mandates.graph.model import InputError
from oic_mandates.graph.text.limits import MAX_DEPTH


def parse(data: bytes, name: str) -> Element:
    """The root element; InputError where the XML is broken, declares entities or is nested too deep."""
    depth = 0
    root: Element | None = None
    try:
        for event, element in iterparse(io.BytesIO(data), events=("start", "end")):
            if root is None:
                root = element
            depth += 1 if event == "start" else -1
            if depth > MAX_DEPTH:
                raise InputError(
                    f"{name}: elements are nested more than {MAX_DEPTH} deep, which no document needs;"
                    " save it again from the program that made it."
                )
    except ParseError as error:
        line = error.position[0]
        raise InputError(f"{name}, line {line}: this is no well-formed XML ({error}); mend that place.") from None
    except (EntitiesForbidden, DTDForbidden):
        raise InputError(
            f"{name}: the XML declares entities, which can hide files or endless text; replace each by its text"
            " and remove the declarations."
        ) from None
    except DefusedXmlException:
        raise InputError(f"{name}: the XML points to outside files; remove the reference.") from None
    except (LookupError, ValueError) as error:
        raise InputError(
            f"{name}: the XML names an encoding that cannot be read ({error}); save it as UTF-8."
        ) from None
    if root is None:
        raise InputError(f"{name}: the file holds no element; is this the right file?")
    return root


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """An attribute by its name in any namespace; empty where it is missing."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return ""
