"""Kill the processes between a detection and the telephone that rings, at random moments, and see what people were told.

`otasuke up` runs on a temporary folder; beside it `serve alerts` and `serve notify`, with a mail server and the carrier's twin, which
now and then fails after it has accepted. The computers of made-up companies send events that rules find: something 黄, something 赤, or
first this and then that. Meanwhile `serve alerts`, `serve notify`, the worker, NATS and PostgreSQL are killed. In the end every event is a
detection and written down once; every company has one incident and one message; every telephone rang once, every text came once, every
mail arrived; and the staff were told of each 赤 once. Ends with 1 if anything is wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import django
from killing.attacked import (
    RULES,
    Attacked,
    Came,
    Told,
    attacks,
    judge,
    left_to_send,
    make_company,
    make_staff,
    written_down,
)
from killing.reborn import Reborn
from killing.service import OTASUKE, NotBack, Up, wait_for
from killing.verdict import all_detections

ENGINES = ("NATS", "PostgreSQL", "worker-0")
_ENGINE_EVERY_S = (8.0, 16.0)
_HURRIED_DOUBT_S = 3.0
_AGAIN_S = 0.3
_SETTLES_S = 5.0
_BEGAN = time.monotonic()


def main() -> int:
    options = _options()
    if options.sender:
        return _be_hurried_sender(Path(options.sender))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # by the way out that stops everything
    with tempfile.TemporaryDirectory(prefix="chain-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as another account
        (folder / "rules.yml").write_text(RULES)
        up = Up(folder / "data", folder / "rules.yml", workers=1)
        up.environment |= {"OTASUKE_WEB_LISTEN": "off", "OTASUKE_LEARN": "off"}
        try:
            up.start()
            with _people(folder, options) as people:
                _prepare(up)
                return _run(options, up, people)
        except NotBack as error:
            print(f"FAULT: {error}\n{up.log.read_text(errors='replace')[-3000:]}")
            return 1
        finally:
            up.stop()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100, help="how many (default 100)")
    parser.add_argument("--companies", type=int, help="how many are attacked (default: one for each kill)")
    parser.add_argument("--lives", type=float, default=1.0, help="seconds that a process works at most (default 1)")
    parser.add_argument("--seed", type=int, default=6, help="of chance")
    parser.add_argument("--drain", type=float, default=240.0, help="seconds until all must be done (default 240)")
    parser.add_argument(
        "--hurry",
        action="store_true",
        help=f"what a dead process was sending is asked for after {_HURRIED_DOUBT_S:.0f} s instead of 20, and the carrier is never silent",
    )
    parser.add_argument("--sender", help=argparse.SUPPRESS)
    return parser.parse_args()


@dataclass(frozen=True, slots=True)
class _People:
    """Those who are told: the carrier's twin, its account, and the mail server."""

    twin: Any
    account: Any
    mail: Any

    def environment(self) -> dict[str, str]:
        """How the service reaches them."""
        return {
            "OTASUKE_WEB_LISTEN": "127.0.0.1:1",  # nobody listens there
            "OTASUKE_CARRIER_URL": self.account.url,
            "OTASUKE_CARRIER_ACCOUNT": self.account.account,
            "OTASUKE_CARRIER_SECRET": self.account.secret,
            "OTASUKE_CARRIER_FROM": self.account.sender,
            "OTASUKE_CARRIER_CALLBACK": self.account.callback,
            "OTASUKE_MAIL_HOST": "127.0.0.1",
            "OTASUKE_MAIL_PORT": str(self.mail.port),
        }

    def came(self) -> Came:
        """What they were told."""
        return Came(
            Counter(one.to for one in self.twin.calls),
            [(one.to, one.words) for one in self.twin.texts],
            Counter((one["To"], one["Message-ID"].strip("<>").partition("@")[0]) for one in self.mail.mails),
        )


