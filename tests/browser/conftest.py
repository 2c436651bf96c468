"""A Chromium of the machine, and the web that it visits. The web is started for the first test here.

The tests run in one process (an xdist group). Where there is no Chromium they are skipped: `apt-get install chromium
fonts-noto-cjk` brings it, and letters for Japanese.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from browser.looking import Visit, visit
from browser.serving import Site, serving

CHROMIUM = shutil.which("chromium")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    absent = pytest.mark.skip(reason="there is no chromium here")
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.xdist_group("browser"))
            if CHROMIUM is None:
                item.add_marker(absent)


@pytest.fixture(scope="package")
def site() -> Iterator[Site]:
    """The web, with the cast in its database."""
    with serving() as made:
        yield made


@pytest.fixture(scope="module")
def chromium(site: Site) -> Iterator[Browser]:
    """A browser program. Playwright runs a loop in this thread, which Django would refuse to work beside.

    It ends with its module: tests that come later run loops of their own.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def look_at(site: Site, chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """Open an address: `look_at("/devices", "owner", type="large")`; it is closed at the end."""
    with ExitStack() as stack:

        def opened(path: str, visitor: str, **cookies: str) -> Visit:
            return stack.enter_context(visit(site, chromium, path, visitor=visitor, **cookies))

        yield opened
