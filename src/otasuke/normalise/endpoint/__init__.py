"""Logs of agents on computers: osquery, and Microsoft Defender's hunting tables and alerts."""

from __future__ import annotations

from otasuke.normalise.base import FileSource, JsonSource, TextSource
from otasuke.normalise.endpoint import defender_alert, defender_hunting, osquery

SOURCES: tuple[JsonSource | TextSource | FileSource, ...] = (
    *osquery.SOURCES,
    *defender_alert.SOURCES,
    *defender_hunting.SOURCES,
)