class _Callback(BaseHTTPRequestHandler):
    """What the carrier tells: as the web would take it."""

    def do_POST(self) -> None:
        from django.db import Error, connections

        from otasuke.carrier.twilio import Twilio
        from otasuke.web.notify.reports import heard

        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = dict(parse_qsl(body, keep_blank_values=True))
        event = Twilio(self.server.account).read_callback(self.path, self.headers, form)  # type: ignore[attr-defined, arg-type]
        try:
            heard(event)
        except Error:
            self.send_error(503)
            return
        finally:
            connections.close_all()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(event.answer.encode())

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def _people(folder: Path, options: argparse.Namespace) -> Iterator[_People]:
    from otasuke.carrier.twin import Answer, Script, Trouble, twin

    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from smtp_server import mail_server

    weights = {Trouble.NONE: 50, Trouble.SLOW: 25, Trouble.BROKEN_AFTER_ACCEPTING: 25}
    if not options.hurry:
        weights |= {Trouble.SILENT_AFTER_ACCEPTING: 5, Trouble.BROKEN: 3, Trouble.TOO_MANY: 3}
    script = Script(Answer(after_s=0.2, keys="1"))
    script.fail(*random.Random(options.seed).choices(list(weights), list(weights.values()), k=20_000))
    with ThreadingHTTPServer(("127.0.0.1", 0), _Callback) as server, mail_server() as mail:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        with twin(folder / "carrier", script=script) as running:
            callback = f"http://127.0.0.1:{server.server_address[1]}/carrier/callback"
            account = replace(running.account, callback=callback)
            server.account = account  # type: ignore[attr-defined]
            yield _People(running, account, mail)
        server.shutdown()


def _prepare(up: Up) -> None:
    """Make the tables and secrets, as the web does when it starts, and sign in."""
    from otasuke.cli.web_process import web_logins
    from otasuke.config import Listen, Settings
    from otasuke.local.folder import secret
    from otasuke.web.project.database import prepare_roles
    from otasuke.web.project.serving import environment

    settings = Settings(up.data, web=Listen("127.0.0.1", 1))
    chosen, key = web_logins(settings), secret(up.data / "web.key.secret")
    secret(up.data / "web.seal.secret")
    prepare_roles(chosen)
    command = [sys.executable, "-m", "otasuke.web.project.migrate"]
    told = os.environ | environment(settings, chosen.owner, secret=key)
    subprocess.run(command, env=told, check=True)  # noqa: S603  # our own words
    os.environ |= environment(settings, chosen.member, secret=key)
    django.setup()


def _be_hurried_sender(mark: Path) -> int:
    """As `serve notify`, but that it asks sooner for what was in doubt."""
    django.setup()
    from otasuke.web.notify import sending
    from otasuke.web.project import notifying

    sending.run.__kwdefaults__["doubt"] = timedelta(seconds=_HURRIED_DOUBT_S)
    notifying.main(mark)
    return 0


def _say(words: str) -> None:
    """How far it is, for who watches."""
    print(f"{time.monotonic() - _BEGAN:6.1f} s  {words}", file=sys.stderr, flush=True)


def _run(options: argparse.Namespace, up: Up, people: _People) -> int:
    _say("the tables are made")
    make_staff()
    companies = [make_company(number) for number in range(options.companies or options.kills)]
    alerts, notify = both = _processes(options, up, people)
    for one in both:
        one.start()
    for one in both:
        one.wait()
    _say("alerts and notify work")
    began, engines = time.monotonic(), Counter[str]()

    def kills() -> int:
        return alerts.kills + notify.kills + engines.total()

    def is_wanted() -> bool:
        return kills() < options.kills

    random_ = random.Random(options.seed)
    killers = [_Killer(one.name, lambda one=one: one.kill_while(is_wanted)) for one in both]
    killers.append(_Killer("engines", lambda: _kill_engines(up, engines, random_, is_wanted)))
    for killer in killers:
        killer.start()
    _attack(companies, up, random_, lambda: min(1.0, (kills() + 1) / options.kills))
    for killer in killers:
        killer.finish()
    up.wait_until_all_run()
    killed_s = time.monotonic() - began
    _say(f"{kills()} were killed")
    is_done = _drain(options.drain, sum(len(one.rules) for one in companies))
    _say("all is told" if is_done else "not all is told")
    if not options.hurry:  # once more, when there is nothing left to do
        for one in both:
            one.kill()
            one.start()
            one.wait()
        time.sleep(_SETTLES_S)
    ended = [f"{one.name} ended with {code} when it was stopped" for one in both if (code := one.stop())]
    told = judge(companies, _in_journal(up), people.came())
    faults = [*([] if is_done else ["not all was done in time"]), *ended, *told.faults, *up.deaths()]
    faults += [f"a traceback in {name}" for name in up.tracebacks()]
    _print({alerts.name: alerts.kills, notify.name: notify.kills, **engines}, companies, told, killed_s)
    for words in faults:
        print(f"FAULT: {words}")
    if faults:
        print("\n".join(f"== {one.name}\n{one.said()}" for one in both))
    return bool(faults)


