"""Credentials: kept in a registry of the broker, known to every gateway, changed while they run."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from ipaddress import ip_address

import orjson

from otasuke.enrol.senders import Sender, token_digest
from otasuke.events.names import check_tenant
from otasuke.stream.port import Registry

REGISTRY = "credentials"
_TOKEN_START = "ots_"  # noqa: S105  # shows what it is where somebody finds it
_LONGEST_SENSOR = 100


class BadCredential(ValueError):
    """A credential that cannot be used, and why."""


@dataclass(frozen=True, slots=True)
class Credential:
    """By what a sensor is known. One of token, certificate and address at least.

    id           names the credential; it is no secret.
    token        the digest of its token.
    certificate  the SHA-256 of its TLS certificate, in hexadecimal.
    address      the IP address from which it sends where there is nothing better.
    """

    id: str
    tenant: str
    sensor: str
    made_at: datetime
    token: str | None = None
    certificate: str | None = None
    address: str | None = None

    @property
    def sender(self) -> Sender:
        """Whom it stands for."""
        return Sender(self.tenant, self.sensor)


def new_credential(
    tenant: str, sensor: str, *, now: datetime, certificate: str | None = None, address: str | None = None
) -> tuple[Credential, str | None]:
    """A credential and its token, which is kept nowhere; no token where there is a certificate or an address.

    Raises BadName, BadCredential.
    """
    check_tenant(tenant)
    if not sensor or len(sensor) > _LONGEST_SENSOR or not sensor.isprintable():
        raise BadCredential(f"{sensor!r} is no name of a sensor: printable signs, {_LONGEST_SENSOR} at most")
    token = None if certificate or address else _TOKEN_START + secrets.token_urlsafe(32)
    credential = Credential(
        id=secrets.token_hex(8),
        tenant=tenant,
        sensor=sensor,
        made_at=now,
        token=token_digest(token) if token else None,
        certificate=_fingerprint(certificate) if certificate else None,
        address=_address(address) if address else None,
    )
    return credential, token


def _fingerprint(text: str) -> str:
    digits = text.replace(":", "").lower()
    if len(digits) != 64 or not set(digits) <= set("0123456789abcdef"):
        raise BadCredential(f"{text!r} is no SHA-256 of a certificate")
    return digits


def _address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise BadCredential(f"{text!r} is no IP address") from None


async def add(registry: Registry, credential: Credential) -> None:
    """Make a credential valid. Raises StreamUnavailable."""
    await registry.put(credential.id, orjson.dumps(asdict(credential)))


async def revoke(registry: Registry, id: str) -> bool:
    """Make a credential invalid; whether there was one."""
    known = id in await registry.all()
    if known:
        await registry.remove(id)
    return known


async def all_credentials(registry: Registry) -> list[Credential]:
    """Every valid credential, by tenant and sensor."""
    found = [read_credential(value) for value in (await registry.all()).values()]
    return sorted(found, key=lambda one: (one.tenant, one.sensor, one.made_at))


def read_credential(value: bytes) -> Credential:
    """A credential as the registry keeps it. Raises ValueError, TypeError, KeyError."""
    content = orjson.loads(value)
    return Credential(**(content | {"made_at": datetime.fromisoformat(content["made_at"])}))


class CredentialBook:
    """The valid credentials, as `Senders` ask for them."""

    def __init__(self, values: Mapping[str, bytes] | None = None) -> None:
        self._by_id: dict[str, tuple[Credential, bytes]] = {}
        self._by_secret: dict[tuple[str, str], Sender] = {}
        for id, value in (values or {}).items():
            self.change(id, value)

    def change(self, id: str, value: bytes | None) -> None:
        """Take in a change of the registry."""
        old, _ = self._by_id.pop(id, (None, b""))
        for key in _keys(old):
            self._by_secret.pop(key, None)
        if value is not None:
            new = read_credential(value)
            self._by_id[id] = new, value
            self._by_secret.update(dict.fromkeys(_keys(new), new.sender))

    def values(self) -> dict[str, bytes]:
        """As the registry keeps them."""
        return {id: value for id, (_, value) in self._by_id.items()}

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """All of them."""
        return tuple(credential for credential, _ in self._by_id.values())

    def by_token(self, token: str) -> Sender | None:
        """Who has this token."""
        return self._by_secret.get(("token", token_digest(token)))

    def by_certificate(self, fingerprint: str) -> Sender | None:
        """Who has this certificate."""
        return self._by_secret.get(("certificate", fingerprint))

    def by_address(self, address: str) -> Sender | None:
        """Who sends from this address."""
        return self._by_secret.get(("address", address))


def _keys(credential: Credential | None) -> list[tuple[str, str]]:
    if credential is None:
        return []
    secrets_by_kind = {"token": credential.token, "certificate": credential.certificate, "address": credential.address}
    return [(kind, secret) for kind, secret in secrets_by_kind.items() if secret]
