"""A mail server of tests: it speaks SMTP on a port of its own, and answers as it is told."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass(slots=True)
class MailServer:
    """answers: what it says to a command instead of yes; mails: what it took; raw: its bytes."""

    port: int
    answers: dict[str, str] = field(default_factory=dict)
    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 tests")
        for line in self.rfile:
            command = line.split(b":")[0].split(b" ")[0].decode().strip().upper()
            if command == "QUIT":
                break
            if command == "DATA" and "DATA" not in self._server.answers:
                self._say("354 go on")
                self._take()
                command = "TAKEN"
            self._say(self._server.answers.get(command, "250 yes"))

    def _take(self) -> None:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.removeprefix(b"."))
        mail = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        if "TAKEN" not in self._server.answers:
            self._server.mails.append(mail)
            self._server.raw.append(b"".join(lines))

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    @property
    def _server(self) -> MailServer:
        return self.server.told  # type: ignore[attr-defined]


@contextmanager
def mail_server(answers: Mapping[str, str] = {}) -> Iterator[MailServer]:
    """Run one."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads = True
        server.told = MailServer(server.server_address[1], dict(answers))  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server.told  # type: ignore[attr-defined]
        server.shutdown()
