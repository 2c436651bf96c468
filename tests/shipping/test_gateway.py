"""What a gateway may answer, or fail to; over real connections."""

from __future__ import annotations

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from otasuke.shipping.batches import packed
from otasuke.shipping.gateway import BadUrl, Gateway, Verdict, answer_of, is_clear_text
from shipping.cast import (
    TOKEN,
    HttpGateway,
    Manner,
    answering,
    answering_half,
    dripping,
    hanging,
    http_gateway,
    taking_half,
    taking_silently,
    talking_nonsense,
)

BODY = packed(b"one\ntwo\n")


def connected(gateway: HttpGateway, *, token: str = TOKEN, answer_timeout_s: float = 10) -> Gateway:
    return Gateway(gateway.url, lambda: token, answer_timeout_s=answer_timeout_s)


def test_a_batch_is_handed_over_as_agreed(gateway: HttpGateway) -> None:
    client = connected(gateway)

    assert client.hand_over("name-1", BODY).verdict is Verdict.TAKEN
    assert client.hand_over("name-2", BODY).verdict is Verdict.TAKEN
    client.close()
    request, second = gateway.requests
    assert request[":path"] == "/v1/events"
    assert request["Authorization"] == f"Bearer {TOKEN}"
    assert request["Content-Type"] == "application/x-ndjson"
    assert request["Content-Encoding"] == "zstd"
    assert request["Otasuke-Batch"] == "name-1"
    assert request[":peer"] == second[":peer"]
    assert gateway.by_name == {"name-1": b"one\ntwo\n", "name-2": b"one\ntwo\n"}


@pytest.mark.parametrize(
    "manner", [taking_silently, taking_half, answering_half, talking_nonsense, answering(200, b"<html>Sign in</html>")]
)
def test_whatever_is_no_receipt_is_no_yes(gateway: HttpGateway, manner: Manner) -> None:
    client = connected(gateway)
    gateway.manners = [manner]

    assert client.hand_over("name", BODY).verdict is Verdict.LATER
    assert client.hand_over("name", BODY).verdict is Verdict.TAKEN
    client.close()


def test_a_gateway_that_does_not_answer_is_left(gateway: HttpGateway) -> None:
    client = connected(gateway, answer_timeout_s=0.2)
    gateway.manners = [hanging]

    answer = client.hand_over("name", BODY)

    assert (answer.verdict, answer.words) == (Verdict.LATER, "it cannot be reached: timed out")


def test_a_slow_answer_is_an_answer(gateway: HttpGateway) -> None:
    client = connected(gateway)
    gateway.manners = [dripping]

    assert client.hand_over("name", BODY).verdict is Verdict.TAKEN
    client.close()


def test_a_connection_that_was_closed_meanwhile_is_opened_anew(gateway: HttpGateway) -> None:
    client = connected(gateway)
    client.hand_over("name-1", BODY)
    gateway.manners = [taking_silently]

    assert client.hand_over("name-2", BODY).verdict is Verdict.TAKEN
    client.close()
    assert [request["Otasuke-Batch"] for request in gateway.requests] == ["name-1", "name-2", "name-2"]


def test_a_refusal_before_the_end_of_the_body_is_heard() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        client = Gateway(f"http://127.0.0.1:{server.getsockname()[1]}", lambda: TOKEN)
        refusal = b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

        def refuse() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(100)
                connection.sendall(refusal)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(1 << 16):
                    pass

        thread = threading.Thread(target=refuse)
        thread.start()
        answer = client.hand_over("name", b"x" * (4 << 20))
        thread.join()

    assert answer.verdict is Verdict.TOO_LARGE


def test_nobody_there_is_said_in_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    answer = Gateway(f"http://127.0.0.1:{port}", lambda: TOKEN).hand_over("name", BODY)

    assert (answer.verdict, answer.words) == (Verdict.LATER, "it cannot be reached: Connection refused")


