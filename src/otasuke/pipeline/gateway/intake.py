"""What the doors of the gateway need from what is behind them."""

from __future__ import annotations

from typing import Protocol

from otasuke.enrol.senders import Sender


class Refused(Exception):
    """Something was not accepted: an HTTP status, words for whoever runs the sensor, and when to try again.

    retry_after_s  None where trying again does not help.
    """

    def __init__(self, status: int, words: str, *, retry_after_s: int | None = None) -> None:
        super().__init__(words)
        self.status = status
        self.words = words
        self.retry_after_s = retry_after_s


class Intake(Protocol):
    """Takes what a sender hands over."""

    def admit(self, sender: Sender, size_bytes: int) -> None:
        """Let so many bytes (as they come over the wire) in, before they are read. Raises Refused with 429 or 503."""

    async def accept(
        self, sender: Sender, lines: bytes, *, records: int | None = None, batch: str | None = None
    ) -> None:
        """Take one record a line; when this returns they survive any crash.

        records  how many there are, from who knows; counting them takes time.
        batch    the parcel's name: handing it over again under the same name changes nothing. Without one, the same
                 lines of the same sender are taken for the same parcel; who cannot send twice gives a name of chance.
        Raises Refused; then nothing of it was taken, or it is not known whether.
        """
