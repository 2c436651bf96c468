"""Every page, as people see it: on a phone and a screen, light and dark, enlarged, in both languages, by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from addresses import ADDRESSES, Address, Kind, made
from browser.looking import DESK, LOOKS, PHONE, Look, Visit, turn, violations, visit
from browser.serving import Site
from otasuke.web.accounts.policy import CUSTOMERS
from web_cast import NEIGHBOUR, NOBODY

MOST_BYTES = 150_000
WIDTHS = (320, PHONE, 640, DESK, 1920)  # 320 and 640 are half of 640 and of 1280: 200 %
LEAST_TARGET, LEAST_OF_STAFF = 44, 32
MOST_TABS = 60
PAPER = 703  # A4 within its margins


def visitor_of(address: Address) -> str:
    """Who looks at a page: whoever may see the most."""
    roles = {role.value for role in address.door.roles}
    return address.seen_by or next((one for one in ("owner", "manager", *sorted(roles)) if one in roles), NOBODY)


PAGES = [(name, visitor_of(one)) for name, one in ADDRESSES.items() if one.kind is Kind.PAGE]
PAGES += [  # his company has nothing yet
    (name, NEIGHBOUR)
    for name, one in ADDRESSES.items()
    if one.kind is Kind.PAGE and one.door.roles & CUSTOMERS and not one.names
]


@pytest.fixture(scope="module", params=PAGES, ids="-".join)
def opened(request: pytest.FixtureRequest, site: Site, chromium: Browser) -> Iterator[Visit]:
    """A page, open for all tests of it."""
    name, visitor = request.param
    with visit(site, chromium, _path(site, name), visitor=visitor) as page:
        yield page


def _path(site: Site, name: str) -> str:
    return reverse(name, kwargs=made(ADDRESSES[name].names, site.cast.things))


def test_it_is_light_and_nothing_complains(opened: Visit, request: pytest.FixtureRequest) -> None:
    name, _ = request.node.callspec.params["opened"]
    opened.page.wait_for_load_state("networkidle")

    assert opened.status == ADDRESSES[name].answers
    assert [one for one in opened.complaints if opened.status == 200 or f"status of {opened.status} " not in one] == []
    weights = opened.bytes()
    assert sum(weights.values()) <= MOST_BYTES, weights
    assert {url.split("/")[2] for url in weights} == {opened.page.url.split("/")[2]}


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.width}-{look.theme}")
def test_axe_finds_nothing(opened: Visit, look: Look) -> None:
    turn(opened.page, look)

    assert violations(opened) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_sticks_out_sideways(opened: Visit, width: int) -> None:
    turn(opened.page, Look(width))

    assert sticking_out(opened) == []


@pytest.mark.parametrize("cookies", [{"type": "large", "furigana": "on"}, {"django_language": "en"}], ids=str)
def test_nor_do_large_letters_with_readings_and_english(
    opened: Visit, look_at: Callable[..., Visit], cookies: dict[str, str], request: pytest.FixtureRequest
) -> None:
    _, visitor = request.node.callspec.params["opened"]
    again = look_at(opened.page.url.removeprefix(_root(opened)), visitor, **cookies)

    for width in (320, PHONE, DESK):
        turn(again.page, Look(width))
        assert sticking_out(again) == [], width


def _root(opened: Visit) -> str:
    return "/".join(opened.page.url.split("/")[:3])


def sticking_out(opened: Visit) -> list[str]:
    """The elements that reach beyond the window, if the page can be moved sideways."""
    found: list[str] = opened.page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
            [...document.querySelectorAll("body *")]
                .filter(one => one.getBoundingClientRect().right > innerWidth)
                .map(one => one.outerHTML.slice(0, 120)).slice(0, 5).concat("the page itself")"""
    )
    return found


def test_what_is_tapped_is_large_enough(opened: Visit) -> None:
    """Links within a sentence are as high as its line."""
    turn(opened.page, Look(PHONE))

    small = opened.page.evaluate(
        """([usual, staff]) => {
            const least = document.querySelector(".console") ? staff : usual
            const shown = [...document.querySelectorAll("a, button, input, select, textarea, summary")]
                .filter(one => one.checkVisibility({visibilityProperty: true}) && one.type !== "hidden" && !one.ariaHidden)
                .filter(one => getComputedStyle(one).display !== "inline" && !one.classList.contains("skip"))
            return shown.map(one => [one.closest("label") ?? one, one])
                .filter(([target]) => Math.min(target.offsetHeight, target.offsetWidth) < least)
                .map(([target, one]) => `${one.outerHTML.slice(0, 120)} ${target.offsetWidth}×${target.offsetHeight}`)
        }""",
        [LEAST_TARGET, LEAST_OF_STAFF],
    )

    assert small == []


def test_the_keyboard_reaches_all_and_one_sees_where_it_is(opened: Visit) -> None:
    turn(opened.page, Look(DESK))
    opened.page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    reached: list[dict[str, Any]] = []
    for _ in range(MOST_TABS):
        opened.page.keyboard.press("Tab")
        here = opened.page.evaluate(
            """() => { const one = document.activeElement, style = getComputedStyle(one)
                return {"is": one.outerHTML.slice(0, 120), "body": one === document.body, "outline": style.outlineStyle,
                        "width": parseFloat(style.outlineWidth), "seen": one.checkVisibility()} }"""
        )
        if here["body"] or here in reached:
            break
        reached.append(here)

    assert reached
    assert [one["is"] for one in reached if one["outline"] == "none" or one["width"] < 2 or not one["seen"]] == []


def test_nothing_moves_for_who_wants_it_still(opened: Visit) -> None:
    opened.page.emulate_media(reduced_motion="reduce")

    assert opened.page.evaluate("document.getAnimations().length") == 0
    opened.page.emulate_media(reduced_motion="no-preference")


def test_on_paper_nothing_is_cut_off_and_nothing_is_to_be_pressed(opened: Visit) -> None:
    turn(opened.page, Look(PAPER))
    opened.page.emulate_media(media="print", color_scheme="dark")
    hidden = opened.page.evaluate("!document.querySelector('main').checkVisibility()")
    pressed = opened.page.evaluate(
        """[...document.querySelectorAll(".button, .tabs, .console > nav, .bar, .toasts")]
            .filter(one => one.checkVisibility()).map(one => one.outerHTML.slice(0, 120))"""
    )
    paper = opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
    cut = opened.page.evaluate(
        """[...document.querySelectorAll("main *")]
            .filter(one => ["hidden", "clip"].includes(getComputedStyle(one).overflowY) && !one.closest("svg, .sr, table"))
            .filter(one => one.scrollHeight > one.clientHeight + 1).map(one => one.outerHTML.slice(0, 120))"""
    )
    opened.page.emulate_media(media="screen")

    assert (hidden, pressed, cut, paper) == (False, [], [], "rgb(255, 255, 255)")
