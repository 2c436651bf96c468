"""A demo of a few companies, for tests."""

from __future__ import annotations

from datetime import UTC, datetime

from django.test import override_settings

from otasuke.web.world import build
from otasuke.web.world.building import Built

NOW = datetime(2028, 2, 29, 1, tzinfo=UTC)
"""The day on which months and years are counted wrongly, if they are."""
as_demo = override_settings(IS_DEMO=True, PROVIDER_NAME="なにわ見守り舎", PROVIDER_PHONE="06-0000-0119")


def small_world(companies: int = 3, seed: int = 1) -> Built:
    with as_demo:
        return build(companies=companies, seed=seed, now=NOW)
