"""SSH and SMTP: protocols whose first lines say enough."""

from __future__ import annotations

import re
from typing import Any

_LONGEST_LINE = 1 << 12
_LONGEST_MAIL_HEAD = 1 << 16
_ADDRESS = re.compile(r"<([^<>\s]{0,320})>")
_HEADERS = {"from": "from", "to": "to", "subject": "subject"}
_ATTACHMENT = re.compile(r"""(?:file)?name\*?="?([^"\r\n;]{1,255})""", re.IGNORECASE)
_MOST_RECIPIENTS = 1000
_MOST_ATTACHMENTS = 32


class _Lines:
    """Lines that are complete; too long ones are cut."""

    def __init__(self) -> None:
        self._rest = b""

    def add(self, data: bytes) -> list[str]:
        """The lines that end with these bytes."""
        *lines, rest = (self._rest + data).split(b"\n")
        self._rest = rest[:_LONGEST_LINE]
        return [line[:_LONGEST_LINE].rstrip(b"\r").decode("utf-8", "backslashreplace") for line in lines]

    def lose(self) -> None:
        """What was begun is lost."""
        self._rest = b""


class Ssh:
    """A connection that speaks SSH: the programs of both sides."""

    name = "ssh"

    def __init__(self) -> None:
        self._lines = {True: _Lines(), False: _Lines()}
        self._body: dict[str, Any] = {}
        self.is_done = False

    def feed(self, data: bytes, *, to_server: bool) -> list[dict[str, Any]]:
        """The connection, once both have said who they are."""
        side = "client" if to_server else "server"
        if self.is_done or side in self._body:
            return []
        for line in self._lines[to_server].add(data)[:16]:
            if line.startswith("SSH-"):
                _, _, rest = line.partition("-")
                version, _, program = rest.partition("-")
                self._body[side] = {"proto_version": version, "software_version": program.partition(" ")[0]}
                break
        return self.end() if len(self._body) == 2 else []

    def lose(self, *, to_server: bool) -> None:  # noqa: ARG002  # as in other protocols
        """Bytes are missing here: it is too late."""
        self.is_done = True

    def end(self) -> list[dict[str, Any]]:
        """What is known, if it was not told."""
        body, self._body = self._body, {}
        self.is_done = True
        return [{"ssh": body}] if body else []


class Smtp:
    """A connection that delivers mail: envelopes, and the heads of mails."""

    name = "smtp"

    def __init__(self) -> None:
        self._lines = {True: _Lines(), False: _Lines()}
        self._helo = ""
        self._from = ""
        self._to: list[str] = []
        self._email: dict[str, Any] = {}
        self._is_mail = self._is_head = self.is_done = False
        self._head_bytes = 0
        self._last = ""

    def feed(self, data: bytes, *, to_server: bool) -> list[dict[str, Any]]:
        """The mails that are complete with these bytes."""
        if not to_server or self.is_done:
            return []
        found = []
        for line in self._lines[True].add(data):
            if self._is_mail:
                if line == ".":
                    found += self.end()
                else:
                    self._mail_line(line)
            elif not self.is_done:
                self._command(line)
        return found

    def lose(self, *, to_server: bool) -> None:
        """Bytes are missing here."""
        self._lines[to_server].lose()

    def end(self) -> list[dict[str, Any]]:
        """The mail that was begun."""
        if not self._from and not self._to:
            return []
        body: dict[str, Any] = {"smtp": {"helo": self._helo, "mail_from": f"<{self._from}>"}}
        if self._to:
            body["smtp"]["rcpt_to"] = [f"<{one}>" for one in self._to]
        if self._email:
            body["email"] = self._email
        self._from, self._to, self._email, self._is_mail = "", [], {}, False
        return [body]

    def _command(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        match word.upper():
            case "HELO" | "EHLO":
                self._helo = rest.strip()
            case "MAIL":
                found = _ADDRESS.search(rest)
                self._from = found[1] if found else ""
            case "RCPT":
                found = _ADDRESS.search(rest)
                if found and len(self._to) < _MOST_RECIPIENTS:
                    self._to.append(found[1])
            case "DATA":
                self._is_mail = self._is_head = True
                self._head_bytes, self._last = 0, ""
            case "STARTTLS":
                self.is_done = True

    def _mail_line(self, line: str) -> None:
        """Of the head who wrote what to whom, of the rest the names of what is attached."""
        self._head_bytes += len(line)
        if self._is_head and (not line or self._head_bytes > _LONGEST_MAIL_HEAD):
            self._is_head = False
        elif self._is_head:
            name, _, value = line.partition(":")
            key = _HEADERS.get(name.lower())
            if line[:1] in {" ", "\t"} and self._last:
                self._email[self._last] += " " + line.strip()
            elif key:
                self._email[key] = value.strip()
            self._last = key or (self._last if line[:1] in {" ", "\t"} else "")
        elif "name" in line.lower() and (found := _ATTACHMENT.search(line)):
            names = self._email.setdefault("attachment", [])
            if len(names) < _MOST_ATTACHMENTS and found[1] not in names:
                names.append(found[1])
