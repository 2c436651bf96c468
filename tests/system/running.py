"""A whole service as `otasuke up` runs it, and what a test asks it: who may send, what is stored, what was detected."""

from __future__ import annotations

import contextlib
import http.client
import io
import json
import os
import re
import ssl
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from compiled import kernel
from otasuke.cli.exits import Exit
from otasuke.cli.main import main
from otasuke.config import Doors
from otasuke.detect.indicators.sighting import RULE_TITLES
from otasuke.detect.learn.catalogue import PREFIX
from otasuke.events import Event
from otasuke.findings.live import JOURNAL, LiveDetection, read_findings
from otasuke.lake.errors import FileGone
from otasuke.lake.parts import everybody
from otasuke.lake.reader import LakeReader
from otasuke.local.nats import Nats
from otasuke.local.state import read_state
from otasuke.pipeline.health.canary import CANARY_RULE_ID
from otasuke.pipeline.processes.doors import read_doors
from otasuke.stream.port import Broker
from stream.streams import nats_of, run

PATIENCE_S = 240.0
SOURCE = str(Path(__file__).resolve().parents[2] / "src")
RULE = """
title: {title}
id: {id}
status: test
level: high
logsource:
    product: linux
    service: syslog
detection:
    words:
        message|contains: '{words}'
    condition: words
"""
ATTACK = "不正アクセスの試み"
ATTACK_RULE = "8f8f3c1e-9d7b-4f0a-8a3c-2f6a5c0b1e01"
OTHER_RULE = "8f8f3c1e-9d7b-4f0a-8a3c-2f6a5c0b1e02"


def marks(word: str, count: int) -> list[str]:
    """The marks of so many events, by which they are known wherever they turn up."""
    return [f"mark-{word}-{number:04}" for number in range(count)]


def sshd_line(mark: str, *, words: str = "サインイン") -> str:
    """An event as a line of syslog."""
    return f"Nov 23 12:00:00 web01 sshd[812]: {words} {mark}"


def until(happened: Callable[[], bool], what: Callable[[], object] = lambda: "it did not happen in time") -> None:
    """Wait until it has happened; say what there is instead if it does not."""
    deadline = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < deadline, what()
        time.sleep(0.2)


@dataclass(frozen=True)
class Running:
    """A service that runs.

    rules    its folder of rules, in which ATTACK has one.
    ca_file  who signed its certificate; None where it speaks no TLS.
    """

    process: subprocess.Popen[bytes]
    folder: Path
    rules: Path
    ca_file: Path | None = None

    @property
    def doors(self) -> Doors:
        doors = read_doors(self.folder / "pipeline")
        assert doors is not None
        return doors

    @property
    def url(self) -> str:
        return f"{'https' if self.ca_file else 'http'}://{self.doors.http}"

    @property
    def tls(self) -> ssl.SSLContext | None:
        return ssl.create_default_context(cafile=str(self.ca_file)) if self.ca_file else None

    def command(self, *arguments: str) -> str:
        """What `otasuke` prints when all is well."""
        exit_code, printed, said = self.ask(*arguments)
        assert exit_code == Exit.OK, said
        return printed

    def ask(self, *arguments: str) -> tuple[int, str, str]:
        """How `otasuke` ends, what it prints and what it says."""
        with contextlib.redirect_stdout(io.StringIO()) as printed, contextlib.redirect_stderr(io.StringIO()) as said:
            exit_code = main([*arguments, "--data", str(self.folder)])
        return exit_code, printed.getvalue().strip(), said.getvalue()

    def add_sensor(self, tenant: str, sensor: str, *options: str) -> str:
        """Its token, if it has one. The gateway knows it when this returns."""
        token = self.command("sensor", "add", tenant, sensor, *options)
        (id,) = (one["id"] for one in self.sensors(tenant) if one["sensor"] == sensor)
        until(lambda: id in (self.folder / "pipeline" / "credentials.json").read_text())
        return token

    def sensors(self, tenant: str) -> list[dict[str, str]]:
        """As `otasuke sensor list` has them."""
        found: list[dict[str, str]] = json.loads(self.command("sensor", "list", "--tenant", tenant, "--format", "json"))
        return found

    def pid(self, name: str) -> int:
        """The process of this name, as `otasuke status` knows it."""
        (found,) = (one.pid for one in read_state(self.folder) if one.name == name)
        assert found is not None
        return found

    def events(self, tenant: str) -> list[Event]:
        """What is stored of a tenant."""
        while True:
            try:
                return list(LakeReader(self.folder / "lake", tenant).events())
            except FileGone:  # files were joined meanwhile
                continue

    def stored(self, word: str) -> dict[str, Counter[str]]:
        """How often each mark is stored, by tenant."""
        found = {tenant: _marks_in(self.events(tenant), word) for tenant in everybody(self.folder / "lake")}
        return {tenant: counts for tenant, counts in found.items() if counts}

    def detections(self, word: str) -> list[LiveDetection]:
        """What was detected in events with such marks."""
        return [one for one in self._detections() if _pattern(word).search(str(one.matched))]

    def learnt(self, tenant: str) -> list[LiveDetection]:
        """What learnt detectors found at a tenant."""
        return [one for one in self._detections() if one.tenant == tenant and one.rule_id.startswith(PREFIX)]

    def sighted(self, tenant: str) -> list[LiveDetection]:
        """Which indicators were seen at a tenant."""
        return [one for one in self._detections() if one.tenant == tenant and one.rule_id in RULE_TITLES]

    def canaries(self) -> set[str]:
        """The paths on which a canary was detected."""
        found = [one.matched for one in self._detections() if one.rule_id == CANARY_RULE_ID]
        return {path for matched in found for path in re.findall(r"otasuke-canary path=([a-z_]+)", str(matched))}

    def _detections(self) -> list[LiveDetection]:
        async def read(broker: Broker) -> list[LiveDetection]:
            journal, after = await broker.journal(JOURNAL), 0
            found: list[LiveDetection] = []
            while entries := await journal.read(after=after, most=500, wait_s=0.1):
                after = entries[-1].number
                found += [one for entry in entries for one in read_findings(entry.data).detections]
            return found

        return run(nats_of(Nats(self.folder)), read)

    def said(self, name: str = "*") -> str:
        """The ends of the logs: of all, or of one process."""
        files = (self.folder / "log").glob(f"{name}.log")
        return "\n".join(f"== {file.name}\n{file.read_text(errors='replace')[-1500:]}" for file in files)


