"""Every source, from the most specific to the most general. The order decides: the first that recognises wins."""

from __future__ import annotations

from otasuke.normalise import (
    application,
    cloud,
    endpoint,
    firewall,
    generic,
    linux,
    macos,
    network,
    web,
    windows,
    wrapped,
)
from otasuke.normalise.base import FileSource, JsonSource, TextSource
from otasuke.normalise.capture.source import CAPTURE

_SPECIFIC: tuple[JsonSource | TextSource | FileSource, ...] = (
    *windows.SOURCES,
    CAPTURE,
    *cloud.SOURCES,
    *endpoint.SOURCES,
    *macos.SOURCES,
    *network.SOURCES,
    *firewall.SOURCES,
    *web.SOURCES,
    *application.SOURCES,
    # Syslog is the wide net for text, and its lines may carry any of the above.
    *linux.SOURCES,
)
SOURCES: tuple[JsonSource | TextSource | FileSource, ...] = (
    *_SPECIFIC,
    wrapped.source_for(_SPECIFIC),
    *generic.SOURCES,
)

FILE_SOURCES: tuple[FileSource, ...] = tuple(source for source in SOURCES if isinstance(source, FileSource))
JSON_SOURCES: tuple[JsonSource, ...] = tuple(source for source in SOURCES if isinstance(source, JsonSource))
TEXT_SOURCES: tuple[TextSource, ...] = tuple(source for source in SOURCES if isinstance(source, TextSource))
NAMES: frozenset[str] = frozenset(source.name for source in SOURCES)
