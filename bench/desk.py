"""Measure what the desk waits for: 対応待ち, lists of alerts, incidents and searches with 50,000 open alerts, and how soon a browser is told of more.

    bench/desk.py [--data FOLDER] [--companies 2000] [--alerts 50000] [--times 100] [--live 30] [--browser]

Starts a PostgreSQL and `otasuke serve web` on FOLDER, which is filled the first time (desk_fill.py) and kept, signs in as an analyst by the
demo's door, and asks every page so many times over one connection, in turn, each time for another company, incident, alert or word.
Then another process writes detections as the service does (`flows.arriving`), one every two seconds, while the pages are asked on, and
the time is taken from before it begins to write until the browser's stream says so; with --browser, until a Chromium shows the offer.
Prints tables in Markdown, with what the web and PostgreSQL took of the processors for a page (Linux); ends with 1 if a page's p95 is beyond 200 ms, or anything came later than 2 s.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from statistics import median
from typing import Any
from urllib.error import URLError
from urllib.parse import quote, urlencode

import psutil
from console import WARM, Browser, p95

from otasuke.config import DEMO_MARK, Listen, Settings

WANTED_MS, WANTED_S = 200.0, 2.0
_PATIENCE_S = 120.0
_PAUSE_S = 2.0


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is ended
    if options.writer:
        return _write()
    options.data.mkdir(parents=True, exist_ok=True)
    options.data.chmod(0o755)  # PostgreSQL runs as another account
    (options.data / DEMO_MARK).touch()
    settings = Settings(options.data, web=Listen("127.0.0.1", _free_port()), is_demo=True)
    with _database(settings), _web(settings, options.data):
        _sign_in(settings)
        _fill(options)
        browser = Browser(str(settings.web))
        browser.become("analyst")
        pages = _pages(browser, Random(options.seed))
        is_well = _ask_pages(browser, pages, options)
        if options.live:
            is_well &= _time_live(browser, pages, options, str(settings.web))
    return 0 if is_well else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(tempfile.gettempdir(), "otasuke-desk"))
    parser.add_argument("--companies", type=int, default=2_000)
    parser.add_argument("--alerts", type=int, default=50_000, help="that are open")
    parser.add_argument("--incidents", type=int, default=6_000, help="that are open")
    parser.add_argument("--times", type=int, default=100, help="of each page")
    parser.add_argument("--only", default="", help="pages whose name has this")
    parser.add_argument("--live", type=int, default=30, help="detections whose way to the browser is timed; 0: none")
    parser.add_argument("--browser", action="store_true", help="time a Chromium of this machine too")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--writer", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


# ---- what runs


@contextmanager
def _database(settings: Settings) -> Iterator[None]:
    from otasuke.local.postgres import Postgres
    from otasuke.local.supervisor import Supervisor

    (settings.data_folder / "log").mkdir(exist_ok=True)
    supervisor = Supervisor([Postgres(settings.data_folder).service()], say=lambda _: None)
    supervisor.start()
    try:
        yield
    finally:
        supervisor.stop()


@contextmanager
def _web(settings: Settings, folder: Path) -> Iterator[None]:
    """The server, as the service runs it."""
    command = [sys.executable, "-m", "otasuke", "serve", "web", "--data", str(folder)]
    told = os.environ | {"OTASUKE_WEB_LISTEN": str(settings.web)}
    with (folder / "web.log").open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said, env=told) as web:  # noqa: S603  # our own words
        try:
            _until_it_answers(web, f"http://{settings.web}/well")
            yield
        finally:
            web.send_signal(signal.SIGTERM)


def _until_it_answers(web: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while web.poll() is None and time.monotonic() < deadline:
        with suppress(URLError), urllib.request.urlopen(address, timeout=5):  # noqa: S310  # our own words
            return
        time.sleep(0.2)
    raise SystemExit("the web did not start; web.log says why")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def _sign_in(settings: Settings) -> None:
    """Django of this process is the web's, on the same database."""
    import django

    from otasuke.cli.web_process import web_logins
    from otasuke.local.folder import secret
    from otasuke.web.project.serving import environment

    key = secret(settings.data_folder / "web.key.secret")
    os.environ.update(environment(settings, web_logins(settings).member, secret=key))
    django.setup()


