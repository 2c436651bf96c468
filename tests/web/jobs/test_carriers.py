"""Who brings texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import override_settings

from carrier_line import with_carrier
from otasuke.carrier import Text
from otasuke.web.jobs.carriers import NoCarrier, carrier, has_carrier


def test_the_settings_name_who_it_is(tmp_path: Path) -> None:
    with with_carrier(tmp_path) as twin:
        assert has_carrier()
        carrier().send_text(Text("090-0123-4567", "こんにちは", "r"))

        assert len(twin.texts) == 1


def test_where_they_name_nobody_nobody_does() -> None:
    with override_settings(CARRIER=None):
        assert not has_carrier()
        with pytest.raises(NoCarrier):
            carrier()
