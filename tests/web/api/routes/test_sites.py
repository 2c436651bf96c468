"""Sites by the API."""

from __future__ import annotations

import pytest

from api_cast import Program, pointers, program, said
from token_cast import firm_token

SITE = {
    "name": "本社",
    "phone": "06-0000-0119",
    "open": [{"weekday": 0, "opens": "09:00", "closes": "18:00"}],
    "closed": [{"first": "2026-12-29", "last": "2027-01-03"}],
}


@pytest.fixture
def clerk(companies) -> Program:
    return program(firm_token("clerk"))


@pytest.fixture
def sites(companies) -> str:
    return f"/customers/{companies.minori.id}/sites"


def test_a_site_is_written_down_read_and_taken_away(clerk: Program, sites: str) -> None:
    made = said(clerk.post(sites, SITE))

    assert {name: made[name] for name in SITE} == SITE
    assert said(clerk.get(sites)) == {"items": [made]}
    assert said(clerk.get(f"{sites}/{made['id']}")) == made
    assert clerk.ask("DELETE", f"{sites}/{made['id']}").status_code == 204
    assert (
        clerk.get(f"{sites}/{made['id']}").status_code
        == clerk.ask("DELETE", f"{sites}/{made['id']}").status_code
        == 404
    )


def test_one_of_the_same_name_is_a_conflict(clerk: Program, sites: str) -> None:
    clerk.post(sites, SITE)

    assert clerk.post(sites, SITE).status_code == 409


def test_it_is_replaced_as_a_whole_but_its_name(clerk: Program, sites: str) -> None:
    address = f"{sites}/{said(clerk.post(sites, SITE))['id']}"

    changed = clerk.change("PUT", address, {"name": "本社", "address": "大阪市北区"})

    assert (said(changed)["open"], said(changed)["phone"], said(changed)["address"]) == ([], "", "大阪市北区")
    assert pointers(clerk.change("PUT", address, {"name": "支社"})) == [("body", "/name")]


def test_what_is_wrong_is_pointed_at_in_its_row(clerk: Program, sites: str) -> None:
    twice = {**SITE, "open": SITE["open"] * 2, "closed": [{"first": "2026-12-29", "last": "2026-12-28"}], "phone": "x"}
    shape = {**SITE, "open": [{"weekday": 7, "opens": "9", "closes": "18:00"}]}

    assert sorted(pointers(clerk.post(sites, twice))) == [
        ("body", "/closed/0"),
        ("body", "/open/1"),
        ("body", "/phone"),
    ]
    assert sorted(pointers(clerk.post(sites, shape))) == [("body", "/open/0/opens"), ("body", "/open/0/weekday")]
