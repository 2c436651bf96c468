from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from otasuke.pipeline.gateway.sockets.errors import CannotListen
from otasuke.pipeline.gateway.sockets.tls import fingerprint_of, server_context
from pipeline.gateway.sockets.doors import Certificates


def test_old_versions_are_not_spoken(tmp_path: Path):
    context = server_context(Certificates(tmp_path).server)

    assert context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert context.verify_mode == ssl.CERT_NONE


def test_senders_are_asked_for_a_certificate_if_there_is_something_to_check_it_against(tmp_path: Path):
    certificates = Certificates(tmp_path)

    context = server_context(certificates.server, clients=certificates.ca_file)

    assert context.verify_mode == ssl.CERT_OPTIONAL


def test_files_that_cannot_be_used_are_named(tmp_path: Path):
    certificates = Certificates(tmp_path)
    empty = tmp_path / "empty.pem"
    empty.write_text("")

    with pytest.raises(CannotListen, match=r"absent\.pem.*No such file"):
        server_context((tmp_path / "absent.pem", certificates.server[1]))
    with pytest.raises(CannotListen, match=r"server\.pem with the key .*sensor\.key"):
        server_context((certificates.server[0], certificates.sensor[1]))
    with pytest.raises(CannotListen, match=r"senders in .*empty\.pem"):
        server_context(certificates.server, clients=empty)


def test_without_tls_nothing_was_shown():
    assert fingerprint_of(None) is None
