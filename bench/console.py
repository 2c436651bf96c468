"""Measure pages of the console over HTTP: a database of so many companies, the real server, monitoring at work beside it.

Starts `otasuke demo` on a folder, which is filled the first time and kept, signs in as an analyst by the demo's door, and asks
every page so many times over one connection, in turn, while the gateway takes in so many events a second. Prints a table
in Markdown: statements of the median and the 95th percentile in milliseconds, from the request to the last byte. The pages
are those of an analyst; companies and words are drawn with a seed.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from random import Random
from statistics import median, quantiles
from urllib.parse import quote, urlencode, urlsplit

from otasuke.pipeline.processes.doors import read_doors
from otasuke.web.world.companies import invent

WANTED_MS = {"page": 150.0, "search": 200.0}
WARM = 10


@dataclass(slots=True)
class Browser:
    """One connection that is kept, and cookies."""

    host: str
    connection: HTTPConnection = field(init=False)
    cookies: SimpleCookie = field(default_factory=SimpleCookie)

    def __post_init__(self) -> None:
        self.connection = HTTPConnection(self.host, timeout=60)

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, Mapping[str, str], str]:
        headers = {"Cookie": "; ".join(f"{name}={one.value}" for name, one in self.cookies.items())}
        headers |= {"Accept-Encoding": "identity"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body or None, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookies.load(line)
        return answer.status, dict(answer.headers), text

    def become(self, who: str) -> None:
        page = self.ask("GET", "/demo")[2]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, page[:500]
        status, _, _ = self.ask("POST", "/demo/become", urlencode({"csrfmiddlewaretoken": token[1], "who": who}))
        assert status == 302, status


def addresses(companies: int, dice: Random) -> Mapping[str, Callable[[], str]]:
    """What is asked, each time for another company, page or word."""

    def some() -> str:
        return invent(dice.randrange(companies), 1).facts.tenant

    def word() -> str:
        kana = invent(dice.randrange(companies), 1).facts.name_kana
        cut = kana[: dice.randint(2, 8)]
        if len(cut) > 4 and dice.random() < 0.3:  # a slip
            place = dice.randrange(len(cut) - 1)
            cut = cut[:place] + cut[place + 1] + cut[place] + cut[place + 2 :]
        return quote(cut)

    return {
        "page: first": lambda: "/console",
        "page: companies": lambda: f"/console/companies?page={dice.randint(1, max(1, companies // 50))}",
        "page: a company": lambda: f"/console/companies/{some()}",
        "page: settings": lambda: "/console/settings",
        "search": lambda: f"/console/companies?q={word()}",
        "search: one kana": lambda: f"/console/companies?q={quote(dice.choice('アイカサタナハマ'))}",
        "search: a corporate number": lambda: (
            f"/console/companies?q={invent(30 * dice.randrange(companies // 30 or 1), 1).facts.corporate_number}"
        ),
    }


def measure(browser: Browser, asked: Mapping[str, Callable[[], str]], times: int) -> dict[str, list[float]]:
    """Milliseconds of each request, all kinds in turn."""
    took: dict[str, list[float]] = {name: [] for name in asked}
    for number in range(WARM + times):
        for name, address in asked.items():
            path = address()
            began = time.perf_counter()
            status, _, _ = browser.ask("GET", path)
            if number >= WARM:
                took[name].append((time.perf_counter() - began) * 1000)
            assert status == 200, (path, status)
    return took


def p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1]


@contextmanager
def demo(folder: Path, companies: int) -> Iterator[str]:
    """A demo that runs; its host and port."""
    command = [sys.executable, "-m", "otasuke", "demo", "--stay", "--data", str(folder), "--companies", str(companies)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  # our own words
        try:
            assert process.stdout
            for line in process.stdout:
                if found := re.search(r"http://\S+/demo", line):
                    yield urlsplit(found[0]).netloc
                    break
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate()


@contextmanager
def monitoring(folder: Path, rate: float) -> Iterator[None]:
    """Made-up companies send so many events a second to its gateway until the context ends; at 0 nobody does."""
    if not rate:
        yield
        return
    doors = read_doors(folder / "pipeline")
    assert doors
    url = f"http://{doors.http}"
    command = [sys.executable, "-m", "otasuke", "simulate", "--companies", "40", "--attacks", "0", "--duration", "3600"]
    command += ["--rate", str(rate), "--url", url, "--data", str(folder), "--grace", "0"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as sending:  # noqa: S603  # the same
        try:
            yield
        finally:
            sending.send_signal(signal.SIGINT)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--companies", type=int, default=5_000)
    parser.add_argument("--times", type=int, default=200, help="of each page")
    parser.add_argument("--rate", type=float, default=200.0, help="events a second that the gateway takes in meanwhile")
    parser.add_argument("--data", type=Path, default=Path(tempfile.gettempdir(), "otasuke-console"))
    args = parser.parse_args()
    with demo(args.data, args.companies) as host, monitoring(args.data, args.rate):
        browser = Browser(host)
        browser.become("analyst")
        before = os.getloadavg()
        took = measure(browser, addresses(args.companies, Random(1)), args.times)
        after = os.getloadavg()
    print(
        f"{args.companies:,} companies, {args.times} of each, {args.rate:g} events/s, load {before[0]:.1f} to {after[0]:.1f}\n"
    )
    print("| page | p50 ms | p95 ms | wanted |\n|---|---|---|---|")
    is_well = True
    for name, values in took.items():
        wanted = WANTED_MS[name.partition(":")[0]]
        is_well &= p95(values) <= wanted
        print(f"| {name.removeprefix('page: ')} | {median(values):.0f} | {p95(values):.0f} | {wanted:.0f} |")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
