"""Very many mails from one mailbox: somebody else sends in its name.

Counted are different recipients within an hour. Postfix names sender and recipient in different lines; they are put
together by the mail's name in the queue.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from otasuke.detect.learn.crowds import Crowd, Crowds
from otasuke.detect.learn.learning import Learning
from otasuke.detect.learn.learnt import Fact, Learnt
from otasuke.detect.learn.remembering import Kept
from otasuke.detect.learn.tables import in_order

NAME = "spam-run"
_WIDTH_S = 3600.0
_RECIPIENTS = 80
_SHOWN = 5


class SpamRun:
    """Finds mailboxes that send to very many. Takes MAILS."""

    name = NAME

    def __init__(self, learning: Learning) -> None:
        self._crowds = Crowds(learning, _WIDTH_S, fewest=_RECIPIENTS)
        self._senders: Kept[str] = Kept()

    def update(self, rows: pa.Table) -> list[Learnt]:
        """Look at more mails."""
        found = []
        for tenant, mailbox, recipient, queue, at in in_order(rows, "tenant", "mailbox", "recipient", "queue"):
            if mailbox and queue:
                self._senders.put((tenant, queue), mailbox)
            sender = mailbox or (self._senders.get((tenant, queue)) if queue else None)
            if sender and recipient and (crowd := self._crowds.add((tenant, sender), recipient, at)):
                found.append(_learnt(sender, crowd))
        return found

    def state(self) -> dict[str, Any]:
        """What `restore` needs, in lists and dicts."""
        return {"crowds": self._crowds.state(), "senders": self._senders.state()}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        self._crowds.restore(state["crowds"])
        self._senders.restore(state["senders"])


def _learnt(mailbox: str, crowd: Crowd) -> Learnt:
    facts = (
        crowd.count("recipients"),
        Fact("domains", str(len({one.rpartition("@")[2] for one in crowd.values}))),
        Fact("some_of_them", " ".join(list(crowd.values)[-_SHOWN:])),
    )
    return crowd.learnt(NAME, mailbox, facts=facts)
