"""The whole of one machine: which engines it runs for these settings."""

from __future__ import annotations

from otasuke.config import Settings
from otasuke.local.nats import Nats
from otasuke.local.postgres import Postgres
from otasuke.local.service import Service


def services(settings: Settings) -> list[Service]:
    """Everything that `otasuke up` runs, in the order in which it starts."""
    return engines(settings)


def engines(settings: Settings, *, nats_sync_interval: str = "always") -> list[Service]:
    """The engines that nobody else runs, in the order in which they start."""
    chosen = []
    if settings.database_url is None:
        chosen.append(Postgres(settings.data_folder).service())
    if settings.nats_url is None:
        chosen.append(Nats(settings.data_folder, nats_sync_interval).service())
    return chosen
