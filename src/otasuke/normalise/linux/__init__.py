"""Linux: the audit system, the journal, and syslog."""

from otasuke.normalise.base import FileSource, JsonSource, TextSource
from otasuke.normalise.linux.auditd import TEXT
from otasuke.normalise.linux.auditd_json import AUDITD_BEATS, AUDITD_LAUREL
from otasuke.normalise.linux.journald import JOURNALD
from otasuke.normalise.linux.syslog import SYSLOG

SOURCES: tuple[JsonSource | TextSource | FileSource, ...] = (AUDITD_BEATS, AUDITD_LAUREL, JOURNALD, TEXT, SYSLOG)

__all__ = ["SOURCES"]
