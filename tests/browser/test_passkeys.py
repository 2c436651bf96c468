"""A passkey in a real browser, with an authenticator that Chromium plays: register, sign out, come in by it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from browser.looking import visit
from browser.serving import Site

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def local(site: Site) -> Site:
    """Under a name: for a bare number browsers make no passkeys."""
    return replace(site, url=site.url.replace("127.0.0.1", "localhost"))


def give_authenticator(page: Page, **changed: Any) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR | changed})


@pytest.mark.parametrize(
    ("visitor", "own_page", "door", "inside"),
    [("owner", "/me", "/enter", "/"), ("clerk", "/console/settings", "/staff/enter", "/console")],
)
def test_a_passkey_is_registered_and_opens_the_door(
    local: Site, chromium: Browser, visitor: str, own_page: str, door: str, inside: str
) -> None:
    with visit(local, chromium, own_page, visitor=visitor) as opened:
        page = opened.page
        give_authenticator(page)
        page.click("form[data-passkey=create] button")
        page.wait_for_selector("#passkeys .list")
        page.context.clear_cookies()

        page.goto(local.url + door)
        page.click("form[data-passkey=get] button")
        page.wait_for_url(local.url + inside)

        assert page.locator("main h1").count() == 1
        assert opened.complaints == []


def test_a_phone_that_knows_no_passkey_is_told_what_to_do(local: Site, chromium: Browser) -> None:
    with visit(local, chromium, "/enter", visitor="nobody") as opened:
        give_authenticator(opened.page, isUserVerified=False)
        opened.page.click("form[data-passkey=get] button")

        opened.page.wait_for_selector("[data-wrong]:not([hidden])")
