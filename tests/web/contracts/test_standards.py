"""The versions of the standard."""

from __future__ import annotations

from otasuke.web.contracts.standards import STANDARDS


def test_version_1_1_is_as_the_ministry_wrote_it() -> None:
    standard = STANDARDS["1.1"]

    assert (standard.network_yen, standard.endpoint_yen) == (10_000, 2_000)
    assert (standard.least_endpoints, standard.most_months) == (1, 24)


def test_every_version_has_its_source() -> None:
    assert all(one.source and one.title for one in STANDARDS.values())
