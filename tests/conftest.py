"""What every test may use: the shared data, and bounded, repeatable property tests."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from enum import IntEnum
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = Path(os.environ.get("OTASUKE_SHARED_DATA") or ROOT.parent / "shared" / "data")

# A service that a test starts takes whatever ports are free, and tells nobody how it is.
for door in ("HTTP", "SYSLOG", "SYSLOG_TLS", "FLUENT"):
    os.environ.setdefault(f"OTASUKE_{door}_LISTEN", "127.0.0.1:0")
os.environ.setdefault("OTASUKE_METRICS_LISTEN", "off")
os.environ.setdefault("OTASUKE_WEB_LISTEN", "off")  # who tests it names a port

# `ci` is the default: the same examples every time, so that a failure is a change's own. `dev` goes looking for more:
# pytest --hypothesis-profile=dev
settings.register_profile("ci", derandomize=True, deadline=None, max_examples=100, database=None)
settings.register_profile(
    "dev", deadline=None, max_examples=1000, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("ci")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes make no name of a test: packed ones differ from one second to the next, and from worker to worker.

    A signal is called SIGINT, not 2.
    """
    if isinstance(val, IntEnum):
        return val.name
    return argname if isinstance(val, bytes) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for the fixture or wears the marker needs the folder."""
    absent = pytest.mark.skip(reason=f"no shared data at {SHARED_DATA} (OTASUKE_SHARED_DATA names another folder)")
    for item in items:
        if "shared_data" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.shared_data)
        if item.get_closest_marker("shared_data") and not SHARED_DATA.is_dir():
            item.add_marker(absent)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real recordings and rules."""
    return SHARED_DATA


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The URL of a server that speaks S3."""
    command = [sys.executable, str(ROOT / "tests/s3_server.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        process.stdin.close()


@pytest.fixture
def bucket(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A bucket of its own, and an environment that says where it is."""
    name = f"bucket-{next(_BUCKETS)}"
    with urllib.request.urlopen(urllib.request.Request(f"{s3_server}/{name}", method="PUT")):
        pass
    said = {"AWS_ENDPOINT_URL": s3_server, "AWS_REGION": "us-east-1"}
    for setting, value in (said | {"AWS_ACCESS_KEY_ID": "made-up", "AWS_SECRET_ACCESS_KEY": "made-up"}).items():
        monkeypatch.setenv(setting, value)
    return name


_BUCKETS = count()
