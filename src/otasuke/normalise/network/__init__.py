"""Network sensors: Suricata and Zeek."""

from otasuke.normalise.base import FileSource, JsonSource, TextSource
from otasuke.normalise.network.suricata import SURICATA
from otasuke.normalise.network.zeek import ZEEK
from otasuke.normalise.network.zeek_tsv import ZEEK_TSV

SOURCES: tuple[JsonSource | TextSource | FileSource, ...] = (SURICATA, ZEEK, ZEEK_TSV)

__all__ = ["SOURCES"]
