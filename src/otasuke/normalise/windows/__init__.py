"""Windows event logs in every form in which they arrive."""

from otasuke.normalise.base import FileSource, JsonSource, TextSource
from otasuke.normalise.windows import evtx, flat, winlogbeat, xml

SOURCES: tuple[JsonSource | TextSource | FileSource, ...] = (
    evtx.FILE_SOURCE,
    evtx.SOURCE,
    evtx.WRAPPED_SOURCE,
    xml.SOURCE,
    winlogbeat.SOURCE,
    winlogbeat.SEARCH_HIT_SOURCE,
    flat.SOURCE,
)
