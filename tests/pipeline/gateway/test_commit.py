from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress

import pytest

from otasuke.pipeline.gateway import commit as module
from otasuke.pipeline.gateway.commit import LARGEST_PARCEL_BYTES, MOST_WAITING_BYTES, Committer
from otasuke.pipeline.gateway.intake import Refused
from otasuke.pipeline.gateway.spool import Spool
from otasuke.pipeline.parcels import unpack
from otasuke.pipeline.quotas import Quota, Quotas
from otasuke.stream.port import StreamUnavailable, partition_of
from pipeline.cast import FUJI, NOW, SAKURA, until


class Broker:
    """Takes messages, or is away."""

    def __init__(self):
        self.messages, self.is_away, self.wait, self.asked = {}, False, None, 0

    async def publish(self, partition, name, data):
        self.asked += 1
        if self.wait is not None:
            await self.wait.wait()
        if self.is_away:
            raise StreamUnavailable("away")
        self.messages.setdefault((partition, name), data)

    def parcels(self):
        return [one for data in self.messages.values() for one in unpack(data)]


@asynccontextmanager
async def committing(tmp_path, *, spool_bytes=1 << 30, **more):
    broker = Broker()
    committer = Committer(broker.publish, Spool(tmp_path, largest_bytes=spool_bytes), now=lambda: NOW, **more)
    task = asyncio.create_task(committer.run())
    try:
        yield broker, committer
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def run(story):
    return asyncio.run(asyncio.wait_for(story, 30))


def test_what_is_accepted_is_published_under_its_sender(tmp_path):
    async def story():
        async with committing(tmp_path) as (broker, committer):
            await committer.accept(SAKURA, b"a\nb\n")
            return broker.parcels(), list(broker.messages)

    (parcel,), ((partition, _),) = run(story())
    assert (parcel.tenant, parcel.sensor, parcel.lines, parcel.received_at) == ("sakura", "office-pc", b"a\nb", NOW)
    assert partition == partition_of("sakura")


def test_what_comes_at_the_same_time_is_one_message(tmp_path):
    async def story():
        async with committing(tmp_path) as (broker, committer):
            await asyncio.gather(*(committer.accept(SAKURA, b"%d" % number) for number in range(50)))
            return len(broker.messages), len(broker.parcels())

    assert run(story()) == (1, 50)


def test_the_same_lines_have_the_same_name_and_a_given_name_is_kept(tmp_path):
    async def story():
        async with committing(tmp_path) as (broker, committer):
            for batch in (None, None, "mine"):
                await committer.accept(SAKURA, b"a", batch=batch)
            return [one.batch for one in broker.parcels()]

    first, second, third = run(story())
    assert first == second
    assert third == "mine"


def test_much_is_cut_between_lines_into_parcels_with_names(tmp_path):
    lines = b"\n".join([b"x" * 999] * 5000)

    async def story():
        async with committing(tmp_path) as (broker, committer):
            await committer.accept(SAKURA, lines, batch="b")
            return broker.parcels()

    parcels = run(story())
    assert [one.batch for one in parcels] == ["b", "b.1", "b.2"]
    assert b"\n".join(one.lines for one in parcels) == lines


def test_nothing_is_accepted_without_a_message(tmp_path):
    async def story():
        async with committing(tmp_path) as (broker, committer):
            await committer.accept(SAKURA, b"\n\r\n")
            return broker.messages

    assert run(story()) == {}


def test_a_record_that_no_message_holds_is_refused(tmp_path):
    async def story():
        async with committing(tmp_path) as (broker, committer):
            with pytest.raises(Refused) as refused:
                await committer.accept(SAKURA, b"a\n" + bytes(LARGEST_PARCEL_BYTES + 1))
            return refused.value.status, broker.messages

    assert run(story()) == (413, {})


def test_while_the_broker_is_away_the_spool_takes_it_and_hands_it_on_later(tmp_path):
    async def story():
        async with committing(tmp_path) as (broker, committer):
            broker.is_away = True
            await committer.accept(SAKURA, b"a")
            await committer.accept(FUJI, b"b")
            spooled = len(list(tmp_path.glob("*.message")))
            broker.is_away = False
            await until(lambda: len(broker.parcels()) == 2)
            await until(lambda: not list(tmp_path.glob("*.message")))
            await committer.accept(SAKURA, b"c")
            return spooled, sorted(one.lines for one in broker.parcels())

    assert run(story()) == (2, [b"a", b"b", b"c"])


def test_what_a_killed_gateway_left_in_the_spool_is_handed_on_by_the_next_one(tmp_path):
    async def first():
        async with committing(tmp_path) as (broker, committer):
            broker.is_away = True
            await committer.accept(SAKURA, b"a")

    async def second():
        async with committing(tmp_path) as (broker, _):
            await until(lambda: len(broker.parcels()) == 1)
            return broker.parcels()[0].lines

    run(first())
    assert run(second()) == b"a"


