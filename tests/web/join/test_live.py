"""The page of devices, which changes while it is looked at."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from joining_cast import hear
from joining_pages import Walker, walker
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.selectors import devices_of
from otasuke.web.tenancy.scope import tenant_scope
from otasuke.web.ui import streaming
from stream_closing import leave


@pytest.fixture
def minori(companies, broker, monkeypatch: pytest.MonkeyPatch) -> Walker:
    monkeypatch.setattr(streaming, "LOOK_EVERY_S", 0.0)
    monkeypatch.setattr(streaming, "LASTS_S", 0.3)
    return walker(companies.minori).to_devices(windows=2)


def word(walker: Walker) -> bytes:
    return next(line for line in b"".join(walker.get("/stream").streaming_content).splitlines() if b"data" in line)


def test_the_stream_says_another_word_when_a_device_was_heard(minori: Walker, companies) -> None:
    before = word(minori)
    assert word(minori) == before

    hear(companies.minori, most=1, at=timezone.now())

    assert word(minori) != before


def test_a_change_is_said_in_a_stream_that_is_open(minori: Walker, companies) -> None:
    answer = minori.get("/stream")
    events = iter(answer.streaming_content)
    assert next(events).startswith(b"retry")
    before = next(events)

    hear(companies.minori, most=1, at=timezone.now())

    assert next(events) != before
    leave(answer)


def test_withdrawn_meanwhile_the_stream_says_that_it_is_over(minori: Walker) -> None:
    from otasuke.web.joining.services import withdraw

    answer = minori.get("/stream")
    events = iter(answer.streaming_content)
    next(events), next(events)
    withdraw(minori.joining, actor=None, now=timezone.now())

    assert next(events) == b"data: over\n\n"
    leave(answer)


def test_the_part_is_what_the_page_shows(minori: Walker) -> None:
    part, page = (re.sub(r'value="\w{64}"', "", minori.text(path)) for path in ("/live", ""))

    assert part.strip() in page
    assert re.search(r'data-word="\w{16}"', part)


def test_nothing_of_another_company_changes_it(minori: Walker, companies) -> None:
    before = word(minori)
    walker(companies.kobato, offered=minori.joining.plan).to_devices(windows=1)
    hear(companies.kobato, at=timezone.now())

    assert word(minori) == before


def test_what_does_not_come_is_told_with_three_causes(minori: Walker, companies) -> None:
    first = devices_of(companies.minori)[0]
    assert "よくある3つ" not in minori.text()

    with tenant_scope(companies.minori.id):
        Device.objects.filter(id=first.id).update(
            handed_out=timezone.now() - timedelta(minutes=4), credential_id="x" * 32
        )

    assert "よくある3つ" in minori.text()
    assert "一緒にやってほしい" in minori.text() or "あとで続ける" in minori.text()
