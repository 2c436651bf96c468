from __future__ import annotations

from pathlib import Path

import pytest

from otasuke.config import Doors, Listen
from otasuke.pipeline.processes.doors import read_doors, write_doors


@pytest.mark.parametrize(
    "doors",
    [
        Doors(http=Listen("::1", 5), syslog=None, syslog_tls=None, fluent=None),
        Doors(certificate=(Path("/c.pem"), Path("/k.pem"))),
    ],
)
def test_doors_are_read_as_they_were_written(tmp_path, doors):
    write_doors(tmp_path, doors)

    assert read_doors(tmp_path) == doors


@pytest.mark.parametrize("content", [None, b"", b"[]", b'{"http": 1}'])
def test_nobody_knows_doors_that_nobody_wrote_down(tmp_path, content):
    if content is not None:
        (tmp_path / "doors.json").write_bytes(content)

    assert read_doors(tmp_path) is None
