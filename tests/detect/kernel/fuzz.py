"""Hostile lines and columns through the checked kernel, in large and in tiny tables.

    PYTHONPATH=src:tests python tests/detect/kernel/fuzz.py --lines 200000

Any access outside of an array ends the process with an error. A report of what was done is printed.
"""

from __future__ import annotations

# Comes first: it decides how numba compiles.
from detect.kernel.checked import checked_kernel  # isort: skip

import argparse
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from random import Random

import pyarrow as pa

from detect.engine.lines import SOURCES, Writer
from detect.rules import load, rule_text
from otasuke.detect.engine.columns import LOGSOURCES
from otasuke.detect.engine.engine import Engine
from otasuke.detect.engine.workspace import Sizes
from otasuke.detect.plan.compile import compile_plan
from otasuke.detect.rule import Rule
from otasuke.normalise.base import JsonSource
from otasuke.normalise.registry import JSON_SOURCES
from otasuke.normalise.times import JST
from otasuke.pipeline.parcels import Parcel
from otasuke.pipeline.records.reader import RecordReader

_DETECTIONS = (
    "s:\n  Image|endswith: ['\\cmd.exe', 'b']\n  CommandLine|contains|all: ['ab', ' ', 'whoami /all']\ncondition: s",
    "s:\n  CommandLine|contains: ['a*b', 'x?y', '日本']\nf:\n  Image|startswith: 'C:\\Program Files'\ncondition: s and not f",
    "s:\n  Ip|cidr: ['10.0.0.0/8', '::/0']\ncondition: s",
    "s:\n  Image|fieldref|contains: CommandLine\ncondition: s",
    "s: ['mimikatz', 'ab', '日', 'a\"b\\c']\ncondition: s",
    "s:\n  CommandLine|re: 'ab+[0-9]'\n  Data: [null, '']\ncondition: s",
    "s:\n  Alpha: 'ab'\n  a.b|exists: true\ncondition: 1 of s*",
    "s:\n  Data|startswith: ['a', 'ab', 'abcd', 'abcdefgh']\ncondition: s",
    "s:\n  Image: null\ncondition: not s",
)
_NAMES = ("Image", "CommandLine", "Ip", "Data", "Alpha", "a.b", "a.b.c", "NewProcessName", "x" * 300)
_PIECES = (
    "ab", "a", "\\cmd.exe", "whoami /all", "日本", "\U0001f600", "İ", "K", "Ⱥ", "10.0.0.1", "::1", "2001:db8::1", "mimikatz",
    'a"b\\c', "ab9", " ", "", "1" * 70, "é" * 33, "x" * 64, "\\" * 63, "abcdefgh",
)  # fmt: skip
_STRUCTURE = b'{}[]:,"\\ \t\r0123456789.eE+-truefalsn\x00\x1f\x7f\x80\xc3\xe3\xf0\xff'
_RECEIVED = datetime(2026, 11, 24, tzinfo=UTC)
TINY = Sizes(
    arena=1 << 12, entries=8, sets=4, set_items=6, verdicts=4, hits=3, asks=4, tokens=12, quotes=256, lines=32, classes=2,
    class_keys=2,
)  # fmt: skip


def fuzz_rules() -> tuple[Rule, ...]:
    texts = [rule_text(detection, head=f"id: rule-{number}\n") for number, detection in enumerate(_DETECTIONS)]
    loaded = load(*texts)
    assert not loaded.faults
    return loaded.rules


def hostile_lines(source: JsonSource, random: Random, count: int) -> Iterator[bytes]:
    """Lines of the source, most of them spoilt in one or several places; some are noise from one end to the other."""
    writer = Writer(random)
    for _ in range(count):
        if random.random() < 0.1:
            yield bytes(random.choices(_STRUCTURE, k=random.randrange(200)))
            continue
        names = random.sample(_NAMES, random.randint(0, 5))
        line = writer.line(source, {name: _value(random) for name in names})
        while random.random() < 0.2:
            line = _spoilt(line, random)
        yield line


