"""Measure hunts: make a lake of so many events, look for 1,000 indicators in it and for a new Sigma rule.

Prints one JSON object. The events are those of small offices: programs, connections, names that are looked up, pages; each
tenant has its own computers, and its own share of what the world has. What is hidden among them is known, and must be found.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.indicators.observables import parse_observable
from otasuke.detect.load import load_rules
from otasuke.lake.hunting.hunt import Limits, Outcome, hunt
from otasuke.lake.hunting.index import attached
from otasuke.lake.hunting.parts import parts_of
from otasuke.lake.hunting.questions import Indicators, Question, Rules
from otasuke.lake.manifest import change_manifest
from otasuke.lake.tables import SMALL, encoded, ordered
from otasuke.lake.writer import ROW_GROUP_ROWS, pressed, write_files

FIRST_DAY = date(2026, 1, 1)
HIDDEN_EVERY = 40
"""One file in so many has something hidden in it."""
HIDDEN = (
    "203.0.113.77",
    "c2.evil-example.net",
    "http://evil-example.org/stage2.bin",
    "0123456789abcdef0123456789abcdef",
)
RULE = rb"""
title: A download by a tool of Windows
id: 11111111-1111-4111-8111-111111111111
logsource: {product: windows, category: process_creation}
detection:
    tool: {Image|endswith: ['\certutil.exe', '\bitsadmin.exe']}
    how: {CommandLine|contains|all: ['urlcache', 'stage2']}
    other: {CommandLine|re: '(?i)transfer\s.*stage2'}
    filter: {User|contains: 'SYSTEM'}
    condition: tool and (how or other) and not filter
"""
SOURCES = {
    "process": '[["windows","process_creation","sysmon"],["windows",null,"sysmon"]]',
    "network": '[["windows","network_connection","sysmon"],["windows",null,"sysmon"]]',
    "dns": '[["windows","dns_query","sysmon"],["windows",null,"sysmon"]]',
    "proxy": '[[null,"proxy",null]]',
}
SHARES = (0.4, 0.35, 0.15, 0.1)


@dataclass(frozen=True, slots=True)
class Job:
    """One file to make."""

    lake: Path
    tenant: int
    day: int
    rows: int
    hides: bool


def main() -> None:
    options = _options()
    folder = options.lake or Path(tempfile.mkdtemp())
    lake = folder / "lake"
    try:
        begun = time.monotonic()
        made = _make(lake, options) if not lake.is_dir() else {}
        made_s = time.monotonic() - begun
        print(json.dumps(made | {"made_s": round(made_s, 1)} | _measure(lake, options), indent=1))
    finally:
        if options.lake is None:
            shutil.rmtree(folder)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000, help="how many (default 1000000)")
    parser.add_argument("--tenants", type=int, default=20, help="of how many (default 20)")
    parser.add_argument("--file-rows", type=int, default=250_000, help="events in a file (default 250000)")
    parser.add_argument("--indicators", type=int, default=1_000, help="how many are looked for (default 1000)")
    parser.add_argument("--processes", type=int, default=2, help="that make the lake (default 2)")
    parser.add_argument("--lake", type=Path, help="a folder to keep it in; one that is there is measured as it is")
    return parser.parse_args()


def _make(lake: Path, options: argparse.Namespace) -> dict[str, object]:
    files = max(1, options.events // options.file_rows)
    jobs = [
        Job(lake, number % options.tenants, number // options.tenants, options.file_rows, number % HIDDEN_EVERY == 0)
        for number in range(files)
    ]
    with ProcessPoolExecutor(options.processes) as pool:
        for _ in pool.map(_make_file, jobs):
            pass
    return _cost_of_index(jobs[0])


def _make_file(job: Job) -> None:
    day = FIRST_DAY + timedelta(days=job.day)
    tenant = _name(job.tenant)
    files = write_files(job.lake, tenant, [pressed(day, ordered(_table(job)))])
    change_manifest(job.lake, tenant, lambda manifest: manifest.with_files(files))


def _cost_of_index(job: Job) -> dict[str, object]:
    table = ordered(_table(job))
    begun = time.process_time()
    bare = encoded(table, level=SMALL, row_group_rows=ROW_GROUP_ROWS)
    encoded_s = time.process_time() - begun
    begun = time.process_time()
    whole = attached(bare, table)
    return {
        "index_bytes_per_event": round((len(whole) - len(bare)) / job.rows, 2),
        "index_us_per_event": round((time.process_time() - begun) / job.rows * 1e6, 2),
        "parquet_us_per_event": round(encoded_s / job.rows * 1e6, 2),
    }


def _measure(lake: Path, options: argparse.Namespace) -> dict[str, object]:
    begun = time.monotonic()
    parts = parts_of(lake, None)
    listed_s = time.monotonic() - begun
    hides = len([None for number in range(len(parts)) if number % HIDDEN_EVERY == 0])
    indicators = Indicators(map(parse_observable, _looked_for(options.indicators)))
    rules = Rules(load_rules([("rule.yml", RULE)]).rules)
    events = sum(part.rows for part in parts)
    return {
        "events": events,
        "files": len(parts),
        "bytes_per_event": round(sum(part.path.stat().st_size for part in parts) / events, 1),
        "listed_s": round(listed_s, 2),
        "indicators": _timed(indicators, parts, expected=hides * 4),
        "rule": _timed(rules, parts, expected=hides),
    }


def _timed(question: Question, parts: Sequence[object], *, expected: int) -> dict[str, object]:
    """Twice: with the disk, as far as it is not in memory, and from memory."""
    times, outcome = [], Outcome()
    for _ in range(2):
        begun, cpu = time.monotonic(), time.process_time()
        outcome = hunt(question, parts, Limits(hits=1_000))  # type: ignore[arg-type]
        times.append((round(time.monotonic() - begun, 2), round(time.process_time() - cpu, 2)))
    return {"first_s": times[0], "again_s": times[1], "found": outcome.answer.found, "hidden": expected}


def _looked_for(count: int) -> Iterator[str]:
    """What is hidden, and what is nowhere: addresses, networks, domains, URLs and hashes."""
    yield from HIDDEN
    dice = np.random.default_rng(7)
    kinds: tuple[Callable[[int], str], ...] = (
        lambda n: f"198.51.{n % 256}.{dice.integers(256)}",
        lambda n: f"bad-{n}.example-threat.com",
        lambda n: f"https://bad-{n}.example-threat.com/{n:x}/index.php",
        lambda _: dice.bytes(32).hex(),
        lambda n: f"192.0.{n % 250}.0/28",
    )
    yield from (kinds[number % len(kinds)](number) for number in range(count - len(HIDDEN)))


def _table(job: Job) -> pa.Table:
    """The events of a tenant's day."""
    dice = np.random.default_rng((job.tenant, job.day))
    office = _Office(dice, np.random.default_rng((1, job.tenant)))
    kinds = dice.choice(len(SOURCES), job.rows, p=SHARES)
    tables = [office.events(name, int((kinds == at).sum()), job) for at, name in enumerate(SOURCES)]
    return pa.concat_tables(tables, promote_options="default")


