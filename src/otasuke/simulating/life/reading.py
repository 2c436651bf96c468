"""Activities as they stand in the data: one table for each. What a table may say: docs/how/simulate.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from otasuke.simulating.life.accounts import ACCOUNT_WORDS, account_traces
from otasuke.simulating.life.activity import Activity, Event, On, Trace, When
from otasuke.simulating.life.software import Software, UnknownProgram
from otasuke.simulating.life.windows import WINDOWS_WORDS, windows_traces
from otasuke.simulating.life.wires import WIRE_WORDS, wire_traces

_ACTIVITY_WORDS = {
    *("what", "on", "per_week", "when", "at", "trait", "months", "least_pcs", "picks", "events"),
}
_EVENT_WORDS = {"after", "count"}
_AFTER_S = (0.2, 3.0)
_MINUTES = 24 * 60

Tell = Callable[[Mapping[str, Any], Software], Sequence[Trace]]
_TELLERS: Mapping[str, tuple[Tell, frozenset[str]]] = {
    **{word: (windows_traces, more) for word, more in WINDOWS_WORDS.items()},
    **{word: (wire_traces, more) for word, more in WIRE_WORDS.items()},
    **{word: (account_traces, more) for word, more in ACCOUNT_WORDS.items()},
}


class BadActivity(ValueError):
    """The data of an activity are wrong; the message says which, and what about them."""


def activity_of(name: str, table: Mapping[str, Any], software: Software) -> Activity:
    """The activity that a table describes. Raises BadActivity."""
    try:
        return _activity(name, table, software)
    except (KeyError, TypeError, ValueError) as error:
        raise BadActivity(f"{name}: {error}") from error


def _activity(name: str, table: Mapping[str, Any], software: Software) -> Activity:
    _only(table, _ACTIVITY_WORDS)
    at = table.get("at")
    return Activity(
        name=name,
        what=table["what"],
        on=On(table["on"]),
        per_week=float(table["per_week"]),
        when=When(table.get("when", "work")),
        events=tuple(_event(one, software) for one in table["events"]),
        at=None if at is None else _minute(at),
        traits=_traits(table.get("trait", ())),
        months=frozenset(table.get("months", ())),
        least_pcs=table.get("least_pcs", 1),
        picks=_picks(table.get("picks", {})),
    )


def _event(table: Mapping[str, Any], software: Software) -> Event:
    kind = next((word for word in _TELLERS if word in table), None)
    if kind is None:
        raise ValueError(f"no word says what happens in {dict(table)}; one of {', '.join(_TELLERS)} must")
    tell, more = _TELLERS[kind]
    _only(table, {kind, *more, *_EVENT_WORDS})
    try:
        traces = tuple(tell(table, software))
    except UnknownProgram as error:
        raise ValueError(f"{error}, in {dict(table)}") from error
    first, last = _range(table.get("after"), _AFTER_S)
    least, most = _range(table.get("count"), (1, 1))
    return Event(traces, (float(first), float(last)), (int(least), int(most)))


def _traits(value: str | Sequence[str]) -> frozenset[str]:
    return frozenset((value,) if isinstance(value, str) else value)


def _picks(table: Mapping[str, Sequence[Any]]) -> dict[str, tuple[str, ...]]:
    picks = {word: tuple(map(str, values)) for word, values in table.items()}
    if filled := [value for values in picks.values() for value in values if "⟦" in value]:
        raise ValueError(f"what is picked is written as it stands, so it has no slots: {filled}")
    return picks


def _range(value: Any, usual: tuple[float, float]) -> tuple[float, float]:
    if value is None:
        return usual
    if isinstance(value, list):
        first, last = value
        return first, last
    return value, value


def _minute(text: str) -> int:
    hour, minute = map(int, text.split(":"))
    if not 0 <= hour * 60 + minute < _MINUTES:
        raise ValueError(f"at = {text!r} is no time of day")
    return hour * 60 + minute


def _only(table: Mapping[str, Any], words: set[str]) -> None:
    if unknown := sorted(table.keys() - words):
        raise ValueError(f"{unknown} mean nothing here; {sorted(words)} do")