def _processes(options: argparse.Namespace, up: Up, people: _People) -> tuple[Reborn, Reborn]:
    mark = up.data / "web" / "notify.ready"
    sends = (*OTASUKE, "serve", "notify", "--data", str(up.data))
    if options.hurry:
        sends = (sys.executable, __file__, "--sender", str(mark))

    def reborn(name: str, command: Sequence[str], begins: str) -> Reborn:
        return Reborn(
            name,
            command,
            environment=people.environment(),
            log=up.data / "log" / f"{name}.log",
            begins=begins,
            lives=options.lives,
            random_=random.Random(f"{options.seed} {name}"),
        )

    follows = (*OTASUKE, "serve", "alerts", "--data", str(up.data))
    return reborn("alerts", follows, "follows "), reborn("notify", sends, "notify.begin")


class _Killer(threading.Thread):
    """Kills, and remembers what went wrong."""

    def __init__(self, name: str, work: Callable[[], None]) -> None:
        super().__init__(name=name, daemon=True)
        self._work = work
        self._error: NotBack | None = None

    def run(self) -> None:
        try:
            self._work()
        except NotBack as error:
            self._error = error

    def finish(self) -> None:
        """Wait for it. Raises NotBack."""
        self.join()
        if self._error:
            raise self._error


def _kill_engines(up: Up, kills: Counter[str], random_: random.Random, is_wanted: Callable[[], bool]) -> None:
    """Kill what the others work with, more seldom: where it dies again at once, `up` waits longer each time."""
    while True:
        until = time.monotonic() + random_.uniform(*_ENGINE_EVERY_S)
        while time.monotonic() < until:
            if not is_wanted():
                return
            time.sleep(0.1)
        up.wait_until_all_run()
        name = random_.choice(ENGINES)
        pid = up.send(name, signal.SIGKILL)
        kills[name] += 1
        wait_for(f"{name} runs again", lambda name=name, pid=pid: up.services()[name].pid not in (None, pid))


def _attack(companies: Sequence[Attacked], up: Up, random_: random.Random, due: Callable[[], float]) -> None:
    """Send all events, spread over the kills. due: what share of the events may have been sent."""
    events = list(attacks(companies))
    for number, (company, event) in enumerate(events):
        while number > due() * len(events):
            time.sleep(0.05)
        _send(event, company.token, up.port)
        time.sleep(random_.uniform(0, 0.4))


def _send(event: bytes, token: str, port: int) -> None:
    """Hand over an event, again and again until it is acknowledged. Raises NotBack."""

    def is_taken() -> bool:
        connection = HTTPConnection("127.0.0.1", port, timeout=15)
        try:
            connection.request("POST", "/v1/events", event, {"Authorization": f"Bearer {token}"})
            if connection.getresponse().status == 200:
                return True
        except (OSError, HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(_AGAIN_S)
        return False

    wait_for("an event is acknowledged", is_taken)


def _drain(within_s: float, detections: int) -> bool:
    """Wait until all is written down and told."""
    from django.db import Error, connections

    until = time.monotonic() + within_s
    while time.monotonic() < until:
        with suppress(Error):
            if written_down() >= detections and not left_to_send():
                return True
        connections.close_all()
        time.sleep(0.5)
    return False


def _in_journal(up: Up) -> list[str]:
    from otasuke.local.nats import Nats
    from otasuke.stream.nats.broker import NatsBroker

    async def read() -> list[str]:
        url = Nats(up.data).url
        assert url is not None
        broker = await NatsBroker.open(url)
        try:
            return [one.id for one in await all_detections(broker) if one.tenant.startswith("company-")]
        finally:
            await broker.close()

    return asyncio.run(read())


def _print(kills: dict[str, int], companies: Sequence[Attacked], told: Told, killed_s: float) -> None:
    rows = {
        **{f"killed {name}": count for name, count in kills.items()},
        "killed": sum(kills.values()),
        "seconds": round(killed_s),
        "companies": len(companies),
        "detections": told.detections,
        "alerts": told.alerts,
        "incidents": told.incidents,
        **dict(sorted(told.ways.items())),
        "begun again": told.begun_again,
        "mails that came twice, with the same Message-ID": told.mails_twice,
    }
    for name, value in rows.items():
        print(f"{name:50} {value:>8}")


if __name__ == "__main__":
    sys.exit(main())
