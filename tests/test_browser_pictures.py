"""Every view as people meet it: no fault of accessibility that a program can see, and the pictures of the documents.

    pytest tests/test_browser_pictures.py --pictures docs/pictures

takes the pictures anew; look at them before they are committed.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from screen import visit

from oic_mandates.explorer import links
from oic_mandates.explorer.language import Language, text

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "explorer.md"
# Of each view what is worth a picture, and what is on the page when all of it is there.
VIEWS = {
    "home": ("", ".cards, .ways"),
    "read": ("read?clause=para_45", "#para_137"),
    "mandates": ("mandates?addressee=actor/sesric", "table.acts"),
    "entity": ("entity?id=actor/sesric", ".net-canvas[data-drawn]"),
    "network": ("network", ".net-canvas[data-drawn]"),
    "timeline": ("timeline", ".st-key-timeline-picture .point"),
    "compare": (
        "compare?one=mcsd-2-2023-final-res/para_114&other=mcsd-2-2023-final-res/para_125", "table.traits"
    ),
    "questions": ("questions?q=asked-of-actor", "table.grid"),
    "sparql": ("sparql?stored=strength-of-language", ".CodeMirror"),
    "quality": ("quality", ".figures"),
    "add": ("add", "[data-testid=stFileUploader]"),
}  # fmt: skip
GRAVE = ("serious", "critical")
# The frame around the views is Streamlit's; the editor is CodeMirror's.
NOT_OURS = {"exclude": [[".CodeMirror"], [".yasqe_buttons"]]}


def grave(page: Page) -> list[tuple[str, str]]:
    """The faults that keep somebody from using the page, each with the element that has it."""
    found = Axe().run(page, context=NOT_OURS).response["violations"]
    return [(fault["id"], node["html"][:160]) for fault in found if fault["impact"] in GRAVE for node in fault["nodes"]]


def settled(page: Page, site: str, name: str, lang: Language) -> None:
    """Opens a view and waits until nothing on it moves."""
    address, sign = VIEWS[name]
    visit(page, site, address, lang)
    page.locator(sign).first.wait_for()
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("name", list(VIEWS))
def test_view_is_open_to_everybody_and_has_its_picture(
    page: Page, site: str, name: str, lang: Language, pictures: Path
) -> None:
    page.set_viewport_size({"width": 1280, "height": 1100})
    settled(page, site, name, lang)
    taken = pictures / f"{name}.{lang}.jpg"
    page.screenshot(path=taken, type="jpeg", quality=80)
    assert taken.stat().st_size > 20_000
    assert grave(page) == []


@pytest.mark.parametrize("name", list(VIEWS))
def test_view_is_open_to_everybody_in_the_dark_and_on_a_phone(page: Page, site: str, name: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 844})
    settled(page, site, name, "fr")
    assert grave(page) == []


def test_every_view_stands_in_the_documents_with_its_pictures() -> None:
    assert tuple(VIEWS) == links.VIEWS
    written = DOCUMENT.read_text(encoding="utf-8")
    heads = re.findall(r"^## (.*)$", written, re.MULTILINE)
    assert heads == [text(name, "en") for name in VIEWS]
    for name in VIEWS:
        for lang in ("en", "ar"):
            assert f"pictures/{name}.{lang}.jpg" in written
            assert (DOCUMENT.parent / "pictures" / f"{name}.{lang}.jpg").is_file()
