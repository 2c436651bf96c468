"""Telling an endpoint something, and how it went."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse

from otasuke.web.outside.asking import Network, answered
from otasuke.web.outside.policy import BadUrl

MOST_ANSWER_BYTES = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """status: None where there was no answer, and `words` say why not; otherwise they are its first bytes."""

    status: int | None
    words: str
    took_ms: int


def post(url: str, body: bytes, *, headers: Mapping[str, str], network: Network) -> Answer:
    """Post, and say how it went."""
    began = time.monotonic()
    try:
        status, words = _post(url, body, headers, network)
    except BadUrl as error:
        status, words = None, f"not allowed: {error.reason}"
    except (OSError, HTTPException) as error:  # a certificate that does not fit is an OSError too
        status, words = None, f"{type(error).__name__}: {error}"
    return Answer(status, _clean(words), round((time.monotonic() - began) * 1000))


def _post(url: str, body: bytes, headers: Mapping[str, str], network: Network) -> tuple[int, str]:
    with answered(url, body, headers={"Content-Type": "application/json", **headers}, network=network) as answer:
        return answer.status, _beginning(answer)


def _beginning(answer: HTTPResponse) -> str:
    """The first bytes of an answer, as far as they come: its status is what counts."""
    try:
        return answer.read1(MOST_ANSWER_BYTES).decode("utf-8", "replace")
    except (OSError, HTTPException):
        return ""


def _clean(words: str) -> str:
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in words)[:MOST_ANSWER_BYTES]
