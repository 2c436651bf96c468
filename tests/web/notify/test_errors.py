"""What can go wrong."""

from __future__ import annotations

from otasuke.web.notify.errors import BadLink, BadWords, LinkOver, NotFound


def test_a_link_that_is_over_says_whose_it_was() -> None:
    assert LinkOver("it").delivery == "it"
    assert issubclass(NotFound, LookupError)
    assert issubclass(BadWords, ValueError)
    assert not issubclass(LinkOver, BadLink)
