"""The last resort: key=value lines and JSON objects that no other source claims."""

from __future__ import annotations

from otasuke.normalise.base import FileSource, JsonSource, TextSource
from otasuke.normalise.generic import key_value, ndjson

SOURCES: tuple[JsonSource | TextSource | FileSource, ...] = (key_value.SOURCE, ndjson.SOURCE)
