"""Which servers may be asked, and by which way."""

from __future__ import annotations

import socket
import threading

import pytest

from otasuke.pipeline.indicators.reaching import CannotFetch, Target, connection_to, is_public, parse_target
from pipeline.indicators.server import ListServer


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://lists.example.jp", Target("lists.example.jp", 443, "/")),
        ("https://lists.example.jp:8443/a/b?key=x&y#z", Target("lists.example.jp", 8443, "/a/b?key=x&y")),
        ("https://[2001:db8::1]/a", Target("2001:db8::1", 443, "/a")),
    ],
)
def test_an_address_says_what_to_ask_whom_for(url: str, target: Target) -> None:
    assert parse_target(url) == target


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://lists.example.jp/a", "https:// alone"),
        ("lists.example.jp", "https:// alone"),
        ("https:///a", "https:// alone"),
        ("https://a:b@lists.example.jp/", "user and a password"),
        ("https://lists.example.jp:99999/", "is none"),
        ("https://[::1/", "is none"),
        ("https://lists.example.jp/あ", "signs"),
        ("https://lists.example.jp/a b", "signs"),
        ("https://" + "a" * 300 + ".jp/", "is none"),
    ],
)
def test_what_is_no_such_address_is_refused(url: str, words: str) -> None:
    with pytest.raises(CannotFetch, match=words):
        parse_target(url)


@pytest.mark.parametrize("text", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_of_the_internet(text: str) -> None:
    assert is_public(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "172.16.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
        ),
        *("::1", "fe80::1%eth0", "fd00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "::"),
    ],
)
def test_addresses_that_are_not(text: str) -> None:
    assert not is_public(text)


def test_a_name_that_leads_inside_is_refused_wherever_it_also_leads(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(*_: object, **__: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    addresses = ["10.0.0.1"]
    with pytest.raises(CannotFetch, match=r"lists\.example\.jp is in our own network"):
        connection_to(parse_target("https://lists.example.jp/"), is_inside=False, timeout_s=1)
    addresses = ["10.0.0.1", "8.8.8.8"]

    connection = connection_to(parse_target("https://lists.example.jp/"), is_inside=False, timeout_s=1)

    assert vars(connection)["_address"] == "8.8.8.8"


def test_a_name_that_is_not_known_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    with pytest.raises(CannotFetch, match=r"the name lists.example.jp is not known: Name or service"):
        connection_to(parse_target("https://lists.example.jp/"), is_inside=False, timeout_s=1)


def test_a_proxy_is_asked_for_a_way_to_the_server(server: ListServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.gives("/a", "evil.com\n")
    target = parse_target(server.url + "/a")
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.getsockname()[1]}")
        asked: list[bytes] = []
        threading.Thread(target=_pass_one_on, args=(proxy, target.port, asked), daemon=True).start()

        connection = connection_to(target, is_inside=True, timeout_s=5)
        connection.request("GET", target.path)
        body = connection.getresponse().read()
        connection.close()

    assert body == b"evil.com\n"
    assert asked[0].startswith(f"CONNECT 127.0.0.1:{target.port} ".encode())


@pytest.mark.parametrize("host", ["10.0.0.1", "localhost", "intranet", "[::1]"])
def test_nor_is_a_proxy_asked_for_what_is_inside(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")

    with pytest.raises(CannotFetch, match="in our own network"):
        connection_to(parse_target(f"https://{host}/"), is_inside=False, timeout_s=1)


def test_a_proxy_that_is_not_understood_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "socks5://127.0.0.1:1")

    with pytest.raises(CannotFetch, match="proxy"):
        connection_to(parse_target("https://lists.example.jp/"), is_inside=False, timeout_s=1)


def _pass_one_on(proxy: socket.socket, port: int, asked: list[bytes]) -> None:
    """Be a proxy for one connection."""
    client, _ = proxy.accept()
    asked.append(client.recv(4096))
    upstream = socket.create_connection(("127.0.0.1", port))
    client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")

    def pump(source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    both = [threading.Thread(target=pump, args=pair) for pair in ((client, upstream), (upstream, client))]
    for one in both:
        one.start()
    for one in both:
        one.join()
    client.close()
    upstream.close()
