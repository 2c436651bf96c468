from __future__ import annotations

from otasuke.pipeline.gateway.sockets.listener import Limits
from otasuke.pipeline.gateway.sockets.patience import Patience
from pipeline.gateway.sockets.doors import run

LIMITS = Limits(idle_s=1000.0, message_s=100.0)


def test_between_messages_it_is_long_within_one_shorter_and_while_more_may_come_shortest():
    async def story() -> list[float]:
        patience = Patience(LIMITS)
        found = [patience.seconds()]
        patience.read(ended=False, waits=True)
        found.append(patience.seconds())
        patience.read(ended=True, waits=True)
        found.append(patience.seconds())
        patience.handed_over()
        found.append(patience.seconds())
        patience.read(ended=False, waits=False)
        return [*found, patience.seconds()]

    idle, within, gathering, rest, again = run(story)

    assert (idle, again) == (1000, 1000)
    assert 0 <= gathering <= 0.01
    assert 10 < within <= 100
    assert 10 < rest <= 100


def test_a_message_that_trickles_in_does_not_get_more_time():
    async def story() -> bool:
        patience = Patience(Limits(message_s=0.0))
        patience.read(ended=False, waits=True)
        patience.read(ended=False, waits=True)
        return patience.seconds() == 0

    assert run(story)
