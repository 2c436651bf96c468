"""Quotas that an operator sets: kept in a registry of the broker, used by every gateway, changed while they run."""

from __future__ import annotations

from dataclasses import asdict

import orjson

from otasuke.pipeline.quotas import Quota, Quotas

REGISTRY = "quotas"
USUAL = "_usual"
"""The key of the quota of everybody who has none of his own. No tenant is called so."""


def write_quota(quota: Quota) -> bytes:
    """As the registry keeps it."""
    return orjson.dumps(asdict(quota))


def read_quota(value: bytes) -> Quota:
    """What the registry keeps; what it does not say is as usual. Raises ValueError, TypeError."""
    content = orjson.loads(value)
    if not isinstance(content, dict):
        raise TypeError("a quota is an object")
    for name, figure in content.items():
        if not _is_figure(name, figure):
            raise TypeError(f"{name} is no number")
    return Quota(**content)


def _is_figure(name: str, figure: object) -> bool:
    if figure is None:
        return name == "bytes_per_day"
    return isinstance(figure, int | float) and not isinstance(figure, bool)


class QuotaBook:
    """Hands every change of the registry on to the quotas in use."""

    def __init__(self, quotas: Quotas) -> None:
        self._quotas = quotas
        self._known: dict[str, Quota] = {}

    def change(self, key: str, value: bytes | None) -> None:
        """Take in a change; None: as usual again. Raises ValueError, TypeError, and then nothing has changed."""
        if value is None:
            self._known.pop(key, None)
        else:
            self._known[key] = read_quota(value)
        own = {tenant: quota for tenant, quota in self._known.items() if tenant != USUAL}
        self._quotas.change(self._known.get(USUAL, Quota()), own)

    def values(self) -> dict[str, bytes]:
        """As the registry keeps them."""
        return {key: write_quota(quota) for key, quota in self._known.items()}
