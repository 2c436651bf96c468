from __future__ import annotations

from otasuke.pipeline.gateway.http.answers import headers_of, in_json
from otasuke.pipeline.gateway.http.routes import WrongMethod
from otasuke.pipeline.gateway.intake import Refused


def test_a_document_is_json():
    answer = in_json({"名": 1}, status=201)

    assert (answer.status, answer.body, answer.content_type) == (201, '{"名":1}'.encode(), "application/json")


def test_a_refusal_says_when_to_try_again_and_how_to_say_who_one_is():
    assert headers_of(Refused(429, "slower", retry_after_s=7)) == (("retry-after", "7"),)
    assert headers_of(Refused(401, "who?"))[0][0] == "www-authenticate"
    assert headers_of(WrongMethod("GET", "/", allowed=["PUT", "POST"])) == (("allow", "POST, PUT"),)
    assert headers_of(Refused(400, "no")) == ()
