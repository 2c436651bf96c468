"""What people of a company said was theirs."""

from __future__ import annotations

from finding_cast import DAY, NOW
from otasuke.web.alerts.answers import forget, owned, remember
from otasuke.web.tenancy.scope import tenant_scope


def test_the_last_word_counts_and_can_be_taken_back(companies) -> None:
    with tenant_scope(companies.minori.id):
        remember(companies.minori.id, ["a", "b", "a"], name="坂木 実", at=NOW)
        remember(companies.minori.id, ["a"], name="松原 恵", at=NOW + DAY)
        assert {key: one.said_by for key, one in owned(companies.minori.id, ["a", "b", "c"]).items()} == {
            "a": "松原 恵",
            "b": "坂木 実",
        }

        forget(companies.minori.id, ["a"])

        assert list(owned(companies.minori.id, ["a", "b"])) == ["b"]


def test_what_one_company_said_is_nothing_to_another(companies) -> None:
    with tenant_scope(companies.minori.id):
        remember(companies.minori.id, ["a"], name="坂木 実", at=NOW)

    with tenant_scope(companies.kobato.id):
        assert owned(companies.kobato.id, ["a"]) == {}
        forget(companies.kobato.id, ["a"])
    with tenant_scope(companies.minori.id):
        assert owned(companies.minori.id, ["a"])
