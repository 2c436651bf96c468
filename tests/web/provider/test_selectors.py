"""Who the provider is."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import override_settings

from otasuke.web.provider.models import Profile
from otasuke.web.provider.selectors import provider


@override_settings(PROVIDER_NAME="なにわ見守り舎", PROVIDER_PHONE="06-0000-0119")
def test_while_the_database_is_away_the_settings_say_whom_to_call(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(Profile.objects, "defer", away)

    assert (provider().name, provider().phone) == ("なにわ見守り舎", "06-0000-0119")
