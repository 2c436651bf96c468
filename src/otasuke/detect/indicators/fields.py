"""Which fields hold what an indicator can be, and on which side of a connection it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal, TypeAlias

Side: TypeAlias = Literal["out", "in", ""]
"""Out: what a device of the customer turned to; in: what turned to it; "": neither is said."""


class Shape(Enum):
    """How a field writes what is in it."""

    ADDRESS = "an address"
    HOST = "a domain or an address, with a port or not"
    PAGE = "the address of a page, with a scheme or not"
    FILE = "hashes, with their names or not"
    JA3 = "a fingerprint"
    JA4 = "a fingerprint of the newer kind"
    MAIL = "mail addresses, with names or not"


@dataclass(frozen=True, slots=True)
class Use:
    """What a field is looked at for."""

    shape: Shape
    side: Side = ""


def _uses(shape: Shape, side: Side, names: str) -> dict[str, Use]:
    return dict.fromkeys(names.split(), Use(shape, side))


SOURCES = tuple(
    "src_ip SourceIp source.ip id.orig_h c-ip SourceAddress srcip IpAddress ClientAddress ClientIP client_ip remip".split()
)
TARGETS = tuple("dst_ip dest_ip DestinationIp destination.ip id.resp_h DestAddress dstip RemoteIP r-ip".split())
FIELDS: Mapping[str, Use] = {
    **_uses(Shape.ADDRESS, "out", " ".join(TARGETS)),
    **_uses(Shape.ADDRESS, "in", " ".join(SOURCES)),
    **_uses(
        Shape.ADDRESS,
        "in",
        "ipAddress ClientIPAddress clientip clientIp sourceIPAddress remote_ip remote_addr callerIpAddress rhost "
        "protoPayload.requestMetadata.callerIp gcp.audit.request_metadata.caller_ip",
    ),
    **_uses(Shape.ADDRESS, "", "remote_address far_ip transip"),
    **_uses(
        Shape.HOST,
        "out",
        "query QueryName QueryResults answer answers dns.answers.rdata r-dns cs-host DestinationHostname dst_host "
        "destination.domain url.domain hostname server_name tls.sni RemoteUrl",
    ),
    **_uses(Shape.HOST, "in", "src_host SourceHostname source.domain"),
    **_uses(Shape.PAGE, "out", "c-uri cs-uri url url.original RemoteURL request.uri URL uri"),
    **_uses(
        Shape.FILE,
        "",
        "Hashes hashes md5 sha1 sha256 MD5 SHA1 SHA256 hash filehash FileHash fileinfo.md5 fileinfo.sha1 fileinfo.sha256 "
        "file.hash.md5 file.hash.sha1 file.hash.sha256",
    ),
    **_uses(Shape.JA3, "out", "ja3"),
    **_uses(Shape.JA4, "out", "ja4"),
    **_uses(Shape.MAIL, "in", "header_from mail_from mailfrom SenderFromAddress SenderAddress sender from reply_to"),
    **_uses(Shape.MAIL, "out", "mail_to rcptto RecipientAddress recipient to"),
}
VERDICTS = ("verdict.action", "alert.action", "action", "utmaction", "Action", "verdict", "ActionName")
STOPPED = frozenset(
    "block blocked drop dropped deny denied reject rejected reset reset-both reset-client reset-server sinkhole "
    "quarantine quarantined block-url remove removed".split()
)
WATCHERS = ("network.", "firewall.", "web.")
"""So the sources begin that see others' connections: the device is the one inside, not the sensor."""
