"""What can go wrong with web-hooks."""

from __future__ import annotations

from otasuke.web.hooks.errors import BadKinds, NotFound, NotTaken


def test_they_are_told_apart() -> None:
    assert not issubclass(NotTaken, (NotFound, BadKinds))