def _fill(options: argparse.Namespace) -> None:
    import psycopg
    from desk_fill import Amounts, fill, is_filled, night

    from otasuke.cli.web_process import web_logins
    from otasuke.web.world import build

    if is_filled():
        return
    build(companies=options.companies, say=_say)
    amounts = Amounts(options.alerts, options.incidents, 2 * options.incidents)
    fill(amounts, seed=options.seed, now=night(datetime.now(UTC)), say=_say)
    owner = web_logins(Settings(options.data)).owner
    with psycopg.connect(owner.conninfo, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")  # as PostgreSQL does by itself after some minutes


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


# ---- pages


def _pages(browser: Browser, dice: Random) -> Mapping[str, Callable[[], str]]:
    """What is asked, each time for another company, incident, alert or word."""
    from otasuke.web.alerts.models import Alert
    from otasuke.web.customers.models import Customer
    from otasuke.web.incidents.models import Incident
    from otasuke.web.tenancy.scope import across

    with across("a bench looks at all companies"):
        some = list(Incident.objects.exclude(closed_at=None).values_list("code", flat=True)[:500])
        codes = list(Incident.objects.filter(closed_at=None).order_by("id").values_list("code", flat=True)[:1500])
        large = _largest()
        companies = list(Customer.objects.order_by("id").values_list("tenant", "name"))
        alerts = list(Alert.objects.filter(closed_at=None).order_by("id").values_list("id", "rule_id", "title")[:2000])

    def tenant() -> str:
        return str(dice.choice(companies)[0])

    def word() -> str:
        return quote(
            dice.choice((dice.choice(alerts)[2][:6], dice.choice(companies)[1][3:7], dice.choice(codes)[2:6], "keiri"))
        )

    onward = _onward(browser, "/console/queue", 12)
    later = _onward(browser, "/console/queue/held", 12)
    since = quote((datetime.now(UTC) - timedelta(minutes=10)).isoformat())
    return {
        "queue": lambda: "/console/queue",
        "queue, a page further on": lambda: dice.choice(onward),
        "queue, one colour": lambda: f"/console/queue?level={dice.choice(('aka', 'ki', 'ao'))}",
        "queue, mine or nobody's": lambda: f"/console/queue?assigned={dice.choice(('me', 'nobody'))}",
        "queue, a state": lambda: f"/console/queue?state={dice.choice(('new', 'looking', 'waiting', 'acting'))}",
        "queue, a company": lambda: f"/console/queue?company={tenant()}",
        "queue, a word": lambda: f"/console/queue?q={word()}",
        "queue, a word that is nowhere": lambda: "/console/queue?q=zzzzqq",
        "queue, two words and a colour": lambda: f"/console/queue?q={word()}+{word()}&level=ki",
        "queue: the rail": lambda: f"/console/queue/rail/{dice.choice(codes)}",
        "queue: what is new": lambda: f"/console/queue/news?since={since}",
        "held back": lambda: "/console/queue/held",
        "held back, a page further on": lambda: dice.choice(later),
        "held back, one reason": lambda: (
            f"/console/queue/held?by={dice.choice(('habit', 'learning', 'cause', 'letter'))}"
        ),
        "held back, a company": lambda: f"/console/queue/held?company={tenant()}",
        "incident": lambda: f"/console/incidents/{dice.choice(codes)}",
        "incident, one of the largest": lambda: f"/console/incidents/{dice.choice(large)}",
        "incident, closed": lambda: f"/console/incidents/{dice.choice(some)}",
        "alert": lambda: f"/console/alerts/{dice.choice(alerts)[0]}",
        "rules": lambda: "/console/review",
        "rules, all": lambda: "/console/review?all",
        "alerts of a rule": lambda: f"/console/review/rule?{urlencode({'rule': dice.choice(alerts)[1]})}",
        "search": lambda: f"/console/find?q={word()}",
        "morning": lambda: "/console/morning",
    }


def _largest() -> list[str]:
    from django.db.models import Count

    from otasuke.web.incidents.models import Incident

    found = Incident.objects.filter(closed_at=None).annotate(many=Count("belongings")).order_by("-many")
    return list(found.values_list("code", flat=True)[:30])


def _onward(browser: Browser, path: str, most: int) -> list[str]:
    """The addresses of the pages that follow."""
    found: list[str] = []
    while len(found) < most:
        text = browser.ask("GET", found[-1] if found else path)[2]
        links = re.findall(r'href="([^"]*[?&;]after=[^"]+)"', text)
        if not links:
            break
        found.append(path + "?" + links[-1].replace("&amp;", "&").partition("?")[2])
    return found


def _ask_pages(browser: Browser, pages: Mapping[str, Callable[[], str]], options: argparse.Namespace) -> bool:
    chosen = {name: address for name, address in pages.items() if options.only in name}
    took: dict[str, list[float]] = {name: [] for name in chosen}
    cost: dict[str, list[float]] = {name: [] for name in chosen}
    sizes: dict[str, int] = {}
    processes = psutil.Process().children(recursive=True)
    before = os.getloadavg()[0]
    for number in range(WARM + options.times):
        for name, address in chosen.items():
            path = address()
            worked, began = _worked_ms(processes), time.perf_counter()
            status, _, text = browser.ask("GET", path)
            if number >= WARM:
                took[name].append((time.perf_counter() - began) * 1000)
                cost[name].append(_worked_ms(processes) - worked)
            sizes[name] = len(text.encode())
            assert status == 200, (path, status)
    print(f"{options.times} of each, load {before:.1f} to {os.getloadavg()[0]:.1f}; wanted: p95 {WANTED_MS:.0f} ms\n")
    print(
        "| page | p50 ms | p95 ms | of what is wanted | CPU p50 ms | CPU p95 ms | kB |\n|---|---|---|---|---|---|---|"
    )
    for name, values in took.items():
        told = f"{median(values):.0f} | {p95(values):.0f} | {p95(values) / WANTED_MS:.2f}"
        worked_ms = f"{median(cost[name]):.0f} | {p95(cost[name]):.0f}"
        print(f"| {name} | {told} | {worked_ms} | {sizes[name] / 1000:.0f} |")
    return all(p95(values) <= WANTED_MS for values in took.values())


def _worked_ms(processes: Iterable[psutil.Process]) -> float:
    """What the web and PostgreSQL have had of the processors: unlike the time that passes, not lengthened by who else wants them."""
    found = 0
    for one in processes:
        for thread in Path(f"/proc/{one.pid}/task").glob("*/schedstat"):
            with suppress(OSError):
                found += int(thread.read_text().split()[0])
    return found / 1e6


# ---- live


def _time_live(
    browser: Browser, pages: Mapping[str, Callable[[], str]], options: argparse.Namespace, host: str
) -> bool:
    """How long it takes from a detection to who looks at the queue, while somebody else asks pages."""
    told: dict[str, list[float]] = {"written down": [], "stream": []}
    stopping = threading.Event()
    other = Browser(host)
    other.become("manager")
    asking = threading.Thread(target=_ask_on, args=(other, pages, stopping), daemon=True)
    before = os.getloadavg()[0]
    with _writer(options) as write, _shown(options, browser, host) as shown:
        stream = Stream(host, browser)
        asking.start()
        for _number in range(options.live):
            began, written = write()
            heard = stream.heard_after(written["mark"])
            told["written down"].append(written["done"] - began)
            told["stream"].append(heard - began)
            if shown is not None:
                told.setdefault("page", []).append(shown() - began)
            time.sleep(_PAUSE_S)
        stopping.set()
        asking.join(timeout=30)
        stream.close()
    print(f"\n{options.live} detections, load {before:.1f} to {os.getloadavg()[0]:.1f}; wanted: {WANTED_S:g} s\n")
    print("| until | p50 s | p95 s | longest s |\n|---|---|---|---|")
    for name, values in told.items():
        print(f"| {name} | {median(values):.2f} | {p95(values):.2f} | {max(values):.2f} |")
    return all(max(values) <= WANTED_S for values in told.values())


def _ask_on(browser: Browser, pages: Mapping[str, Callable[[], str]], stopping: threading.Event) -> None:
    while not stopping.is_set():
        for address in pages.values():
            browser.ask("GET", address())
            if stopping.wait(0.1):
                return


class Stream:
    """The stream of a queue that is open, read as a browser reads it: opened again whenever it ends."""

    def __init__(self, host: str, browser: Browser) -> None:
        self._host = host
        self._cookie = "; ".join(f"{name}={one.value}" for name, one in browser.cookies.items())
        self._said: dict[str, float] = {}
        self._some = threading.Condition()
        self._ends = threading.Event()
        self._connection: HTTPConnection | None = None
        threading.Thread(target=self._read, daemon=True).start()

    def heard_after(self, mark: str) -> float:
        """When it said that, or something later."""
        with self._some:
            found = self._some.wait_for(lambda: [at for said, at in self._said.items() if said >= mark], 30)
        assert found, f"the stream never said {mark}"
        return min(found)

    def close(self) -> None:
        """End it."""
        self._ends.set()
        if self._connection is not None and self._connection.sock is not None:
            self._connection.sock.shutdown(socket.SHUT_RDWR)

    def _read(self) -> None:
        while not self._ends.is_set():
            self._connection = HTTPConnection(self._host, timeout=60)
            with suppress(OSError):
                self._connection.request("GET", "/console/queue/live", headers={"Cookie": self._cookie})
                with self._connection.getresponse() as answer:
                    for line in answer:
                        self._take(line.decode().strip())
            self._connection.close()
            self._ends.wait(1.0)  # as the stream tells browsers

    def _take(self, line: str) -> None:
        if line.startswith("data: "):
            with self._some:
                self._said.setdefault(line.removeprefix("data: "), time.monotonic())
                self._some.notify_all()


@contextmanager
def _writer(options: argparse.Namespace) -> Iterator[Callable[[], tuple[float, Any]]]:
    """Another process that writes one detection whenever it is asked: when it began, and what it says of it."""
    command = [sys.executable, __file__, "--writer", "--data", str(options.data)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  # our own words
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == "ready\n"

        def write() -> tuple[float, Any]:
            began = time.monotonic()
            print("go", file=process.stdin, flush=True)
            assert process.stdout
            return began, json.loads(process.stdout.readline())

        try:
            yield write
        finally:
            process.stdin.close()


def _write() -> int:
    """The other process."""
    import django

    django.setup()
    from django.utils import timezone

    from otasuke.findings.live import LiveDetection
    from otasuke.web.customers.models import Customer
    from otasuke.web.flows.arriving import arrived
    from otasuke.web.tenancy.scope import across

    with across("a bench writes at any company"):
        tenants = list(Customer.objects.order_by("-id").values_list("tenant", flat=True)[:500])
    print("ready", flush=True)
    for number, _line in enumerate(sys.stdin):
        at = timezone.now()
        name = f"LIVE-{os.getpid()}-{number}"
        found = LiveDetection(
            id=name, tenant=tenants[number % len(tenants)], rule_id=f"live-{number}", title="生の検知", level="critical",
            tags=("attack.execution",), time=at, received_at=at, detected_at=at, sensor=name,
            log=("windows", "process_creation", ""), fields={"Image": "C:\\live.exe", "User": f"OFFICE\\{name}"},
        )  # fmt: skip
        incidents = arrived([found], until=number, at=at)
        assert incidents, "it made no incident"
        print(json.dumps({"done": time.monotonic(), "mark": at.isoformat()}), flush=True)
    return 0


@contextmanager
def _shown(options: argparse.Namespace, browser: Browser, host: str) -> Iterator[Callable[[], float] | None]:
    """A Chromium that shows the queue: when it offered what is new. It then takes it in."""
    if not options.browser:
        yield None
        return
    import shutil

    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = chromium.new_context()
        context.add_cookies(
            [{"name": name, "value": one.value, "url": f"http://{host}"} for name, one in browser.cookies.items()]
        )
        page = context.new_page()
        page.goto(f"http://{host}/console/queue", wait_until="load")

        def offered() -> float:
            page.wait_for_selector("[data-offer]:not([hidden])", timeout=30_000)
            at = time.monotonic()
            page.goto(f"http://{host}/console/queue", wait_until="load")
            return at

        yield offered
        chromium.close()


if __name__ == "__main__":
    sys.exit(main())
