"""Mails are signed, and a stranger can check it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives

from otasuke.web.jobs.signing import key_of_settings
from smtp_server import MailServer, mail_server

KEY = rsa.generate_private_key(public_exponent=65537, key_size=1024)
PEM = KEY.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def is_ours(raw: bytes) -> bool:
    """What a stranger's server finds, who reads the RFC in his own way: by what stands in the signature itself."""
    head, body = raw.replace(b"\r\n", b"\n").split(b"\n\n", 1)
    lines = [line.replace("\n", "") for line in re.split(r"\n(?![ \t])", head.decode())]
    headers = {line.split(":", 1)[0].lower(): re.sub(r"\s+", " ", line.split(":", 1)[1]).strip() for line in lines}
    said = dict(part.strip().split("=", 1) for part in headers["dkim-signature"].split(";"))
    kept = re.sub(rb"\n+$", b"\n", re.sub(rb" \n", b"\n", re.sub(rb"[ \t]+", b" ", body)))
    if base64.b64encode(hashlib.sha256(kept.replace(b"\n", b"\r\n")).digest()).decode() != said["bh"]:
        return False
    bare = headers["dkim-signature"].split(" b=")[0] + " b="
    signed = [f"{name}:{headers[name]}" for name in said["h"].split(":")] + [f"dkim-signature:{bare}"]
    made = base64.b64decode(said["b"].replace(" ", ""))
    try:
        KEY.public_key().verify(made, "\r\n".join(signed).encode(), PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return said["d"] == "naniwa.example" and said["s"] == "spring"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[MailServer]:
    (tmp_path / "key.pem").write_bytes(PEM)
    with mail_server() as one:
        said = {
            "EMAIL_BACKEND": "otasuke.web.jobs.signing.SigningBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": one.port,
            "DKIM_DOMAIN": "naniwa.example",
            "DKIM_SELECTOR": "spring",
            "DKIM_KEY": str(tmp_path / "key.pem"),
        }
        for name, value in said.items():
            monkeypatch.setattr(settings, name, value)
        yield one


def mail() -> EmailMultiAlternatives:
    made = EmailMultiAlternatives(
        "【いますぐ電話】経理のパソコンが乗っ取られかけています。線を抜いてください",
        "長い行" * 60 + "\n\n.\nFrom はじめ\n",
        "なにわ見守り舎 <desk@naniwa.example>",
        ["坂木 実 <sakaki@minori.example>"],
        headers={"Message-ID": "<x@naniwa.example>"},
    )
    made.attach_alternative("<p>リッチ</p>", "text/html")
    return made


def test_a_mail_that_came_over_the_network_is_ours(server: MailServer) -> None:
    mail().send()

    (raw,) = server.raw
    assert is_ours(raw)
    assert not is_ours(raw.replace(b"Message-ID: <x@", b"Message-ID: <y@"))
    assert not is_ours(raw.rstrip() + b"\r\nmore\r\n")
    assert str(server.mails[0]["Subject"]).endswith("線を抜いてください")


def test_without_a_key_it_is_sent_as_it_is(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DKIM_DOMAIN", "DKIM_SELECTOR", "DKIM_KEY"):
        monkeypatch.setattr(settings, name, "")

    mail().send()

    assert server.mails[0]["DKIM-Signature"] is None


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DKIM_SELECTOR", "", "go together"),
        ("DKIM_KEY", "/nowhere/key.pem", "cannot be read"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    server: MailServer, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setattr(settings, name, value)

    with pytest.raises(ImproperlyConfigured, match=words):
        key_of_settings()


def test_a_file_that_is_no_key_is_named(server: MailServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "other.pem").write_text("no key")
    monkeypatch.setattr(settings, "DKIM_KEY", str(tmp_path / "other.pem"))

    with pytest.raises(ImproperlyConfigured, match="no RSA key"):
        key_of_settings()
