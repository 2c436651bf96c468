"""Every address of the web has its line in tests/addresses.py, so that the sweep and the browser visit it."""

from __future__ import annotations

import web_ready  # noqa: F401  # before any address is read
from addresses import ADDRESSES, named_addresses


def test_every_address_has_a_line_that_says_who_may_come_in() -> None:
    missing = [name for name in named_addresses() if name not in ADDRESSES]

    assert not missing, f"not in tests/addresses.py: {', '.join(missing)}"


def test_no_line_is_about_an_address_that_is_gone() -> None:
    assert sorted(set(ADDRESSES) - set(named_addresses())) == []
