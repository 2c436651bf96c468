"""Squid's native access log: `time elapsed client code/status bytes method URL user hierarchy/peer type`.

Source: Squid wiki, "Squid log files".
"""

from __future__ import annotations

import re

from otasuke.events import LogSource
from otasuke.normalise.generic.lines import Message, Reading, line_source
from otasuke.normalise.times import from_epoch
from otasuke.normalise.web.taxonomy import Request, dashless, request_fields

_LINE = re.compile(
    r"(\d{9,11}\.\d{3}) +(-?\d{1,12}) (\S{1,256}) ([A-Z_]{3,64})/(\d{3}|-) (-?\d{1,20}) (\S{1,64}) (\S+) (\S{1,256}) "
    r"([A-Z_]{3,64})/(\S{1,256})(?: (\S{1,256}))?(?: (.*))?\Z",
    re.DOTALL,
)


def read(message: Message) -> Reading | None:
    """A line of Squid's access.log; None if it is not in the native format."""
    found = _LINE.match(message.text)
    if found is None:
        return None
    seconds, elapsed, client, action, status, size, method, url, user, hierarchy, peer, kind, _ = found.groups()
    fields = request_fields(Request(method=method, target=url, client=client, user=dashless(user)))
    fields.update({"time-taken": elapsed, "s-action": action, "sc-status": dashless(status), "sc-bytes": size})
    fields.update({"s-hierarchy": hierarchy, "cs-content-type": dashless(kind or "-")})
    if peer != "-":
        fields["dst_ip"] = peer
    return Reading(fields, (LogSource(product="squid", category="proxy"),), from_epoch(float(seconds)))


SOURCE = line_source("web.squid", read)
