from __future__ import annotations

from dataclasses import replace

import pytest

from otasuke.carrier import BadCallback, CarrierEvent, Status
from otasuke.carrier.account import Account
from otasuke.carrier.callbacks import callback_url, read_callback
from otasuke.carrier.signature import sign

HERE = "https://otasuke.example.jp/carrier/callback"
ACCOUNT = Account("https://api.twilio.com", "AC1", "geheim", "+815012345678", callback=HERE)
FORM = {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30003"}


def read(url: str, form: dict[str, str], *, account: Account = ACCOUNT, signature: str | None = None) -> CarrierEvent:
    """As the carrier calls that address, and a proxy hands it on under another name."""
    headers = {"x-twilio-signature": sign(url, form, "geheim") if signature is None else signature}
    return read_callback(account, url.replace(HERE, "/carrier/callback"), headers, form=form)


def test_how_a_text_went() -> None:
    event = read(callback_url(HERE, "r-1"), FORM)

    assert event == CarrierEvent("r-1", "SM1", Status.FAILED, "30003")


def test_how_a_call_went() -> None:
    event = read(callback_url(HERE, "r-1"), {"CallSid": "CA1", "CallStatus": "no-answer"})

    assert (event.carrier_id, event.status, event.answer) == ("CA1", Status.NO_ANSWER, "")


@pytest.mark.parametrize(("language", "thanks"), [("ja", "ありがとう"), ("en", "Thank you")])
def test_the_key_acknowledges_and_is_thanked_for(language: str, thanks: str) -> None:
    url = callback_url(HERE, "r-1", key_in=language)  # type: ignore[arg-type]

    event = read(url, {"CallSid": "CA1", "CallStatus": "in-progress", "Digits": "1"})

    assert event.status is Status.ACKNOWLEDGED
    assert thanks in event.answer


@pytest.mark.parametrize("digits", ["", "2", "11", "１"])
def test_no_other_key_does(digits: str) -> None:
    event = read(callback_url(HERE, "r-1", key_in="ja"), {"CallSid": "CA1", "Digits": digits})

    assert event.status is Status.ANSWERED
    assert "Gather" in event.answer


def test_a_key_counts_only_where_keys_are_told() -> None:
    event = read(callback_url(HERE, "r-1"), {"CallSid": "CA1", "CallStatus": "in-progress", "Digits": "1"})

    assert event.status is Status.ANSWERED


@pytest.mark.parametrize(
    ("url", "form", "signature"),
    [
        (callback_url(HERE, "r-1"), FORM, ""),
        (callback_url(HERE, "r-1"), FORM, sign(callback_url(HERE, "r-2"), FORM, "geheim")),
        (callback_url(HERE, "r-1"), FORM, sign(callback_url(HERE, "r-1"), FORM, "guessed")),
        (callback_url(HERE, "r-1", key_in="ja"), FORM, sign(callback_url(HERE, "r-1"), FORM, "geheim")),
        (HERE, FORM, None),
        (callback_url(HERE, "r-1"), {"MessageStatus": "sent"}, None),
        (callback_url(HERE, "r-1"), FORM | {"MessageStatus": "beamed"}, None),
        (callback_url(HERE, "r-1"), {"MessageSid": "SM1"}, None),
        (callback_url(HERE, "r-1"), FORM | {"MessageSid": "S" * 65}, None),
    ],
)
def test_what_is_not_the_carriers_or_says_nothing_is_refused(
    url: str, form: dict[str, str], signature: str | None
) -> None:
    with pytest.raises(BadCallback):
        read(url, form, signature=signature)


def test_who_asked_for_none_gets_none() -> None:
    with pytest.raises(BadCallback):
        read(callback_url(HERE, "r-1"), FORM, account=replace(ACCOUNT, callback=None))
