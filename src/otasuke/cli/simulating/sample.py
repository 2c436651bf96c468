"""`simulate --out FOLDER`: what the fleet would hand over, as files, without a server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from otasuke.simulating.calendar import people_at_work
from otasuke.simulating.feed import Body, Door, Feed
from otasuke.simulating.run import Run, hide_attacks

_SPAN_S = 60.0


def write_sample(run: Run, folder: Path, *, is_by_company: bool = False) -> dict[str, int]:
    """Write the events of the whole run, a file for each kind of device; the number of events in each. Raises OSError.

    is_by_company  in a folder for each company.
    """
    hide_attacks(run.attacks, run.fleet)
    folder.mkdir(parents=True, exist_ok=True)
    counts: dict[str, int] = {}
    for feed in run.fleet.feeds:
        name = f"{feed.tenant}/{_file_of(feed)}" if is_by_company else _file_of(feed)
        (folder / name).parent.mkdir(exist_ok=True)
        with (folder / name).open("ab" if name in counts else "wb") as file:
            for body in _bodies(run, feed):
                file.write(_records(body))
                counts[name] = counts.get(name, 0) + body.events
    return counts


def _file_of(feed: Feed) -> str:
    if feed.door is Door.BULK:
        return "windows.ndjson"
    return "-".join(sorted({device.kind.value for device in feed.devices})) + ".log"


def _bodies(run: Run, feed: Feed) -> Iterator[Body]:
    course = run.course
    factor = course.factor * run.fleet.plan.noisy.get(feed.tenant, 1.0)
    start_s = 0.0
    while start_s < course.duration_s:
        end_s = min(course.duration_s, start_s + _SPAN_S)
        first, until = (course.at_us + int(at_s * course.speed * 1e6) for at_s in (start_s, end_s))
        people = people_at_work(datetime.fromtimestamp(first / 1e6, UTC))
        body = feed.take(first, until, people=people, factor=factor, seconds=end_s - start_s)
        if body is not None:
            yield body
        start_s = end_s


def _records(body: Body) -> bytes:
    if body.door is Door.LINES:
        return body.data
    return b"".join(body.data.splitlines(keepends=True)[1::2])
