"""Notifications in a real browser. Its push service is away: what the service would bring is given to the worker by DevTools."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.looking import visit
from browser.serving import Site
from push_service import PushService

MESSAGE = {
    "title": "【いますぐ電話】経理のパソコンが乗っ取られかけています",
    "body": "経理のパソコンの線を抜いてください。",
    "tag": "5b1c",
    "url": "/messages",
    "language": "ja",
    "stays": True,
}
SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
  .map((one) => ({ title: one.title, body: one.body, tag: one.tag, stays: one.requireInteraction, url: one.data }))"""


def subscribed(page: Page, known: dict[str, str]) -> None:
    """Have the browser say that its push service gave it this address."""
    told = {"endpoint": known["endpoint"], "keys": {"p256dh": known["p256dh"], "auth": known["auth"]}}
    page.add_init_script(
        f"""const told = {json.dumps(told)};
        PushManager.prototype.subscribe = async () => {{
          localStorage.setItem("has-push", "yes");
          return {{ endpoint: told.endpoint, toJSON: () => told, unsubscribe: async () => true }};
        }};
        PushManager.prototype.getSubscription = async () =>
          localStorage.getItem("has-push") ? {{ endpoint: told.endpoint, unsubscribe: async () => true }} : null;"""
    )


@pytest.mark.parametrize(("visitor", "path"), [("owner", "/me"), ("clerk", "/console/duty/mine")])
def test_the_switch_is_pressed_and_the_page_knows_this_device(
    site: Site, chromium: Browser, visitor: str, path: str
) -> None:
    with visit(site, chromium, path, visitor=visitor) as opened:
        page = opened.page
        page.context.grant_permissions(["notifications"], origin=site.url)
        subscribed(page, PushService(443).known(visitor) | {"endpoint": f"https://push.example.com/{visitor}"})
        page.goto(site.url + path)
        expect(page.locator("[data-push-none]")).to_be_hidden()

        page.click("form[data-push] button")
        page.wait_for_selector("#push .list")

        expect(page.locator("#push [role=status]")).to_contain_text("この端末で通知を受けます。")
        expect(page.locator("#push [data-here]")).to_be_visible()
        expect(page.locator("form[data-push]")).to_be_hidden()
        page.locator("#push .list button").nth(1).click()
        expect(page.locator("#push [role=status]")).to_contain_text("通知をやめました。")


def test_who_forbids_it_is_told_where_to_allow_it(site: Site, chromium: Browser) -> None:
    with visit(site, chromium, "/me", visitor="owner") as opened:
        page = opened.page
        page.evaluate("Notification.requestPermission = async () => 'denied'")

        page.click("form[data-push] button")

        expect(page.locator("[data-denied]")).to_be_visible()


def deliver(page: Page, origin: str, data: str) -> None:
    """What a push service would bring."""
    devtools: Any = page.context.new_cdp_session(page)
    found: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: found.extend(one["registrationId"] for one in told["registrations"] if not one["isDeleted"]),
    )
    devtools.send("ServiceWorker.enable")
    page.wait_for_timeout(200)
    devtools.send("ServiceWorker.deliverPushMessage", {"origin": origin, "registrationId": found[0], "data": data})


@pytest.mark.parametrize(
    ("data", "title"),
    [(json.dumps(MESSAGE), MESSAGE["title"]), ("no json", "お知らせがあります"), ("null", "お知らせがあります")],
)
def test_what_comes_is_shown_on_the_screen(site: Site, chromium: Browser, data: str, title: str) -> None:
    with visit(site, chromium, "/", visitor="owner") as opened:
        page = opened.page
        page.context.grant_permissions(["notifications"], origin=site.url)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")

        deliver(page, site.url, data)

        page.wait_for_function(f"async () => (await ({SHOWN})()).length === 1")
        (shown,) = page.evaluate(SHOWN)
        assert shown["title"] == title
        if data.startswith("{"):
            assert (shown["body"], shown["tag"], shown["stays"], shown["url"]) == (
                MESSAGE["body"], MESSAGE["tag"], True, "/messages",
            )  # fmt: skip
