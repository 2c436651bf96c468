"""A page as somebody sees it: in a window of some width, light or dark, and what the browser complained about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Literal

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Request

from browser.serving import Site

PHONE, DESK = 390, 1280
AXE = files("axe_playwright_python") / "axe.min.js"


@dataclass(frozen=True, slots=True)
class Look:
    """A window and what its owner prefers. A window at 200 % is one of half the width."""

    width: int = PHONE
    theme: Literal["light", "dark"] = "light"


LOOKS = [Look(width, theme) for width in (PHONE, DESK) for theme in ("light", "dark")]


@dataclass(slots=True)
class Visit:
    """A page that is open. complaints: of the console, of its policy, and what could not be loaded."""

    page: Page
    status: int = 0
    complaints: list[str] = field(default_factory=list)
    loaded: list[Request] = field(default_factory=list)

    def bytes(self) -> dict[str, int]:
        """What each address weighed so far, pressed, with its headers."""
        return {one.url: _weight(one) for one in self.loaded}


@contextmanager
def visit(site: Site, chromium: Browser, path: str, *, visitor: str, **cookies: str) -> Iterator[Visit]:
    """Open a path, signed in as one of the cast. cookies: of the switches, such as type=large."""
    context = chromium.new_context(locale="ja-JP", timezone_id="Asia/Tokyo", viewport={"width": PHONE, "height": 844})
    _give(context, site, visitor, cookies)
    one = Visit(context.new_page())
    _listen(one)
    answer = one.page.goto(site.url + path, wait_until="load")
    assert answer
    one.status = answer.status
    try:
        yield one
    finally:
        context.close()


def turn(page: Page, look: Look) -> None:
    """Look at an open page in another way."""
    page.set_viewport_size({"width": look.width, "height": 844})
    page.emulate_media(color_scheme=look.theme)


def violations(opened: Visit) -> list[str]:
    """What axe finds wrong with a page, with the places."""
    page = opened.page
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{one['id']}: {node['html'][:160]} ({node['failureSummary']})" for one in found for node in one["nodes"]]


def _give(context: BrowserContext, site: Site, visitor: str, cookies: dict[str, str]) -> None:
    session = site.cast.browsers[visitor].cookies.get(settings.SESSION_COOKIE_NAME)
    given = cookies | ({session.key: session.value} if session else {})
    context.add_cookies([{"name": name, "value": value, "url": site.url} for name, value in given.items()])


def _listen(one: Visit) -> None:
    def keep(request: Request) -> None:  # its size is asked for later: the answer would come while a test looks
        one.loaded.append(request)

    one.page.on("console", lambda said: said.type in {"error", "warning"} and one.complaints.append(said.text))
    one.page.on("pageerror", lambda error: one.complaints.append(str(error)))
    one.page.on("requestfailed", lambda request: one.complaints.append(f"not loaded: {request.url}"))
    one.page.on("requestfinished", keep)


def _weight(request: Request) -> int:
    sizes = request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]
