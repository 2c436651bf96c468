from __future__ import annotations

from otasuke.pipeline.gateway.intake import Refused


def test_a_refusal_says_why_and_when_to_come_back():
    refused = Refused(429, "too much", retry_after_s=5)

    assert (refused.status, str(refused), refused.retry_after_s) == (429, "too much", 5)
