"""A shipper: follows logs, keeps what is new in a spool, and hands it over."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from otasuke.shipping.aside import Aside
from otasuke.shipping.batches import packed
from otasuke.shipping.following import LINGER_S, Follower
from otasuke.shipping.logs import Say
from otasuke.shipping.pieces import Piece
from otasuke.shipping.sending import Sender, Taker
from otasuke.shipping.spool import Spool, SpoolFull
from otasuke.shipping.state import read_state, write_state

SPOOL_LIMIT_BYTES = 1 << 30

_SAVE_EVERY_S = 5.0
_SAVE_IDLE_EVERY_S = 300.0
_BUSY_WAITING = 10
_LINGER_IF_BUSY_S = 60.0
"""While batches pile up they are made large: fewer files."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a shipper is asked to do.

    patterns     files, folders and globs.
    folder       where state, spool and what was put aside are kept; the caller holds it.
    from_end     of logs that were never followed only what is added from now on is sent.
    """

    patterns: tuple[str, ...]
    folder: Path
    from_end: bool = True
    spool_limit_bytes: int = SPOOL_LIMIT_BYTES


class Shipper:
    """Reads in `turn`, and hands over in `sender.step`. The two may run in different threads.

    obstacle  why nothing more can be read, "" if all is well.
    Raises BadState and OSError when it is made: state and spool have to be there.
    """

    def __init__(
        self,
        options: Options,
        gateway: Taker,
        *,
        say: Say,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._folder, self._say, self._clock = options.folder, say, clock
        state = read_state(options.folder)
        self._state = state
        self.spool = Spool(
            options.folder / "spool",
            limit_bytes=options.spool_limit_bytes,
            first_number=state.next_number,
            shipper=state.shipper,
        )
        self._aside = Aside(options.folder / "aside")
        self.sender = Sender(self.spool, self._aside, gateway, say=say, clock=clock)
        self._patterns = options.patterns
        recovered = state.with_logs(batch.log for batch in self.spool.added_since(state.next_number))
        self.follower = Follower(
            options.patterns,
            recovered.logs,
            say=say,
            looked_at=state.looked_at,
            fresh=frozenset(options.patterns) - frozenset(state.patterns),
            from_end=options.from_end,
            now=now,
        )
        self._saved_at: float | None = None
        self.obstacle = ""
        self._is_unsaved = False

    def turn(self, *, linger_s: float | None = None) -> int:
        """Look at the logs, and keep what is new. How many pieces that were."""
        self.follower.look()
        if self._saved_at is None:
            self.save()  # what is passed over stays passed over
        kept = 0
        for piece in self.follower.pieces(largest=self.sender.largest_bytes, linger_s=self._linger_s(linger_s)):
            if not self._keep(piece):
                break
            self.follower.taken(piece)
            kept += 1
        if self._saved_at is None or (self._clock() - self._saved_at >= _SAVE_EVERY_S and self._is_news()):
            self.save()
        return kept

    def save(self) -> None:
        """Put on the disk how far the logs were read; then settled batches need not be remembered."""
        state = replace(
            self._state,
            next_number=self.spool.next_number,
            patterns=tuple(dict.fromkeys((*self._state.patterns, *self._patterns))),
            logs=self.follower.logs,
            looked_at=self.follower.looked_at,
        )
        try:
            write_state(self._folder, state)
            self.spool.clear(below=state.next_number)
        except OSError as error:
            self._is_unsaved = True
            self._hinder(f"{error.filename or self._folder}: {error.strerror}")
            return
        if self._is_unsaved:
            self._is_unsaved = False
            self._go_on()
        self._state = state
        self._saved_at = self._clock()

    def close(self) -> None:
        """Save, and close the logs."""
        self.save()
        self.follower.close()

    def _is_news(self) -> bool:
        """Whether there is anything to save: a disk may sleep while nothing happens."""
        is_old = self.follower.looked_at - self._state.looked_at >= _SAVE_IDLE_EVERY_S
        return is_old or self.spool.settled > 0 or self.follower.logs != self._state.logs

    def _linger_s(self, asked_s: float | None) -> float:
        if asked_s is not None:
            return asked_s
        return LINGER_S if self.spool.waiting <= _BUSY_WAITING else _LINGER_IF_BUSY_S

    def _keep(self, piece: Piece) -> bool:
        if piece.too_long:
            self._put_aside(piece)
        if not piece.records:
            return True
        try:
            self._add(piece)
        except SpoolFull:
            size = f"{self.spool.size_bytes:,} bytes in {self.spool.waiting} batches"
            self._hinder(f"the spool is full ({size}): nothing more is read until the gateway takes batches")
            return False
        except OSError as error:
            self._hinder(f"nothing can be kept in the spool: {error.strerror}")
            return False
        self._go_on()
        return True

    def _add(self, piece: Piece) -> None:
        try:
            self.spool.add(piece)
        except SpoolFull:
            if not self.spool.settled:
                raise
            self.save()
            self.spool.add(piece)

    def _put_aside(self, piece: Piece) -> None:
        log = piece.after
        why = f"a line of {log.home} is longer than {len(piece.too_long) - 1:,} bytes (it ends behind byte {log.offset:,})"
        self.sender.tally.put_aside += 1
        kept = self._aside.keep(f"too-long-{log.number}-{log.offset}", packed(piece.too_long), why=why)
        self._say(f"{why}: it is no record; its beginning is {kept}")

    def _go_on(self) -> None:
        if self.obstacle:
            self._say("reading goes on: there is room again")
            self.obstacle = ""

    def _hinder(self, obstacle: str) -> None:
        if not self.obstacle:
            self._say(obstacle)
        self.obstacle = obstacle
