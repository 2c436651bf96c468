"""Fields that are looked at: those that normalisers give."""

from __future__ import annotations

from otasuke.detect.indicators.fields import FIELDS, SOURCES, TARGETS, Shape


def test_both_ends_of_a_connection_are_looked_at_as_addresses() -> None:
    assert {FIELDS[name].side for name in SOURCES} == {"in"}
    assert {FIELDS[name].side for name in TARGETS} == {"out"}
    assert {FIELDS[name].shape for name in (*SOURCES, *TARGETS)} == {Shape.ADDRESS}


def test_there_is_a_field_for_every_shape() -> None:
    assert {use.shape for use in FIELDS.values()} == set(Shape)
