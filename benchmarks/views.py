"""How long people wait for the explorer, in Chromium: the first view, and each view after it.

Run as `python -m benchmarks.views [HOME]`. Milliseconds from the click until what belongs to a view is
on the page. Each view is opened by its link in the sidebar, twice: the first time the server has never
made it, the second time it has. The very first view is timed from when a server that has just started
answers.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from playwright.sync_api import Page, sync_playwright

from benchmarks.homes import asked_home
from oic_mandates.explorer import links
from tests import screen

SIGNS = {
    "home": ".figures", "read": "#para_137", "mandates": "table.acts", "entity": ".browse",
    "network": ".net-canvas[data-drawn]", "timeline": ".st-key-timeline-picture .point", "compare": "table.couples",
    "questions": "table.grid", "sparql": ".CodeMirror", "quality": ".figures", "add": "[data-testid=stFileUploader]",
}  # fmt: skip
FIRST, NEXT = 2000, 500  # milliseconds that are aimed at


def first(page: Page, site: str, view: str) -> float:
    """Milliseconds until a view is there that is opened by its address."""
    start = time.perf_counter()
    page.goto(f"{site}{'' if view == 'home' else view}?lang=en")
    page.locator(SIGNS[view]).first.wait_for()
    return (time.perf_counter() - start) * 1000


def following(page: Page, view: str) -> float:
    """Milliseconds until a view is there that is opened from another one."""
    link = page.get_by_test_id("stSidebar").get_by_test_id("stPageLink-NavLink").nth(links.VIEWS.index(view))
    start = time.perf_counter()
    link.click()
    page.locator(f'[data-view="{view}"]').wait_for(state="attached")
    page.locator(SIGNS[view]).first.wait_for()
    return (time.perf_counter() - start) * 1000


def measure() -> Iterator[tuple[str, float, float]]:
    """The first view by its name and 0, then each view with its first and its second time."""
    with asked_home() as home, screen.running(home) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=screen.CHROMIUM, args=screen.FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        yield "home", first(page, site, "home"), 0
        order = [*links.VIEWS[1:], links.VIEWS[0]]
        rounds = [{view: following(page, view) for view in order} for _ in range(2)]
        for view in order:
            yield view, rounds[0][view], rounds[1][view]
        browser.close()


def main() -> None:
    """Prints the times, and how many of them keep to the aim."""
    (_, opening, _), *views = measure()
    print(f"first view after the start: {opening:.0f} ms (aim: {FIRST})")
    print(f"{'view, ms':<12}{'first time':>12}{'again':>8}")
    for view, cold, warm in views:
        print(f"{view:<12}{cold:>12.0f}{warm:>8.0f}")
    times = [warm for _, _, warm in views]
    kept = sum(each <= NEXT for each in times)
    print(f"again: median {statistics.median(times):.0f} ms, {kept} of {len(times)} within {NEXT} ms")


if __name__ == "__main__":
    main()
