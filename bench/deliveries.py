"""Kill the process that brings messages to people, at random moments, while a carrier misbehaves, and count what arrived.

A database and the carrier's twin are made for the run. Red messages to made-up companies are told; of the carrier's answers one in three
is lost after it has accepted (a silence or a 500), some before; the call-backs of half of the messages do not come through. Each telephone
is answered and the key is pressed, or nobody picks up.
The sender is killed again and again, by itself or two of them at once. In the end what the twin has accepted is compared with the outbox:
every red message rang exactly once, every text arrived exactly once or was not needed any more. Ends with 1 if anything is wrong.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import django

_SECRET = "of this run alone, and as long as Django wants it to be: " + "x" * 20
_ANSWERED_WITHIN_S = 0.5
_DOUBT_S = 1.5
_EACH_S = 0.35
_TAKEN = ("accepted", "delivered", "acknowledged", "failed")


def main() -> int:
    options = _options()
    if options.sender:
        return _send(Path(options.sender))
    with tempfile.TemporaryDirectory(prefix="deliveries-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with _database(folder) as login, _carrier(folder, options.seed) as carrier:
            os.environ |= _environment(folder, login.member.conninfo)
            _migrate(login)
            return _run(options, folder, carrier)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100, help="how many (default 100)")
    parser.add_argument("--messages", type=int, help="how many red messages (default: one for each kill)")
    parser.add_argument("--senders", type=int, default=2, help="processes that send at the same time (default 2)")
    parser.add_argument("--seed", type=int, default=6, help="of chance")
    parser.add_argument("--drain", type=float, default=180.0, help="seconds until all must be done (default 180)")
    parser.add_argument("--sender", help=argparse.SUPPRESS)
    return parser.parse_args()


@dataclass(frozen=True, slots=True)
class _Carrier:
    twin: Any
    account: Any


@contextmanager
def _database(folder: Path) -> Iterator[Any]:
    from otasuke.local.postgres import Postgres
    from otasuke.local.supervisor import Supervisor
    from otasuke.web.project.database import logins, prepare_roles

    postgres = Postgres(folder)
    supervisor = Supervisor([postgres.service()], say=lambda _: None)
    supervisor.start()
    try:
        chosen = logins(postgres.url, owner_password="owner", member_password="member")  # noqa: S106  # of this run alone
        prepare_roles(chosen)
        yield chosen
    finally:
        supervisor.stop()


def _environment(folder: Path, conninfo: str) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "otasuke.web.project.settings",
        "OTASUKE_WEB_DATABASE": conninfo,
        "OTASUKE_WEB_SECRET": _SECRET,
        "OTASUKE_WEB_SEAL": _SECRET,
        "OTASUKE_WEB_DATA": str(folder),
    }


def _migrate(login: Any) -> None:
    told = os.environ | {"OTASUKE_WEB_DATABASE": login.owner.conninfo}
    code = "import django; django.setup(); from otasuke.web.project.migrate import migrate; migrate()"
    subprocess.run([sys.executable, "-c", code], env=told, check=True)  # noqa: S603  # our own words
    django.setup()


def _is_lost(reference: str) -> bool:
    """Half of the messages are such of which the carrier's call-backs do not come through."""
    return int(reference[:8], 16) % 2 == 0


class _Callback(BaseHTTPRequestHandler):
    """What the carrier tells: as the web would take it."""

    def do_POST(self) -> None:
        from django.db import connections

        from otasuke.carrier.twilio import Twilio
        from otasuke.web.notify.reports import heard

        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = dict(parse_qsl(body, keep_blank_values=True))
        account = self.server.account  # type: ignore[attr-defined]
        event = Twilio(account).read_callback(self.path, self.headers, form)  # type: ignore[arg-type]
        if _is_lost(event.reference):
            self.send_error(502)
            return
        try:
            heard(event)
        finally:
            connections.close_all()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(event.answer.encode())

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def _carrier(folder: Path, seed: int) -> Iterator[_Carrier]:
    from otasuke.carrier.twin import Answer, Script, twin

    with ThreadingHTTPServer(("127.0.0.1", 0), _Callback) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        with twin(folder / "carrier", script=_script(Script(Answer(after_s=0.2, keys="1")), seed)) as running:
            callback = f"http://127.0.0.1:{server.server_address[1]}/carrier/callback"
            account = replace(running.account, callback=callback, within_s=_ANSWERED_WITHIN_S)
            server.account = account  # type: ignore[attr-defined]
            (folder / "carrier.url").write_text(f"{account.url} {callback}")
            yield _Carrier(running, account)
        server.shutdown()


def _script(script: Any, seed: int) -> Any:
    """One in three accepts and says nothing good; a few fail before, or for now."""
    from otasuke.carrier.twin import Trouble

    chance = random.Random(seed)
    weights = {
        Trouble.NONE: 55,
        Trouble.SILENT_AFTER_ACCEPTING: 20,
        Trouble.BROKEN_AFTER_ACCEPTING: 13,
        Trouble.BROKEN: 4,
        Trouble.SILENT: 3,
        Trouble.TOO_MANY: 5,
    }
    script.fail(*chance.choices(list(weights), list(weights.values()), k=20_000))
    return script


