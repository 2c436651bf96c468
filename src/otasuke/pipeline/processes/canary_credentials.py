"""By what the doors know canaries: a token, and for syslog the addresses from which they come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from otasuke.config import Doors, Listen
from otasuke.enrol.credentials import Credential, CredentialBook, add, new_credential, revoke
from otasuke.enrol.senders import token_digest
from otasuke.pipeline.health.canary_ways import CANARY_ADDRESS, source_of
from otasuke.pipeline.health.event import CANARY_TENANT
from otasuke.stream.port import Registry

_SENSOR = "canary"
_ID = "canary"


async def new_canary_token(registry: Registry) -> str:
    """A token for the canaries, valid from now on instead of the last one. Raises StreamUnavailable."""
    made, token = new_credential(CANARY_TENANT, _SENSOR, now=datetime.now(UTC))
    assert token is not None
    digest = token_digest(token)
    await add(registry, Credential(_ID, CANARY_TENANT, _SENSOR, made.made_at, token=digest, address=CANARY_ADDRESS))
    return token


async def let_in(registry: Registry, book: CredentialBook, doors: Doors) -> None:
    """Let canaries in where they come from addresses of the doors' own, and no more where there is no such door any longer.

    An address by which somebody else is known stays his. Raises StreamUnavailable.
    """
    sources = _sources(doors) - {CANARY_ADDRESS}
    for one in book.credentials:
        if one.id.startswith(f"{_ID}-") and one.address not in sources:
            await revoke(registry, one.id)
    for source in sources:
        if book.by_address(source) is None:
            made = Credential(_id_of(source), CANARY_TENANT, _SENSOR, datetime.now(UTC), address=source)
            await add(registry, made)


def doors_for_canaries(book: CredentialBook, doors: Doors) -> Doors:
    """The doors to which canaries may be sent: not those of syslog where they would be taken for somebody else's."""
    return replace(doors, syslog=_unless_taken(book, doors.syslog), syslog_tls=_unless_taken(book, doors.syslog_tls))


def _unless_taken(book: CredentialBook, door: Listen | None) -> Listen | None:
    owner = book.by_address(source_of(door)) if door else None
    return door if owner is None or owner.tenant == CANARY_TENANT else None


def _sources(doors: Doors) -> frozenset[str]:
    return frozenset(source_of(door) for door in (doors.syslog, doors.syslog_tls) if door)


def _id_of(source: str) -> str:
    return f"{_ID}-{source.replace(':', '-')}"
