"""What can go wrong with an object store, and that it is said in words: tests of what it does are in test_port.py."""

from __future__ import annotations

import logging
import socket
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from otasuke.lake.errors import StoreUnreachable
from otasuke.lake.storage import s3
from otasuke.lake.storage.cache import Cache
from otasuke.lake.storage.place import Place
from otasuke.lake.storage.port import Swap
from otasuke.lake.storage.s3 import ObjectStore

SECRET = "very-secret-key"


def opened(folder: Path, bucket: str) -> ObjectStore:
    return ObjectStore(Place(bucket), Cache(folder, most_bytes=1 << 20))


@contextmanager
def answering(status: int, body: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server that says the same to everybody."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Last-Modified", "Mon, 23 Nov 2026 12:00:00 GMT")
            self.end_headers()
            self.wfile.write(body.encode())

        do_GET = do_PUT = do_POST = answer  # noqa: N815  # http.server's names

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        point_at(f"http://127.0.0.1:{server.server_port}", monkeypatch)
        yield
        server.shutdown()


def point_at(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"AWS_ENDPOINT_URL": url, "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AKIA1"}
    for name, value in (said | {"AWS_SECRET_ACCESS_KEY": SECRET}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(s3, "_RETRIES", 0)


EVERYTHING = [
    lambda store: store.folders(),
    lambda store: store.read("x"),
    lambda store: list(store.read_many(["x"])),
    lambda store: store.swap([Swap("x", b"1", None)]),
    lambda store: store.swap([Swap("x", b"1", '"1"')]),
    lambda store: store.write_new([("x", b"1")]),
    lambda store: store.delete(["x"]),
    lambda store: list(store.listed("tenant=sakura")),
]


@pytest.mark.parametrize("do", EVERYTHING)
def test_a_server_that_is_away_is_called_so_whatever_is_asked(do, tmp_path, monkeypatch, capfd) -> None:  # type: ignore[no-untyped-def]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    point_at(f"http://127.0.0.1:{port}", monkeypatch)
    logging.getLogger().setLevel(logging.DEBUG)

    with pytest.raises(StoreUnreachable, match=r"s3://lake: cannot be reached: look at the network, and at") as said:
        do(opened(tmp_path, "lake"))
    assert SECRET not in f"{said.value}{said.value.__cause__}{''.join(capfd.readouterr())}"


@pytest.mark.parametrize("do", EVERYTHING)
def test_a_bucket_that_is_not_there_is_no_empty_lake(do, bucket: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(StoreUnreachable, match="s3://nobodys-bucket: there is no such bucket"):
        do(opened(tmp_path, "nobodys-bucket"))


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (403, "<Error><Code>AccessDenied</Code></Error>", "these credentials may not read, write, list and delete"),
        (403, "<Error><Code>InvalidAccessKeyId</Code></Error>", "look at AWS_ACCESS_KEY_ID"),
        (403, "<Error><Code>SignatureDoesNotMatch</Code></Error>", "look at AWS_SECRET_ACCESS_KEY, and at the clock"),
        (501, "<Error><Code>NotImplemented</Code></Error>", "cannot put conditionally"),
        (500, "", r"refuses \(500 Internal Server Error\)"),
        (400, "<Error><Code>Odd</Code><Message>花子\x1b[31m</Message></Error>", r"refuses \(Odd\)$"),
    ],
)
def test_why_it_is_refused_is_said_in_our_own_words(
    status: int, body: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering(status, body, monkeypatch), pytest.raises(StoreUnreachable, match=words):
        opened(tmp_path, "lake").swap([Swap("x", b"1", None)])


@pytest.mark.parametrize(("status", "code"), [(409, "ConditionalRequestConflict"), (412, "PreconditionFailed")])
@pytest.mark.parametrize("mark", [None, '"1"'])
def test_who_swaps_at_the_same_moment_is_told_to_look_again(
    status: int, code: str, mark: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering(status, f"<Error><Code>{code}</Code></Error>", monkeypatch):
        assert opened(tmp_path, "lake").swap([Swap("x", b"1", mark)]) == {"x"}


def test_a_server_that_tells_no_marks_is_of_no_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(200, "{}", monkeypatch), pytest.raises(StoreUnreachable, match="tells no ETag"):
        list(opened(tmp_path, "lake").read_many(["x"]))


def test_without_credentials_it_is_said_which_are_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    # Where the cloud would give credentials nobody answers.
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("AWS_METADATA_ENDPOINT", f"http://127.0.0.1:{taken.getsockname()[1]}")
    monkeypatch.setattr(s3, "_RETRIES", 0)

    with pytest.raises(StoreUnreachable):
        opened(tmp_path, "lake").read("x")


def test_nothing_is_left_of_uploads_but_the_objects(bucket: str, s3_server: str, tmp_path: Path) -> None:
    opened(tmp_path, bucket).write_new([("tenant=sakura/day=1/a.parquet", bytes(12 << 20))])

    with urllib.request.urlopen(f"{s3_server}/{bucket}?uploads") as answer:
        assert b"<Upload>" not in answer.read()
