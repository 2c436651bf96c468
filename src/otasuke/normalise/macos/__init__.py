"""macOS: Endpoint Security, the unified log, and Elastic's agents (which also run on Linux and Windows)."""

from otasuke.normalise.base import FileSource, JsonSource, TextSource
from otasuke.normalise.macos.elastic_defend import ELASTIC_DEFEND
from otasuke.normalise.macos.eslogger import ESLOGGER
from otasuke.normalise.macos.unified_log import UNIFIED_LOG

SOURCES: tuple[JsonSource | TextSource | FileSource, ...] = (ELASTIC_DEFEND, ESLOGGER, UNIFIED_LOG)

__all__ = ["SOURCES"]
