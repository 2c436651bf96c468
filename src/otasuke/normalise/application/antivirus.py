"""Text logs of virus scanners: ClamAV's `path: Name FOUND` and Symantec's `Virus found,Computer name: …,Risk name: …`.

Other scanners come as CEF, LEEF or key=value and are recognised there; `Signature` and `Filename` are Sigma's names.
Source: clamscan(1), clamd.conf(5) LogFile; Symantec Endpoint Protection, external logging.
"""

from __future__ import annotations

import re
from datetime import datetime

from otasuke.events import LogSource, Value
from otasuke.normalise.generic.lines import Message, Reading, line_source
from otasuke.normalise.generic.traffic import present
from otasuke.normalise.times import parse_syslog_time, parse_time

_CLAMAV = re.compile(r"(?:(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2} .{2} .{8} \d{4}) -> )?(\S.{0,4095}?): (\S{1,256}) FOUND\Z")
_CLAMAV_CHATTER = re.compile(r"(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2} .{2} .{8} \d{4}) -> (.*)\Z", re.DOTALL)
_SYMANTEC = re.compile(
    r"\b(?:Virus found|Security risk found|Compressed File|Potential risk found|Commercial application detected|"
    r"File submitted to Symantec)\b"
)
_PART = re.compile(r"\"?([A-Z][A-Za-z ()/]{1,40}): ?([^,\"]{0,2048})\"?(?:,|\Z)")
_NAMES = {
    "Signature": "Risk name",
    "Filename": "File path",
    "action": "Actual action",
    "src_ip": "IP Address",
    "User": "User Name",
    "Computer": "Computer name",
}


def read(message: Message) -> Reading | None:
    """A finding of either scanner, or other lines of ClamAV's log; None for other text."""
    if found := _CLAMAV.match(message.text):
        stamp, path, name = found.groups()
        fields: dict[str, Value] = {"Filename": path, "Signature": name, "action": "found"}
        return Reading(fields, (LogSource(product="clamav", category="antivirus"),), _time(stamp or "", message))
    if found := _CLAMAV_CHATTER.match(message.text):
        return Reading({"msg": found[2]}, (LogSource(product="clamav"),), _time(found[1], message))
    return _symantec(message) if _SYMANTEC.search(message.text[:1024]) else None


def _symantec(message: Message) -> Reading:
    fields: dict[str, Value] = dict(_PART.findall(message.text))
    fields.update(present(fields, _NAMES))
    time = parse_time(str(fields.get("Event time", "")), message.zone)
    return Reading(
        fields, (LogSource(product="symantec", category="antivirus"),), time, str(fields.get("Computer", ""))
    )


def _time(stamp: str, message: Message) -> datetime | None:
    """`Oct 11 14:32:52 2000`, as ctime writes it."""
    day, _, year = stamp.rpartition(" ")
    month_day, _, clock = day.rpartition(" ")
    return parse_syslog_time(f"{month_day} {year} {clock}", message.now, message.zone)


_WORDS = (b" FOUND", b" -> ", b" found", b"application detected", b"File submitted")
SOURCE = line_source("application.antivirus", read, marks=_WORDS)
