"""Whatever is done in whatever order, every event that was confirmed is there once, and no other."""

from __future__ import annotations

import os
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lake.cast import FUJI, NOON, SAKURA, event, send
from otasuke.events import Event
from otasuke.lake.care import care_once
from otasuke.lake.parts import SharedPart, parts_of_all
from otasuke.lake.reader import LakeReader
from otasuke.lake.recent_writer import RecentWriter
from otasuke.lake.verify import verify
from otasuke.lake.writer import LakeWriter

TENANTS = (SAKURA, FUJI)
WRITERS = st.integers(0, 1)
SENT_AGAIN_WITHIN = timedelta(minutes=50)


class Crash(BaseException):
    """As if the process had been killed: nobody handles it."""


class Lake(RuleBasedStateMachine):
    """Two writers at one lake, and somebody who cares for it and is killed at times."""

    def __init__(self) -> None:
        super().__init__()
        self.lake = Path(mkdtemp())
        self.now = NOON
        self.parcels = 0
        self.sent: list[tuple[datetime, str, list[tuple[str, int]]]] = []
        self.waiting: list[set[tuple[str, int]]] = [set(), set()]
        self.stored: set[tuple[str, int]] = set()
        self.in_doubt: set[tuple[str, int]] = set()
        self.leftovers = False

    @initialize()
    def start(self) -> None:
        self.writers = [RecentWriter(self.lake), RecentWriter(self.lake)]

    @rule(writer=WRITERS, tenants=st.lists(st.sampled_from(TENANTS), max_size=4), again=st.booleans())
    def a_message_comes(self, writer: int, tenants: list[str], again: bool) -> None:
        """Parcels that are new, and perhaps some that were in another message before."""
        parcels = [(tenant, self.parcels + at) for at, tenant in enumerate(tenants)]
        self.parcels += len(tenants)
        if again and self._just_sent():
            parcels += self._just_sent()[-1][2]
        self.sent.append((self.now, f"m{len(self.sent)}", parcels))
        self._send(writer, *self.sent[-1][1:])

    @precondition(lambda self: self._just_sent())
    @rule(writer=WRITERS, data=st.data())
    def a_message_comes_again(self, writer: int, data: st.DataObject) -> None:
        self._send(writer, *data.draw(st.sampled_from(self._just_sent()))[1:])

    def _just_sent(self) -> list[tuple[datetime, str, list[tuple[str, int]]]]:
        return [one for one in self.sent[-5:] if self.now - one[0] < SENT_AGAIN_WITHIN]

    def _send(self, writer: int, message: str, parcels: list[tuple[str, int]]) -> None:
        send(self.writers[writer], message, *((tenant, f"b{number}", _events(number)) for tenant, number in parcels))
        self.waiting[writer].update(parcels)

    @rule(writer=WRITERS, seconds=st.integers(-100, 2_000))
    def it_is_flushed(self, writer: int, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self._flush(writer)

    def _flush(self, writer: int) -> None:
        self.writers[writer].flush(self.now)
        self.stored |= self.waiting[writer]
        self.waiting[writer] = set()

    @rule(writer=WRITERS, call=st.integers(0, 6))
    def the_writer_is_killed_in_a_flush(self, writer: int, call: int) -> None:
        try:
            with dying_at(call):
                self.writers[writer].flush(self.now)
        except Crash:
            self.leftovers = True
            self.in_doubt |= self.waiting[writer]
        else:
            self.stored |= self.waiting[writer]
        self.waiting[writer] = set()
        self.writers[writer] = RecentWriter(self.lake)

    @rule(hours=st.integers(0, 30))
    def somebody_cares(self, hours: int) -> None:
        for writer in (0, 1):  # who gathers for hours is not told what others did meanwhile
            self._flush(writer)
        self.now += timedelta(hours=hours)
        assert care_once(self.lake, now=self.now).problems == ()

    @rule(call=st.integers(0, 25))
    def who_cares_is_killed(self, call: int) -> None:
        for writer in (0, 1):
            self._flush(writer)
        self.now += timedelta(hours=1)
        try:
            with dying_at(call):
                care_once(self.lake, now=self.now)
        except Crash:
            self.leftovers = True

    @rule(tenant=st.sampled_from(TENANTS), number=st.integers(1000, 1010))
    def a_recording_is_brought_in(self, tenant: str, number: int) -> None:
        if (tenant, number) not in self.stored:
            writer = LakeWriter(self.lake, tenant)
            writer.add(f"b{number}", _events(number))
            writer.flush()
            self.stored.add((tenant, number))

    @invariant()
    def every_event_is_there_once(self) -> None:
        found = {tenant: Counter(one.record for one in LakeReader(self.lake, tenant).events()) for tenant in TENANTS}
        parcels = {(tenant, record // 10) for tenant in TENANTS for record in found[tenant]}

        assert self.stored <= parcels <= self.stored | self.in_doubt
        for tenant in TENANTS:
            assert found[tenant] == Counter(one.record for of, n in parcels if of == tenant for one in _events(n))
        # What was in doubt is now known.
        self.stored |= parcels

    @invariant()
    def everybodys_parts_are_those_of_each(self) -> None:
        rows: Counter[str] = Counter()
        for one in parts_of_all(self.lake):
            if isinstance(one, SharedPart):
                rows.update({tenant: len(of) for tenant, of in one.row_ranges.items()})
            else:
                rows[one[0]] += one[1].rows
        assert +rows == Counter({one: sum(1 for _ in LakeReader(self.lake, one).events()) for one in rows if rows[one]})

    def teardown(self) -> None:
        what = {one.what for one in verify(self.lake)}
        rmtree(self.lake)
        assert all("named by no manifest" in one for one in what)
        assert self.leftovers or not what


class dying_at:  # noqa: N801  # read as a sentence
    """Kill who does the call of this number to the disk."""

    def __init__(self, call: int) -> None:
        self._left = call
        self._patch = pytest.MonkeyPatch()

    def __enter__(self) -> None:
        for owner, name in ((os, "fsync"), (Path, "replace"), (Path, "unlink")):
            self._patch.setattr(owner, name, self._dying(getattr(owner, name)))

    def __exit__(self, *_: object) -> None:
        self._patch.undo()

    def _dying(self, real):  # type: ignore[no-untyped-def]
        def call(*args, **kwargs):  # type: ignore[no-untyped-def]
            self._left -= 1
            if self._left < 0:
                raise Crash
            return real(*args, **kwargs)

        return call


def _events(number: int) -> list[Event]:
    """Two events of a parcel, a day apart."""
    return [event(number * 10 + at, time=NOON - timedelta(days=at), User=f"u{number}") for at in range(2)]


TestLake = Lake.TestCase
TestLake.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
