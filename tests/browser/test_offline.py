"""With the line unplugged the last picture stays: what to do, and the cards."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Error, expect

from browser.looking import Visit
from browser.serving import Site

HAS_WORKER = "navigator.serviceWorker.ready.then(() => true)"
KEPT = """async (path) => Boolean(await (await caches.open("portal-1")).match(path))"""


@pytest.fixture
def home(look_at: Callable[..., Visit]) -> Visit:
    """今日のようす, after it was opened a second time: from then on the program sees it."""
    opened = look_at("/", "owner")
    opened.page.evaluate(HAS_WORKER)
    opened.page.reload()
    for path in ("/", "/devices/cards"):
        opened.page.wait_for_function(KEPT, arg=path)
    return opened


def test_without_a_net_the_last_picture_stays_and_says_so(home: Visit) -> None:
    page = home.page
    expect(page.locator("[data-offline]")).to_be_hidden()
    page.context.set_offline(True)

    page.reload()

    expect(page.locator("h1")).to_contain_text("線を抜いてください。")
    expect(page.locator("[data-offline]")).to_be_visible()
    page.goto(page.url.rstrip("/") + "/devices/cards")
    expect(page.locator(".if-card").first).to_contain_text("電源は切らない")
    page.context.set_offline(False)


def test_who_leaves_leaves_nothing_behind(home: Visit, site: Site) -> None:
    page = home.page
    page.goto(f"{site.url}/ask")
    page.context.clear_cookies()
    page.goto(f"{site.url}/")
    expect(page).to_have_url(f"{site.url}/enter?next=/")
    page.wait_for_function(
        "async () => !(await caches.has('portal-1')) || !(await (await caches.open('portal-1')).match('/'))"
    )
    page.context.set_offline(True)

    with pytest.raises(Error):
        page.goto(f"{site.url}/")
