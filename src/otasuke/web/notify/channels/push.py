"""Notifications of browsers: the push service that a browser has chosen is asked to bring it, and cannot read it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from datetime import datetime
from http import HTTPStatus

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key

from otasuke.web.notify.channels.port import Outgoing, Receipt, Refused
from otasuke.web.notify.channels.pushed import BadBrowser, Known, request
from otasuke.web.notify.channels.speaking import judge, speak
from otasuke.web.outside.asking import Network

_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
_FOR_NOW = (
    HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS,
)  # fmt: skip
_SALT_BYTES = 16


class Push:
    """known_of: what the browser of this id told of itself, None if it is not there any more; forget: it will not be."""

    def __init__(
        self,
        known_of: Callable[[str], Known | None],
        *,
        forget: Callable[[str], None],
        key: Callable[[], EllipticCurvePrivateKey],
        contact: Callable[[], str],
        network: Network,
        clock: Callable[[], datetime],
    ) -> None:
        self._known_of = known_of
        self._forget = forget
        self._key = key
        self._contact = contact
        self._network = network
        self._clock = clock

    def send(self, message: Outgoing) -> Receipt:
        """Have it brought there. Raises Refused, Unclear."""
        known = self._known_of(message.to)
        if known is None:
            raise Refused("this browser was taken away", is_permanent=True)
        try:
            asked = request(
                known,
                message,
                key=self._key(),
                contact=self._contact(),
                at=self._clock(),
                salt=secrets.token_bytes(_SALT_BYTES),
                once=generate_private_key(SECP256R1()),
            )
        except BadBrowser as error:
            raise Refused(f"nothing can be encrypted for it: {error}", is_permanent=True) from error
        status = speak(asked.url, asked.body, headers=asked.headers, network=self._network)
        if status in _GONE:
            self._forget(message.to)
        judge(status, for_now=_FOR_NOW)
        return Receipt()

    def find(self, _message: Outgoing, *, known: Collection[str]) -> Receipt | None:  # noqa: ARG002  # of the port
        """It cannot be asked. A second one replaces the first on the screen, as it has the same tag."""
        return None

    def look(self, id: str) -> Receipt:
        """It does not tell."""
        return Receipt(id)
