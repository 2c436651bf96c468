"""What a push service is asked, by the example of RFC 8291, section 5."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key, generate_private_key

from notify_cast import MONDAY_10, WORDS, outgoing
from otasuke.web.notify.channels.port import Outgoing
from otasuke.web.notify.channels.pushed import BadBrowser, check_browser, encrypt, key_from, public_half, request
from otasuke.web.notify.words import Words
from push_service import PushService, plain, text

KNOWN = {
    "endpoint": "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}
ONCE = derive_private_key(int.from_bytes(plain("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")), SECP256R1())
SALT = plain("DGv6ra1nlYgDCS1FRnbzlw")
WATERMELON = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def said(message: Outgoing) -> dict[str, object]:
    """What a browser reads of it."""
    service = PushService(0)
    asked = request(
        service.known(),
        message,
        key=key_from(b"x" * 48),
        contact="mailto:a@example.jp",
        at=MONDAY_10,
        salt=SALT,
        once=ONCE,
    )
    assert len(asked.body) <= 4096
    found: dict[str, object] = json.loads(service.read(asked.body))
    return found


def test_it_is_encrypted_as_the_standard_s_own_example() -> None:
    found = encrypt(b"When I grow up, I want to be a watermelon", KNOWN, salt=SALT, once=ONCE)

    assert text(found) == WATERMELON


def test_the_browser_reads_the_title_the_lines_and_where_to_go() -> None:
    assert said(outgoing(is_urgent=True)) == {
        "title": "【いますぐ電話】" + WORDS["ja"].title,
        "body": "\n".join(WORDS["ja"].lines),
        "tag": "5b1c",
        "url": "https://otasuke.example/m/abc",
        "language": "ja",
        "stays": True,
    }


def test_what_is_too_long_loses_its_last_lines() -> None:
    long = outgoing(words=Words("題", "あ" * 600, "い" * 600, "う" * 600))

    assert said(long)["body"] == "あ" * 600


def test_a_key_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    first, again, other = (public_half(key_from(seed * 48)) for seed in (b"a", b"a", b"b"))

    assert first == again != other
    assert len(plain(first)) == 65


@pytest.mark.parametrize(
    "wrong",
    [{"auth": "AAAA"}, {"auth": "*"}, {"p256dh": "AAAA"}, {"p256dh": text(b"\x04" + b"\1" * 64)}, {"p256dh": "あ"}],
)
def test_what_nothing_can_be_encrypted_for_is_no_browser(wrong: dict[str, str]) -> None:
    check_browser(KNOWN)
    with pytest.raises(BadBrowser):
        check_browser(KNOWN | wrong)


def test_each_is_encrypted_anew() -> None:
    bodies = {encrypt(b"x", KNOWN, salt=bytes([n]) * 16, once=generate_private_key(SECP256R1())) for n in range(3)}

    assert len(bodies) == 3
