"""What a client or server of TLS is known by: JA3, JA3S and JA4.

Sources: JA3 (Salesforce, BSD licence, github.com/salesforce/ja3); JA4 for TLS clients (FoxIO, BSD licence,
github.com/FoxIO-LLC/ja4, technical_details/JA4.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import md5, sha256

_VERSIONS = {0x0304: "13", 0x0303: "12", 0x0302: "11", 0x0301: "10", 0x0300: "s3", 0x0002: "s2"}
_SNI, _ALPN = 0x0000, 0x0010
_MOST_COUNTED = 99


@dataclass(frozen=True, slots=True)
class Hello:
    """What a ClientHello offers, in its order.

    version     of the hello itself; versions: those in its extension.
    """

    version: int
    ciphers: Sequence[int]
    extensions: Sequence[int]
    groups: Sequence[int] = ()
    formats: Sequence[int] = ()
    versions: Sequence[int] = ()
    signatures: Sequence[int] = ()
    alpns: Sequence[bytes] = ()


def is_grease(number: int) -> bool:
    """Whether a number is one of those that stand for nothing (RFC 8701)."""
    return number & 0x0F0F == 0x0A0A and number >> 8 == number & 0xFF


def ja3_string(hello: Hello) -> str:
    """JA3 before it is hashed."""
    parts = (hello.ciphers, hello.extensions, hello.groups)
    fields = [str(hello.version), *(_dashed(one for one in part if not is_grease(one)) for part in parts)]
    return ",".join((*fields, _dashed(hello.formats)))


def ja3s_string(version: int, cipher: int, extensions: Iterable[int]) -> str:
    """JA3S before it is hashed."""
    return f"{version},{cipher},{_dashed(extensions)}"


def md5_of(text: str) -> str:
    """The hash that JA3 and JA3S use."""
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def ja4(hello: Hello) -> str:
    """JA4 of a client over TCP."""
    ciphers = [one for one in hello.ciphers if not is_grease(one)]
    extensions = [one for one in hello.extensions if not is_grease(one)]
    version = max((one for one in hello.versions if not is_grease(one)), default=hello.version)
    first = (
        f"t{_VERSIONS.get(version, '00')}{'d' if _SNI in extensions else 'i'}"
        f"{min(len(ciphers), _MOST_COUNTED):02}{min(len(extensions), _MOST_COUNTED):02}{_ends_of(hello.alpns)}"
    )
    sorted_ciphers = ",".join(sorted(f"{one:04x}" for one in ciphers))
    kept = ",".join(sorted(f"{one:04x}" for one in extensions if one not in {_SNI, _ALPN}))
    signatures = ",".join(f"{one:04x}" for one in hello.signatures if not is_grease(one))
    return f"{first}_{_short_hash(sorted_ciphers)}_{_short_hash(f'{kept}_{signatures}' if signatures else kept)}"


def _ends_of(alpns: Sequence[bytes]) -> str:
    """The first and last sign of the first protocol; of its hexadecimal form where these are no letters or digits."""
    if not alpns or not alpns[0]:
        return "00"
    text = alpns[0]
    ends = text[:1] + text[-1:]
    if ends.isalnum():
        return ends.decode()
    return text.hex()[0] + text.hex()[-1]


def _short_hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12] if text else "0" * 12


def _dashed(numbers: Iterable[int]) -> str:
    return "-".join(map(str, numbers))
