from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.pipeline.quota_book import USUAL, QuotaBook, read_quota, write_quota
from otasuke.pipeline.quotas import Quota, Quotas

SMALL = Quota(events_per_s=5, burst_events=10)


def test_a_quota_is_read_as_it_was_written():
    without_a_day = Quota(bytes_per_day=None)

    assert read_quota(write_quota(SMALL)) == SMALL
    assert read_quota(write_quota(without_a_day)) == without_a_day
    assert read_quota(b'{"events_per_s": 7}') == Quota(events_per_s=7)


@pytest.mark.parametrize(
    "value", [b"", b"[]", b"7", b'{"events_per_s":"7"}', b'{"events_per_s":null}', b'{"events_per_s":0}', b'{"what":1}', b'{"burst_bytes":true}']
)  # fmt: skip
def test_what_is_no_quota_changes_nothing(value: bytes):
    quotas = Quotas()
    book = QuotaBook(quotas)
    book.change("sakura", write_quota(SMALL))

    with pytest.raises((ValueError, TypeError)):
        book.change("sakura", value)

    assert quotas.quota_of("sakura") == SMALL


@given(st.binary())
def test_any_bytes_are_a_quota_or_refused(value: bytes):
    with suppress(ValueError, TypeError):
        assert isinstance(read_quota(value), Quota)


def test_a_tenant_has_its_own_quota_or_the_usual_one():
    quotas = Quotas()
    book = QuotaBook(quotas)

    book.change("sakura", write_quota(SMALL))
    book.change(USUAL, write_quota(Quota(events_per_s=9)))

    assert quotas.quota_of("sakura") == SMALL
    assert quotas.quota_of("fuji").events_per_s == 9
    assert {key: read_quota(value) for key, value in book.values().items()} == {
        "sakura": SMALL,
        USUAL: Quota(events_per_s=9),
    }
    book.change("sakura", None)
    assert quotas.quota_of("sakura").events_per_s == 9
    book.change(USUAL, None)
    assert quotas.quota_of("sakura") == Quota()
