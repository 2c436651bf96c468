from __future__ import annotations

import hashlib

import pytest

from normalise.capture.writing import x509
from otasuke.normalise.capture.certificates import certificate
from otasuke.normalise.capture.cursor import Malformed


def test_a_certificate_says_whose_it_is_and_until_when():
    data = x509("経理.example.jp", "Example CA")

    assert certificate(data) == {
        "subject": "CN=経理.example.jp",
        "issuerdn": "CN=Example CA",
        "serial": "05:AB",
        "fingerprint": hashlib.sha1(data).digest().hex(":"),
        "notbefore": "2026-01-01T00:00:00",
        "notafter": "2027-01-01T00:00:00",
    }


@pytest.mark.parametrize("data", [b"", x509()[:40], x509().replace(b"260101", b"xx0101")])
def test_what_is_no_certificate_is_malformed(data):
    with pytest.raises(Malformed):
        certificate(data)
