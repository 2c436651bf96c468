"""A company joins: from the link of its invitation to a green tick, by a real shipper, on a phone and at the computer beside it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

import web_ready  # noqa: F401  # before any model is imported
from browser.looking import LOOKS, PHONE, Visit, turn, violations
from contract_cast import draft_plan
from django_login import signed_in
from otasuke.cli.web_process import web_logins
from otasuke.config import Settings
from otasuke.web.contracts.models import Plan
from otasuke.web.contracts.services import offer_plan
from otasuke.web.customers.models import Customer
from otasuke.web.customers.policy import Facts
from otasuke.web.customers.services import open_customer
from otasuke.web.joining.selectors import joining_of
from otasuke.web.joining.services import Invited, invite
from otasuke.web.sensors.selectors import devices_of
from system.running import SOURCE, Running, marks, running, sshd_line

pytestmark = pytest.mark.slow

MOST_TAPS = 12
PATIENCE_MS = 60_000


@dataclass(frozen=True, slots=True)
class House:
    """The whole service, with a plan."""

    service: Running
    web: str
    plan: Plan

    def invite(self, tenant: str) -> Invited:
        from django.utils import timezone

        customer = open_customer(Facts(tenant, "有限会社みのり坂木工", "ミノリザカモッコウ"), actor=None)
        email = f"inamori@{tenant}.example"
        return invite(customer, self.plan, endpoints=2, email=email, name="", actor=None, now=timezone.now())


@dataclass
class Phone:
    """A phone whose taps are counted."""

    page: Page
    context: BrowserContext
    taps: int = 0

    def tap(self, selector: str) -> None:
        self.taps += 1
        self.page.click(selector, timeout=PATIENCE_MS)

    def go_on(self, selector: str) -> None:
        with self.page.expect_navigation(timeout=PATIENCE_MS):
            self.tap(selector)

    def sees(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words, timeout=PATIENCE_MS)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


@pytest.fixture(scope="module")
def house(chromium: Browser) -> Iterator[House]:
    web, gateway = (f"127.0.0.1:{free_port()}" for _ in range(2))
    told = {"OTASUKE_WEB_LISTEN": web, "OTASUKE_HTTP_LISTEN": gateway, "OTASUKE_LEARN": "off"}
    told |= {"OTASUKE_PROVIDER_NAME": "なにわ見守り舎", "OTASUKE_PROVIDER_PHONE": "06-0000-0119"}
    told |= {f"OTASUKE_{door}_LISTEN": "off" for door in ("SYSLOG", "SYSLOG_TLS", "FLUENT")}
    with running(**told) as service, signed_in(web_logins(Settings(service.folder)).member):
        yield House(service, f"http://{web}", offer_plan(draft_plan(title="Hitoe"), actor=None))


@pytest.fixture
def phone(house: House, chromium: Browser) -> Iterator[Callable[[str], Phone]]:
    with ExitStack() as stack:

        def opened(language: str) -> Phone:
            context = chromium.new_context(
                locale="ja-JP" if language == "ja" else "en-GB",
                viewport={"width": PHONE, "height": 844},
                has_touch=True,
            )
            stack.callback(context.close)
            context.add_cookies([{"name": "django_language", "value": language, "url": house.web}])
            return Phone(context.new_page(), context)

        yield opened


@contextmanager
def computer(folder: Path, line: str) -> Iterator[Path]:
    """Enter a line in the shell of a computer, as far as it can be without being root; its log. The shipper is ended."""
    log, programs, pid = folder / "auth.log", folder / "bin", folder / "pid"
    programs.mkdir()
    log.write_text("Nov 23 11:59:00 web01 sshd[1]: before\n")
    shipper = programs / "otasuke"
    shipper.write_text(f'#!/bin/sh\necho $$ >{pid}\nPYTHONPATH={SOURCE} exec {sys.executable} -m otasuke "$@"\n')
    shipper.chmod(0o755)
    told = {"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(folder), "OTASUKE_LOGS": str(log)}
    command = ["sh", "-c", line.replace("| sudo sh", "| sh")]
    try:
        done = subprocess.run(command, cwd=folder, env=told, capture_output=True, text=True, timeout=90, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        yield log
    finally:
        if pid.exists():
            os.kill(int(pid.read_text()), 15)


def line_for(house: House, chromium: Browser, phone: Phone) -> str:
    """What the computer's own browser shows who typed the short address, and the code of the phone."""
    address, code = phone.page.inner_text(".typed"), phone.page.inner_text(".code")
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"http://{address}")
    assert urlsplit(page.url).path == "/t"
    page.fill("#code", code.replace("-", "").lower())
    page.press("#code", "Enter")
    line = page.inner_text("pre", timeout=PATIENCE_MS)
    context.close()
    return line


