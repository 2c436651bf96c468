"""A detection and the event behind it → the happening that advice speaks of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from otasuke.advice.facts import is_outside, with_facts
from otasuke.advice.happening import Happening, LogKind, Value
from otasuke.events import LogSource

DEVICE, COUNTERPART = "device", "counterpart"
"""So an indicator and a learnt detector call them in what they found."""
_ABOUT_PEOPLE = frozenset(("first-seen-login", "impossible-logins", "spam-run"))
"""What these detectors call the device is an account or a mailbox."""
_COMPUTERS = ("Computer", "hostname", "ComputerName", "host_name")
_INSIDE = ("src_ip", "SourceIp", "id.orig_h", "dst_ip", "DestinationIp")


def happening_of(
    base: Happening,
    fields: Mapping[str, Value],
    *,
    group: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
) -> Happening:
    """The happening with what its event, or the group of a correlation, says of device, person and counterpart.

    base    what is known without: rule, level, tags, time, kind of log, and the sensor as its device.
    fields  of the event; none where a correlation knows its group alone.
    group   of a correlation; of an indicator and a learnt detector what they call `device` and `counterpart`, which counts.
    names   how devices and mailboxes call themselves, by address.
    """
    said = dict(group or {})
    device, counterpart = said.pop(DEVICE, ""), said.pop(COUNTERPART, "")
    if base.rule.rpartition("/")[2] in _ABOUT_PEOPLE and _named(device, names or {}) == device:
        base, device = replace(base, person=device), ""
    known = replace(
        base,
        device=device or base.device or _device_in(said),
        counterpart=counterpart or base.counterpart,
    )
    found = with_facts(known, {**said, **fields})
    return replace(found, device=_named(device or found.device, names or {}))


def log_kind(sources: Sequence[LogSource]) -> LogKind:
    """The kind of log of an event with these log sources, of which the first says most."""
    return LogKind(*sources[0].parts) if sources else LogKind()


def _named(device: str, names: Mapping[str, str]) -> str:
    """By its address, or by its name in whatever case: learnt detectors know it in small letters."""
    if device in names:
        return names[device]
    return next((name for name in names.values() if name.casefold() == device.casefold()), device)


def _device_in(group: Mapping[str, str]) -> str:
    """The company's device in a group: a computer, else an address inside."""
    computers = (group[name] for name in _COMPUTERS if group.get(name))
    inside = (group[name] for name in _INSIDE if group.get(name) and not is_outside(group[name]))
    return next(iter([*computers, *inside]), "")
