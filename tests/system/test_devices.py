"""A device is joined as its owner does it: the page's line, a real shell, a real shipper, a real gateway; and the web knows."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
import pytest

from django_login import signed_in
from otasuke.cli.web_process import web_logins
from otasuke.config import Settings
from system.running import ATTACK, SOURCE, Running, check_arrived, marks, running, sshd_line, until

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otasuke.web.project.settings")
os.environ.setdefault("OTASUKE_WEB_DATABASE", "host=/nowhere dbname=otasuke user=otasuke_app")
django.setup()

from otasuke.web.customers.models import Customer  # noqa: E402
from otasuke.web.customers.policy import Facts  # noqa: E402
from otasuke.web.customers.services import open_customer  # noqa: E402
from otasuke.web.sensors.codes import give_code  # noqa: E402
from otasuke.web.sensors.models import Device  # noqa: E402
from otasuke.web.sensors.policy import State  # noqa: E402
from otasuke.web.sensors.selectors import device_of  # noqa: E402
from otasuke.web.sensors.services import add_device  # noqa: E402

HOSTILE = "$(touch PWNED)'; touch PWNED; '"
MODULES = [*Path("/usr/lib").glob("*/rsyslog/omelasticsearch.so"), *Path("/usr/lib/rsyslog").glob("omelasticsearch.so")]


@dataclass(frozen=True)
class Joining:
    service: Running
    web: str
    customer: Customer

    def line(self, device: Device) -> str:
        """What the page tells its owner to enter, without sudo: here nobody has to become root."""
        from django.utils import timezone

        code = give_code(device, actor=None, now=timezone.now())
        return f"curl -sS {self.web}/i/{code.text} | sh"

    def state(self, device: Device) -> State:
        from django.utils import timezone

        return device_of(self.customer, device.id).standing(timezone.now()).state


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


@pytest.fixture(scope="module")
def joining() -> Iterator[Joining]:
    web, gateway = (f"127.0.0.1:{free_port()}" for _ in range(2))
    told = {"OTASUKE_WEB_LISTEN": web, "OTASUKE_HTTP_LISTEN": gateway, "OTASUKE_LEARN": "off"}
    others = {f"OTASUKE_{door}_LISTEN": "off" for door in ("SYSLOG", "SYSLOG_TLS", "FLUENT")}
    with running(**told, **others) as service, signed_in(web_logins(Settings(service.folder)).member):
        facts = Facts("sakura", f"有限会社さくら{HOSTILE}", "サクラ")
        yield Joining(service, f"http://{web}", open_customer(facts, actor=None))


@contextmanager
def ended(pid_file: Path) -> Iterator[None]:
    """End the process that a script has started, whatever happens."""
    try:
        yield
    finally:
        if pid_file.exists():
            os.kill(int(pid_file.read_text()), 15)


def test_the_line_of_the_page_joins_a_linux_computer_and_its_device_is_connected(
    joining: Joining, tmp_path: Path
) -> None:
    device = add_device(joining.customer, name=HOSTILE, kind="linux", actor=None)
    log, programs = tmp_path / "auth.log", tmp_path / "bin"
    log.write_text("Nov 23 11:59:00 web01 sshd[1]: before\n")
    programs.mkdir()
    shipper = programs / "otasuke"
    pid = tmp_path / "pid"
    shipper.write_text(f'#!/bin/sh\necho $$ >{pid}\nPYTHONPATH={SOURCE} exec {sys.executable} -m otasuke "$@"\n')
    shipper.chmod(0o755)
    told = {"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(tmp_path), "OTASUKE_LOGS": str(log)}
    line = joining.line(device)

    with ended(pid):
        done = subprocess.run(
            ["sh", "-c", line], cwd=tmp_path, env=told, capture_output=True, text=True, timeout=90, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert joining.state(device) is State.WAITING
        with log.open("a") as lines:
            words = [ATTACK] + ["サインイン"] * 19
            lines.writelines(
                f"{sshd_line(mark, words=said)}\n" for mark, said in zip(marks("joined", 20), words, strict=True)
            )
        shipped = tmp_path / ".local/state/otasuke-ship/log"
        until(lambda: joining.state(device) is State.CONNECTED, lambda: shipped.read_text() + joining.service.said())
        check_arrived(joining.service, "joined", count=20, tenant="sakura")

    again = subprocess.run(
        ["sh", "-c", line], cwd=tmp_path, env=told, capture_output=True, text=True, timeout=90, check=False
    )
    assert "使われています" in again.stdout
    assert not list(tmp_path.glob("PWNED"))


@pytest.mark.skipif(not MODULES or not shutil.which("rsyslogd"), reason="rsyslog with its module for Elasticsearch")
def test_rsyslog_sends_with_the_settings_that_the_script_writes(joining: Joining, tmp_path: Path) -> None:
    device = add_device(joining.customer, name="サーバー", kind="linux", actor=None)
    root, programs = tmp_path / "root", tmp_path / "bin"
    programs.mkdir()
    (programs / "id").write_text("#!/bin/sh\necho 0\n")
    (programs / "id").chmod(0o755)
    told = {"PATH": f"{programs}:/usr/sbin:/usr/bin:/bin", "HOME": str(tmp_path), "OTASUKE_ROOT": str(root)}
    done = subprocess.run(
        ["sh", "-c", joining.line(device)],
        cwd=tmp_path,
        env=told,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr

    own, port = tmp_path / "rsyslog.conf", free_port()
    own.write_text(
        f'global(workDirectory="{tmp_path}")\nmodule(load="imtcp")\ninput(type="imtcp" address="127.0.0.1" port="{port}")\n'
        f'include(file="{root}/etc/rsyslog.d/*.conf")\n'
    )
    with ExitStack() as stack:
        command = ["rsyslogd", "-n", "-f", str(own), "-i", str(tmp_path / "rsyslog.pid")]
        process = stack.enter_context(subprocess.Popen(command, env=told, stderr=subprocess.PIPE))
        stack.callback(process.terminate)
        until(lambda: _sent(port, [f"<38>{sshd_line(mark)}\n" for mark in marks("rsyslog", 10)]))
        until(lambda: joining.state(device) is State.CONNECTED, joining.service.said)
        until(lambda: len(joining.service.stored("rsyslog").get("sakura", {})) == 10)


def _sent(port: int, lines: list[str]) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as door:
            door.sendall("".join(lines).encode())
        return True
    except ConnectionRefusedError:
        return False
