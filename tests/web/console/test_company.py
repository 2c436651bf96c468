"""The page of a company and its forms, as staff use them."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from company_cast import fill
from finding_cast import arrive, detection, incidents_of, watched
from joining_cast import invited
from otasuke.web.accounts.models import Person
from otasuke.web.audit.models import AuditLine
from otasuke.web.customers.models import Customer, Edit
from otasuke.web.customers.parts import read_part
from otasuke.web.customers.policy import ContactFacts
from otasuke.web.customers.services import set_contacts
from otasuke.web.tenancy.scope import across, tenant_scope
from staff_cast import browser_of_staff, hayase

PAGE = "/console/companies/minori"
PARTS = ["facts", "handling", "contacts", "partners", "card", "sites/0"]


@pytest.fixture
def client(companies) -> Client:
    return browser_of_staff(hayase("desk"))


def page_of(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def fields_of(text: str) -> dict[str, str]:
    """What a browser would send of the page's last form, if nobody wrote anything."""
    form = text[text.rindex('<form method="post" class="stack sheet"') :].partition("</form>")[0]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and not ('type="checkbox"' in tag and "checked" not in tag):
            sent[name[1]] = value[1] if value else "on" if "checkbox" in tag else ""
    sent |= dict(re.findall(r'<textarea name="([^"]+)"[^>]*>\s*(.*?)</textarea>', form, re.DOTALL))
    for name, body in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body) or re.search(r'<option value="([^"]*)"', body)
        sent[name] = chosen[1] if chosen else ""
    return sent


def send(client: Client, part: str, **changed: str):
    address = f"{PAGE}/{part}"
    return client.post(address, {**fields_of(page_of(client, address)), **changed})


def undo(client: Client, answer) -> str:
    text = page_of(client, answer.headers["Location"])
    found = re.search(r'action="(/console/undo/[^"]+)"', text)
    assert found
    return client.post(found[1], {"back": PAGE}).content.decode()


def test_everything_stands_on_one_page(client: Client, companies) -> None:
    fill(companies.minori)

    text = page_of(client)

    for words in ("有限会社みのり坂木工", "本社", "荒本北", "稲森 修", "甥の健", "AnyDesk", "天瀬金属", "amase.example",
                  "毎月 末日", "まだ1台もつながっていません", "契約はまだありません"):  # fmt: skip
        assert words in text


def test_what_nobody_asked_yet_is_said(client: Client) -> None:
    text = page_of(client)

    assert "まだ聞いていません" in text
    assert "赤のときに、だれにも電話できません" in text


def test_who_looked_stands_in_the_log_and_on_the_page(client: Client, companies) -> None:
    assert "前に開いたのは" not in page_of(client)
    assert "前に開いたのは 早瀬 遥さん" in page_of(client)

    with tenant_scope(companies.minori.id):
        line = AuditLine.objects.filter(verb="customer.seen").last()
    assert line is not None
    assert str(Person.objects.get(name="早瀬 遥").id) in line.line


def test_only_who_may_see_the_log_sees_it(companies) -> None:
    manager = browser_of_staff(hayase("manager"))

    assert "最近の記録" in page_of(manager)
    Person.objects.get(name="早瀬 遥").posts.update(role="desk")
    assert "最近の記録" not in page_of(manager)


@pytest.mark.parametrize("address", ["/console/companies/nobody", f"{PAGE}/sites/9", f"{PAGE}/strange"])
def test_what_is_not_there_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("part", [*PARTS, "notes"])
def test_who_may_not_edit_finds_no_form(companies, part: str) -> None:
    analyst = browser_of_staff(hayase("analyst"))

    assert analyst.post(f"{PAGE}/{part}", {"words": "x"}).status_code == 404
    assert analyst.get("/console/new-company").status_code == 404
    assert "直す" not in page_of(analyst)


@pytest.mark.parametrize(
    ("part", "changed", "reads"),
    [
        ("facts", {"employees": "12", "name_kana": "みのりざかもっこう"}, "社員12名"),
        ("handling", {"labels": "更新月、要電話"}, "更新月"),
        ("contacts", {"row-2-name": "小倉", "row-2-phone": "06-0000-0118"}, "小倉"),
        ("partners", {"row-1-name": "浜ノ辻建材", "row-1-domains": "a@hama.example"}, "hama.example"),
        ("card", {"program-1-name": "TeamViewer", "program-1-use": "業者"}, "TeamViewer"),
        ("sites/0", {"open_5": "9:00-12:00、13:00-15:30"}, "本社"),
        ("sites/1", {"name": "倉庫", "closed": "2026-12-29〜2027-01-03"}, "倉庫"),
    ],
)
def test_a_part_is_written_and_taken_back(client: Client, companies, part: str, changed, reads: str) -> None:
    fill(companies.minori)
    name = "sites" if part.startswith("sites") else part
    before = read_part(companies.minori.id, name)

    answer = send(client, part, **changed)

    assert answer.status_code == 302, answer.content.decode()
    assert reads in page_of(client)
    assert read_part(companies.minori.id, name) != before
    assert "1社を前の内容に戻しました" in undo(client, answer)
    assert read_part(companies.minori.id, name) == before


@pytest.mark.parametrize("part", PARTS)
def test_what_is_sent_as_it_was_shown_changes_nothing(client: Client, companies, part: str) -> None:
    fill(companies.minori)
    name = "sites" if part.startswith("sites") else part
    before = read_part(companies.minori.id, name)

    assert send(client, part).status_code == 302
    assert read_part(companies.minori.id, name) == before