def test_what_is_new_does_not_overtake_what_is_in_the_spool(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_AT_ONCE", 1)

    async def story():
        async with committing(tmp_path) as (broker, committer):
            broker.is_away = True
            for number in range(4):
                await committer.accept(SAKURA, b"old %d" % number)
            broker.is_away, broker.wait = False, asyncio.Event()
            await until(lambda: broker.asked > 1)  # by who empties the spool
            new = asyncio.create_task(committer.accept(SAKURA, b"new"))
            await until(lambda: len(list(tmp_path.glob("*.message"))) == 5)
            broker.wait.set()
            await new
            await until(lambda: len(broker.messages) == 5)
            await until(lambda: not committer.is_behind)
            await committer.accept(SAKURA, b"newest")
            return [one.lines for one in broker.parcels()]

    assert run(story()) == [b"old 0", b"old 1", b"old 2", b"old 3", b"new", b"newest"]


def test_where_neither_broker_nor_spool_takes_it_it_is_refused_for_now(tmp_path):
    async def story():
        async with committing(tmp_path, spool_bytes=10) as (broker, committer):
            broker.is_away = True
            with pytest.raises(Refused) as refused:
                await committer.accept(SAKURA, b"a")
            return refused.value.status, refused.value.retry_after_s

    assert run(story()) == (503, 30)


def test_a_sender_that_has_gone_does_not_stop_the_others(tmp_path):
    async def story():
        async with committing(tmp_path) as (broker, committer):
            broker.wait = asyncio.Event()
            going = asyncio.create_task(committer.accept(SAKURA, b"a"))
            staying = asyncio.create_task(committer.accept(SAKURA, b"b"))
            await asyncio.sleep(0.05)
            going.cancel()
            broker.wait.set()
            await staying
            return sorted(one.lines for one in broker.parcels())

    assert b"b" in run(story())


def test_a_tenant_over_its_quota_is_told_when_to_come_again(tmp_path):
    async def story():
        quotas = Quotas(Quota(bytes_per_s=1, burst_bytes=100, burst_events=2, events_per_s=0.1))
        async with committing(tmp_path, quotas=quotas) as (_, committer):
            committer.admit(SAKURA, 10)
            await committer.accept(SAKURA, b"a\nb\nc")
            with pytest.raises(Refused) as events:
                committer.admit(SAKURA, 1)
            with pytest.raises(Refused) as size:
                committer.admit(FUJI, 101)
            committer.admit(FUJI, 90)
            return events.value.status, events.value.retry_after_s, size.value.status, size.value.retry_after_s

    assert run(story()) == (429, 20, 413, None)


def test_more_than_memory_should_hold_is_put_off(tmp_path):
    async def story():
        async with committing(tmp_path) as (broker, committer):
            broker.wait = asyncio.Event()
            with pytest.raises(Refused) as refused:
                committer.admit(SAKURA, MOST_WAITING_BYTES + 1)
            broker.wait.set()
            return refused.value.status, refused.value.retry_after_s

    assert run(story()) == (503, 2)


def test_a_burst_of_one_tenant_leaves_room_for_the_others(tmp_path):
    async def story():
        async with committing(tmp_path) as (broker, committer):
            broker.wait = asyncio.Event()
            lines = b"\n".join([bytes(1 << 20)] * 24)
            committer.admit(SAKURA, len(lines))  # alone it may be as large as a body is
            burst = [asyncio.create_task(committer.accept(SAKURA, lines, batch="burst"))]
            await until(lambda: committer.waiting_bytes > MOST_WAITING_BYTES // 4)
            with pytest.raises(Refused) as refused:
                committer.admit(SAKURA, 1000)
            committer.admit(FUJI, 1000)
            broker.wait.set()
            await asyncio.gather(*burst)
            committer.admit(SAKURA, 1000)
            return refused.value.status, refused.value.retry_after_s

    assert run(story()) == (503, 2)


@pytest.mark.parametrize("is_away", [False, True])
def test_who_was_heard_is_told_as_soon_as_it_is_on_a_disk_wherever(tmp_path, is_away):
    heard = []

    async def story():
        async with committing(tmp_path, heard=heard.extend) as (broker, committer):
            broker.is_away = is_away
            await committer.accept(SAKURA, b"a\nb\n")

    run(story())
    assert [(one.tenant, one.sensor, one.received_at) for one in heard] == [("sakura", "office-pc", NOW)]


def test_what_was_refused_is_not_heard(tmp_path):
    heard = []

    async def story():
        async with committing(tmp_path, spool_bytes=1, heard=heard.extend) as (broker, committer):
            broker.is_away = True
            with pytest.raises(Refused):
                await committer.accept(SAKURA, b"a\nb\n")

    run(story())
    assert heard == []
