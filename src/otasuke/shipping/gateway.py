"""The gateway, as a shipper sees it: one request a batch, and what an answer means."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from urllib.parse import SplitResult, urlsplit

from otasuke import __version__

CONNECT_TIMEOUT_S = 10.0
ANSWER_TIMEOUT_S = 60.0
LONGEST_WAIT_S = 3600.0

_LONGEST_ANSWER_BYTES = 1 << 16
_LONGEST_WORDS = 300
_PATH = "/v1/events"


class BadUrl(ValueError):
    """A URL at which no gateway can be."""


class Verdict(Enum):
    """What became of a batch.

    TAKEN      the gateway has it.
    TOO_LARGE  it has to come in smaller pieces.
    UNFIT      it will never be taken.
    LATER      it was not taken; try again.
    REFUSED    nothing of ours is taken as long as nobody changes a setting.
    """

    TAKEN = "taken"
    TOO_LARGE = "too large"
    UNFIT = "unfit"
    LATER = "later"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the gateway said, in words, and after how many seconds it wants to be asked again, if it said so."""

    verdict: Verdict
    words: str = ""
    retry_after_s: float | None = None


class Gateway:
    """A gateway at a URL. Its connection stays open from one batch to the next.

    token    asked for before every request: it may change. May raise OSError.
    context  for https; None where the URL says http.
    """

    def __init__(
        self,
        url: str,
        token: Callable[[], str],
        *,
        context: ssl.SSLContext | None = None,
        connect_timeout_s: float = CONNECT_TIMEOUT_S,
        answer_timeout_s: float = ANSWER_TIMEOUT_S,
    ) -> None:
        parts = _checked(url)
        self._host, self._port, self._path = parts.hostname or "", parts.port, parts.path.rstrip("/") + _PATH
        self._is_https = parts.scheme == "https"
        self._token = token
        self._context = context
        self._connect_timeout_s = connect_timeout_s
        self._answer_timeout_s = answer_timeout_s
        self._connection: http.client.HTTPConnection | None = None

    def hand_over(self, name: str, packed: bytes) -> Answer:
        """Send a batch under its name. Whatever happens is an Answer."""
        try:
            token = self._token()
        except OSError as error:
            return Answer(Verdict.REFUSED, f"the token cannot be read: {_reason(error)}")
        was_open = self._connection is not None
        try:
            return self._ask(name, packed, token)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            if not (was_open and isinstance(error, ConnectionError | http.client.HTTPException)):
                return Answer(Verdict.LATER, _unreachable(error))
        try:  # the gateway had closed an idle connection; the name makes a second time harmless
            return self._ask(name, packed, token)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            return Answer(Verdict.LATER, _unreachable(error))

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, name: str, packed: bytes, token: str) -> Answer:
        connection = self._connected()
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/x-ndjson",
            "Content-Encoding": "zstd",
            "Otasuke-Batch": name,
            "User-Agent": f"otasuke-ship/{__version__}",
        }
        try:
            connection.request("POST", self._path, packed, headers)
        except (BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):
            # Who refuses a body before the end of it closes early; the answer may be there all the same.
            if connection.sock is None:
                raise
        response = connection.getresponse()
        body = response.read(_LONGEST_ANSWER_BYTES)
        if response.will_close or not response.isclosed():
            self.close()
        return answer_of(response.status, body, retry_after=response.headers.get("Retry-After"))

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None:
            timeout = self._connect_timeout_s
            connection = (
                http.client.HTTPSConnection(self._host, self._port, timeout=timeout, context=self._context)
                if self._is_https
                else http.client.HTTPConnection(self._host, self._port, timeout=timeout)
            )
            connection.connect()
            connection.sock.settimeout(self._answer_timeout_s)
            connection.auto_open = 0
            self._connection = connection
        return self._connection


def answer_of(status: int, body: bytes, *, retry_after: str | None = None) -> Answer:
    """What a response means. Only our gateway's own words count as its yes: a hotel's sign-in page is a 200 too."""
    words = f"HTTP {status}: {_words(body)}"
    if status == http.client.OK:
        return Answer(Verdict.TAKEN) if _is_receipt(body) else Answer(Verdict.LATER, f"this is no gateway: {words}")
    if status == http.client.REQUEST_ENTITY_TOO_LARGE:
        return Answer(Verdict.TOO_LARGE, words)
    if status in (http.client.BAD_REQUEST, http.client.UNPROCESSABLE_ENTITY):
        return Answer(Verdict.UNFIT, words)
    if status >= 500 or status in (http.client.REQUEST_TIMEOUT, http.client.TOO_EARLY, http.client.TOO_MANY_REQUESTS):
        return Answer(Verdict.LATER, words, _seconds(retry_after))
    if status == http.client.UNAUTHORIZED:
        return Answer(Verdict.REFUSED, f"the token is not valid: {words}")
    return Answer(Verdict.REFUSED, words, _seconds(retry_after))


def is_clear_text(url: str) -> bool:
    """Whether everybody on the way to the gateway can read the token. Raises BadUrl."""
    parts = _checked(url)
    return parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1")


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise BadUrl(f"{url!r}: {error}") from error
    if not is_whole or parts.query or parts.fragment or not url.isascii() or any(map(str.isspace, url)):
        raise BadUrl(f"{url!r} is not of the form https://HOST or https://HOST:PORT")
    if parts.username is not None or parts.password is not None:
        raise BadUrl("a URL with a user name or password: the gateway knows you by the token")
    return parts


def _is_receipt(body: bytes) -> bool:
    try:
        answer = json.loads(body)
    except ValueError:
        return False
    return isinstance(answer, dict) and isinstance(answer.get("accepted"), int)


def _words(body: bytes) -> str:
    """The error that a body tells, in one line that is safe to show."""
    text = body.decode("utf-8", "replace")
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if isinstance(answer, dict) and isinstance(answer.get("error"), str):
        text = answer["error"]
    shown = "".join(sign if sign.isprintable() else " " for sign in text[:_LONGEST_WORDS])
    return " ".join(shown.split()) or "no reason given"


def _seconds(retry_after: str | None) -> float | None:
    """Retry-After: seconds or a date."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_WAIT_S)
    try:
        wait_s = (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return None
    return min(max(wait_s, 0.0), LONGEST_WAIT_S)


def _unreachable(error: Exception) -> str:
    return f"it cannot be reached: {_reason(error)}"


def _reason(error: Exception) -> str:
    known = error.strerror if isinstance(error, OSError) else None
    return known or str(error) or type(error).__name__
