"""What the reports of the processes mean, in words for whoever looks after the service: how it is, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from otasuke.config import Doors
from otasuke.pipeline.health.event import Kind, duration_words
from otasuke.pipeline.processes.report import STALE_AFTER_S, PathReport, Report

LAGS_AFTER_S = 60.0
LEARNS_LATE_AFTER_S = 600.0
"""What the learnt detectors find is no matter of seconds."""
_ERROR_IS_NEW_FOR = timedelta(minutes=5)
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that there is to say.

    about     a process, or what several of them do: `doors`, `rules`, `canaries`, `sensors`, `lake`.
    is_wrong  somebody has to do something, or to wait, until all is well again.
    to_do     what helps; "" where nothing has to be done.
    details   more of the same, a line each.
    """

    about: str
    words: str
    is_wrong: bool = False
    to_do: str = ""
    details: tuple[str, ...] = ()


def remarks(reports: Sequence[Report], doors: Doors | None, *, now: datetime) -> list[Remark]:
    """All that there is to say, from the doors to the sensors. reports: of processes that run."""
    silent = [one for one in reports if (now - one.at).total_seconds() > STALE_AFTER_S]
    heard = [one for one in reports if one not in silent]
    return [
        *_of_silent(silent, now),
        *_of_doors(heard, doors),
        *_of_registries(heard),
        *_of_workers(heard),
        *_of_learning(heard),
        *_of_rules(heard),
        *_of_indicators(heard),
        *_of_lists(heard),
        *_of_canaries(heard, now),
        *_of_sensors(heard),
        *_of_dead_letters(heard, now),
        *_of_lake(heard),
        *_of_errors(heard, now),
    ]


def _of_silent(reports: Sequence[Report], now: datetime) -> Iterator[Remark]:
    for one in reports:
        since = duration_words((now - one.at).total_seconds())
        to_do = f"If it stays so, end process {one.pid} (`kill -9 {one.pid}`): it is started again, and loses nothing."
        yield Remark(one.process, f"{one.process} has not said for {since} how it is", is_wrong=True, to_do=to_do)


def _of_doors(reports: Sequence[Report], doors: Doors | None) -> Iterator[Remark]:
    for one in reports:
        if one.spool_bytes is None:
            continue
        if doors is not None and one.is_ready:
            rate = f"{one.events_per_s or 0:,.1f} records a second came in during the last minute"
            yield Remark("doors", f"Sensors send to {_places(doors)}; {rate}")
        if one.spool_bytes or not one.has_stream:
            yield _of_spool(one.spool_bytes, has_stream=one.has_stream)


def _places(doors: Doors) -> str:
    places = {"HTTP": doors.http, "syslog": doors.syslog, "syslog with TLS": doors.syslog_tls, "Fluent": doors.fluent}
    return ", ".join(f"{name} at {place}" for name, place in places.items() if place) or "no door: all are shut"


def _of_spool(size_bytes: int, *, has_stream: bool) -> Remark:
    size = f"{-(-size_bytes // _MIB):,} MiB"
    if has_stream:
        to_do = "Nothing has to be done: NATS answers again, and what was kept is handed on."
        return Remark("gateway", f"{size} wait on the disk to be handed on to NATS", is_wrong=True, to_do=to_do)
    waits = f": {size} wait on the disk" if size_bytes else ""
    to_do = (
        "Nothing is lost. Is NATS named above, does its log say why, is its disk full? When 1,024 MiB wait, new events are "
        "refused; senders keep them."
    )
    return Remark("gateway", f"NATS does not take what comes in{waits}", is_wrong=True, to_do=to_do)


def _of_registries(reports: Sequence[Report]) -> Iterator[Remark]:
    for one in reports:
        if one.behind and one.is_ready:
            words = f"{one.process} does not hear what is changed in {', '.join(one.behind)}, and goes on with what it knows"
            yield Remark(one.process, words, is_wrong=True, to_do="NATS does not answer it: see above, and NATS's log.")


