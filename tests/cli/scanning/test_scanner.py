from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from otasuke.cli.artefacts import Artefacts, cache_folder
from otasuke.cli.engines import prepare
from otasuke.cli.inputs import Portion
from otasuke.cli.scanning.results import Results
from otasuke.cli.scanning.scanner import Options, Scanner

Process = Callable[..., bytes]
OPTIONS = Options(received_at=datetime(2026, 4, 2, tzinfo=UTC))


def scan(rules: str, path: Path, *, stopped: Callable[[], bool] = lambda: False, **portion: object) -> Results:
    ready = prepare([rules], {}, Artefacts(cache_folder())).open()
    given = Portion(str(path), is_named=True, size=path.stat().st_size, **portion)  # type: ignore[arg-type]
    return Scanner(ready, OPTIONS, stopped).scan(given)


@pytest.fixture
def log(tmp_path: Path, process: Process) -> Path:
    path = tmp_path / "log"
    path.write_bytes(b"".join(process("vssadmin delete", minute=minute) for minute in range(3)))
    return path


def test_lines_and_events_give_the_same_findings(rules: str, log: Path) -> None:
    as_lines = scan(rules, log)
    log.write_bytes(b"[" + b",".join(log.read_bytes().splitlines()) + b"]")
    as_events = scan(rules, log)

    assert as_lines.findings == as_events.findings
    assert (as_lines.events, as_lines.rejects) == (as_events.events, as_events.rejects)


def test_numbers_in_a_piece_are_marked(rules: str, log: Path) -> None:
    line = len(log.read_bytes()) // 3

    results = scan(rules, log, piece=(line, 3 * line))

    assert sorted({finding.detection.record for finding in results.findings}) == [-3, -1]
    assert (results.ordinals, results.lines) == (2, 2)


def test_a_stopped_scan_keeps_its_first_batch(rules: str, log: Path) -> None:
    asked = iter([False, True])

    results = scan(rules, log, stopped=lambda: next(asked))

    assert (results.is_whole, len(results.findings)) == (False, 6)


def test_an_input_that_breaks_off_keeps_what_came_before(rules: str, log: Path) -> None:
    import gzip

    packed = gzip.compress(log.read_bytes() * 2_000, compresslevel=1)
    log.write_bytes(packed[:-10])

    results = scan(rules, log)

    assert results.events.total() > 5_000
    assert [(one.reason, one.is_failure) for one in results.skipped] == [
        ("cut short (what comes before was read)", True)
    ]
