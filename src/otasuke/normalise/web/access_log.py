"""Apache and nginx access logs: common, combined, with a virtual host in front, and Squid's combined form.

Source: Apache mod_log_config, nginx ngx_http_log_module, Squid logformat "combined".
"""

from __future__ import annotations

import re
from ipaddress import ip_address

from otasuke.events import LogSource
from otasuke.normalise.generic.lines import Message, Reading, line_source
from otasuke.normalise.times import parse_clf_time
from otasuke.normalise.web.taxonomy import Request, dashless, request_fields

_QUOTED = r'"((?:[^"\\]++|\\.)*+)"'
_LINE = re.compile(
    rf"(\S[^\[]{{3,1024}}) \[([^\]]{{10,40}})\] {_QUOTED} (\d{{3}}|-) (\d{{1,20}}|-)(?: {_QUOTED} {_QUOTED})?(?: (.*))?\Z",
    re.DOTALL,
)
_SQUID_RESULT = re.compile(r"((?:TCP|UDP|NONE)_?\w{0,64}):(\w{1,64})\b")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|([\"\\]))")
_VERSION = re.compile(r"HTTP/\d(?:\.\d)?\Z")


def read(message: Message) -> Reading | None:
    """An access log line; None if it is not in one of the formats."""
    found = _LINE.match(message.text)
    if found is None:
        return None
    who, stamp, line, status, size, referer, agent, rest = found.groups()
    vhost, client, user = _split_who(who)
    method, target, version = split_request(_unescaped(line))
    request = Request(
        method=method,
        target=target,
        host=vhost or None,
        # The common format has neither: that is not the same as a client that sent none.
        user_agent=None if agent is None else dashless(_unescaped(agent)),
        referer=None if referer is None else dashless(_unescaped(referer)),
        client=client,
        user=dashless(user),
    )
    fields = request_fields(request)
    fields.update({"sc-status": dashless(status), "sc-bytes": dashless(size), "cs-version": version})
    logsource = LogSource(category="webserver")
    if rest and (squid := _SQUID_RESULT.match(rest)):
        fields.update({"s-action": squid[1], "hierarchy": squid[2]})
        logsource = LogSource(product="squid", category="proxy")
    elif rest:
        fields["extra"] = rest
    return Reading(fields, (logsource,), parse_clf_time(stamp, message.zone), vhost)


def split_request(line: str) -> tuple[str, str, str]:
    """Method, target and version of a request line; a line that is none is all target, as scanners send them."""
    method, space, rest = line.partition(" ")
    if not space or not method.isalpha() or not method.isupper():
        return "", dashless(line), ""
    target, space, version = rest.rpartition(" ")
    return (method, target, version) if space and _VERSION.match(version) else (method, rest, "")


def _split_who(who: str) -> tuple[str, str, str]:
    """Virtual host, client and user; the user's name may have spaces in it."""
    parts = who.split(" ")
    if len(parts) > 3 and not _is_address(parts[0]) and _is_address(parts[1]):
        return parts[0].rpartition(":")[0] or parts[0], parts[1], " ".join(parts[3:])
    return "", parts[0], " ".join(parts[2:])


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _unescaped(value: str) -> str:
    r"""Apache writes a quote as `\"`, nginx as `\x22`; both stand for what the client sent."""
    if "\\" not in value:
        return value
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], value)


SOURCE = line_source("web.access_log", read, marks=(b'] "',))
