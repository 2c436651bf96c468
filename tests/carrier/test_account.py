from __future__ import annotations

from pathlib import Path

import pytest

from otasuke.carrier.account import BadAccount, read_account, twin_account

TOLD = {
    "OTASUKE_CARRIER_URL": "https://api.twilio.com/",
    "OTASUKE_CARRIER_ACCOUNT": "AC" + "1" * 32,
    "OTASUKE_CARRIER_SECRET": "geheim",
    "OTASUKE_CARRIER_FROM": "+815012345678",
}


def test_who_names_no_carrier_has_none() -> None:
    assert read_account({}, callback="https://here/carrier/callback") is None


def test_an_account_as_the_settings_say() -> None:
    account = read_account({**TOLD, "OTASUKE_CARRIER_ABROAD": "+1, +44"}, callback="https://here/carrier/callback")

    assert account
    assert (account.url, account.caller, account.abroad) == ("https://api.twilio.com", "+815012345678", ("+1", "+44"))
    assert account.callback == "https://here/carrier/callback"
    assert not account.is_twin
    assert "geheim" not in repr(account)


def test_a_secret_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file\n")
    told = {**TOLD, "OTASUKE_CARRIER_SECRET": "", "OTASUKE_CARRIER_SECRET_FILE": str(tmp_path / "secret")}

    account = read_account(told, callback=None)

    assert account
    assert account.secret == "from a file"


def test_a_name_sends_texts_and_calls_nobody() -> None:
    account = read_account({**TOLD, "OTASUKE_CARRIER_FROM": "Otasuke"}, callback=None)
    other = read_account(
        {**TOLD, "OTASUKE_CARRIER_FROM": "Otasuke", "OTASUKE_CARRIER_CALLER": "+815012345678"}, callback=None
    )

    assert account
    assert account.caller is None
    assert other
    assert other.caller == "+815012345678"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, "") for name in TOLD),
        ("OTASUKE_CARRIER_URL", "ftp://api.twilio.com"),
        ("OTASUKE_CARRIER_URL", "http://api.twilio.com"),
        ("OTASUKE_CARRIER_URL", "https://me:pass@api.twilio.com"),
        ("OTASUKE_CARRIER_URL", "https://[::1"),
        ("OTASUKE_CARRIER_URL", "https://a:99999"),
        ("OTASUKE_CARRIER_ACCOUNT", "AC/../x"),
        ("OTASUKE_CARRIER_FROM", "090-1234-5678"),
        ("OTASUKE_CARRIER_FROM", "012345678"),
        ("OTASUKE_CARRIER_CALLER", "Otasuke"),
        ("OTASUKE_CARRIER_ABROAD", "1,44"),
        ("OTASUKE_CARRIER_CALLBACK", "here?x=1"),
        ("OTASUKE_CARRIER_SECRET_FILE", "/nowhere/at/all"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_without_its_value(name: str, value: str) -> None:
    with pytest.raises(BadAccount) as bad:
        read_account({**TOLD, name: value}, callback=None)

    assert bad.value.name == name
    assert "geheim" not in str(bad.value)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9271", "http://localhost:1", "http://[::1]:1"])
def test_a_carrier_on_this_machine_is_the_twin(url: str) -> None:
    account = read_account({**TOLD, "OTASUKE_CARRIER_URL": url}, callback=None)

    assert account
    assert account.is_twin


def test_the_twin_has_an_account_too() -> None:
    account = twin_account("http://127.0.0.1:9271", callback="http://127.0.0.1:9270/carrier/callback")

    assert account.is_twin
    assert account.caller
    assert account.callback
