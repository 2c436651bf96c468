from __future__ import annotations

from otasuke.simulating.life.activity import Activity, On, When


def test_an_activity_happens_at_any_minute_everywhere_unless_told_otherwise() -> None:
    plain = Activity("x", "x", On.PC, 1.0, When.WORK, ())

    assert plain.at is None
    assert not plain.traits
    assert not plain.months
    assert plain.least_pcs == 1
