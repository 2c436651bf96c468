"""Programs that small offices have, against a real door: curl and rsyslog. (Python's clients are with their protocols.)"""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.gateway.http.doors import SAKURA, TOKEN, OpenDoor

CURL = shutil.which("curl")
RSYSLOGD = shutil.which("rsyslogd") or shutil.which("rsyslogd", path="/usr/sbin:/sbin")
MODULES = [
    folder for pattern in ("lib/*/rsyslog", "lib64/rsyslog", "lib/rsyslog") for folder in Path("/usr").glob(pattern)
]
HAS_MODULE = any((folder / "omelasticsearch.so").is_file() for folder in MODULES)

needs_curl = pytest.mark.skipif(CURL is None, reason="there is no curl on this machine")
needs_rsyslog = pytest.mark.skipif(
    not (RSYSLOGD and HAS_MODULE), reason="there is no rsyslogd with the module omelasticsearch on this machine"
)


def curl(door: OpenDoor, path: str, *options: str) -> str:
    command = [str(CURL), "--silent", "--show-error", "--max-time", "20", *options, f"{door.url}{path}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@needs_curl
def test_curl_hands_over_a_packed_file(door: OpenDoor, tmp_path: Path):
    (tmp_path / "eve.json.gz").write_bytes(gzip.compress(b'{"event_type":"alert"}\n' * 5000))

    answer = curl(
        door, "/v1/events", "-H", f"Authorization: Bearer {TOKEN}", "-H", "Content-Encoding: gzip",
        "--data-binary", f"@{tmp_path}/eve.json.gz",
    )  # fmt: skip

    assert json.loads(answer) == {"accepted": 5000}
    assert len(door.intake.lines) == 5000


@needs_curl
def test_curl_reads_why_a_large_file_was_refused(door: OpenDoor, tmp_path: Path):
    (tmp_path / "large.log").write_bytes(bytes(17 << 20))

    answer = curl(
        door, "/v1/events", "-u", f"x:{TOKEN}", "-w", "%{http_code}", "--data-binary", f"@{tmp_path}/large.log"
    )

    assert answer == '{"error":"the body has more than 16777216 bytes; send smaller batches"}413'


@needs_curl
def test_curl_hands_over_an_event_of_splunk(door: OpenDoor):
    answer = curl(door, "/services/collector", "-H", f"Authorization: Splunk {TOKEN}", "-d", '{"event": "hello"}')

    assert json.loads(answer) == {"text": "Success", "code": 0}
    assert door.intake.documents == [{"message": "hello"}]


CONFIGURATION = """
global(workDirectory="{folder}")
module(load="imfile")
module(load="omelasticsearch")
input(type="imfile" file="{folder}/app.log" tag="shop:" freshStartTail="off")
template(name="ecs" type="list" option.jsonf="on") {{
    property(outname="@timestamp" name="timereported" dateFormat="rfc3339" format="jsonf")
    property(outname="host" name="hostname" format="jsonf")
    property(outname="message" name="msg" format="jsonf")
}}
action(
    type="omelasticsearch" server="127.0.0.1" serverport="{port}" usehttps="off" template="ecs"
    searchIndex="logs" searchType="" bulkmode="{bulk}" uid="rsyslog" pwd="{token}"
    action.resumeRetryCount="-1" action.resumeInterval="1" errorFile="{folder}/errors.json"
)
"""


@contextmanager
def rsyslog(door: OpenDoor, folder: Path, bulk: str) -> Iterator[None]:
    configuration, errors = folder / "rsyslog.conf", (folder / "stderr").open("wb")
    configuration.write_text(CONFIGURATION.format(folder=folder, port=door.port, bulk=bulk, token=TOKEN))
    command = [str(RSYSLOGD), "-n", "-f", str(configuration), "-i", str(folder / "pid")]
    process = subprocess.Popen(command, stdout=errors, stderr=errors)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)
        errors.close()


@needs_rsyslog
@pytest.mark.parametrize("bulk", ["on", "off"])
def test_rsyslog_hands_over_every_line(door: OpenDoor, tmp_path: Path, bulk: str):
    lines = [f"sale {number} to 田中" for number in range(500)]
    (tmp_path / "app.log").write_text("".join(f"{line}\n" for line in lines))

    with rsyslog(door, tmp_path, bulk):
        deadline = time.monotonic() + 30
        while len(door.intake.lines) < len(lines) and time.monotonic() < deadline:
            time.sleep(0.05)

    said = (tmp_path / "stderr").read_text()
    assert [one["message"].strip() for one in door.intake.documents] == lines, said
    assert {sender for sender, _, _ in door.intake.accepted} == {SAKURA}
    assert not (tmp_path / "errors.json").exists()
