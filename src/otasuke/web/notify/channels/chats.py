"""Chats: each place is written to by one request, which reaches nothing of our own network."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from http import HTTPStatus

from otasuke.web.notify.channels.port import Outgoing, Receipt, Refused
from otasuke.web.notify.channels.speaking import judge, speak
from otasuke.web.notify.channels.written import BASES, Known, request
from otasuke.web.notify.policy import Way
from otasuke.web.outside.asking import Network

_FOR_NOW = (HTTPStatus.UNAUTHORIZED, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)
"""With a token that is not taken any more nobody gets anything until somebody mends it: that is no fault of the message."""


class Chat:
    """Places of one service. known_of: what is needed to write to the place of this id; None: it is not there any more."""

    def __init__(
        self,
        way: Way,
        known_of: Callable[[str], Known | None],
        *,
        network: Network,
        bases: Mapping[Way, str] = BASES,
    ) -> None:
        self._way = way
        self._known_of = known_of
        self._network = network
        self._bases = bases

    def send(self, message: Outgoing) -> Receipt:
        """Write it there. Raises Refused, Unclear."""
        known = self._known_of(message.to)
        if known is None:
            raise Refused("this place was removed", is_permanent=True)
        asked = request(self._way, known, message, bases=self._bases)
        status = speak(asked.url, asked.body, headers=asked.headers, network=self._network)
        if self._way is Way.LINE and status == HTTPStatus.CONFLICT:
            return Receipt(words="it had it already")
        judge(status, for_now=_FOR_NOW)
        return Receipt()

    def find(self, _message: Outgoing, *, known: Collection[str]) -> Receipt | None:  # noqa: ARG002  # of the port
        """None of them can be asked. LINE knows what it has taken when it is asked again; elsewhere it may stand there twice."""
        return None

    def look(self, id: str) -> Receipt:
        """None of them tells."""
        return Receipt(id)
