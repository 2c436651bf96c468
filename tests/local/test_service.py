"""How a service is started."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from local.services import BROKEN, service
from otasuke.local.service import ServiceError, last_words, start


def test_what_a_program_says_is_in_its_log(folder: Path) -> None:
    broken = service(folder, code=BROKEN)

    code = start(broken).wait()

    assert (code, last_words(broken)) == (1, "the disk is full")


def test_a_service_that_never_ran_said_nothing(folder: Path) -> None:
    assert last_words(service(folder)) == ""


def test_a_program_that_is_not_there_is_named(folder: Path) -> None:
    with pytest.raises(ServiceError, match="sample: /no/such/program does not start: No such file or directory"):
        start(replace(service(folder), command=("/no/such/program",)))


def test_a_large_log_is_put_aside_before_a_start(folder: Path) -> None:
    broken = service(folder, code=BROKEN)
    broken.log.parent.mkdir()
    broken.log.write_bytes(b"x" * (11 << 20))

    start(broken).wait()

    assert broken.log.stat().st_size < 100
    assert (folder / "log" / "sample.log.1").stat().st_size == 11 << 20
