"""Somebody signs in from a country or by a provider from which nobody of the company ever did.

The country and the provider are what the cloud or the gateway says about the address, or who looks it up. Where neither
is said, the network (the first half of an IPv4 address, a quarter of an IPv6 address) stands for the provider. What comes
from a network that is known is never new: else on the day on which somebody begins to look addresses up, every country
would be.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any

import pyarrow as pa

from otasuke.detect.learn.learning import Learning, moment
from otasuke.detect.learn.learnt import Fact, Learnt, day_of
from otasuke.detect.learn.remembering import Kept, Key
from otasuke.detect.learn.tables import distinct
from otasuke.detect.rule import Level

NAME = "first-seen-login"
_COLUMNS = ("tenant", "user", "address", "country", "provider", "provider_name", "service")


class FirstSeenLogin:
    """Tells of logins from new countries and providers. Takes LOGINS."""

    name = NAME

    def __init__(self, learning: Learning) -> None:
        self._learning = learning
        self._known: Kept[bool] = Kept()

    def update(self, rows: pa.Table) -> list[Learnt]:
        """Look at more logins."""
        return [one for parts in distinct(rows, *_COLUMNS) if (one := self._judge(*parts)) is not None]

    def _judge(
        self,
        tenant: str,
        user: str,
        address: str,
        country: str | None,
        provider: str | None,
        provider_name: str | None,
        service: str | None,
        at: float,
    ) -> Learnt | None:
        is_learning = self._learning.is_on(tenant, at)
        kind, place = _origin(address, country, provider)
        is_new_here, is_new_to_user = self._note(tenant, user, {f"{kind} {place}", f"network {_network(address)}"})
        if not is_new_here and not (is_new_to_user and kind == "country"):
            return None
        others = "" if is_new_here else "others of the company sign in from there"
        facts = (
            Fact(kind, place, usual=others),
            Fact("address", address),
            Fact("provider_name", provider_name or ""),
            Fact("service", service or ""),
        )
        return Learnt(
            detector=NAME,
            tenant=tenant,
            device=user,
            counterpart=place,
            time=moment(at),
            level=Level.MEDIUM if kind == "country" and is_new_here else Level.LOW,
            window=day_of(at),
            facts=tuple(fact for fact in facts if fact.value),
            is_learning=is_learning,
        )

    def _note(self, tenant: str, user: str, origins: Iterable[str]) -> tuple[bool, bool]:
        """Whether all of these are new to the tenant, and to the user; from now on none is."""
        here: list[Key] = [(tenant, origin) for origin in sorted(origins)]
        of_user: list[Key] = [(*key, user) for key in here]
        new_here, new_to_user = (all(self._known.get(key) is None for key in keys) for keys in (here, of_user))
        for key in (*here, *of_user):
            self._known.put(key, True)
        return new_here, new_to_user

    def state(self) -> dict[str, Any]:
        """What `restore` needs, in lists and dicts."""
        return {"known": self._known.state()}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        self._known.restore(state["known"])


def _origin(address: str, country: str | None, provider: str | None) -> tuple[str, str]:
    if country:
        return "country", country
    if provider and provider != "0":
        return "provider", f"AS{provider}"
    return "network", _network(address)


def _network(address: str) -> str:
    found = ip_address(address)
    parts = found.exploded.split("." if found.version == 4 else ":")
    return ".".join(parts[:2]) if found.version == 4 else ":".join(parts[:2])
