"""What a hunt found, as a table, JSON lines or CSV; and in words what was searched."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any

import orjson

from otasuke.cli.showing.csv_rows import safe_cell
from otasuke.cli.showing.jsonl import utc_text
from otasuke.cli.showing.words import shortened, visible

if TYPE_CHECKING:
    from otasuke.lake.hunting.hunt import Outcome
    from otasuke.lake.hunting.questions import Hit

_LAST = datetime.max.replace(tzinfo=UTC)
_LONGEST_CELL = 200
_MOST_COUNTS = 20
_HEADINGS = ("time", "tenant", "computer", "source", "record", "rule", "matched")


def in_order(hits: Iterable[Hit]) -> list[Hit]:
    """Hits by time; those without a time come last."""
    return sorted(hits, key=lambda hit: (hit.event.time or _LAST, hit.tenant, hit.event.record, hit.title))


def show_hits(hits: Sequence[Hit], form: str, zone: tzinfo) -> None:
    """Write hits to standard output."""
    if form == "jsonl":
        _write_json(map(_as_object, hits))
    elif form == "csv":
        _write_csv(_HEADINGS, (_cells(hit, utc_text) for hit in hits))
    elif hits:
        has_rules = any(hit.title for hit in hits)
        headings = ("Time", "Tenant", "Computer", *(("Rule",) if has_rules else ()), "Found")
        rows = (_cells(hit, lambda time: _people(time, zone)) for hit in hits)
        shown = ((*row[:3], *((row[5],) if has_rules else ()), row[6]) for row in rows)
        _print_table(headings, shown)


def show_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]], form: str) -> None:
    """Write the answer of a query to standard output."""
    if form == "jsonl":
        _write_json(dict(zip(columns, row, strict=True)) for row in rows)
    elif form == "csv":
        _write_csv(columns, ([_text(value) for value in row] for row in rows))
    elif rows:
        _print_table(columns, ([_text(value) for value in row] for row in rows))


def summary(outcome: Outcome, *, parts: int, shown: int, zone: tzinfo) -> Iterator[str]:
    """What was found and searched, in sentences."""
    answer = outcome.answer
    yield _found(answer.found, shown)
    yield from _counts("", answer.counts)
    yield from _counts("of the tenant ", answer.by_tenant if len(answer.by_tenant) > 1 else {})
    if outcome.earliest and outcome.latest:
        span = f"from {_people(outcome.earliest, zone)} to {_people(outcome.latest, zone)} ({zone})"
        yield f"Searched {counted(outcome.events, 'event')} in {counted(outcome.parts, 'file')}, {span}."
    else:
        yield "Nothing was searched: there are no events of that time."
    for part, reason in outcome.unreadable[:_MOST_COUNTS]:
        named = reason if part.path.name in reason else f"{part.path}: {reason}"
        yield f"NOT searched, {counted(part.rows, 'event')}: {named}"
    if len(outcome.unreadable) > _MOST_COUNTS:
        yield f"… and {len(outcome.unreadable) - _MOST_COUNTS:,} more files that were NOT searched."
    if not outcome.is_whole:
        yield f"Interrupted: {parts - outcome.parts - len(outcome.unreadable):,} of {parts:,} files were not searched."


def counted(number: int, thing: str) -> str:
    """A number of things: `1 file`, `2 files`."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _found(found: int, shown: int) -> str:
    if not found:
        return "Nothing was found."
    events = f"{counted(found, 'event')} {'was' if found == 1 else 'were'} found"
    return f"{events}." if shown >= found else f"{events}; {shown:,} of them are shown (--limit)."


def _counts(before: str, counts: Mapping[str, int]) -> Iterator[str]:
    in_turn = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    for name, count in in_turn[:_MOST_COUNTS]:
        yield f"  {count:,} {before}{shortened(visible(name), _LONGEST_CELL)}"
    if len(in_turn) > _MOST_COUNTS:
        yield f"  … and {len(in_turn) - _MOST_COUNTS:,} more"


def _cells(hit: Hit, show: Callable[[datetime | None], str | None]) -> list[str]:
    event = hit.event
    matched = "; ".join(f"{one.field or 'any field'}: {one.value}" for one in hit.matched)
    return [show(event.time) or "", hit.tenant, event.sensor, event.source, str(event.record), hit.title, matched]


def _as_object(hit: Hit) -> dict[str, Any]:
    event = hit.event
    return {
        "tenant": hit.tenant,
        "time": utc_text(event.time),
        "received_at": utc_text(event.received_at),
        "computer": event.sensor,
        "source": event.source,
        "record": event.record,
        "rule": hit.title or None,
        "matched": [{"field": one.field, "value": one.value, "pattern": one.pattern} for one in hit.matched],
        "fields": dict(event.fields),
    }


def _write_json(objects: Iterable[Mapping[str, Any]]) -> None:
    sys.stdout.flush()
    for one in objects:
        sys.stdout.buffer.write(_json(one) + b"\n")
    sys.stdout.buffer.flush()


def _json(value: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(value, default=_text)
    except orjson.JSONEncodeError:  # a number beyond 64 bits, which queries can give
        return json.dumps(value, default=_text, ensure_ascii=False).encode()


def _write_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\r\n")
    writer.writerow([safe_cell(heading) for heading in headings])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)


def _print_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for number, heading in enumerate(headings):
        table.add_column(Text(visible(heading)), no_wrap=number == 0, overflow="fold")
    for row in rows:
        table.add_row(*(Text(shortened(visible(cell), _LONGEST_CELL) or "–") for cell in row))
    Console(highlight=False).print(table)


def _people(time: datetime | None, zone: tzinfo) -> str:
    return time.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") if time else "–"


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat(sep=" ") if isinstance(value, datetime) else str(value)
