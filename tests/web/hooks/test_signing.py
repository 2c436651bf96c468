"""Signing by the Standard Webhooks scheme."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from otasuke.web.hooks.signing import new_secret, sign

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "how" / "hooks.md"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOW = 1614265330


def test_it_is_what_the_libraries_of_the_scheme_compute() -> None:
    signed = sign([SECRET], id="msg_p5jXN8AQM9LWM0D4loKWxJek", at=NOW, body=b'{"test": 2432232314}')

    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_each_secret_is_another() -> None:
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", new_secret())
    assert new_secret() != new_secret()


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch):
    """The function that docs/how/hooks.md gives to those who are told."""
    code = re.search(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert code
    names: dict[str, object] = {}
    exec(code[1], names)
    names["time"] = SimpleNamespace(time=lambda: NOW + 60)
    return names["is_genuine"]


def headers(*secrets: str, at: int = NOW, body: bytes = b"{}") -> dict[str, str]:
    signed = sign(secrets, id="a", at=at, body=body)
    return {"webhook-id": "a", "webhook-timestamp": str(at), "webhook-signature": signed}


def test_the_documents_function_believes_what_is_genuine(check) -> None:
    other = new_secret()

    assert check(SECRET, headers(SECRET), b"{}")
    assert check(SECRET, headers(other, SECRET), b"{}")  # while the secret is being changed


@pytest.mark.parametrize(
    "forged",
    [
        headers(new_secret()),
        headers(SECRET, body=b"{ }"),
        headers(SECRET, at=NOW - 3600),
        headers(SECRET, at=NOW + 3600),
        headers(SECRET) | {"webhook-id": "b"},
        headers(SECRET) | {"webhook-timestamp": str(NOW + 1)},
        headers(SECRET) | {"webhook-timestamp": "soon"},
        headers(SECRET) | {"webhook-signature": "v1,ä"},
        {},
    ],
)
def test_the_documents_function_believes_nothing_else(check, forged: dict[str, str]) -> None:
    assert not check(SECRET, forged, b"{}")
