from __future__ import annotations

import gzip
from base64 import b64encode
from collections import Counter

import orjson
import pytest
import zstandard

from otasuke.simulating.delivery.client import Answer
from otasuke.simulating.delivery.requests import Compression, Outcome, outcome_of, request_for, words_of
from otasuke.simulating.feed import Body, Door

BODY = Body("t", "s", Door.BULK, b"x\n" * 100, 1, 0, 1)
LINES = Body("t", "s", Door.LINES, b"x\n", 1, 0, 1)


def bulk(*statuses: int) -> Answer:
    items = [{"create": {"status": status}} for status in statuses]
    return Answer(200, None, orjson.dumps({"errors": any(one >= 400 for one in statuses), "items": items}))


def test_a_beat_shows_an_api_key_and_others_a_bearer_token() -> None:
    assert request_for(BODY, "T").headers["Authorization"] == "ApiKey " + b64encode(b"otasuke:T").decode()
    assert request_for(LINES, "T").headers["Authorization"] == "Bearer T"
    assert request_for(BODY, "T").target.startswith("/_bulk?")
    assert request_for(LINES, "T").target == "/v1/events"


def test_bodies_are_compressed_as_asked() -> None:
    assert request_for(BODY, "T").data == BODY.data
    assert gzip.decompress(request_for(BODY, "T", Compression.GZIP).data) == BODY.data
    zstd = request_for(BODY, "T", Compression.ZSTD)
    assert zstandard.ZstdDecompressor().decompress(zstd.data, max_output_size=1000) == BODY.data
    assert zstd.headers["Content-Encoding"] == "zstd"


@pytest.mark.parametrize(
    ("answer", "door", "outcome", "rejected"),
    [
        (Answer(200, None, b"{}"), Door.LINES, Outcome.TAKEN, {}),
        (Answer(204, None, b""), Door.LINES, Outcome.TAKEN, {}),
        (Answer(429, 3, b""), Door.LINES, Outcome.LATER, {}),
        (Answer(503, None, b""), Door.BULK, Outcome.LATER, {}),
        (Answer(401, None, b""), Door.BULK, Outcome.NEVER, {}),
        (Answer(413, None, b""), Door.LINES, Outcome.NEVER, {}),
        (bulk(201, 201), Door.BULK, Outcome.TAKEN, {}),
        (bulk(201, 400, 400), Door.BULK, Outcome.TAKEN, {400: 2}),
        (bulk(201, 429), Door.BULK, Outcome.LATER, {}),
        (Answer(200, None, b'{"errors":true,"items":7}'), Door.BULK, Outcome.LATER, {}),
    ],
)
def test_an_answer_means_taken_later_or_never(
    answer: Answer, door: Door, outcome: Outcome, rejected: dict[int, int]
) -> None:
    assert outcome_of(answer, door) == (outcome, Counter(rejected))


def test_words_are_cut_short_and_always_text() -> None:
    assert words_of(Answer(400, None, b"no\xff" + b"x" * 1000)).startswith("no\ufffd")
    assert len(words_of(Answer(400, None, b"x" * 1000))) == 300
