"""Programs that small offices have, against a real door: curl and rsyslog. (Python's clients are with their protocols.)"""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path

import pytest

from pipeline.gateway.http.doors import SAKURA, TOKEN, OpenDoor
from programs import curl, needs_curl, needs_omelasticsearch, rsyslog, to_elasticsearch


@needs_curl
def test_curl_hands_over_a_packed_file(door: OpenDoor, tmp_path: Path):
    (tmp_path / "eve.json.gz").write_bytes(gzip.compress(b'{"event_type":"alert"}\n' * 5000))

    headers = ("-H", f"Authorization: Bearer {TOKEN}", "-H", "Content-Encoding: gzip")
    answer = curl(f"{door.url}/v1/events", *headers, "--data-binary", f"@{tmp_path}/eve.json.gz")

    assert json.loads(answer) == {"accepted": 5000}
    assert len(door.intake.lines) == 5000


@needs_curl
def test_curl_reads_why_a_large_file_was_refused(door: OpenDoor, tmp_path: Path):
    (tmp_path / "large.log").write_bytes(bytes(17 << 20))

    answer = curl(
        f"{door.url}/v1/events", "-u", f"x:{TOKEN}", "-w", "%{http_code}", "--data-binary", f"@{tmp_path}/large.log"
    )

    assert answer == '{"error":"the body has more than 16777216 bytes; send smaller batches"}413'


@needs_curl
def test_curl_hands_over_an_event_of_splunk(door: OpenDoor):
    answer = curl(f"{door.url}/services/collector", "-H", f"Authorization: Splunk {TOKEN}", "-d", '{"event": "hello"}')

    assert json.loads(answer) == {"text": "Success", "code": 0}
    assert door.intake.documents == [{"message": "hello"}]


@needs_omelasticsearch
@pytest.mark.parametrize("bulk", ["on", "off"])
def test_rsyslog_hands_over_every_line(door: OpenDoor, tmp_path: Path, bulk: str):
    lines = [f"sale {number} to 田中" for number in range(500)]
    (tmp_path / "in.log").write_text("".join(f"{line}\n" for line in lines))

    with rsyslog(tmp_path, to_elasticsearch(tmp_path, port=door.port, token=TOKEN, bulk=bulk)):
        deadline = time.monotonic() + 30
        while len(door.intake.lines) < len(lines) and time.monotonic() < deadline:
            time.sleep(0.05)

    said = (tmp_path / "stderr").read_text()
    assert [one["message"].strip() for one in door.intake.documents] == lines, said
    assert {sender for sender, _, _ in door.intake.accepted} == {SAKURA}
    assert not (tmp_path / "errors.json").exists()