def test_a_token_that_cannot_be_read_is_a_refusal(gateway: HttpGateway) -> None:
    def fail() -> str:
        raise PermissionError(13, "Permission denied")

    answer = Gateway(gateway.url, fail).hand_over("name", BODY)

    assert (answer.verdict, answer.words) == (Verdict.REFUSED, "the token cannot be read: Permission denied")
    assert gateway.requests == []


def test_a_certificate_of_a_stranger_is_refused_and_that_of_the_named_authority_taken() -> None:
    authority = trustme.CA()
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(server_side)
    known = ssl.create_default_context(cadata=authority.cert_pem.bytes().decode())
    with http_gateway(server_side) as gateway:
        client = Gateway(gateway.url, lambda: TOKEN, context=known)
        taken = client.hand_over("name", BODY)
        client.close()
        stranger = Gateway(gateway.url, lambda: TOKEN, context=ssl.create_default_context()).hand_over("name", BODY)

    assert taken.verdict is Verdict.TAKEN
    assert stranger.verdict is Verdict.LATER
    assert "certificate verify failed" in stranger.words


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (413, Verdict.TOO_LARGE),
        (400, Verdict.UNFIT),
        (422, Verdict.UNFIT),
        (401, Verdict.REFUSED),
        (403, Verdict.REFUSED),
        (404, Verdict.REFUSED),
        (301, Verdict.REFUSED),
        (204, Verdict.REFUSED),
        (408, Verdict.LATER),
        (429, Verdict.LATER),
        (500, Verdict.LATER),
        (503, Verdict.LATER),
    ],
)
def test_every_status_means_something(status: int, verdict: Verdict) -> None:
    answer = answer_of(status, b'{"error": "the reason"}')

    assert answer.verdict is verdict
    assert f"HTTP {status}: the reason" in answer.words


@given(st.integers(100, 599), st.binary(max_size=500), st.none() | st.text(max_size=30))
def test_any_answer_is_understood_somehow_and_safe_to_show(status: int, body: bytes, retry_after: str | None) -> None:
    answer = answer_of(status, body, retry_after=retry_after)

    assert answer.words.isprintable()
    assert len(answer.words) < 500
    assert answer.retry_after_s is None or 0 <= answer.retry_after_s <= 3600


@pytest.mark.parametrize("body", [b'{"accepted": "2"}', b"[]", b'{"accepted": 2', b""])
def test_only_a_count_is_a_receipt(body: bytes) -> None:
    assert answer_of(200, body).verdict is Verdict.LATER


def test_retry_after_is_seconds_or_a_date_and_never_more_than_an_hour() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(minutes=30), usegmt=True)

    assert answer_of(503, b"", retry_after="7").retry_after_s == 7
    assert answer_of(503, b"", retry_after="99999").retry_after_s == 3600
    assert 1000 < (answer_of(503, b"", retry_after=soon).retry_after_s or 0) <= 1800
    assert answer_of(503, b"", retry_after="Wed, 21 Oct 2015 07:28:00 GMT").retry_after_s == 0
    assert answer_of(503, b"", retry_after="soon").retry_after_s is None


@pytest.mark.parametrize(
    "url",
    [
        "gateway.example",
        "ftp://x",
        "https://",
        "https://a:b@x",
        "https://x:99999",
        "https://x?a=b",
        "https://x y",
        "https://[::1",
    ],
)
def test_a_url_of_another_form_is_refused(url: str) -> None:
    with pytest.raises(BadUrl):
        Gateway(url, lambda: TOKEN)


def test_a_path_of_a_url_is_kept(gateway: HttpGateway) -> None:
    client = Gateway(f"{gateway.url}/behind/a/proxy/", lambda: TOKEN)
    client.hand_over("name", BODY)
    client.close()

    assert gateway.requests[0][":path"] == "/behind/a/proxy/v1/events"


def test_clear_text_is_noticed_beyond_this_machine() -> None:
    assert is_clear_text("http://gateway.example")
    assert not is_clear_text("https://gateway.example")
    assert not is_clear_text("http://127.0.0.1:9280")
