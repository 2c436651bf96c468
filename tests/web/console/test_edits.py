"""What was done, and taking it back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from otasuke.web.accounts.models import Person
from otasuke.web.console.edits import who_wrote
from otasuke.web.customers.editing import Kept, keep_edit
from otasuke.web.customers.handling import handle
from otasuke.web.customers.many import handle_many
from otasuke.web.customers.models import Edit
from otasuke.web.customers.policy import Handling
from staff_cast import browser_of_staff, hayase


@pytest.fixture
def client(companies) -> Client:
    return browser_of_staff(hayase("desk"))


def labelled(companies) -> Edit:
    """Both companies got a label."""
    after = Handling(None, ("更新月",))
    both = [companies.minori.id, companies.kobato.id]
    handle_many(dict.fromkeys(both, after), actor=None)
    who = Person.objects.get(name="早瀬 遥")
    kept = [Kept(one, "handling", Handling(), after) for one in both]
    return keep_edit("labelled", kept, actor=who, at=timezone.now())


def test_what_was_done_to_many_says_to_how_many(client: Client, companies) -> None:
    text = client.get(f"/console/companies/minori?done={labelled(companies).id}").content.decode()

    assert "ラベルを変えました。（2社）" in text


@pytest.mark.parametrize("done", ["", "x", "87f4727b-a0ce-41a8-888d-3387e3dd887f"])
def test_what_was_never_done_is_not_told(client: Client, done: str) -> None:
    assert "toasts" not in client.get(f"/console/companies/minori?done={done}").content.decode()


def test_what_stays_is_named_with_its_page(client: Client, companies) -> None:
    edit = labelled(companies)
    handle(companies.kobato.id, Handling(), actor=None)

    text = client.post(f"/console/undo/{edit.id}", {"back": "/console/companies"}).content.decode()

    assert "1社を前の内容に戻しました" in text
    assert 'href="/console/companies/kobato"' in text
    again = client.post(f"/console/undo/{edit.id}", {"back": "https://elsewhere.example/"})
    assert again.status_code == 409
    assert "もう取り消されています" in again.content.decode()
    assert "elsewhere" not in again.content.decode()


def test_who_may_not_edit_takes_nothing_back(companies) -> None:
    analyst = browser_of_staff(hayase("analyst"))

    assert analyst.post(f"/console/undo/{labelled(companies).id}").status_code == 404


def test_who_wrote_a_part_last_is_known(companies, client: Client) -> None:
    assert who_wrote(companies.minori.id, "handling") is None
    handle(companies.minori.id, Handling(), actor=Person.objects.get(name="早瀬 遥"))

    told = who_wrote(companies.minori.id, "handling")

    assert told is not None
    assert told.by == "早瀬 遥"
