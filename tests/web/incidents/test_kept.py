"""Filters that are kept."""

from __future__ import annotations

from otasuke.web.accounts.models import Person
from otasuke.web.incidents.kept import drop_filter, filters_of, keep_filter


def test_a_filter_is_its_maker_s_unless_it_is_shared(database) -> None:
    me, other = (Person.objects.create(name=name, email=f"{name}@x.example") for name in ("a", "b"))
    keep_filter("私の", "level=ki", by=me, is_shared=False)
    keep_filter("みんなの", "level=aka", by=me, is_shared=True)
    keep_filter("私の", "level=ao", by=me, is_shared=False)
    keep_filter(" \0", "level=ki", by=me, is_shared=True)

    assert [(one.name, one.query) for one in filters_of(me)] == [("みんなの", "level=aka"), ("私の", "level=ao")]
    assert [one.name for one in filters_of(other)] == ["みんなの"]
    drop_filter(filters_of(other)[0].id, by=other)
    assert len(filters_of(me)) == 2
    drop_filter(filters_of(me)[0].id, by=me)
    assert len(filters_of(me)) == 1