def _run(options: argparse.Namespace, folder: Path, carrier: _Carrier) -> int:
    chance, began = random.Random(options.seed), time.monotonic()
    nursery, count = _Nursery(folder), options.messages or options.kills
    alive = [nursery.bear() for _ in range(options.senders)]
    told, kills = 0, 0
    while kills < options.kills or told < count:
        if told < count:
            _tell(told, carrier, picks_up=chance.random() < 0.5)
            told += 1
        time.sleep(chance.uniform(0, 2 * _EACH_S))
        if kills < options.kills:
            victim = chance.randrange(len(alive))
            os.kill(alive[victim], signal.SIGKILL)
            alive[victim] = nursery.bear()
            kills += 1
    is_done = _drain(options.drain)
    nursery.close()
    faults = [*([] if is_done else ["not all was done in time"]), *_faults(carrier, told)]
    print(f"{kills} kills, {told} red messages, {time.monotonic() - began:.0f} s")
    print(f"the carrier accepted {len(carrier.twin.calls)} calls and {len(carrier.twin.texts)} texts")
    _print_log()
    for fault in faults:
        print(f"FAULT: {fault}")
    return bool(faults)


class _Nursery:
    """A process that has everything loaded, and forks one that sends whenever it is asked to: that takes milliseconds."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, __file__, "--sender", str(folder)]
        self._process = subprocess.Popen(  # noqa: S603  # our own words
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def bear(self) -> int:
        """The id of a new process."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write("one\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """They end."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


def _send(folder: Path) -> int:
    """The nursery's side: each line asks for a process."""
    django.setup()
    from otasuke.carrier.account import twin_account
    from otasuke.carrier.twilio import Twilio
    from otasuke.web.notify.channels.port import Channels
    from otasuke.web.notify.channels.telephone import Sms, Voice
    from otasuke.web.notify.policy import Way
    from otasuke.web.notify.sending import run

    url, callback = (folder / "carrier.url").read_text().split()
    via = Twilio(replace(twin_account(url, callback=callback), within_s=_ANSWERED_WITHIN_S))
    channels: Channels = {Way.CALL: Voice(via), Way.SMS: Sms(via)}
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    children = []
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            run(channels, stopping=threading.Event(), doubt=timedelta(seconds=_DOUBT_S))
        children.append(child)
        print(child, flush=True)
    for child in children:
        try:
            os.kill(child, signal.SIGKILL)
        except ProcessLookupError:
            continue
    return 0


def _phone(number: int) -> str:
    return f"090-1000-{number:04}"


def _tell(number: int, carrier: _Carrier, *, picks_up: bool) -> None:
    from django.utils import timezone

    from otasuke.advice.colour import Colour
    from otasuke.carrier.twin import Answer
    from otasuke.web.customers.models import Contact, Customer
    from otasuke.web.notify.services import tell
    from otasuke.web.notify.words import About, Words
    from otasuke.web.tenancy.scope import across, tenant_scope

    if not picks_up:
        carrier.twin.script.let(_e164(_phone(number)), Answer("no-answer", after_s=0.1))
    with across("a bench makes companies"):
        made = Customer.objects.create(tenant=f"company-{number}", name=f"会社{number}", name_kana="カイシャ")
    with tenant_scope(made.id):
        Contact.objects.create(customer=made, position=1, name="坂木 実", channel="phone", phone=_phone(number))
    words = {"ja": Words("経理のパソコン", "知らない相手と話しています。", now="線を抜いてください。")}
    tell(made.id, About("incident", made.id), colour=Colour.RED, words=words, at=timezone.now())


def _drain(within_s: float) -> bool:
    from otasuke.web.notify.models import Delivery
    from otasuke.web.tenancy.scope import across

    until = time.monotonic() + within_s
    while time.monotonic() < until:
        with across("a bench"):
            left = Delivery.objects.filter(round=0, staff_call=None, state__in=("waiting", "sending")).count()
        if not left:
            return True
        time.sleep(0.5)
    return False


def _faults(carrier: _Carrier, told: int) -> Sequence[str]:
    """What came more or less often than it should have."""
    from otasuke.carrier.marks import has_mark
    from otasuke.web.notify.models import Delivery
    from otasuke.web.tenancy.scope import across

    with across("a bench"):
        rows = list(Delivery.objects.filter(staff_call=None, began_at__isnull=False))
    rung = Counter(one.to for one in carrier.twin.calls)
    wanted: Counter[str] = Counter(_e164(row.address) for row in rows if row.way == "call" and row.state in _TAKEN)
    faults = [f"{to} rang {rung[to]} times, not {wanted[to]}" for to in rung | wanted if rung[to] != wanted[to]]
    for row in (row for row in rows if row.way == "sms"):
        to, expected = _e164(row.address), int(row.state in _TAKEN)
        came = sum(one.to == to and has_mark(one.words, row.reference) for one in carrier.twin.texts)
        if came != expected:
            faults.append(f"a text to {to} ({row.state}) came {came} times")
    called = {row.address for row in rows if row.way == "call" and row.round == 0}
    return faults + [f"{_phone(number)} was not called" for number in range(told) if _phone(number) not in called]


def _e164(phone: str) -> str:
    return "+81" + phone.replace("-", "")[1:]


def _print_log() -> None:
    from otasuke.web.notify.models import Delivery, DeliveryEvent
    from otasuke.web.tenancy.scope import across

    with across("a bench"):
        states = Counter(Delivery.objects.filter(round=0).values_list("way", "state"))
        begun_again = DeliveryEvent.objects.filter(kind="sending", words="again").count()
        found = DeliveryEvent.objects.filter(kind="accepted", words="found").count()
        doubts = DeliveryEvent.objects.filter(kind="in_doubt").count()
    print("states: " + ", ".join(f"{way} {state} {count}" for (way, state), count in sorted(states.items())))
    print(
        f"begun again {begun_again} times; without an answer {doubts}; found at the carrier instead of sent again {found}"
    )


if __name__ == "__main__":
    sys.exit(main())
