"""Windows event logs in every form in which they arrive."""

from otasuke.normalise.base import FileSource, JsonSource, TextSource
from otasuke.normalise.windows import evtx, flat

SOURCES: tuple[JsonSource | TextSource | FileSource, ...] = (
    evtx.FILE_SOURCE,
    evtx.SOURCE,
    evtx.WRAPPED_SOURCE,
    flat.SOURCE,
)
