"""Findings as JSON lines: one object a line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import IO, Any

import orjson

from otasuke.cli.scanning.results import Finding, KeptReject


def write_jsonl(findings: Iterable[Finding], out: IO[bytes]) -> None:
    """One object a line, in their order; `together` stands only in those of correlations."""
    for finding in findings:
        out.write(_dump(as_object(finding)))


def write_rejects(rejects: Iterable[KeptReject], out: IO[bytes]) -> None:
    """Rejects, one object a line; bytes that are no UTF-8 are written as \\xNN in the excerpt."""
    for kept in rejects:
        reject = kept.reject
        out.write(
            _dump(
                {
                    "input": kept.name,
                    "source": reject.source,
                    "offset": reject.offset,
                    "reason": reject.reason.value,
                    "detail": reject.detail,
                    "excerpt": reject.excerpt.decode("utf-8", "backslashreplace"),
                }
            )
        )


def as_object(finding: Finding) -> dict[str, Any]:
    """A finding as JSON."""
    found = finding.detection
    value: dict[str, Any] = {
        "rule_id": found.rule_id,
        "rule_title": found.rule_title,
        "level": found.level.value,
        "time": utc_text(found.time),
        "source": found.source,
        "record": found.record,
        "computer": found.computer,
        "tags": found.tags,
        "matched": [{"field": one.field, "value": one.value, "pattern": one.pattern} for one in found.matched],
    }
    if finding.together is not None:
        together = finding.together
        value["together"] = {
            "total": together.total,
            "first": utc_text(together.first),
            "last": utc_text(together.last),
            "events": [{"source": source, "record": record} for source, record in together.events],
        }
    return value


def utc_text(time: datetime | None) -> str | None:
    """A time as machines read it: ISO 8601 in UTC with microseconds."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if time else None


def _dump(value: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
    except (orjson.JSONEncodeError, TypeError):  # a lone surrogate or a number beyond 64 bits
        return orjson.dumps(_encodable(value), option=orjson.OPT_APPEND_NEWLINE)


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_encodable(key): _encodable(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_encodable(member) for member in value]
    return str(value) if isinstance(value, int) and abs(value) >= 1 << 63 else value