def walk_to_code(phone: Phone, made: Invited, house: House, *, cut: Callable[[str], None] = lambda _: None) -> None:
    """From the first page to the code of the one Linux computer."""
    phone.page.goto(f"{house.web}/j/{made.mailed_secret}")
    phone.go_on("main form[action$='/who'] .primary")
    cut("cost")
    phone.go_on("main form[action$='/cost'] .primary")
    phone.tap("[name=name]")
    phone.page.keyboard.type("稲森 修")
    cut("consent")
    phone.go_on("main form[action$='/consent'] .primary")
    for _ in range(2):
        phone.tap("[data-step='-1'] >> nth=0")
    phone.tap("[data-step='1'] >> nth=2")
    cut("count")
    phone.go_on("main form[action$='/count'] .primary")


def write(log: Path) -> None:
    with log.open("a") as lines:
        lines.writelines(f"{sshd_line(mark)}\n" for mark in marks("joined", 5))


@pytest.mark.parametrize(("language", "done"), [("ja", "つながりました"), ("en", "Connected")])
def test_a_company_joins_in_few_taps(
    house: House, chromium: Browser, phone, tmp_path: Path, record_property, language: str, done: str
) -> None:
    made, walker, began = house.invite(f"minori-{language}"), phone(language), time.monotonic()

    walk_to_code(walker, made, house)
    with computer(tmp_path, line_for(house, chromium, walker)) as log:
        write(log)
        written = time.monotonic()
        walker.page.wait_for_selector("svg.joined", timeout=PATIENCE_MS)
        told_after_s = time.monotonic() - written
    walker.sees(done)

    record_property("taps", walker.taps)
    record_property("seconds", round(time.monotonic() - began, 1))
    record_property("told_after_s", round(told_after_s, 1))
    assert walker.taps <= MOST_TAPS
    assert joining_of(made.joining.id).step == "connected"
    for look in LOOKS:
        turn(walker.page, look)
        assert violations(Visit(walker.page)) == []


def test_a_company_joins_though_its_network_is_cut_again_and_again(
    house: House, chromium: Browser, phone, tmp_path: Path
) -> None:
    made, walker = house.invite("minori-cut"), phone("ja")

    def cut(_: str) -> None:
        """From now on there is no network, until the page has said so."""
        walker.context.set_offline(True)

    def back_when_told(selector: str) -> None:
        walker.taps += 1
        walker.page.click(selector)
        walker.page.wait_for_selector("#offline:not([hidden])", timeout=PATIENCE_MS)
        with walker.page.expect_navigation(timeout=PATIENCE_MS):
            walker.context.set_offline(False)

    walker.go_on = lambda selector: (  # type: ignore[method-assign]
        back_when_told(selector) if walker.page.evaluate("!navigator.onLine") else Phone.go_on(walker, selector)
    )
    walk_to_code(walker, made, house, cut=cut)
    assert [one.kind for one in devices_of(_customer(made))] == ["linux"]
    line = line_for(house, chromium, walker)
    walker.context.set_offline(True)
    with computer(tmp_path, line) as log:
        write(log)
        walker.context.set_offline(False)
        walker.page.wait_for_selector("svg.joined", timeout=PATIENCE_MS)

    assert walker.taps <= MOST_TAPS
    assert len(devices_of(_customer(made))) == 1


def _customer(made: Invited) -> Customer:
    return made.joining.customer
