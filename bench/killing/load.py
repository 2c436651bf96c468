"""The load: senders that hand over numbered events, each batch again and again with the same bytes until it is taken."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

GUESSES = 3
"""So many guesses of one account are what the correlation finds."""
_ANSWER_WITHIN_S = 15.0
_GIVEN_UP = 0.03
_AHEAD = timedelta(minutes=3)
_AGAIN_S = (0.05, 0.4)


@dataclass(slots=True)
class Account:
    """What a sender knows of its events, by their numbers.

    taken    numbers that were acknowledged; `left` those that were given up.
    found    numbers of those that the simple rule finds.
    groups   accounts that were guessed at → the numbers of those events.
    answers  how often each HTTP status came; `faults` what no shipper should meet.
    """

    tenant: str
    taken: set[int] = field(default_factory=set)
    left: set[int] = field(default_factory=set)
    found: set[int] = field(default_factory=set)
    groups: dict[str, tuple[int, ...]] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    longest_gap_s: float = 0.0


class Sender(threading.Thread):
    """One sensor. Numbers begin at `first`; no other sender of the tenant has them."""

    def __init__(
        self, account: Account, token: str, port: int, *, rate: float, batch: int, first: int, seed: int
    ) -> None:
        super().__init__(daemon=True)
        self.account = account
        self._token = token
        self._port = port
        self._pause_s = batch / rate
        self._batch = batch
        self._next = first
        self._random = random.Random(seed)
        self._halted = threading.Event()
        self._connection: http.client.HTTPConnection | None = None

    def halt(self) -> None:
        """Begin no new batch."""
        self._halted.set()

    def run(self) -> None:
        """Send until told to halt; the last batch until it is taken."""
        while not self._halted.wait(self._pause_s * self._random.uniform(0.5, 1.5)):
            numbers = range(self._next, self._next + self._batch)
            self._next = numbers.stop
            is_given_up = self._random.random() < _GIVEN_UP
            self._hand_over(numbers, b"\n".join(self._events(numbers)), is_given_up=is_given_up)

    def look_ahead(self) -> None:
        """Send one event of the near future: what happened before it is decided now, not a minute later."""
        numbers = range(self._next, self._next + 1)
        self._next = numbers.stop
        self._hand_over(numbers, _event(numbers.start, "guess.exe", user="nobody", ahead=_AHEAD), is_given_up=False)

    def _events(self, numbers: range) -> list[bytes]:
        """Events, some of which are found; guesses at one account are next to each other."""
        events = []
        guessed = range(0)
        if self._random.random() < 0.3:
            guessed = numbers[:GUESSES]
            self.account.groups[f"user-{guessed.start}"] = tuple(guessed)
        for number in numbers:
            if number in guessed:
                events.append(_event(number, "guess.exe", user=f"user-{guessed.start}"))
            elif self._random.random() < 0.1:
                self.account.found.add(number)
                events.append(_event(number, "whoami.exe"))
            else:
                events.append(_event(number, "notepad.exe"))
        return events

    def _hand_over(self, numbers: range, body: bytes, *, is_given_up: bool) -> None:
        name = f"batch-{numbers.start}" if self._random.random() < 0.5 else None
        begun = time.monotonic()
        while self._send(body, name) != http.client.OK:
            if is_given_up:
                self.account.left.update(numbers)
                return
            time.sleep(self._random.uniform(*_AGAIN_S))
        self.account.taken.update(numbers)
        self.account.longest_gap_s = max(self.account.longest_gap_s, time.monotonic() - begun)

    def _send(self, body: bytes, name: str | None) -> int:
        """The status of the answer; 0 if there was none."""
        headers = {"Authorization": f"Bearer {self._token}"} | ({"Otasuke-Batch": name} if name else {})
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_ANSWER_WITHIN_S)
            self._connection.request("POST", "/v1/events", body, headers)
            answer = self._connection.getresponse()
            words = answer.read().decode(errors="replace")
        except TimeoutError:
            self.account.faults["no answer in time"] += 1
            return self._broken()
        except (OSError, http.client.HTTPException):
            return self._broken()
        self.account.answers[answer.status] += 1
        if answer.status not in (200, 429, 503):
            self.account.faults[f"{answer.status}: {words[:200]}"] += 1
        return answer.status

    def _broken(self) -> int:
        assert self._connection is not None
        self._connection.close()
        self._connection = None
        self.account.answers[0] += 1
        return 0


def _event(number: int, program: str, *, user: str = "keiri", ahead: timedelta = timedelta()) -> bytes:
    """A process creation as Winlogbeat writes it."""
    return json.dumps(
        {
            "@timestamp": (datetime.now(UTC) + ahead).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "winlog": {
                "channel": "Microsoft-Windows-Sysmon/Operational",
                "provider_name": "Microsoft-Windows-Sysmon",
                "event_id": "1",
                "computer_name": "KEIRI-PC01",
                "event_data": {"Image": f"C:\\{program}", "CommandLine": f"number={number}", "User": user},
            },
        }
    ).encode()
