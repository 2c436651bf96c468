"""What is asked of chats' services."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import parse_qs

import pytest

from notify_cast import WORDS, outgoing
from otasuke.web.notify.channels.written import FIELDS, request
from otasuke.web.notify.policy import Way

KNOWN = {"token": "t", "to": "C0/1", "url": "https://hooks.example/x"}


def test_line_gets_the_reference_as_its_retry_key() -> None:
    asked = request(Way.LINE, KNOWN, outgoing())

    assert asked.url == "https://api.line.me/v2/bot/message/push"
    assert asked.headers["X-Line-Retry-Key"] == outgoing().reference
    assert json.loads(asked.body)["to"] == "C0/1"


def test_what_a_service_reads_as_its_own_is_only_words() -> None:
    evil = outgoing(words=replace(WORDS["ja"], happened="<!channel> [toall] & more"))

    slack = json.loads(request(Way.SLACK, KNOWN, evil).body)["text"]
    chatwork = parse_qs(request(Way.CHATWORK, KNOWN, evil).body.decode())["body"][0]

    assert "<!channel>" not in slack
    assert "&lt;!channel&gt; [toall] &amp; more" in slack
    assert "[toall]" not in chatwork
    assert "/rooms/C0%2F1/" in request(Way.CHATWORK, KNOWN, evil).url


def test_teams_gets_a_card_with_a_button_only_where_there_is_something_to_answer() -> None:
    card = json.loads(request(Way.TEAMS, KNOWN, outgoing(language="en")).body)["attachments"][0]["content"]
    over = json.loads(request(Way.TEAMS, KNOWN, outgoing(link="")).body)["attachments"][0]["content"]

    assert card["actions"] == [{"type": "Action.OpenUrl", "title": "Answer", "url": "https://otasuke.example/m/abc"}]
    assert "actions" not in over


@pytest.mark.parametrize("way", FIELDS)
def test_however_long_the_words_are_they_end(way: Way) -> None:
    long = outgoing(words=replace(WORDS["ja"], happened="長い" * 5000))

    assert len(request(way, KNOWN, long).body.decode()) < 15_000
