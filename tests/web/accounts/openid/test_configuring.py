"""The one OpenID provider that is written down. Its page is tried in tests/web/console/test_openid.py."""

from __future__ import annotations

import pytest

from otasuke.web.accounts.models import IdentityProvider
from otasuke.web.accounts.openid.configuring import BadDomain, configured, domains_in
from otasuke.web.seals.sealing import CannotUnseal, seal


def test_domains_are_read_as_people_write_them() -> None:
    assert domains_in("@Naniwa.example,b.example、 naniwa.example\n") == ["naniwa.example", "b.example"]


@pytest.mark.parametrize("words", ["", " ", "naniwa", "a..b", "a.example/", "x" * 64 + ".example", "大.example"])
def test_what_is_no_domain_is_refused(words: str) -> None:
    with pytest.raises(BadDomain):
        domains_in(words)


def test_nothing_is_written_down_at_first(database) -> None:
    assert configured() is None


def test_a_secret_that_was_copied_from_elsewhere_is_none(database) -> None:
    sealed = seal("x", about="hook endpoint 1")
    IdentityProvider.objects.create(issuer="https://a.example", client="c", secret=sealed, domains=["a.example"])

    with pytest.raises(CannotUnseal):
        configured()
