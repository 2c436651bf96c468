"""What Postfix writes about mail that arrives, leaves and is refused.

The category is `mail`, whose rules read: `mail_from` and `mail_to` (of the envelope), their `from_domain` and `to_domain`, `src_ip`,
`subject`, `attachment`, `outcome` (sent, bounced, deferred, reject …), `user` (who signed in to send).
Headers come only where `header_checks` and `mime_header_checks` say WARN for them; encoded words are decoded.
Source: postconf(5), header_checks(5), the lines of Postfix 3.
"""

from __future__ import annotations

import re
from email.errors import HeaderParseError
from email.header import decode_header, make_header

from otasuke.events import LogSource, Value

_CLIENT = r"[^\s\[\]]{0,255}\[(?P<src_ip>[0-9A-Fa-f.:]{2,45})\]"
_QUEUE = re.compile(r"(?P<queue_id>[0-9A-Za-z]{5,20}|NOQUEUE): ")
_REFUSED = re.compile(
    r"(?:milter-)?(?P<outcome>reject|hold|discard|redirect): (?P<stage>[A-Z]{4,12}(?: command)?|header|body)[^\[\]]{0,256}?\[(?P<src_ip>[0-9A-Fa-f.:]{2,45})\]"
    r"(?:: (?P<reason>.{0,1024}?))?; (?=from=)",
    re.DOTALL,
)
_HEADER = re.compile(
    rf"warning: header (?P<name>[A-Za-z-]{{1,64}}): (?P<value>.{{0,4096}}) from {_CLIENT}; ", re.DOTALL
)
_SIGN_IN = re.compile(
    rf"client={_CLIENT}(?:, sasl_method=(?P<method>[A-Z0-9-]{{1,32}}), sasl_username=(?P<user>\S{{1,256}}))?"
)
_SIGN_IN_FAILED = re.compile(
    rf"warning: {_CLIENT}: SASL (?P<method>[A-Z0-9-]{{1,32}}) authentication failed: ?(?P<reason>.*)"
)
_ADDRESS = re.compile(r"\b(from|to)=<([^>]{0,320})>")
_DELIVERY = re.compile(
    r"relay=(?P<relay>[^,]{1,320}), .{0,256}?dsn=(?P<dsn>[\d.]{5,12}), status=(?P<outcome>[a-z]{1,16})(?: \((?P<reason>.{0,1024})\))?",
    re.DOTALL,
)
_FILE = re.compile(r"(?:file)?name=(?:\"([^\"]{1,1024})\"|([^;\s]{1,1024}))")
_SERVICE = re.compile(r"postfix[\w-]{0,32}/(?:submission/|smtps/)?([a-z]{1,16})\Z")

Said = tuple[dict[str, Value], LogSource]


def read_postfix(program: str, message: str) -> Said | None:
    """The fields and the log source of a message about mail; None for what Postfix says about itself."""
    service = _SERVICE.match(program)
    if service is None:
        return None
    if found := _SIGN_IN_FAILED.match(message):
        return {**_present(found), "outcome": "failure", "operation": "login"}, _source(service[1])
    queue = _QUEUE.match(message)
    if queue is None:
        return None
    rest = message[queue.end() :]
    return {"queue_id": queue[1], **_details(rest), **_addresses(rest)}, _source(service[1])


def _details(rest: str) -> dict[str, Value]:
    if found := _HEADER.match(rest):
        return _header(found)
    found = _REFUSED.match(rest) or _SIGN_IN.match(rest) or _DELIVERY.search(rest)
    return _present(found) if found else {}


def _header(found: re.Match[str]) -> dict[str, Value]:
    name, value = found["name"].lower(), _decoded(found["value"])
    fields: dict[str, Value] = {"header": name, "value": value, "src_ip": found["src_ip"]}
    if name == "subject":
        return fields | {"subject": value}
    if name == "from":
        return fields | {"header_from": value}
    file = _FILE.search(value)
    # Between an encoded word and a quotation mark the decoder puts a space, which would hide how the name ends.
    return fields | {"attachment": (file[1] or file[2]).strip()} if file else fields


def _decoded(value: str) -> str:
    """A header as its reader sees it; as it was sent where its encoding is broken."""
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):
        return value


def _addresses(rest: str) -> dict[str, Value]:
    fields: dict[str, Value] = {}
    for side, address in _ADDRESS.findall(rest):
        fields[f"mail_{side}"] = address
        fields[f"{side}_domain"] = address.rpartition("@")[2].lower()
    return fields


def _present(found: re.Match[str]) -> dict[str, Value]:
    return {name: value for name, value in found.groupdict().items() if value}


def _source(service: str) -> LogSource:
    return LogSource("postfix", "mail", service)
