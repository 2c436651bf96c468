from __future__ import annotations

import pytest

from otasuke.carrier.signature import is_signed, sign

URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
FORM = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+12349013030",
    "Digits": "1234",
    "From": "+12349013030",
    "To": "+18005551212",
}
SECRET = "12345"


def test_the_example_of_the_carriers_documentation() -> None:
    assert sign(URL, FORM, SECRET) == "0/KCTR6DLpKmkAf8muzZqo1nDgQ="
    assert is_signed("0/KCTR6DLpKmkAf8muzZqo1nDgQ=", URL, FORM, secret=SECRET)


@pytest.mark.parametrize(
    ("signature", "url", "form", "secret"),
    [
        ("", URL, FORM, SECRET),
        ("あ", URL, FORM, SECRET),
        ("0/KCTR6DLpKmkAf8muzZqo1nDgQ", URL, FORM, SECRET),
        ("0/KCTR6DLpKmkAf8muzZqo1nDgQ=", URL + "3", FORM, SECRET),
        ("0/KCTR6DLpKmkAf8muzZqo1nDgQ=", URL, FORM | {"Digits": "1"}, SECRET),
        ("0/KCTR6DLpKmkAf8muzZqo1nDgQ=", URL, FORM | {"More": ""}, SECRET),
        ("0/KCTR6DLpKmkAf8muzZqo1nDgQ=", URL, FORM, "12346"),
    ],
)
def test_what_was_changed_is_not_signed(signature: str, url: str, form: dict[str, str], secret: str) -> None:
    assert not is_signed(signature, url, form, secret=secret)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("https://a.example/x", "https://a.example:443/x"),
        ("https://a.example:443/x", "https://a.example/x"),
        ("http://a.example/x", "http://a.example:80/x"),
    ],
)
def test_the_usual_port_may_be_named_or_not(ours: str, theirs: str) -> None:
    assert is_signed(sign(theirs, FORM, SECRET), ours, FORM, secret=SECRET)


def test_another_port_is_another_address() -> None:
    assert not is_signed(sign("https://a.example:8443/x", FORM, SECRET), "https://a.example/x", FORM, secret=SECRET)
    assert not is_signed(sign("https://a.example/x", FORM, SECRET), "https://a.example:8443/x", FORM, secret=SECRET)


def test_letters_that_are_no_letters_break_nothing() -> None:
    assert not is_signed("x\udcff", URL, {"a": "\udcff"}, secret=SECRET)
