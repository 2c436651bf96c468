"""HTTP/1: the heads of requests and their answers, and where the next ones begin."""

from __future__ import annotations

import re
from collections import deque
from typing import Any

from otasuke.normalise.capture.cursor import Malformed

_LONGEST_HEAD = 1 << 16
_MOST_WAITING = 256
_REQUEST = re.compile(rb"([A-Z_]{2,20}) (\S{1,32768}) (HTTP/\d\.\d)\r?\n")
_RESPONSE = re.compile(rb"(HTTP/\d\.\d) (\d{3})[^\n]{0,1024}\n")
_HEADER = re.compile(rb"^([!-9;-~]{1,128}):[ \t]*([^\r\n]*)", re.MULTILINE)
_END = re.compile(rb"\r?\n\r?\n")
METHODS = tuple(
    f"{name} ".encode() for name in ("GET POST HEAD PUT DELETE OPTIONS CONNECT PATCH TRACE PROPFIND MKCOL NOTIFY "
    "PROPPATCH COPY MOVE LOCK UNLOCK M-SEARCH SUBSCRIBE REPORT SEARCH").split()
)  # fmt: skip


class _Side:
    """One direction: heads, and bodies that are left out."""

    __slots__ = ("buffer", "is_chunked", "to_skip", "until_close")

    def __init__(self) -> None:
        self.buffer = b""
        self.to_skip = 0
        self.is_chunked = False
        self.until_close = False

    def add(self, data: bytes) -> None:
        """More bytes; those of a body whose length is known vanish."""
        if self.until_close:
            return
        if self.to_skip:
            gone = min(self.to_skip, len(data))
            self.to_skip -= gone
            data = data[gone:]
        self.buffer += data
        if self.is_chunked:
            self._skip_chunks()

    def _skip_chunks(self) -> None:
        while self.is_chunked and not self.to_skip:
            line, end, rest = self.buffer.partition(b"\n")
            if not end:
                if len(line) > 1024:
                    raise Malformed("a chunk has no size")
                return
            size = _hexadecimal(line)
            if size == 0:
                self.is_chunked = False
                self.buffer = rest.removeprefix(b"\r\n")
                return
            self.to_skip = max(0, size + 2 - len(rest))
            self.buffer = rest[size + 2 :]

    def skip_body(self, headers: dict[str, str]) -> int | None:
        """Leave out the body that follows a head; its length, if the head says."""
        if "chunked" in headers.get("transfer-encoding", "").lower():
            self.is_chunked = True
            self._skip_chunks()
            return None
        length = headers.get("content-length", "").strip()
        if not (length.isascii() and length.isdigit() and len(length) < 16):
            return None
        self.to_skip = max(0, int(length) - len(self.buffer))
        self.buffer = self.buffer[int(length) :]
        return int(length)

    def head(self) -> bytes | None:
        """The next head, if it is whole."""
        if self.is_chunked or self.to_skip or self.until_close:
            return None
        if not self.buffer.strip():
            self.buffer = b""
            return None
        found = _END.search(self.buffer)
        if found is None:
            if len(self.buffer) > _LONGEST_HEAD:
                raise Malformed("a head has no end")
            return None
        head, self.buffer = self.buffer[: found.end()].lstrip(), self.buffer[found.end() :]
        return head

    def lose(self) -> None:
        """Something is lost: what follows is taken for the beginning of a message."""
        self.buffer, self.to_skip, self.is_chunked = b"", 0, False


class Http:
    """A connection that speaks HTTP."""

    name = "http"

    def __init__(self) -> None:
        self._client, self._server = _Side(), _Side()
        self._asked: deque[dict[str, Any]] = deque()

    def feed(self, data: bytes, *, to_server: bool) -> list[dict[str, Any]]:
        """The requests that are complete with these bytes. Raises Malformed."""
        side = self._client if to_server else self._server
        side.add(data)
        found = []
        while head := side.head():
            if to_server:
                self._ask(head)
                if len(self._asked) > _MOST_WAITING:
                    found.append(self._asked.popleft())
            elif (answered := self._answer(head)) is not None:
                found.append(answered)
        return [{"http": one} for one in found]

    def lose(self, *, to_server: bool) -> None:
        """Bytes are missing here."""
        (self._client if to_server else self._server).lose()

    def end(self) -> list[dict[str, Any]]:
        """The requests that nobody answered."""
        found = [{"http": one} for one in self._asked]
        self._asked.clear()
        return found

    def _ask(self, head: bytes) -> None:
        first = _REQUEST.match(head)
        if first is None:
            raise Malformed("a request does not begin like one")
        headers = _headers(head)
        self._client.skip_body(headers)
        method, url, protocol = (_text(part) for part in first.groups())
        body: dict[str, Any] = {"http_method": method, "url": url, "protocol": protocol}
        host, _, port = headers.get("host", "").partition(":")
        body |= {"hostname": host} if host else {}
        body |= {"http_port": int(port)} if port.isascii() and port.isdigit() and len(port) < 6 else {}
        for name, key in (("user-agent", "http_user_agent"), ("referer", "http_refer"), ("x-forwarded-for", "xff")):
            if name in headers:
                body[key] = headers[name]
        self._asked.append(body)

    def _answer(self, head: bytes) -> dict[str, Any] | None:
        first = _RESPONSE.match(head)
        if first is None:
            raise Malformed("an answer does not begin like one")
        status, headers = int(first[2]), _headers(head)
        if 100 <= status < 200:
            return None
        body = self._asked.popleft() if self._asked else {}
        has_body = body.get("http_method") != "HEAD" and status not in {204, 304}
        length = self._server.skip_body(headers) if has_body else 0
        if has_body and length is None and "transfer-encoding" not in headers:
            self._server.until_close = True
        if status == 101 or body.get("http_method") == "CONNECT":
            self._client.until_close = self._server.until_close = True
        if not body:
            return None
        body |= {"status": status, "length": length or 0}
        if "content-type" in headers:
            body["http_content_type"] = headers["content-type"].partition(";")[0].strip()
        if "location" in headers:
            body["redirect"] = headers["location"]
        return body


def _hexadecimal(line: bytes) -> int:
    digits = line.partition(b";")[0].strip()
    if not 0 < len(digits) <= 8 or digits.strip(b"0123456789abcdefABCDEF"):
        raise Malformed("a chunk has no size")
    return int(digits, 16)


def _headers(head: bytes) -> dict[str, str]:
    """The headers by their names in small letters; of several with one name the first."""
    found: dict[str, str] = {}
    for name, value in _HEADER.findall(head):
        found.setdefault(_text(name).lower(), _text(value.rstrip()))
    return found


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")
