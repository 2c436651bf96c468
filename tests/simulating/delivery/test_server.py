from __future__ import annotations

import pytest

from otasuke.simulating.delivery.server import NotOurs, Server, server_of


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("http://127.0.0.1:9280", Server("127.0.0.1", 9280)),
        ("http://localhost:1/", Server("localhost", 1)),
        ("127.0.0.1:9280", Server("127.0.0.1", 9280)),
        ("http://[::1]:9280", Server("::1", 9280)),
        ("http://127.0.0.1", Server("127.0.0.1", 80)),
    ],
)
def test_this_machine_may_be_driven(url: str, server: Server) -> None:
    assert server_of(url) == server


@pytest.mark.parametrize("url", ["http://192.0.2.1:9280", "http://gateway.example:9280", "http://127.0.0.1.example"])
def test_another_machine_may_not_unless_it_is_the_user_s(url: str) -> None:
    with pytest.raises(NotOurs, match="is not this machine"):
        server_of(url, owned=("192.0.2.2",))

    assert server_of("http://192.0.2.1:9280", owned=("192.0.2.1",)).host == "192.0.2.1"


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1", "http://", "http://127.0.0.1/x", "http://a:b@127.0.0.1", "ftp://127.0.0.1", ""]
)
def test_what_is_no_plain_http_url_is_refused(url: str) -> None:
    with pytest.raises(NotOurs, match="is not like"):
        server_of(url)


def test_a_port_that_is_none_is_refused() -> None:
    with pytest.raises(NotOurs, match="port"):
        server_of("http://127.0.0.1:99999")


def test_an_ipv6_address_is_named_in_brackets() -> None:
    assert Server("::1", 9280).authority == "[::1]:9280"
