"""What becomes of what the twin accepted: telephones ring, people press keys, and the service is told by signed call-backs."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, ParseError, fromstring

from otasuke.carrier.account import Account
from otasuke.carrier.signature import HEADER, sign
from otasuke.carrier.twin.book import Book, Kept
from otasuke.carrier.twin.script import Script

_AT_ONCE = 16
_HEARD_WITHIN_S = 5.0
_MOST_KEYS = 20
_UNREACHED = "30003"
_WORDS = {"initiated": "initiated", "ringing": "ringing", "answered": "in-progress"}


@dataclass(frozen=True, slots=True)
class Told:
    """Where and of what the sender wants to be told. url: empty for nowhere."""

    url: str
    events: Collection[str] = ("completed",)


class Play:
    """Plays texts and calls, each in a thread of its own."""

    def __init__(self, account: Account, book: Book, script: Script) -> None:
        self._account, self._book, self._script = account, book, script
        self._ended = threading.Event()
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="play")

    def text(self, kept: Kept, told: Told) -> None:
        """Bring a text to its telephone."""
        self._pool.submit(self._text, kept, told)

    def call(self, kept: Kept, told: Told) -> None:
        """Let a telephone ring."""
        self._pool.submit(self._call, kept, told)

    def close(self) -> None:
        """Nothing more happens."""
        self._ended.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _text(self, kept: Kept, told: Told) -> None:
        ends = "delivered" if self._script.is_reached(kept.to) else "undelivered"
        for status in ("sent", ends):
            self._book.change(kept.sid, status=status)
            error = {"ErrorCode": _UNREACHED} if status == "undelivered" else {}
            self._tell(told.url, _form(self._account, kept, "Message", status) | error)

    def _call(self, kept: Kept, told: Told) -> None:
        answer = self._script.next_answer(kept.to)
        for event in ("initiated", "ringing"):
            self._move(kept, told, event)
        if self._ended.wait(answer.after_s):
            return
        if answer.outcome != "answers":
            self._end(kept, told, answer.outcome)
            return
        self._move(kept, told, "answered")
        self._press(kept, answer.keys)
        self._end(kept, told, "completed")

    def _move(self, kept: Kept, told: Told, event: str) -> None:
        self._book.change(kept.sid, status=_WORDS[event])
        if event in told.events:
            self._tell(told.url, _form(self._account, kept, "Call", _WORDS[event]))

    def _end(self, kept: Kept, told: Told, status: str) -> None:
        self._book.change(kept.sid, status=status)
        if "completed" in told.events:
            self._tell(told.url, _form(self._account, kept, "Call", status))

    def _press(self, kept: Kept, keys: str) -> None:
        """Press keys as long as the markup asks for one. Whoever presses none hears it to its end."""
        said = kept.words
        for key in keys[:_MOST_KEYS]:
            action = _asked_for(said)
            if action is None or self._ended.is_set():
                return
            self._book.change(kept.sid, key=key)
            said = self._tell(action, _form(self._account, kept, "Call", "in-progress") | {"Digits": key})

    def _tell(self, url: str, form: Mapping[str, str]) -> str:
        """Tell the service; what it answers. Nobody tries again where it does not."""
        if not url or self._ended.is_set():
            return ""
        signed = {HEADER: sign(url, form, self._account.secret)}
        request = urllib.request.Request(url, urlencode(form).encode(), signed)  # noqa: S310  # http of loopback, as told
        try:
            with urllib.request.urlopen(request, timeout=_HEARD_WITHIN_S) as answer:  # noqa: S310  # the same
                return str(answer.read().decode("utf-8", "replace"))
        except (OSError, ValueError):
            return ""


def is_markup(words: str) -> bool:
    """Whether a carrier could read this out."""
    root = _root(words)
    return root is not None and root.tag == "Response"


def _asked_for(words: str) -> str | None:
    """Where the key is to be told that is asked for first; None: none is asked for."""
    root = _root(words)
    gather = None if root is None else root.find("Gather")
    return None if gather is None else gather.get("action")


def _root(words: str) -> Element | None:
    try:
        return fromstring(words)  # noqa: S314  # what our own adapter and service wrote
    except ParseError:
        return None


def _form(account: Account, kept: Kept, kind: str, status: str) -> dict[str, str]:
    return {
        "AccountSid": account.account,
        f"{kind}Sid": kept.sid,
        f"{kind}Status": status,
        "To": kept.to,
        "From": kept.sender,
        "ApiVersion": "2010-04-01",
    }
