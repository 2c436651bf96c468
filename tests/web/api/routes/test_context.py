"""Contacts, card and partners by the API."""

from __future__ import annotations

import pytest

from api_cast import Program, pointers, program, said
from token_cast import firm_token

WRITTEN = {
    "contacts": {
        "contacts": [
            {"name": "稲森 修", "channel": "phone", "phone": "06-0000-0119"},
            {"name": "稲森 由紀", "channel": "mail", "email": "yuki@minori.example", "words": "平日の昼"},
        ]
    },
    "card": {
        "administered_by": "生駒口システム",
        "words": "1行目\n2行目",
        "odd_programs": [{"name": "RemotePC", "words": "会計士が使う"}],
        "times": [{"begins": "22:00", "minutes": 120, "words": "会計士", "day_of_month": 31}],
    },
    "partners": {
        "partners": [{"name": "星見町印刷", "name_kana": "ホシミチョウインサツ", "domains": ["Mail.Hoshimi.example"]}]
    },
}


@pytest.fixture
def clerk(companies) -> Program:
    return program(firm_token("clerk"))


def within(shown: object, written: object) -> bool:
    """Whether what is shown holds what was written; letters of domains in any case."""
    if isinstance(written, dict):
        return all(within(shown[name], value) for name, value in written.items())
    if isinstance(written, list):
        return len(shown) == len(written) and all(map(within, shown, written))
    return shown == written or str(shown) == str(written).lower()


@pytest.mark.parametrize("name", WRITTEN)
def test_it_is_read_as_it_was_written_and_written_again_as_it_was_read(clerk: Program, companies, name: str) -> None:
    address = f"/customers/{companies.minori.id}/{name}"

    written = clerk.change("PUT", address, WRITTEN[name])

    assert written.status_code == 200
    assert within(said(written), WRITTEN[name])
    read = clerk.get(address)
    assert (said(read), read.headers["ETag"]) == (said(written), written.headers["ETag"])
    assert clerk.change("PUT", address, said(read)).status_code == 200
    assert said(clerk.get(address)) == said(read)


@pytest.mark.parametrize("name", WRITTEN)
def test_who_has_not_read_it_writes_nothing(clerk: Program, companies, name: str) -> None:
    address = f"/customers/{companies.minori.id}/{name}"
    before = said(clerk.get(address))

    assert clerk.ask("PUT", address, WRITTEN[name]).status_code == 428
    assert clerk.ask("PUT", address, WRITTEN[name], If_Match='"x"').status_code == 412
    assert said(clerk.get(address)) == before


@pytest.mark.parametrize(
    ("name", "body", "pointer"),
    [
        ("contacts", {"contacts": [{"name": "x", "channel": "mail"}]}, "/contacts/0/channel"),
        ("contacts", {"contacts": [{"name": "x", "channel": "fax"}]}, "/contacts/0/channel"),
        ("contacts", {}, "/contacts"),
        ("card", {"odd_programs": [{"name": "a", "words": "b"}] * 2}, "/odd_programs/1"),
        ("card", {"times": [{"begins": "22:00", "minutes": 1, "words": "x"}]}, "/times/0"),
        ("partners", {"partners": [{"name": "x", "domains": ["not a domain"]}]}, "/partners/0/domains"),
        ("partners", {"partners": [{"name": "x"}] * 101}, "/partners"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_pointed_at(clerk: Program, companies, name: str, body: object, pointer: str) -> None:
    answer = clerk.change("PUT", f"/customers/{companies.minori.id}/{name}", body)

    assert (answer.status_code, pointers(answer)) == (422, [("body", pointer)])
