"""One delivery is brought on by one step: asked for, sent, or looked after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from otasuke.web.notify import outbox
from otasuke.web.notify.channels.port import Became, Channel, Channels, Outgoing, Receipt, Refused, Unclear
from otasuke.web.notify.composing import compose
from otasuke.web.notify.models import Delivery
from otasuke.web.notify.outbox import Taken
from otasuke.web.notify.policy import Way
from otasuke.web.tenancy.scope import across

State = Delivery.State
MOST_TRIES = 12
"""What is tried so often without an end ends the process each time."""

_STATES = {
    Became.DELIVERED: State.DELIVERED,
    Became.ACKNOWLEDGED: State.ACKNOWLEDGED,
    Became.FAILED: State.FAILED,
}


def deliver(taken: Taken, channels: Channels, *, clock: Callable[[], datetime], doubt: timedelta) -> None:
    """Bring it on. No transaction is open while the channel is spoken to."""
    one = taken.delivery
    channel = channels.get(Way(one.way))
    if channel is None:
        outbox.end(one.id, State.GIVEN_UP, at=clock(), words="this channel is not set up")
    elif taken.was_accepted:
        _look(one, channel, clock)
    elif one.attempts > MOST_TRIES:
        outbox.end(one.id, State.GIVEN_UP, at=clock(), words="tried too often")
    else:
        _send(taken, channel, clock, doubt)


def _send(taken: Taken, channel: Channel, clock: Callable[[], datetime], doubt: timedelta) -> None:
    one = taken.delivery
    is_needed = outbox.is_needed(one)
    if not is_needed and not taken.was_begun:
        outbox.end(one.id, State.NOT_NEEDED, at=clock(), words="not needed any more")
        return
    with across("what is said to one company, of its own rows"):
        message = compose(Delivery.objects.select_related("message", "staff_call").get(id=one.id))
    try:
        receipt = _handed_over(taken, channel, message, is_needed=is_needed)
    except Refused as error:
        if error.is_permanent:
            outbox.end(one.id, State.GIVEN_UP, at=clock(), words=str(error))
        else:
            outbox.put_back(one.id, at=clock(), words=str(error))
    except Unclear as error:
        outbox.leave_in_doubt(one.id, at=clock(), doubt=doubt, words=str(error))
    else:
        _note(one, receipt, clock)


def _handed_over(taken: Taken, channel: Channel, message: Outgoing, *, is_needed: bool) -> Receipt | None:
    """What the channel has of it, at last; None: nothing, and it is not needed any more."""
    found = channel.find(message, known=taken.known) if taken.was_begun else None
    if found is None and is_needed:
        return channel.send(message)
    return found


def _note(one: Delivery, receipt: Receipt | None, clock: Callable[[], datetime]) -> None:
    if receipt is None:
        outbox.end(one.id, State.NOT_NEEDED, at=clock(), words="not needed any more")
        return
    outbox.accept(one.id, carrier_id=receipt.id, at=clock(), words=receipt.words)
    if receipt.became in _STATES:
        outbox.end(one.id, _STATES[receipt.became], at=clock(), words=receipt.words)


def _look(one: Delivery, channel: Channel, clock: Callable[[], datetime]) -> None:
    try:
        receipt = channel.look(one.carrier_id)
    except (Refused, Unclear):
        outbox.look_later(one.id, at=clock())
        return
    if receipt.became in _STATES:
        outbox.end(one.id, _STATES[receipt.became], at=clock(), words=receipt.words)
    else:
        outbox.look_later(one.id, at=clock())
