"""Scripts with the values of a device in them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from otasuke.web.sensors.policy import Kind
from otasuke.web.sensors.reach import Reach
from otasuke.web.sensors.setting_up.scripts import HAVE_SCRIPTS, script

REACH = Reach("https://gateway.example.jp:9280", 5514, 6514)
HOSTILE = "'; touch PWNED; echo '$(touch PWNED)`touch PWNED`\n@VALUES@"


def made(kind: Kind, reach: Reach = REACH, name: str = "受付") -> str:
    return script(kind, reach, token="ots_secret", device=name, company=name)


@pytest.mark.parametrize("kind", sorted(HAVE_SCRIPTS))
def test_a_script_holds_its_token_once_and_no_place_is_left_open(kind: Kind) -> None:
    source = made(kind)

    assert source.count("ots_secret") == 1
    assert "@VALUES@" not in source
    assert "https://gateway.example.jp:9280" in source


@pytest.mark.parametrize("kind", [Kind.LINUX, Kind.MACOS])
@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_a_shell_understands_it_whatever_the_device_is_called(kind: Kind, shell: str) -> None:
    done = subprocess.run([shell, "-n"], input=made(kind, name=HOSTILE).encode(), capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (0, b"")


def test_half_a_script_does_nothing(tmp_path: Path) -> None:
    source = made(Kind.LINUX)
    for part in range(1, 8):
        cut = source[: len(source) * part // 8]
        subprocess.run(
            ["sh"], input=cut.encode(), cwd=tmp_path, env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}, check=False
        )

        assert list(tmp_path.iterdir()) == []
    assert made(Kind.WINDOWS).rstrip().endswith("}")


def test_a_device_called_like_a_command_does_no_harm_where_its_script_runs(tmp_path: Path) -> None:
    """Nobody answers at the address: it ends there, after it has said the names."""
    source = made(Kind.LINUX, Reach("http://127.0.0.1:9"), HOSTILE)
    told = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}

    done = subprocess.run(
        ["sh"], input=source.encode(), cwd=tmp_path, env=told, capture_output=True, timeout=60, check=False
    )

    assert HOSTILE in done.stdout.decode()
    assert "サービスに届きません" in done.stderr.decode()
    assert done.returncode == 1
    assert list(tmp_path.iterdir()) == []


def test_the_settings_of_rsyslog_are_written_below_another_root(tmp_path: Path) -> None:
    """As root, with a module for Elasticsearch; what is asked of the system is answered by small programs of this test."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, body in {"id": "echo 0", "rsyslogd": ":"}.items():
        (programs / name).write_text(f"#!/bin/sh\n{body}\n")
        (programs / name).chmod(0o755)
    for name in ("mkdir", "cat", "cp", "chmod", "rm", "mv"):
        (programs / name).symlink_to(f"/bin/{name}")
    root = tmp_path / "root"
    source = made(Kind.LINUX, Reach("https://[2001:db8::1]:9280", authority="-----BEGIN CERTIFICATE-----")).replace(
        "has_module() {", "has_module() { return 0;"
    )

    done = subprocess.run(
        ["/bin/sh"],
        input=source.encode(),
        env={"PATH": str(programs), "HOME": str(tmp_path), "OTASUKE_ROOT": str(root)},
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    conf = root / "etc/rsyslog.d/90-otasuke.conf"
    assert conf.stat().st_mode & 0o777 == 0o600
    assert (
        'server="https://[2001:db8::1]:9280" serverport="9280" usehttps="on" tls.cacert="/etc/otasuke/gateway-ca.pem"'
        in (conf.read_text())
    )
    assert 'pwd="ots_secret"' in conf.read_text()