def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(rf"\bmark-{word}-\d{{4}}\b")


def _marks_in(events: list[Event], word: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for event in events:
        found.update(set(_pattern(word).findall(str(event.fields))))
    return found


@contextmanager
def running(ca_file: Path | None = None, *, rules_too: Sequence[Path] = (), **environment: str) -> Iterator[Running]:
    """A service that is ready, with a folder of its own, until this ends. rules_too: that it has beside that of the attack."""
    kernel()  # compiled once, and not while a test waits
    with tempfile.TemporaryDirectory(prefix="otasuke-") as name:
        top = Path(name)
        top.chmod(0o755)  # PostgreSQL runs as another account
        data, rules = top / "data", top / "rules"
        rules.mkdir()
        (rules / "attack.yml").write_text(RULE.format(title="An attempt", id=ATTACK_RULE, words=ATTACK))
        process = _start(top / "up.log", data, (rules, *rules_too), environment)
        try:
            until(lambda: _is_ready(process, top / "up.log"), (top / "up.log").read_text)
            yield Running(process, data, rules, ca_file)
        finally:
            process.terminate()
            process.wait(60)


def _start(log: Path, data: Path, rules: Sequence[Path], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    ours = {name: value for name, value in os.environ.items() if not name.endswith(("DATABASE_URL", "NATS_URL"))}
    named = [word for path in rules for word in ("--rules", str(path))]
    command = [sys.executable, "-m", "otasuke", "up", "--data", str(data), *named, "--workers", "1"]
    with log.open("wb") as said:
        return subprocess.Popen(command, stderr=said, env=ours | {"PYTHONPATH": SOURCE} | environment)


def _is_ready(process: subprocess.Popen[bytes], log: Path) -> bool:
    said = log.read_text()
    assert process.poll() is None, said
    return "otasuke: ready after" in said


def call(service: Running, path: str, body: bytes, *, token: str, **headers: str) -> tuple[int, bytes]:
    """One request: status and answer."""
    listen = service.doors.http
    assert listen is not None
    connection = (
        http.client.HTTPSConnection(listen.host, listen.port, timeout=60, context=service.tls)
        if service.tls
        else http.client.HTTPConnection(listen.host, listen.port, timeout=60)
    )
    with contextlib.closing(connection):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("POST", path, body=body, headers={"Authorization": f"Bearer {token}"} | named)
        answer = connection.getresponse()
        return answer.status, answer.read()


def wait_for(service: Running, word: str, *, count: int) -> None:
    """Wait until so many events of these marks are stored, wherever: who gets no answers can be ended then."""
    until(lambda: sum(map(len, service.stored(word).values())) >= count, lambda: _state(service, word))


def check_arrived(service: Running, word: str, *, count: int, tenant: str) -> None:
    """Every event of these marks is stored once, and at this tenant only; the first is an attack and was detected once.

    Whoever sent them has ended. What he sent twice comes before the event that is sent here, and waited for.
    """
    send_attack(service, tenant, f"{word}-end")
    wait_for(service, word, count=count)
    assert service.stored(word) == {tenant: Counter(marks(word, count))}
    check_detected(service, word, tenant=tenant)


def send_attack(service: Running, tenant: str, word: str, *, rule: str = ATTACK_RULE, words: str = ATTACK) -> None:
    """Send an attack as a new sensor of the tenant, and wait until it is stored and detected once."""
    token = service.add_sensor(tenant, f"pc-{word}")
    (mark,) = marks(word, 1)
    status, answer = call(service, "/v1/events", sshd_line(mark, words=words).encode(), token=token)
    assert status == 200, answer
    until(lambda: service.stored(word) == {tenant: Counter([mark])}, lambda: _state(service, word))
    check_detected(service, word, tenant=tenant, rule=rule)


def check_detected(service: Running, word: str, *, tenant: str, rule: str = ATTACK_RULE) -> None:
    """The attack with this mark was detected, once: what is stored was told to the journal before."""
    assert [(one.tenant, one.rule_id) for one in service.detections(word)] == [(tenant, rule)], service.said()


def _state(service: Running, word: str) -> str:
    found = {tenant: (len(counts), counts.total()) for tenant, counts in service.stored(word).items()}
    return f"stored of {word!r} are {found}\n{service.said()}"
