"""Applications: bytes → events of Sigma's categories application, database and antivirus."""

from __future__ import annotations

from otasuke.normalise.application import antivirus, database, log, opencanary, rpc_firewall
from otasuke.normalise.base import FileSource, JsonSource, TextSource

SOURCES: tuple[JsonSource | TextSource | FileSource, ...] = (
    opencanary.SOURCE,
    rpc_firewall.SOURCE,
    antivirus.SOURCE,
    database.SOURCE,
    log.SOURCE,
)
