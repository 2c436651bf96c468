from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from otasuke.cli.artefacts import Artefacts, cache_folder
from otasuke.cli.engines import prepare
from otasuke.cli.inputs import Portion
from otasuke.cli.scanning.results import Results, in_order
from otasuke.cli.scanning.run import correlate, scan_portions
from otasuke.cli.scanning.scanner import Options

Process = Callable[..., bytes]
SYSLOG = b"<34>Apr 14 09:00:00 host sshd[3]: Accepted password for root from 203.0.113.5 port 22 ssh2\n"
OPTIONS = Options(received_at=datetime(2026, 4, 2, tzinfo=UTC))


def scan(rules: str, portions: list[Portion]) -> Results:
    prepared = prepare([rules], {}, Artefacts(cache_folder()))
    done: list[int] = []
    results = scan_portions(
        portions,
        prepared=prepared,
        ready=prepared.open(),
        options=OPTIONS,
        jobs=1,
        advance=lambda: done.append(1),
    )
    assert len(done) == len(portions)
    return correlate(results, prepared.open(), OPTIONS)[0]


def test_pieces_give_what_the_whole_file_gives(tmp_path: Path, rules: str, process: Process) -> None:
    line, path = process("vssadmin delete"), tmp_path / "log"
    path.write_bytes(line * 4 + b"{broken\n" + line * 3 + SYSLOG + line * 3)
    size, cut = path.stat().st_size, 6 * len(line)
    cut = path.read_bytes().index(b"\n", cut) + 1

    whole = scan(rules, [Portion(str(path), is_named=True, size=size)])
    pieces = scan(rules, [Portion(str(path), is_named=True, size=1, piece=piece) for piece in ((0, cut), (cut, size))])

    assert in_order(pieces.findings) == in_order(whole.findings)
    assert (pieces.inputs, pieces.events, pieces.rejects) == (whole.inputs, whole.events, whole.rejects)