class _Office:
    """What a company has, and what it does on a day."""

    def __init__(self, dice: np.random.Generator, own: np.random.Generator) -> None:
        self._dice = dice
        self._computers = pa.array([f"経理-PC{number:02}" for number in range(own.integers(5, 40))])
        self._users = pa.array([f"SAKURA\\user{number:03}" for number in range(40)] + ["NT AUTHORITY\\SYSTEM"])
        self._images = pa.array(
            [f"C:\\Program Files\\Vendor{n % 90}\\app{n}\\tool{n}.exe" for n in own.choice(3_000, 300)]
        )
        self._hashes = pa.array([f"MD5={own.bytes(16).hex()},SHA256={own.bytes(32).hex()}" for _ in range(300)])
        self._domains = pa.array(
            [
                f"{'cdn' if n % 3 else 'www'}{n % 17}.site{n}.{('com', 'co.jp', 'net')[n % 3]}"
                for n in own.choice(200_000, 3_000)
            ]
        )
        self._addresses = pa.array([".".join(map(str, parts)) for parts in own.integers(1, 255, (8_000, 4))])

    def events(self, kind: str, rows: int, job: Job) -> pa.Table:
        """Events of one kind; the first of them is the hidden one."""
        fields = getattr(self, f"_{kind}")(rows)
        if job.hides:
            fields |= {name: _with_first(fields[name], value) for name, value in _hidden(kind).items()}
        midnight = datetime.combine(FIRST_DAY + timedelta(days=job.day), datetime.min.time(), UTC)
        times = np.datetime64(midnight.replace(tzinfo=None), "us") + np.sort(
            self._dice.integers(0, 86_400_000_000, rows)
        )
        moments = pa.array(times).cast(pa.timestamp("us", "UTC"))
        fixed = {
            "batch": self._many(pa.array([f"b{job.day}-{number}" for number in range(200)]), rows),
            "ordinal": pa.array(np.arange(rows) % 1_000, pa.int32()),
            "time": moments,
            "received_at": moments,
            "source": pa.array([f"windows.{kind}"]).take(pa.array(np.zeros(rows, int))),
            "sensor": self._many(self._computers, rows),
            "record": pa.array(self._dice.integers(1 << 22) + np.arange(rows)),
            "logsources": pa.array([SOURCES[kind]]).take(pa.array(np.zeros(rows, int))),
        }
        return pa.table(fixed | {f"f.{name}": column for name, column in fields.items()})

    def _process(self, rows: int) -> dict[str, pa.Array]:
        at = self._codes(300, rows)
        usual = pc.binary_join_element_wise(
            self._images.take(at), self._many(pa.array(["--quiet", "/s /n", "-embedding"]), rows), " "
        )
        unusual = pc.binary_join_element_wise(usual, self._numbers(rows, 1 << 40), " /tmp:")
        rare = pa.array(self._dice.random(rows) < 0.5)
        return {
            "Image": self._images.take(at),
            "Hashes": self._hashes.take(at),
            "CommandLine": pc.if_else(rare, unusual, usual),
            "ParentImage": self._many(self._images, rows),
            "ParentCommandLine": self._many(usual.unique(), rows),
            "ProcessGuid": self._guids(rows),
            "LogonId": pc.binary_join_element_wise("0x", self._numbers(rows, 1 << 24), ""),
            "User": self._many(self._users, rows),
            "ProcessId": self._numbers(rows, 30_000),
        }

    def _network(self, rows: int) -> dict[str, pa.Array]:
        return {
            "Image": self._many(self._images, rows),
            "ProcessGuid": self._guids(rows),
            "SourceIp": pc.binary_join_element_wise("192.168.1", self._numbers(rows, 40), "."),
            "SourcePort": self._numbers(rows, 16_000),
            "DestinationIp": self._many(self._addresses, rows),
            "DestinationPort": self._many(pa.array(["443", "80", "53", "445", "8080"]), rows),
            "User": self._many(self._users, rows),
        }

    def _dns(self, rows: int) -> dict[str, pa.Array]:
        return {
            "Image": self._many(self._images, rows),
            "QueryName": self._many(self._domains, rows),
            "QueryResults": pc.binary_join_element_wise("::ffff:", self._many(self._addresses, rows), ""),
        }

    def _proxy(self, rows: int) -> dict[str, pa.Array]:
        host = self._many(self._domains, rows)
        often = pc.binary_join_element_wise("https://", host, "/", "")
        once = pc.binary_join_element_wise(often, self._numbers(rows, 1 << 40), "")
        return {
            "c-uri": pc.if_else(pa.array(self._dice.random(rows) < 0.6), once, often),
            "cs-host": host,
            "src_ip": pc.binary_join_element_wise("192.168.1", self._numbers(rows, 40), "."),
            "sc-bytes": self._numbers(rows, 100_000),
        }

    def _guids(self, rows: int) -> pa.Array:
        """A process does a few things."""
        different = pa.array(
            [f"{{{self._dice.bytes(4).hex()}-05b9-6650-{number:012x}}}" for number in range(rows // 3 + 1)]
        )
        return different.take(pa.array(np.sort(self._dice.integers(0, len(different), rows))))

    def _codes(self, different: int, rows: int) -> pa.Array:
        """Few of them often, many seldom."""
        return pa.array((different * self._dice.random(rows) ** 3).astype(np.int64))

    def _many(self, values: pa.Array, rows: int) -> pa.Array:
        return values.take(self._codes(len(values), rows))

    def _numbers(self, rows: int, most: int) -> pa.Array:
        return pa.array(self._dice.integers(0, most, rows)).cast(pa.string())


def _hidden(kind: str) -> dict[str, str]:
    address, domain, url, digits = HIDDEN
    return {
        "process": {
            "Image": "C:\\Windows\\System32\\certutil.exe",
            "CommandLine": "certutil -urlcache -f stage2",
            "Hashes": f"MD5={digits}",
            "User": "SAKURA\\user001",
        },
        "network": {"DestinationIp": address},
        "dns": {"QueryName": f"a.{domain}"},
        "proxy": {"c-uri": url},
    }[kind]


def _with_first(column: pa.Array, value: str) -> pa.Array:
    return pa.concat_arrays([pa.array([value]), column.slice(1)])


_name = partial("tenant-{:04}".format)


if __name__ == "__main__":
    main()
