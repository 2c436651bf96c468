"""Credentials that are left over: the web died between the registry and its own commit. Nobody has seen their tokens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from otasuke.enrol.credentials import REGISTRY, Credential, all_credentials
from otasuke.stream.port import Broker
from otasuke.web.sensors.broker import asked
from otasuke.web.sensors.models import Device
from otasuke.web.tenancy.scope import across

_SETTLED = timedelta(hours=1)
"""Before that, somebody may be about to write it down."""


def revoke_leftovers(*, now: datetime) -> int:
    """Revoke credentials that are named after a device and are not the device's; how many. Raises BrokerAway.

    Only those with a token: an address or a certificate was named by somebody.
    """
    known = asked(_credentials)
    with across("credentials of all tenants lie in one registry"):
        devices = Device.objects.values_list("customer__tenant", "code", "credential_id")
        valid = {(tenant, code): credential for tenant, code, credential in devices}
    over = [
        one.id
        for one in known
        if one.token and valid.get((one.tenant, one.sensor), one.id) != one.id and one.made_at < now - _SETTLED
    ]
    if over:
        asked(lambda broker: _revoke(broker, over))
    return len(over)


async def _credentials(broker: Broker) -> list[Credential]:
    return await all_credentials(await broker.registry(REGISTRY))


async def _revoke(broker: Broker, ids: Sequence[str]) -> None:
    registry = await broker.registry(REGISTRY)
    for id in ids:
        await registry.remove(id)