def _of_workers(reports: Sequence[Report]) -> Iterator[Remark]:
    workers = [one for one in reports if one.process.startswith("worker-")]
    for one in (*workers, *(one for one in reports if one.process == "correlate")):
        if not one.is_ready:
            to_do = "The first time it may take minutes. What comes in meanwhile is kept, and looked at afterwards."
            yield Remark(
                one.process,
                f"{one.process} is not ready yet: it prepares the rules, or waits for NATS",
                is_wrong=True,
                to_do=to_do,
            )
        elif (one.lag_s or 0) > LAGS_AFTER_S:
            to_do = (
                "Nothing is lost, but it is found late. More comes in than can be looked at, or the disk is slow: "
                "`otasuke up --workers N` uses more cores; docs/how/metrics.md says where the time goes."
            )
            lag = duration_words(one.lag_s or 0)
            yield Remark(
                one.process, f"{one.process} lags: what it looks at came {lag} ago", is_wrong=True, to_do=to_do
            )
        if (one.held_s or 0) > LAGS_AFTER_S:
            to_do = (
                "Nothing is lost: they are told when all of it has been looked at. A worker that does not run or cannot write, "
                "a spool that is not empty, or NATS holds them up: see what else is said here."
            )
            words = f"Correlations wait: not all that came {duration_words(one.held_s or 0)} ago has been looked at"
            yield Remark(one.process, words, is_wrong=True, to_do=to_do)
    if workers:
        waiting = sum(one.waiting_messages or 0 for one in reports)
        oldest = max(one.lag_s or 0 for one in workers)
        rate = sum(one.events_per_s or 0 for one in workers)
        yield Remark(
            "workers",
            f"Workers looked at {rate:,.1f} events a second during the last minute; waiting for them: {waiting:,} messages; "
            f"what they look at came {oldest:,.1f} s ago",
        )


def _of_learning(reports: Sequence[Report]) -> Iterator[Remark]:
    for one in [one for one in reports if one.process == "learn"]:
        if not one.is_ready:
            to_do = "It reads what it had learnt, or waits for NATS; nothing is lost meanwhile."
            yield Remark("learn", "learn is not ready yet", is_wrong=True, to_do=to_do)
            continue
        rate, lag_s = one.events_per_s or 0, one.lag_s or 0
        behind = f"is {duration_words(lag_s)} behind" if lag_s > LAGS_AFTER_S else "is up to date"
        words = f"The learnt detectors read {rate:,.1f} events a second during the last minute; learn {behind}"
        to_do = (
            "Nothing is lost: what it has not read is kept for two days. After a pause it catches up by itself. If it falls back "
            "further, this machine has too little to compute with; OTASUKE_LEARN=off switches it off."
        )
        is_late = lag_s > LEARNS_LATE_AFTER_S
        yield Remark("learn", words, is_wrong=is_late, to_do=to_do if is_late else "")


def _of_rules(reports: Sequence[Report]) -> Iterator[Remark]:
    for one in [one for one in reports if one.rules is not None][:1]:
        yield Remark("rules", f"{_count(one.rules or 0, 'rule')} in use")
        if one.faulty:
            more = (f"… and {one.faulty - len(one.faults):,} more",) if one.faulty > len(one.faults) else ()
            to_do = "The others run. `otasuke rules check FOLDER` lists the faults; files that are corrected are used at once."
            words = f"{_count(one.faulty, 'rule')} NOT in use because of faults"
            yield Remark("rules", words, to_do=to_do, details=(*one.faults, *more))


def _of_indicators(reports: Sequence[Report]) -> Iterator[Remark]:
    counts = [one.indicators for one in reports if one.indicators]
    if counts:
        yield Remark("indicators", f"{_count(max(counts), 'indicator')} looked for")
    for one in [one for one in reports if one.indicator_problem][:1]:
        goes_on = "the one before goes on" if one.indicators else "NO indicators are looked for"
        words = f"The newest watchlist of indicators cannot be used ({one.indicator_problem}); {goes_on}"
        yield Remark(
            "indicators", words, is_wrong=True, to_do="`otasuke indicators renew` makes it again of the lists."
        )


