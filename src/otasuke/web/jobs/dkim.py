"""The signature of a mail (DKIM, RFC 6376): rsa-sha256, relaxed for headers and body.

Our own, as no library for it has a ready-made build: the launcher installs nothing that has to be built.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

NAME = "DKIM-Signature"
_SPACES = re.compile(rb"[ \t]+")
_FOLDS = re.compile(rb"\r\n(?=[ \t])")


def signature(mail: bytes, wanted: Sequence[str], *, domain: str, selector: str, key: RSAPrivateKey) -> str:
    """The value of the header that signs a mail. mail: complete, lines end with CR LF; wanted: headers, if they are there."""
    head, _, body = mail.partition(b"\r\n\r\n")
    lines = {name: line for line in _FOLDS.sub(b"", head).split(b"\r\n") for name in [_name(line)]}
    signed = [name for name in wanted if name in lines]
    digest = base64.b64encode(hashlib.sha256(relaxed_body(body)).digest()).decode()
    value = f"v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain}; s={selector}; h={':'.join(signed)}; bh={digest}; b="
    said = [relaxed_header(lines[name]) for name in signed]
    said.append(relaxed_header(f"{NAME}: {value}".encode()))  # itself last, without the signature and a line's end
    made = key.sign(b"\r\n".join(said), PKCS1v15(), hashes.SHA256())
    return value + base64.b64encode(made).decode()


def _name(line: bytes) -> str:
    return line.partition(b":")[0].strip().lower().decode("ascii", "replace")


def relaxed_header(line: bytes) -> bytes:
    """A header as it is compared (section 3.4.2). line: with its folds taken out, or not."""
    name, _, value = _FOLDS.sub(b"", line).partition(b":")
    return name.strip().lower() + b":" + _SPACES.sub(b" ", value).strip()


def relaxed_body(body: bytes) -> bytes:
    """A body as it is compared (section 3.4.4)."""
    lines = [_SPACES.sub(b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)
