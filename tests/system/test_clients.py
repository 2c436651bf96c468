"""Real clients send to a real service: every event is stored once, under its tenant, and attacks are detected once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch, helpers
from fluent.sender import FluentSender
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor

from pipeline.gateway.sockets.doors import Certificates, fingerprint
from programs import (
    curl,
    logger,
    needs_curl,
    needs_logger,
    needs_omelasticsearch,
    needs_ossl,
    over_tls,
    rsyslog,
    to_elasticsearch,
)
from system.running import ATTACK, SOURCE, Running, check_arrived, marks, sshd_line, wait_for

COUNT = 200


def lines(word: str, count: int = COUNT) -> list[str]:
    """Events, the first of which is an attack."""
    return [sshd_line(mark, words=ATTACK if mark.endswith("-0000") else "サインイン") for mark in marks(word, count)]


def write_log(folder: Path, word: str) -> None:
    (folder / "in.log").write_text("".join(f"{line}\n" for line in lines(word)))


@pytest.fixture(scope="session")
def office(plain: Running) -> str:
    """The tenant to which what comes from this machine without a token belongs."""
    plain.add_sensor("momiji", "nas", "--address", "127.0.0.1")
    return "momiji"


def test_the_bulk_helper_of_elasticsearch(secure: Running) -> None:
    token = secure.add_sensor("sakura", "elastic")

    with Elasticsearch(secure.url, api_key=("otasuke", token), ca_certs=str(secure.ca_file)) as client:
        documents = ({"_op_type": "create", "_index": "logs", "message": line} for line in lines("bulk"))
        ok, faults = helpers.bulk(client, documents, chunk_size=70)

    assert (ok, faults) == (COUNT, [])
    check_arrived(secure, "bulk", count=COUNT, tenant="sakura")


@needs_omelasticsearch
def test_rsyslog_with_omelasticsearch(secure: Running, tmp_path: Path) -> None:
    token = secure.add_sensor("fuji", "rsyslog")
    write_log(tmp_path, "omelasticsearch")
    listen = secure.doors.http
    assert listen is not None

    action = to_elasticsearch(tmp_path, port=listen.port, token=token, ca_file=secure.ca_file)
    with rsyslog(tmp_path, action):
        wait_for(secure, "omelasticsearch", count=COUNT)

    check_arrived(secure, "omelasticsearch", count=COUNT, tenant="fuji")


@needs_ossl
def test_rsyslog_over_tls_with_a_certificate(secure: Running, certificates: Certificates, tmp_path: Path) -> None:
    secure.add_sensor("kiku", "utm", "--certificate", fingerprint(certificates.sensor[0]))
    write_log(tmp_path, "tls")
    listen = secure.doors.syslog_tls
    assert listen is not None

    with rsyslog(tmp_path, over_tls(listen.port, ca_file=certificates.ca_file, shown=certificates.sensor)):
        wait_for(secure, "tls", count=COUNT)

    check_arrived(secure, "tls", count=COUNT, tenant="kiku")


def test_the_sdk_of_opentelemetry(secure: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):  # requests lets them go before what the exporter was told
        monkeypatch.delenv(name, raising=False)
    token = secure.add_sensor("ume", "otlp")
    exporter = OTLPLogExporter(
        f"{secure.url}/v1/logs", headers={"Authorization": f"Bearer {token}"}, certificate_file=str(secure.ca_file)
    )
    provider = LoggerProvider()
    provider.add_log_record_processor(BatchLogRecordProcessor(exporter))

    for line in lines("otlp"):
        # An attribute of the file, as the Collector's filelog receiver has: an SDK may not speak for other programs.
        provider.get_logger("filelog").emit(body=line, attributes={"log.file.name": "auth.log"})
    provider.shutdown()

    check_arrived(secure, "otlp", count=COUNT, tenant="ume")


@needs_curl
def test_curl(secure: Running, tmp_path: Path) -> None:
    token = secure.add_sensor("botan", "curl")
    write_log(tmp_path, "curl")

    answer = curl(
        f"{secure.url}/v1/events",
        *("--cacert", str(secure.ca_file), "-H", f"Authorization: Bearer {token}"),
        *("--data-binary", f"@{tmp_path}/in.log"),
    )

    assert json.loads(answer) == {"accepted": COUNT}
    check_arrived(secure, "curl", count=COUNT, tenant="botan")


def test_otasuke_ship(secure: Running, tmp_path: Path) -> None:
    token = secure.add_sensor("ajisai", "ship")
    write_log(tmp_path, "ship")
    command = [sys.executable, "-m", "otasuke", "ship", str(tmp_path / "in.log"), "--once", "--url", secure.url]
    command += ["--state", str(tmp_path / "state"), "--ca", str(secure.ca_file)]

    for _ in range(2):  # the second time there is nothing to send
        subprocess.run(
            command, check=True, env=os.environ | {"PYTHONPATH": SOURCE, "OTASUKE_TOKEN": token}, capture_output=True
        )

    check_arrived(secure, "ship", count=COUNT, tenant="ajisai")


def test_fluent_logger(plain: Running, office: str) -> None:
    listen = plain.doors.fluent
    assert listen is not None
    sender = FluentSender("app", host="127.0.0.1", port=listen.port)

    emitted = [sender.emit("ssh", {"message": line}) for line in lines("fluent")]
    sender.close()

    assert all(emitted)
    wait_for(plain, "fluent", count=COUNT)
    check_arrived(plain, "fluent", count=COUNT, tenant=office)


@needs_logger
def test_logger(plain: Running, office: str) -> None:
    listen = plain.doors.syslog
    assert listen is not None
    kinds = [["-d", "--rfc5424"], ["-d", "--rfc3164"], ["-T", "--rfc5424", "--octet-count"], ["-T", "--rfc3164"]]

    for number, mark in enumerate(marks("logger", 20)):
        words = ATTACK if number == 0 else "サインイン"
        logger(listen.port, f"{words} {mark}", "-t", "sshd", *kinds[number % len(kinds)])

    wait_for(plain, "logger", count=20)
    check_arrived(plain, "logger", count=20, tenant=office)