def _of_lists(reports: Sequence[Report]) -> Iterator[Remark]:
    to_do = (
        "What was fetched before is used, as long as it counts. It is tried again; `otasuke indicators renew NAME` tries now, "
        "with --force where it was right that so little is left."
    )
    for one in reports:
        if one.lists:
            yield Remark("indicators", f"{one.lists:,} {'list' if one.lists == 1 else 'lists'} of indicators in use")
        for problem in one.list_problems:
            yield Remark("indicators", problem.words, is_wrong=problem.is_late, to_do=to_do)


def _of_canaries(reports: Sequence[Report], now: datetime) -> Iterator[Remark]:
    paths = [path for one in reports for path in one.paths]
    if not paths:
        return
    well = [path for path in paths if not path.problem and path.found_at is not None]
    if well:
        slowest = max(path.latency_s or 0 for path in well)
        names = ", ".join(path.path for path in well)
        last = max((now - path.found_at).total_seconds() for path in well if path.found_at)
        words = f"Canaries are detected on {names}, after {slowest:,.1f} s at most; the last ones {duration_words(last)} ago"
        yield Remark("canaries", words)
    if waiting := [path.path for path in paths if not path.problem and path.found_at is None]:
        yield Remark("canaries", f"Canaries were sent on {', '.join(waiting)}, and none was detected yet")
    yield from (_of_path(path, now) for path in paths if path.problem)


def _of_path(path: PathReport, now: datetime) -> Remark:
    if path.problem == Kind.CANARY_LATE:
        words = f"Canaries on {path.path} are detected late, after {duration_words(path.latency_s or 0)}"
        return Remark("canaries", words, is_wrong=True, to_do="Detection as a whole is late: see above what lags.")
    last = (
        f"the last one was {duration_words((now - path.found_at).total_seconds())} ago"
        if path.found_at
        else "none ever"
    )
    to_do = (
        "Nothing that comes in there may be seen. If all paths are affected see above; else the gateway's log says why."
    )
    return Remark("canaries", f"Canaries on {path.path} are not detected any more ({last})", is_wrong=True, to_do=to_do)


def _of_sensors(reports: Sequence[Report]) -> Iterator[Remark]:
    for one in reports:
        if one.sensors is not None:
            silent = f"{one.silent_sensors:,}" if one.silent_sensors else "none"
            yield Remark("sensors", f"{_count(one.sensors, 'sensor')} known, {silent} of them silent against habit")


def _of_dead_letters(reports: Sequence[Report], now: datetime) -> Iterator[Remark]:
    for dead in [one.dead for one in reports if one.dead]:
        if not (dead.letters and dead.first_at and dead.last_at):
            continue
        count = f"{'at least ' if dead.is_cut else ''}{dead.letters:,} {'record' if dead.letters == 1 else 'records'}"
        first, last = (duration_words((now - at).total_seconds()) for at in (dead.first_at, dead.last_at))
        came = f"it came {last} ago" if dead.letters == 1 else f"the first came {first} ago, the last {last} ago"
        reasons = ", ".join(f"{count:,} {reason}" for reason, count in dead.reasons)
        to_do = (
            "`otasuke dead list` shows what came from whom, and why it could not be read; `otasuke dead replay` sends it again, "
            "for instance after an update. They are kept for 60 days."
        )
        yield Remark("dead letters", f"Nobody could read {count} ({reasons}); {came}", to_do=to_do)


def _of_lake(reports: Sequence[Report]) -> Iterator[Remark]:
    for one in reports:
        if one.lake:
            yield Remark("lake", one.lake, is_wrong=True, to_do=one.lake_to_do)


def _of_errors(reports: Sequence[Report], now: datetime) -> Iterator[Remark]:
    for one in reports:
        if one.error_at is not None and now - one.error_at <= _ERROR_IS_NEW_FOR:
            ago = duration_words((now - one.error_at).total_seconds())
            words = f"{one.process} had an error {ago} ago: {one.error}"
            yield Remark(one.process, words, is_wrong=True, to_do="Its log in the data folder, under log/, says more.")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun} is" if number == 1 else f"{number:,} {noun}s are"
