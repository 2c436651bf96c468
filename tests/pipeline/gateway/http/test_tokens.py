from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.pipeline.gateway.http.tokens import token_of


def b64(text: str) -> str:
    return b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "written",
    [
        "Bearer T0ken",
        "bearer  T0ken ",
        "Splunk T0ken",
        "NodeKey T0ken",
        f"ApiKey {b64('id:T0ken')}",
        f"ApiKey {b64('T0ken')}",
        "ApiKey T0ken",
        f"Basic {b64('anybody:T0ken')}",
    ],
)
def test_a_token_is_read_however_it_is_written(written: str):
    assert token_of(written.encode()) == "T0ken"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "Bearer",
        "Bearer ",
        "Digest x",
        "T0ken",
        "Basic !!!",
        "ApiKey ",
        f"ApiKey {b64('id:')}",
        f"Basic {b64('token')}",
        f"Basic {b64('user:')}",
    ],
)
def test_a_header_without_a_token_has_none(written: str):
    assert not token_of(written.encode())


def test_a_password_may_have_colons():
    assert token_of(f"Basic {b64('user:a:b')}".encode()) == "a:b"


@given(
    st.binary() | st.binary().map(lambda data: b"Basic " + data) | st.binary().map(lambda d: b"ApiKey " + b64encode(d))
)
def test_any_header_is_read_or_has_none(header: bytes):
    token = token_of(header)

    assert token is None or len(token) <= 4096
