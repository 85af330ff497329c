"""What the tests of the explorer share: its views without a browser, and with Chromium on the running app."""

from __future__ import annotations

import html
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, Request, Response, expect
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from oic_mandates.explorer import links
from oic_mandates.explorer.language import DIRECTIONS, Language

EXPLORER = Path(__file__).resolve().parent.parent / "explorer"
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), "chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
IN_VIEW = """id => {
    const found = document.getElementById(id);
    if (!found) return false;
    const { top, bottom } = found.getBoundingClientRect();
    return top >= 0 && top < window.innerHeight / 2 && bottom > top;
}"""
# Under the address of a view Streamlit looks for its own root first; it asks again one step higher.
PROBE = re.compile(r"/\w+/_stcore/(?:health|host-config)$")


@dataclass
class Watch:
    """What a page did that it must not do."""

    faults: list[str] = field(default_factory=list)

    def over(self, page: Page, host: str) -> None:
        def request(found: Request) -> None:
            parts = urlsplit(found.url)
            if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != host:
                self.faults.append(f"leaves the machine: {found.url}")

        def response(found: Response) -> None:
            if found.status >= 400 and not PROBE.search(urlsplit(found.url).path):
                self.faults.append(f"{found.status}: {found.url}")

        def told(kind: str, words: str, url: str) -> None:
            if kind == "error" and not PROBE.search(urlsplit(url).path):
                self.faults.append(f"console: {words} ({url})")

        page.on("request", request)
        page.on("response", response)
        page.on("console", lambda message: told(message.type, message.text, message.location.get("url", "")))
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(home: Path) -> Iterator[str]:
    """The address of an explorer that runs over the graph in `home`, for as long as the block lasts."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "app.py",
        "--server.headless",
        "true",
        "--server.port",
        f"{port}",
    ]
    environment = {name: value for name, value in os.environ.items() if name != "OIC_MANDATES_ENDPOINT"}
    environment["OIC_MANDATES_HOME"] = str(home)
    with subprocess.Popen(
        command, cwd=EXPLORER, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        assert server.stdout
        # It tells its address once it listens.
        lines = []
        for line in server.stdout:
            lines.append(line)
            if "URL:" in line:
                break
        assert server.poll() is None, "".join(lines)
        # Whatever it says later is read away, lest it waits for a reader; and nothing that is open keeps it alive.
        Thread(target=server.stdout.read, daemon=True).start()
        try:
            yield f"http://localhost:{port}/"
        finally:
            server.kill()


def visit(page: Page, site: str, address: str, lang: str) -> None:
    page.goto(f"{site}{address}{'&' if '?' in address else '?'}lang={lang}")


def rested(page: Page) -> None:
    """Waits until the server has nothing more to say: a menu that opens before that is closed or moved by it."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(state="attached")


def fits(page: Page) -> bool:
    """Whether nothing is cut off: the page itself never scrolls sideways, wide tables do so in their own frame."""
    main = page.get_by_test_id("stMain")
    return bool(main.evaluate("main => main.scrollWidth <= main.clientWidth + 1"))


def opens(page: Page, site: str, address: str, lang: Language, width: int, sign: str) -> None:
    """Asserts that a view opens in its direction and fits a screen so wide; `sign` shows that it is there."""
    page.set_viewport_size({"width": width, "height": 844})
    visit(page, site, address, lang)
    page.locator(sign).first.wait_for()
    expect(page.locator("html")).to_have_attribute("dir", DIRECTIONS[lang])
    expect(page.locator("html")).to_have_attribute("lang", lang)
    for place in ("stMain", "stSidebar"):
        expect(page.get_by_test_id(place)).to_have_css("direction", DIRECTIONS[lang])
    expect(page.locator(".stException")).to_have_count(0)
    assert fits(page)


def asked(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def session(page: Page) -> float:
    """What stays the same for as long as the page is not loaded anew."""
    # Links keep the session as soon as the navigator is there, which gives the page its direction.
    page.locator("html[dir]").wait_for(state="attached")
    return float(page.evaluate("performance.timeOrigin"))


def open_view(view: str, lang: str, **query: str) -> AppTest:
    """A view as its address would open it, without a browser."""
    app = AppTest.from_file(str(EXPLORER / "app.py"), default_timeout=60)
    # AppTest switches to files only, and the views are functions of one frame.
    app._page_hash = calc_hash(view)
    for name, value in {links.LANGUAGE: lang, **query}.items():
        app.query_params[name] = value
    return app.run()


def shown(app: AppTest) -> str:
    """All HTML of the page, styles left out."""
    bodies = [element.proto.body for element in (*app.get("html"), *app.sidebar.get("html"))]
    return "\n".join(dict.fromkeys(body for body in bodies if not body.startswith("<style>")))


def words(app: AppTest) -> str:
    """The same without tags, as a reader sees it."""
    return html.unescape(re.sub(r"<[^>]+>", "", shown(app)))
