"""今日のようす in its states, from what is really there."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from finding_cast import arrive, detection
from notify_cast import contact
from otasuke.web.incidents.models import Incident
from otasuke.web.tenancy.scope import tenant_scope
from portal_cast import signed_in
from portal_pages import heard, owner_faults, texts_of

LOCKED = ("attack.impact", "attack.t1486")
RED = {"level": "critical", "tags": LOCKED}


def happens(company, *, by=None, **facts) -> None:
    """Something is found now, and told; but that is held of a company that is new."""
    now = timezone.now()
    arrive(detection(company.tenant, at=now, by=by, **facts), at=now)


def home(company) -> str:
    return signed_in(company).get("/").content.decode()


def numbers(page: str) -> list[str]:
    return re.findall(r"<dd><b>(\d+)</b>", page)


def test_where_all_is_well_it_is_green_and_there_is_nothing_to_do(companies) -> None:
    heard(companies.minori)

    page = home(companies.minori)

    assert 'class="hero mi"' in page
    assert "今日は、何もしなくて大丈夫です。" in page
    assert numbers(page) == ["1", "0", "0"]


def test_what_was_heard_more_than_ten_minutes_ago_is_not_green_and_says_since_when(companies) -> None:
    heard(companies.minori, ago=timedelta(minutes=11))

    page = home(companies.minori)

    assert 'class="hero mi"' not in page
    assert re.search(r"\d+:\d\d</span> から、様子が届いていません。", page)


def test_a_yellow_matter_says_what_we_did_before_what_is_asked(companies) -> None:
    pc = heard(companies.minori)
    happens(companies.minori, by=pc)

    page = home(companies.minori)

    assert 'class="hero ki"' in page
    assert "私たちがもうしたこと" in page
    assert numbers(page) == ["1", "0", "1"]
    assert re.search(r'<span class="count marked">1</span>', page)


def test_a_red_one_is_an_order_about_one_machine_with_three_drawn_steps(companies) -> None:
    pc = heard(companies.minori)
    happens(companies.minori, by=pc, **RED)

    page = home(companies.minori)

    assert '<section class="hero aka" role="alert">' in page
    assert "<h1>受付のパソコンの線を抜いてください。</h1>" in page
    assert page.count("<svg viewBox=") == 3
    assert "文字を大きく" not in page
    assert page.index("線を抜きました") < page.index("仕事は続けてよいか") < page.index("私たちがいましていること")
    assert page.count('class="button primary') == 1


def test_a_red_one_about_no_cable_draws_none(companies) -> None:
    pc = heard(companies.minori)
    happens(companies.minori, by=pc, level="critical", tags=("attack.t1566",))

    page = home(companies.minori)

    assert 'class="hero aka"' in page
    assert "線を抜きました" not in page


def test_of_several_the_gravest_is_the_answer_and_the_others_are_counted(companies) -> None:
    pc, other = heard(companies.minori), heard(companies.minori, "経理のパソコン")
    happens(companies.minori, by=other, fields={}, sensor="KEIRI")
    happens(companies.minori, by=pc, fields={}, sensor="UKETSUKE", **RED)
    heard(companies.minori, "倉庫のパソコン", ago=timedelta(days=20))

    page = home(companies.minori)

    assert 'class="hero aka"' in page
    assert "ほかに2件" in page
    assert "の様子が見えません。" in page


def test_a_device_that_is_not_seen_comes_before_what_is_only_to_be_known(companies) -> None:
    pc = heard(companies.minori)
    happens(companies.minori, by=pc)
    heard(companies.minori, "倉庫のパソコン", ago=timedelta(days=20))
    with tenant_scope(companies.minori.id):
        Incident.objects.update(set_colour="青", set_colour_why="x")

    page = home(companies.minori)

    assert 'class="hero ki"' in page
    assert "倉庫のパソコン" in page.split("</h1>")[0]
    assert "ほかに1件" in page


@pytest.mark.parametrize("facts", [None, {}, RED, {"level": "critical", "tags": ("attack.t1566",)}], ids=str)
@pytest.mark.parametrize("state", ["fresh", "unheard", "silent", "learning", "nothing"])
def test_no_state_has_a_hard_word_a_long_sentence_an_address_or_per_cent(companies, facts, state: str) -> None:
    contact(companies.minori)
    ago = {"unheard": timedelta(hours=5), "silent": timedelta(days=20)}.get(state, timedelta(minutes=1))
    pc = heard(companies.minori, ago=ago) if state != "nothing" else None
    if facts is not None:
        happens(companies.minori, by=pc, **facts)

    page = home(companies.minori)

    assert owner_faults(page) == []
    assert len(re.findall("<h1", page)) == 1
    assert len(re.findall('class="button primary', page)) <= 1
    assert texts_of(page)
