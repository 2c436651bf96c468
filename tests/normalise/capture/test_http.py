from __future__ import annotations

import pytest

from otasuke.normalise.capture.cursor import Malformed
from otasuke.normalise.capture.http import Http

GET = b"GET /a.php?x=1 HTTP/1.1\r\nHost: www.example.jp:8080\r\nUser-Agent: curl/8\r\nReferer: http://x.jp/\r\n\r\n"
POST = b"POST /b HTTP/1.1\r\nHost: www.example.jp\r\nContent-Length: 5\r\n\r\nhello"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 4\r\n\r\nbody"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n3;x=y\r\nend\r\n0\r\n\r\n"


def spoken(*turns: tuple[bool, bytes], size: int = 10_000) -> list[dict[str, object]]:
    talk = Http()
    found = [
        one
        for to_server, data in turns
        for at in range(0, len(data), size)
        for one in talk.feed(data[at : at + size], to_server=to_server)
    ]
    return [one["http"] for one in (*found, *talk.end())]


@pytest.mark.parametrize("size", [1, 3, 10_000])
@pytest.mark.parametrize("answer", [ANSWER, CHUNKED])
def test_requests_of_one_connection_are_told_with_their_answers(size, answer):
    first, second = spoken((True, GET), (False, answer), (True, POST), (False, answer), size=size)

    assert first["url"] == "/a.php?x=1"
    assert (first["hostname"], first["http_port"], first["http_user_agent"]) == ("www.example.jp", 8080, "curl/8")
    assert (first["status"], first["http_method"], first["http_refer"]) == (200, "GET", "http://x.jp/")
    assert (second["http_method"], second["status"]) == ("POST", 200)


def test_two_requests_at_once_are_answered_in_their_order():
    redirect = b"HTTP/1.1 302 Found\r\nLocation: /c\r\nContent-Length: 0\r\n\r\n"

    first, second = spoken((True, GET + POST), (False, ANSWER + redirect))

    assert (first["status"], first["http_content_type"], first["length"]) == (200, "text/html", 4)
    assert (second["status"], second["redirect"]) == (302, "/c")


def test_a_request_without_an_answer_is_told_in_the_end():
    (one,) = spoken((True, GET))

    assert "status" not in one


def test_an_answer_to_head_has_no_body():
    head = GET.replace(b"GET", b"HEAD")

    assert [one["status"] for one in spoken((True, head + GET), (False, ANSWER[:-4] + ANSWER))] == [200, 200]


def test_after_a_gap_the_next_head_is_found():
    talk = Http()
    talk.feed(POST[:-3], to_server=True)
    talk.lose(to_server=True)

    talk.feed(GET, to_server=True)

    assert [one["http"]["http_method"] for one in talk.end()] == ["POST", "GET"]


@pytest.mark.parametrize(
    ("to_server", "data"),
    [
        (True, b"nonsense\r\n\r\n"),
        (True, b"GET " + b"a" * 100_000),
        (False, b"nonsense\r\n\r\n"),
        (False, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
    ],
)
def test_what_is_no_http_is_malformed(to_server, data):
    with pytest.raises(Malformed):
        spoken((to_server, data))
