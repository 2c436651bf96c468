from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from otasuke.cli.demo import playing
from otasuke.cli.demo.playing import Line
from otasuke.demo.stories.moving import end_of
from otasuke.web.world.companies import invent

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_each_story_has_just_happened_and_no_company_plays_in_two():
    shown = playing.stories(now=NOW, seed=1)

    assert [end_of(one) for one in shown] == [NOW] * 4
    tenants = [part.member.company.tenant for one in shown for part in one.parts]
    assert len(set(tenants)) == len(tenants) == 7


def test_where_a_company_is_not_there_its_story_is_not_told():
    assert [one.number for one in playing.stories(now=NOW, seed=1, companies=2)] == [2]
    assert playing.stories(now=NOW, seed=1, companies=1) == []


def test_every_company_that_plays_is_one_of_the_world():
    of_world = {invent(number, 3).facts.tenant for number in range(30)}

    cast = playing.casting(playing.stories(now=NOW, seed=3))

    assert {one["tenant"] for one in cast} <= of_world
    assert all({"key", "name", "kind", "brand"} == set(device) for one in cast for device in one["devices"])


def test_what_sensors_write_comes_in_the_order_of_time_and_nothing_of_the_future():
    shown = playing.stories(now=NOW, seed=1)[:1]

    lines = playing.lines_of(shown, until=NOW)

    assert [line.at for line in lines] == sorted(line.at for line in lines)
    assert lines[-1].at <= NOW
    assert any(b"printer_driver_xp.exe" in line.data for line in lines)
    senders = {(one["tenant"], device["key"]) for one in playing.casting(shown) for device in one["devices"]}
    assert {line.sender for line in lines} <= senders


@contextmanager
def gateway() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    got: list[tuple[str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((self.headers["Authorization"], self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", got
    finally:
        server.shutdown()
        server.server_close()


def test_each_sensor_sends_its_own_with_its_own_token_the_past_at_once_and_then_in_pace():
    lines = [Line(NOW + n * MINUTE, ("minori", "pc" if n % 2 else "utm"), str(n).encode()) for n in range(-3, 3)]
    tokens = {("minori", "pc"): "P", ("minori", "utm"): "U"}
    waits: list[float] = []

    with gateway() as (url, got):
        assert playing.play(lines, tokens, url=url, begin=NOW, takes_s=8, wait=waits.append) == 6

    assert got[:2] == [("Bearer P", b"-3\n-1"), ("Bearer U", b"-2")]
    assert got[2:] == [("Bearer U", b"0"), ("Bearer P", b"1"), ("Bearer U", b"2")]
    assert waits == [2.0] * 3


def test_who_is_told_to_stop_sends_no_more():
    lines = [Line(NOW + n * MINUTE, ("minori", "pc"), str(n).encode()) for n in range(-3, 3)]

    with gateway() as (url, got):
        assert playing.play(lines, {("minori", "pc"): "P"}, url=url, begin=NOW, wait=lambda _: True) == 4

    assert got == [("Bearer P", b"-3\n-2\n-1"), ("Bearer P", b"0")]


def test_what_became_of_it_is_said_in_a_line_for_each_incident(capsys):
    opened = NOW.isoformat()
    one = {"code": "J-1", "company": "やつで金属", "title": "題", "colour": "赤", "opened_at": opened, "campaign": ""}
    playing.show([one | {"out_at": (NOW + 2 * MINUTE).isoformat()}, one | {"out_at": None, "campaign": "C-1"}])

    said = capsys.readouterr().out
    assert "赤 J-1  やつで金属: 題   (first message out after 120.0 s)" in said
    assert "(on the owner's screen)   with others: C-1" in said


def test_tokens_are_known_by_company_and_sensor():
    assert playing.as_tokens(json.dumps([{"tenant": "minori", "key": "pc", "token": "P"}])) == {("minori", "pc"): "P"}
