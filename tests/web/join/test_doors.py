"""Links that are good for nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from joining_pages import walker
from otasuke.web.joining.models import Joining
from otasuke.web.tenancy.scope import tenant_scope


@pytest.mark.parametrize("secret", ["none", "x" * 5000, "%00", "みのり", "..%2f.."])
def test_a_link_that_nobody_has_says_so_and_names_a_way_on(companies, secret: str) -> None:
    answer = Client().get(f"/j/{secret}")

    assert answer.status_code == 404
    assert "電話" in answer.content.decode()


def test_a_link_with_another_end_is_not_known(companies, broker) -> None:
    one = walker(companies.minori)

    assert Client().get(f"/j/{one.secret}x").status_code == 404
    assert Client().post(f"/j/{one.secret[:-1]}/who").status_code == 404
    assert one.joining.step == "who"


def test_a_link_that_is_too_old_says_what_to_do(companies, broker) -> None:
    one = walker(companies.minori).to_consent()
    with tenant_scope(companies.minori.id):
        Joining.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    page = one.get()

    assert page.status_code == 410
    assert "期限が過ぎました" in page.content.decode()
    assert "ここまでの分は残っています" in page.content.decode()


def test_no_page_is_kept_by_caches_or_told_to_others(companies, broker) -> None:
    one = walker(companies.minori)

    headers = one.get().headers

    assert "no-store" in headers["Cache-Control"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert 'content="noindex"' in one.text()
