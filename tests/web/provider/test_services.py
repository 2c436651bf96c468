"""Writing down whose service this is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from otasuke.web.provider.errors import BadProfile
from otasuke.web.provider.models import Profile
from otasuke.web.provider.policy import Flaw
from otasuke.web.provider.selectors import provider
from otasuke.web.provider.services import Facts, change, facts, set_logo
from web_cast import PNG

NANIWA = Facts("なにわ見守り舎", "06-0000-0119", "平日 9:00〜17:30")

pytestmark = pytest.mark.usefixtures("database")


def test_before_anybody_wrote_anything_the_installation_says_who_it_is() -> None:
    assert (facts().name, provider().name) == ("お助け隊", "お助け隊")


def test_what_is_written_is_what_everybody_is_told_and_what_was_before_comes_back() -> None:
    change(NANIWA, actor=None)

    before = change(replace(NANIWA, phone="06-0000-0120"), actor=None)

    assert before == NANIWA
    assert (provider().name, provider().phone, provider().hours) == ("なにわ見守り舎", "06-0000-0120", NANIWA.hours)


def test_a_registration_that_lacks_a_day_changes_nothing() -> None:
    change(NANIWA, actor=None)

    with pytest.raises(BadProfile) as refused:
        change(replace(NANIWA, name="別の名前", registration="2026-0001"), actor=None)

    assert refused.value.flaws == (Flaw.INCOMPLETE,)
    assert provider().name == NANIWA.name


def test_the_mark_stands_while_the_registration_does() -> None:
    change(
        replace(NANIWA, registration="2026-0001", registered_from=date(2020, 4, 1), registered_until=date(2022, 3, 31)),
        actor=None,
    )
    assert provider().mark == ""

    change(
        replace(NANIWA, registration="2026-0001", registered_from=date(2020, 4, 1), registered_until=date(9999, 3, 31)),
        actor=None,
    )
    assert provider().mark == "2026-0001"


def test_a_logo_comes_and_goes() -> None:
    set_logo(PNG, actor=None)
    assert len(provider().logo) == 64

    set_logo(None, actor=None)
    assert provider().logo == ""


def test_there_is_one_provider() -> None:
    change(NANIWA, actor=None)

    with pytest.raises(IntegrityError), transaction.atomic():
        Profile.objects.create(id=2, name="もう一人")
