"""Codes of a secret and the time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.web.accounts.totp import STEP_S, code_of, encode_secret, step_at, step_of, uri

SECRET = encode_secret(b"12345678901234567890")


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:  # RFC 6238, appendix B, its last six digits
    assert code_of(SECRET, step_at(datetime.fromtimestamp(seconds, UTC))) == code


@pytest.mark.parametrize(("late_s", "fits"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_off_by_one_step(late_s: int, fits: bool) -> None:
    now = datetime(2026, 11, 23, 9, 0, 10, tzinfo=UTC)
    code = code_of(SECRET, step_at(now))

    assert (step_of(code, SECRET, now=now + timedelta(seconds=late_s), after=0) is not None) is fits


def test_a_used_step_and_those_before_it_fit_no_more() -> None:
    now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    step = step_at(now)

    assert step_of(code_of(SECRET, step), SECRET, now=now, after=step) is None
    assert step_of(code_of(SECRET, step - 1), SECRET, now=now, after=step) is None
    assert step_of(code_of(SECRET, step + 1), SECRET, now=now, after=step) == step + 1


@given(st.text())
def test_whatever_is_given_is_answered(code: str) -> None:
    now = datetime.fromtimestamp(STEP_S * 1000, UTC)
    fitting = {code_of(SECRET, step) for step in (999, 1000, 1001)}

    assert (step_of(code, SECRET, now=now, after=0) is not None) is (code in fitting)


def test_the_address_for_a_phone_quotes_names() -> None:
    text = uri("ABC", account="a@b.example", issuer="なにわ & 舎")

    assert text.startswith("otpauth://totp/%E3%81%AA")
    assert "@b.example?secret=ABC&issuer=%E3%81%AA" in text
    assert "& " not in text
