"""The twin's server: the part of the API that the adapter uses, on loopback."""

from __future__ import annotations

import hmac
import json
import re
import sys
import threading
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from otasuke.carrier.account import Account, twin_account
from otasuke.carrier.twin.book import Book, Kept
from otasuke.carrier.twin.playing import Play, Told, is_markup
from otasuke.carrier.twin.script import Script, Trouble

_E164 = re.compile(r"\+[1-9]\d{6,14}")
_MOST_LETTERS, _MOST_MARKUP = 1600, 4000
_MOST_BYTES = 1 << 20
_SLOW_S, _SILENT_S = 1.0, 60.0
_KINDS = {"Messages": "SM", "Calls": "CA"}


class Twin:
    """The twin as it runs. account: by which the adapter reaches it, without a `callback`."""

    def __init__(self, account: Account, book: Book, script: Script) -> None:
        self.account, self.script = account, script
        self.book = book
        self._play = Play(account, book, script)
        self._ended = threading.Event()

    @property
    def texts(self) -> Sequence[Kept]:
        """The newest first."""
        return [one for one in self.book.all() if one.is_text]

    @property
    def calls(self) -> Sequence[Kept]:
        """The newest first."""
        return [one for one in self.book.all() if not one.is_text]

    def take(self, kind: str, form: Mapping[str, str], events: Sequence[str]) -> Kept:
        """Accept a message, and let it happen."""
        words = form["Body"] if kind == "Messages" else form["Twiml"]
        sender = form.get("From") or form.get("MessagingServiceSid") or ""
        kept = self.book.accept(_KINDS[kind], to=form["To"], sender=sender, words=words)
        told = Told(form.get("StatusCallback", ""), tuple(events) or ("completed",))
        (self._play.text if kept.is_text else self._play.call)(kept, told)
        return kept

    def wait(self, seconds: float) -> None:
        """Be slow, as long as it runs."""
        self._ended.wait(seconds)

    def close(self) -> None:
        """Stop what happens."""
        self._ended.set()
        self._play.close()


