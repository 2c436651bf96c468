"""What came of a run, as the report says it: one mapping for JSON, and lines for people made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from otasuke.simulating.attacks.truth import Expected
from otasuke.simulating.delivery.tally import Tally
from otasuke.simulating.report import as_json, keeping_of, latencies_of, nothing_expected, repeated, spread_of, verdicts
from otasuke.simulating.run import Run
from otasuke.simulating.watching import Seen

_MOST_MISSED = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that a run brought.

    wall_s      from the first body on until the workers had stored all of it, or the grace was over.
    seen, rows  None where nobody showed us the detections, or the lake.
    """

    run: Run
    tally: Tally
    wall_s: float
    expected: Sequence[Expected] | None
    seen: Sequence[Seen] | None
    rows: Mapping[tuple[str, str], int] | None


def content_of(outcome: Outcome) -> dict[str, Any]:
    """The report, for JSON."""
    run, tally = outcome.run, outcome.tally
    return {
        "fleet": _fleet(run),
        "seconds": round(run.course.duration_s, 1),
        "wall_seconds": round(outcome.wall_s, 1),
        "sent": {"events": tally.events, "bodies": tally.bodies, "bytes": tally.size_bytes},
        "events_per_second": round(tally.events / run.course.duration_s, 1),
        "acknowledged": {"events": tally.acknowledged, "bytes": tally.acknowledged_bytes},
        "refused_and_retried": {str(status): count for status, count in sorted(tally.refused.items())},
        "connections_lost_and_retried": tally.lost,
        "rejected": {str(status): count for status, count in sorted(tally.rejected.items())},
        "rejected_words": {str(status): words for status, words in sorted(tally.words.items())},
        "unanswered": tally.unanswered.total(),
        "answer_s": as_json(spread_of(tally.answered_s)),
        "driver_cpu_us_per_event": round(1e6 * tally.cpu_s / max(1, tally.events), 2),
        "stored": as_json(keeping_of(tally, outcome.rows)) if outcome.rows is not None else None,
        "detections": _detections(outcome),
        "attacks": _attacks(outcome),
    }


def _fleet(run: Run) -> dict[str, Any]:
    devices = run.fleet.devices()
    return {
        "companies": len(run.fleet.companies),
        "devices": devices.total(),
        "by_kind": {kind.value: count for kind, count in sorted(devices.items())},
        "feeds": len(run.fleet.feeds),
        "seed": run.fleet.plan.seed,
        "times_natural_pace": round(run.course.factor, 3),
    }


def _detections(outcome: Outcome) -> dict[str, Any] | None:
    if outcome.seen is None:
        return None
    sensors = outcome.run.sensors()
    return {
        "count": len({one.id for one in outcome.seen}),
        "repeated": repeated(outcome.seen),
        "from_event_s": as_json(spread_of(latencies_of(outcome.seen, outcome.tally, sensors))),
    }


def _attacks(outcome: Outcome) -> list[dict[str, Any]] | None:
    if outcome.expected is None:
        return None
    seen = outcome.seen or ()
    found = verdicts(outcome.expected, seen, outcome.tally, outcome.run.sensors())
    judged = {(verdict.story, verdict.tenant) for verdict in found}
    places = ((attack.story.name, attack.company.tenant) for attack in outcome.run.staged())
    found += [nothing_expected(*place) for place in places if place not in judged]
    return [one for verdict in found if (one := as_json(verdict))]


def lines_of(content: Mapping[str, Any], outcome: Outcome) -> Iterator[str]:
    """The report for people."""
    fleet, sent = content["fleet"], content["sent"]
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in fleet["by_kind"].items())
    yield f"Fleet        {fleet['companies']:,} companies, {fleet['devices']:,} devices: {kinds}"
    yield f"Sent         {sent['events']:,} events in {content['seconds']} s ({content['events_per_second']:,} a second), {sent['bodies']:,} bodies, {sent['bytes'] / 1e6:,.1f} MB"
    yield f"Acknowledged {content['acknowledged']['events']:,} events{_answers(content['answer_s'])}"
    yield from _troubles(content)
    if content["stored"] is not None:
        stored = content["stored"]
        yield f"Stored       {stored['stored']:,} events; lost {stored['lost']:,}, doubled {stored['doubled']:,}"
    if content["detections"] is not None:
        found = content["detections"]
        yield f"Detections   {found['count']:,}, of which came again {found['repeated']:,}{_answers(found['from_event_s'], ' from event to detection')}"
    yield from _attack_lines(content["attacks"], outcome)
    yield f"This driver  {content['driver_cpu_us_per_event']} µs of processor time an event"


def _answers(spread: Mapping[str, Any] | None, what: str = " to the answer") -> str:
    if spread is None:
        return ""
    return f"; p50 {spread['p50']:.3f} s, p95 {spread['p95']:.3f} s, p99 {spread['p99']:.3f} s, at most {spread['max']:.3f} s{what}"


def _troubles(content: Mapping[str, Any]) -> Iterator[str]:
    for status, count in content["refused_and_retried"].items():
        yield f"Refused      {count:,} bodies with {status}; they were sent again"
    if content["connections_lost_and_retried"]:
        yield f"Broken       {content['connections_lost_and_retried']:,} connections; their bodies were sent again"
    for status, count in content["rejected"].items():
        yield f"Rejected     {count:,} events with {status}: {content['rejected_words'].get(status, '')}"
    if content["unanswered"]:
        yield f"Unanswered   {content['unanswered']:,} events: it is not known whether the service has them"


def _attack_lines(attacks: Sequence[Mapping[str, Any]] | None, outcome: Outcome) -> Iterator[str]:
    if attacks is None:
        if outcome.run.attacks.planned:
            yield f"Attacks      {len(outcome.run.attacks.planned)} hidden; --rules says which rules have to find them"
        return
    for attack in attacks:
        yield f"Attack       {attack['story']} at {attack['tenant']}: {_verdict(attack, is_seen=outcome.seen is not None)}"
        for id, title, count in attack["missed"][:_MOST_MISSED] if outcome.seen is not None else ():
            yield f"             missed {count} × {title} ({id})"


def _verdict(attack: Mapping[str, Any], *, is_seen: bool) -> str:
    if not attack["expected"] + attack["patterns"] + attack["unsent"]:
        return "none of these rules knows it"
    expected, patterns = attack["expected"], attack["patterns"]
    if is_seen:
        parts = [f"found {attack['found']} of {expected} detections"]
        parts += [f"{attack['patterns_found']} of {patterns} patterns (they come minutes later)"] if patterns else []
    else:
        parts = [f"{expected} detections expected"] + ([f"{patterns} patterns"] if patterns else [])
    if attack["unsent"]:
        parts.append(f"{attack['unsent']} of events that were never acknowledged")
    return "; ".join(parts)