@pytest.mark.parametrize(
    ("part", "changed", "field", "words"),
    [
        ("facts", {"corporate_number": "123"}, "corporate_number", "法人番号が正しくありません"),
        ("facts", {"employees": "たくさん"}, "employees", "整数"),
        ("contacts", {"row-1-phone": "06"}, "row-1-phone", "電話番号が正しくありません"),
        ("partners", {"row-0-domains": "ない"}, "row-0-domains", "ドメインではありません: ない"),
        ("card", {"program-0-use": ""}, "program-count", "何に使うかを書いてください"),
        ("sites/0", {"open_2": "朝から"}, "open_2", "9:00-18:00 のように"),
        ("sites/0", {"closed": "2026-12-29\n正月"}, "closed", "2行目: 2026-12-29"),
        ("handling", {"labels": "あ" * 31}, "labels", "ラベルは30文字まで"),
    ],
)
def test_a_fault_stands_beside_its_field(client: Client, companies, part, changed, field, words) -> None:
    fill(companies.minori)

    answer = send(client, part, **changed)
    text = answer.content.decode()

    assert answer.status_code == 200
    assert words in text[text.index(f'name="{field}') :]
    assert not Edit.objects.exists()


def test_who_was_slower_sees_what_the_other_wrote_and_keeps_his_own(client: Client, companies) -> None:
    shown = fields_of(page_of(client, f"{PAGE}/contacts"))
    rival = Person.objects.create(name="小谷 明")
    set_contacts(companies.minori.id, [ContactFacts("松原", "phone", "06-0000-0118")], actor=rival)

    answer = client.post(f"{PAGE}/contacts", {**shown, "row-0-name": "稲森", "row-0-phone": "06-0000-0119"})
    text = answer.content.decode()

    assert answer.status_code == 409
    assert "小谷 明さんが" in text
    assert 'value="松原"' in text[: text.index('value="稲森"')]
    again = client.post(f"{PAGE}/contacts", fields_of(text))
    assert again.status_code == 302
    assert [one.name for one in read_part(companies.minori.id, "contacts")] == ["稲森"]


def test_contacts_stand_in_the_order_of_their_numbers(client: Client, companies) -> None:
    fill(companies.minori)

    send(client, "contacts", **{"row-0-position": "5"})

    assert [one.name for one in read_part(companies.minori.id, "contacts")] == ["松原 恵", "稲森 修"]


def test_a_site_is_removed_and_comes_back(client: Client, companies) -> None:
    fill(companies.minori)
    answer = send(client, "sites/0", remove="yes")
    assert read_part(companies.minori.id, "sites") == ()

    undo(client, answer)

    assert [one.name for one in read_part(companies.minori.id, "sites")] == ["本社"]


def test_notes_are_written_and_removed(client: Client, companies) -> None:
    client.post(f"{PAGE}/notes", {"words": "<b>朝は留守</b>"})
    text = page_of(client)
    assert "&lt;b&gt;朝は留守" in text
    remove = re.search(r'action="(/console/companies/minori/notes/[^"]+)"', text)
    assert remove

    client.post(remove[1])

    assert "朝は留守" not in page_of(client)
    assert client.post(remove[1]).status_code == 302
    assert client.post(f"{PAGE}/notes", {"words": " "}).status_code == 302
    assert read_part(companies.minori.id, "notes") == ()


def test_a_company_is_written_in_and_gets_a_name_of_its_own(client: Client) -> None:
    fresh = {"name": "東和精機株式会社", "name_kana": "とうわせいき"}

    codes = [client.post("/console/new-company", fresh).headers["Location"].partition("?")[0] for _ in range(2)]

    assert codes == ["/console/companies/towaseiki", "/console/companies/towaseiki-2"]


def test_a_company_that_was_taken_back_is_in_no_list_and_says_so(client: Client) -> None:
    answer = client.post("/console/new-company", {"name": "東和精機", "name_kana": "トウワセイキ"})

    undo(client, answer)

    assert "東和精機" not in page_of(client, "/console/companies")
    assert "取り下げられています" in page_of(client, "/console/companies/towaseiki")
    assert client.get("/console/companies/towaseiki/facts").status_code == 404


def test_a_new_company_with_faults_is_not_written(client: Client) -> None:
    sent = {"name": "東和", "name_kana": "漢字", "tenant": "minori", "corporate_number": "1"}
    text = client.post("/console/new-company", sent).content.decode()

    assert "よみを全角カタカナ" in text
    with across("tests"):
        assert Customer.objects.count() == 2
    sent |= {"name_kana": "トウワ", "corporate_number": ""}
    assert "すでにあります" in client.post("/console/new-company", sent).content.decode()


def test_opening_an_address_writes_nothing(client: Client) -> None:
    assert client.get(f"{PAGE}/notes").status_code == 405


def test_a_company_on_its_way_in_says_where_it_stands_and_what_to_do(client: Client, companies) -> None:
    invited(companies.minori)

    text = page_of(client)

    assert "参加の途中" in text
    assert "届いたか、電話で聞く" in text


def test_the_page_of_a_company_leads_to_its_incidents(companies) -> None:
    arrive(detection("minori", by=watched(companies.minori)))
    (one,) = incidents_of(companies.minori)
    client = browser_of_staff(hayase("analyst"))

    text = client.get("/console/companies/minori").content.decode()

    assert f'href="/console/incidents/{one.code}"' in text
    assert 'href="/console/queue?company=minori"' in text