@contextmanager
def twin(folder: Path, *, host: str = "127.0.0.1", port: int = 0, script: Script | None = None) -> Iterator[Twin]:
    """Run one, on a free port if none is named. Raises OSError if it cannot listen there."""
    with _Server((host, port), _Talk) as server:
        account = twin_account(f"http://{host}:{server.server_address[1]}")
        server.twin = Twin(account, Book(folder, lambda: datetime.now(UTC)), script or Script())
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server.twin
        finally:
            server.twin.close()
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    twin: Twin

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who asked may be gone before he is answered: that is his affair."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Talk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"
    timeout = 30
    server: _Server

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if found := self._place(parts.path):
            kind, sid = found
            if sid:
                self._one(sid)
            else:
                self._list(kind, {name: values[-1] for name, values in parse_qs(parts.query).items()})

    def do_POST(self) -> None:
        body = self._body()
        if urlsplit(self.path).path == "/twin/script":
            self._learn(body)
        elif (found := self._place(urlsplit(self.path).path)) and not found[1]:
            lists = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
            self._take(
                found[0], {name: values[-1] for name, values in lists.items()}, lists.get("StatusCallbackEvent", [])
            )

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: what comes here is in the book."""

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "")
        return self.rfile.read(min(int(length), _MOST_BYTES)) if length.isdigit() else b""

    def _place(self, path: str) -> tuple[str, str | None] | None:
        """The kind of things, and the one, that are asked for; None, and the answer is given, if nothing is there."""
        if not self._is_ours():
            self._refuse(401, 20003, "Authentication Error - invalid username")
            return None
        account = re.escape(self.server.twin.account.account)
        found = re.fullmatch(rf"/2010-04-01/Accounts/{account}/(Messages|Calls)(?:/([A-Za-z0-9]+))?\.json", path)
        if not found:
            self._refuse(404, 20404, "The requested resource was not found")
            return None
        return found[1], found[2]

    def _is_ours(self) -> bool:
        account = self.server.twin.account
        login = b64encode(f"{account.account}:{account.secret}".encode()).decode()
        return hmac.compare_digest(self.headers.get("Authorization", "").encode(), f"Basic {login}".encode())

    def _take(self, kind: str, form: Mapping[str, str], events: Sequence[str]) -> None:
        trouble = self.server.twin.script.next_trouble()
        if trouble is Trouble.SILENT:
            self._be_silent()
        elif trouble is Trouble.BROKEN:
            self._refuse(500, 20500, "Internal Server Error")
        elif trouble is Trouble.TOO_MANY:
            self._refuse(429, 20429, "Too Many Requests")
        elif wrong := _wrong(kind, form):
            self._refuse(400, *wrong)
        else:
            self._accept(kind, form, events, trouble=trouble)

    def _accept(self, kind: str, form: Mapping[str, str], events: Sequence[str], *, trouble: Trouble) -> None:
        kept = self.server.twin.take(kind, form, events)
        if trouble is Trouble.SILENT_AFTER_ACCEPTING:
            self._be_silent()
        elif trouble is Trouble.BROKEN_AFTER_ACCEPTING:
            self._refuse(500, 20500, "Internal Server Error")
        else:
            if trouble is Trouble.SLOW:
                self.server.twin.wait(_SLOW_S)
            self._say(201, _shown(kept))

    def _be_silent(self) -> None:
        self.close_connection = True
        self.server.twin.wait(_SILENT_S)

    def _one(self, sid: str) -> None:
        kept = self.server.twin.book.get(sid)
        if kept:
            self._say(200, _shown(kept))
        else:
            self._refuse(404, 20404, "The requested resource was not found")

    def _list(self, kind: str, asked: Mapping[str, str]) -> None:
        wanted = [
            one
            for one in self.server.twin.book.all()
            if one.is_text == (kind == "Messages")
            and asked.get("To", one.to) == one.to
            and asked.get("From", one.sender) == one.sender
            and asked.get("Status", one.status) == one.status
        ]
        size, page = _number(asked.get("PageSize"), 50), _number(asked.get("Page"), 0)
        shown = wanted[page * size : (page + 1) * size]
        more = urlencode({**asked, "PageSize": str(size), "Page": str(page + 1)})
        path = urlsplit(self.path).path
        following = f"{path}?{more}" if len(wanted) > (page + 1) * size else None
        self._say(200, {kind.lower(): [_shown(one) for one in shown], "next_page_uri": following, "page": page})

    def _learn(self, body: bytes) -> None:
        if not self._is_ours():
            self._refuse(401, 20003, "Authentication Error - invalid username")
            return
        try:
            self.server.twin.script.learn(dict(json.loads(body)))
        except (ValueError, TypeError) as error:
            self._refuse(400, 20001, str(error))
        else:
            self._say(200, {})

    def _refuse(self, status: int, code: int, message: str) -> None:
        self._say(status, {"code": code, "message": message, "status": status})

    def _say(self, status: int, content: Mapping[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _wrong(kind: str, form: Mapping[str, str]) -> tuple[int, str] | None:
    """Why it is not accepted: the code and the words of the carrier's."""
    to = form.get("To", "")
    if not _E164.fullmatch(to):
        return 21211, f"The 'To' number {to} is not a valid phone number."
    if not (form.get("From") or form.get("MessagingServiceSid")):
        return 21603, "A 'From' phone number is required."
    if kind == "Messages":
        return _wrong_text(form.get("Body", ""))
    if not is_markup(form.get("Twiml", "")) or len(form["Twiml"]) > _MOST_MARKUP:
        return 21205, "Twiml is required, well-formed and at most 4000 characters long."
    return None


def _wrong_text(words: str) -> tuple[int, str] | None:
    if not words:
        return 21602, "Message body is required."
    if len(words) > _MOST_LETTERS:
        return 21617, "The concatenated message body exceeds the 1600 character limit."
    return None


def _shown(kept: Kept) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "sid": kept.sid,
        "to": kept.to,
        "from": kept.sender,
        "status": kept.status,
        "direction": "outbound-api",
        "date_created": format_datetime(kept.made_at),
    }
    return shown | ({"body": kept.words} if kept.is_text else {})


def _number(text: str | None, usual: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 6 else usual