def hostile_columns(random: Random, rows: int) -> pa.RecordBatch:
    """Columns of odd text, some as dictionaries, some with a wrong code; cut out of longer ones at times."""
    sources = pa.array(
        random.choices(('[["windows",null,null]]', '[["linux",null,"auth"]]', None), k=rows), pa.string()
    )
    columns = {LOGSOURCES: sources}
    for name in random.sample(_NAMES, random.randint(1, 6)):
        texts = [random.choice((None, "".join(random.choices(_PIECES, k=random.randint(0, 30))))) for _ in range(rows)]
        column = pa.array(texts, random.choice((pa.string(), pa.large_string())))
        if random.random() < 0.5:
            column = column.dictionary_encode()
        if random.random() < 0.1 and rows:
            codes = pa.array([random.choice((-1, 0, 5, 1 << 30)) for _ in range(rows)], pa.int32())
            column = pa.DictionaryArray.from_arrays(codes, pa.array(["ab"]), safe=False)
        columns[name] = column
    return pa.record_batch(columns).slice(random.randint(0, 3))


def _value(random: Random) -> str | tuple[str, ...]:
    text = "".join(random.choices(_PIECES, k=random.randint(0, 4))) * random.choice((1, 1, 1, 1, 2, 40))
    return (text, random.choice(_PIECES)) if random.random() < 0.2 else text


def _spoilt(line: bytes, random: Random) -> bytes:
    at, end = sorted(random.choices(range(len(line) + 1), k=2))
    match random.randrange(5):
        case 0:
            return line[:at]
        case 1:
            return line[:at] + bytes(random.choices(_STRUCTURE, k=random.randint(1, 3))) + line[at:]
        case 2:
            return line[:at] + line[end:]
        case 3:
            return line[:end] + line[at:end] * random.choice((1, 2, 30)) + line[end:]
    return line[:at] + bytes([random.randrange(256)]) + line[at + 1 :]


def _read_whole(reader: RecordReader, data: bytes, random: Random) -> int:
    """Read the lines as whole records, in parcels cut anywhere; how many the kernel took, and their columns are sound."""
    cuts = sorted(random.choices(range(len(data) + 1), k=random.randint(0, 3)))
    pieces = [data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]
    parcels = [Parcel("fuji", "pc", f"b{at}", _RECEIVED, piece) for at, piece in enumerate(pieces)]
    found = reader.read(parcels).found
    for one in found:
        one.columns.validate(full=True)
    return sum(one.columns.num_rows for one in found)


def fuzz(lines: int, seed: int) -> str:
    """Match so many lines and rows; what was done in words."""
    random = Random(seed)
    rules = fuzz_rules()
    plan, kernel = compile_plan(rules), checked_kernel()
    engines = [Engine(plan, kernel, rules.__getitem__, sizes) for sizes in (Sizes(), TINY)]
    readers = [RecordReader(kernel, JSON_SOURCES, JST) for _ in range(2)]
    done = hits = size = read = 0
    while done < lines:
        source, engine = random.choice(SOURCES), random.choice(engines)
        assert source.shape is not None
        batch = list(hostile_lines(source, random, random.randint(1, 300)))
        data = random.choice((b"\n", b"\n", b"\r\n", b"\n\n \t\n")).join(batch)
        hits += len(engine.match_lines(source.shape, data, lambda _: None).pairs)
        done += len(batch)
        columns = hostile_columns(random, random.randint(0, 60))
        with suppress(pa.ArrowIndexError):  # a row with a wrong code cannot be shown as an event
            hits += len(engine.match_columns(columns).pairs)
        done += columns.num_rows
        if random.random() < 0.1:
            readers[0] = RecordReader(kernel, JSON_SOURCES, JST)
        read += _read_whole(random.choice(readers), data, random)
        size += len(data)
    seen = [engine.statistics for engine in engines]
    odd = sum(one.odd_lines for one in seen) / sum(one.lines for one in seen)
    return f"{done} lines and rows, {size >> 20} MiB, {odd:.0%} odd, {hits} hits, {read} whole records, {sum(one.new_values for one in seen)} values"


def main() -> None:
    parser = argparse.ArgumentParser(description="Send hostile lines through the kernel with every access checked.")
    parser.add_argument("--lines", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    begun = time.monotonic()
    print(f"{fuzz(arguments.lines, arguments.seed)}, {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
