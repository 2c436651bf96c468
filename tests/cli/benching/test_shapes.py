import json
from datetime import UTC, datetime

import pytest

from otasuke.cli.benching.engine import source_of
from otasuke.cli.benching.shapes import rewrite
from otasuke.normalise.base import Context

FLAT = {
    "EventID": 1,
    "Channel": "Microsoft-Windows-Sysmon/Operational",
    "Hostname": "PC1.example",
    "SourceName": "Microsoft-Windows-Sysmon",
    "Image": "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe",
    "ProcessGuid": "{12345678-1234-1234-1234-123456789abc}",
}
LINES = [json.dumps(FLAT).encode()] * 50


@pytest.mark.parametrize(
    ("shape", "source"),
    [("worst", "windows.flat"), ("winlogbeat", "windows.winlogbeat"), ("eve", "network.suricata")],
)
def test_each_shape_is_recognised_as_what_it_is(shape: str, source: str) -> None:
    assert {source_of(line).name for line in rewrite(LINES, shape)} == {source}


@pytest.mark.parametrize("shape", ["worst", "winlogbeat", "eve"])
def test_the_same_lines_give_the_same_result(shape: str) -> None:
    assert list(rewrite(LINES, shape)) == list(rewrite(LINES, shape))


def test_in_the_worst_case_no_long_value_comes_twice_and_its_ends_stay() -> None:
    images = [json.loads(line)["Image"] for line in rewrite(LINES, "worst")]

    assert len(set(images)) == len(LINES)
    assert all(image.startswith("C:\\Windows") and image.endswith("\\powershell.exe") for image in images)


def test_winlogbeat_means_the_same_event() -> None:
    (line, *_) = rewrite(LINES, "winlogbeat")

    event = source_of(line).to_event(json.loads(line), Context(datetime(2026, 1, 1, tzinfo=UTC)), 0)

    assert event.fields["EventID"] == "1"
    assert any(source.category == "process_creation" for source in event.logsources)


def test_what_is_no_object_is_left_out() -> None:
    assert list(rewrite([b"[1]", b"broken", b""], "worst")) == []
