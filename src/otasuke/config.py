"""Every setting, read once from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class BadSetting(ValueError):
    """A setting that cannot be used: its name and why not. Never its value: that may hold a password."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a one-machine service needs to know.

    data_folder   where everything is kept.
    database_url  of a PostgreSQL that somebody else runs; None: we start our own.
    nats_url      the same for NATS.
    """

    data_folder: Path
    database_url: str | None = None
    nats_url: str | None = None


def read_settings(environment: Mapping[str, str], *, data_folder: Path | None = None) -> Settings:
    """The settings of an environment; `data_folder` goes before OTASUKE_DATA. Raises BadSetting."""
    return Settings(
        data_folder=(data_folder or _data_folder(environment)).absolute(),
        database_url=_url(environment, "OTASUKE_DATABASE_URL", ("postgresql://", "postgres://")),
        nats_url=_url(environment, "OTASUKE_NATS_URL", ("nats://", "tls://")),
    )


def _data_folder(environment: Mapping[str, str]) -> Path:
    if folder := environment.get("OTASUKE_DATA"):
        return Path(folder)
    data_home = environment.get("XDG_DATA_HOME") or f"{environment.get('HOME') or '.'}/.local/share"
    return Path(data_home, "otasuke")


def _url(environment: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str | None:
    url = environment.get(name) or None
    if url and not url.startswith(schemes):
        raise BadSetting(name, f"begins with none of {', '.join(schemes)}")
    return url
