"""auditd's log, as it lies in /var/log/audit or comes through syslog: one event for every line.

Records that follow each other with the same serial tell one story. From it some records get a category of their own:

- EXECVE is a process creation. CommandLine is its arguments joined by spaces; Image, User, ProcessId and
  ParentProcessId come from the SYSCALL record, CurrentDirectory from CWD. ParentImage and ParentCommandLine are there
  if the parent's own EXECVE was seen earlier in the same input.
- PATH with nametype CREATE is a file event; a relative name is joined to the directory in CWD.
- SOCKADDR of connect and accept is a network connection.

User is a name only where auditd enriches its log (or the number is 0); hashes, company names and host names are
nowhere in these records.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from otasuke.events import Event, LogSource, Reject, RejectReason, Value
from otasuke.normalise.base import Context, Line, TextSource
from otasuke.normalise.linux.audit_records import AuditRecord, arguments_of, is_audit, parse_record, remote_end

_NAME = "linux.auditd"
AUDITD = LogSource("linux", None, "auditd")
PROCESS_CREATION = LogSource("linux", "process_creation", None)
FILE_EVENT = LogSource("linux", "file_event", None)
NETWORK_CONNECTION = LogSource("linux", "network_connection", None)

# A story longer than this is cut: ARG_MAX of a program is 2 MiB.
_GROUP_BYTES = 4 << 20
_BYTES_PER_RECORD = 1024
_PROCESSES = 4096
_COMMAND_LINE_KEPT = 4096


@dataclass(slots=True)
class _Story:
    """What the records of one serial say together."""

    arguments: dict[str, list[str]] = field(default_factory=dict)
    syscall: dict[str, Value] = field(default_factory=dict)
    directory: str = ""

    def take(self, record: AuditRecord) -> None:
        """Remember what other records of the same serial need."""
        if record.type == "SYSCALL":
            self.syscall = record.fields
        elif record.type == "CWD":
            self.directory = record.text("cwd")
        elif record.type == "EXECVE":
            self._take_arguments(record)

    def _take_arguments(self, record: AuditRecord) -> None:
        """The kernel spreads long argument lists, and long arguments, over several EXECVE records."""
        for name, value in record.fields.items():
            if isinstance(value, str):
                self.arguments.setdefault(name, []).append(value)

    def text(self, name: str) -> str:
        """A field of the SYSCALL record; "" if it is not known."""
        value = self.syscall.get(name, "")
        return value if isinstance(value, str) else ""


_Process = dict[str, str]


@dataclass(slots=True)
class _Processes:
    """The programs that were last started under a process id, for the parents of later ones; the newest 4096."""

    by_id: dict[tuple[str, str], _Process] = field(default_factory=dict)

    def remember(self, node: str, pid: str, process: _Process) -> None:
        """Keep what a child may ask for."""
        names = {"ParentImage": "Image", "ParentCommandLine": "CommandLine"}
        kept = {name: process[original][:_COMMAND_LINE_KEPT] for name, original in names.items() if original in process}
        self.by_id.pop((node, pid), None)
        self.by_id[node, pid] = kept
        if len(self.by_id) > _PROCESSES:
            del self.by_id[next(iter(self.by_id))]

    def parent(self, node: str, pid: str) -> _Process:
        """ParentImage and ParentCommandLine, or nothing if that process was not seen to start."""
        return self.by_id.get((node, pid), {})


_Read = tuple[Line, AuditRecord]


def _recognises(head: bytes) -> bool:
    """Records as auditd writes them. Those that syslog wrapped stand between the messages of other programs."""
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip().removeprefix(b"----").lstrip().split(b"\n", 1)[0]
    return first.startswith((b"type=", b"node=")) and is_audit(first)


def _events(lines: Iterable[Line], context: Context) -> Iterator[Event | Reject]:
    processes = _Processes()
    group: list[_Read] = []
    size = 0
    for line in lines:
        record = parse_record(line.data)
        if group and (record is None or size > _GROUP_BYTES or not _same_story(group[-1][1], record)):
            yield from _events_of(group, processes, context)
            group, size = [], 0
        if record is not None:
            group.append((line, record))
            size += len(line.data) + _BYTES_PER_RECORD
        elif line.data.strip(b"\r\n\0 ") not in (b"", b"----"):
            detail = "the line holds no `type=… audit(time:serial):`"
            yield Reject.of(_NAME, line.offset, RejectReason.BROKEN_RECORD, detail, line.data)
    yield from _events_of(group, processes, context)


def _same_story(one: AuditRecord, other: AuditRecord) -> bool:
    return one.serial == other.serial and one.node == other.node


def _events_of(group: list[_Read], processes: _Processes, context: Context) -> Iterator[Event]:
    story = _Story()
    for _, record in group:
        story.take(record)
    for line, record in group:
        more, logsource = _meaning(record, story, processes)
        yield Event(
            time=record.time,
            received_at=context.received_at,
            source=_NAME,
            sensor=record.node or context.sensor,
            logsources=(AUDITD, logsource) if logsource else (AUDITD,),
            fields={**record.fields, **more},
            record=line.number,
        )


def _meaning(record: AuditRecord, story: _Story, processes: _Processes) -> tuple[dict[str, str], LogSource | None]:
    failed = story.text("success") == "no"
    # Only the first of several EXECVE records says how many arguments there are.
    if record.type == "EXECVE" and "argc" in record.fields and not failed:
        return _process(record, story, processes), PROCESS_CREATION
    if record.type == "PATH" and record.text("nametype") == "CREATE" and not failed:
        path = posixpath.join(story.directory or "/", record.text("name"))
        return {**_image(story), "TargetFilename": posixpath.normpath(path)}, FILE_EVENT
    if record.type == "SOCKADDR" and (connection := _connection(record, story)):
        return {**_image(story), **connection}, NETWORK_CONNECTION
    return {}, None


def _process(record: AuditRecord, story: _Story, processes: _Processes) -> _Process:
    arguments = arguments_of({name: "".join(pieces) for name, pieces in story.arguments.items()})
    process: _Process = {**_image(story), "CommandLine": " ".join(arguments)}
    numbers = {"ProcessId": story.text("pid"), "ParentProcessId": story.text("ppid")}
    known = {**numbers, "User": _user(story), "CurrentDirectory": story.directory}
    process.update({name: value for name, value in known.items() if value})
    process.update(processes.parent(record.node, story.text("ppid")))
    if story.text("pid"):
        processes.remember(record.node, story.text("pid"), process)
    return process


def _image(story: _Story) -> dict[str, str]:
    exe = story.text("exe")
    return {"Image": exe} if exe else {}


def _user(story: _Story) -> str:
    uid = story.text("uid")
    return story.text("UID") or ("root" if uid == "0" else uid)


def _connection(record: AuditRecord, story: _Story) -> dict[str, str] | None:
    end = remote_end(record.text("saddr"))
    match story.text("SYSCALL"):
        case "connect" if end:
            return {"DestinationIp": end[0], "DestinationPort": end[1], "Initiated": "true"}
        case "accept" | "accept4" if end:
            return {"SourceIp": end[0], "SourcePort": end[1], "Initiated": "false"}
    return None


TEXT = TextSource(name=_NAME, recognises=_recognises, events=_events)
