"""メッセージ in the portal."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.utils import timezone

from finding_cast import OPENED, OURS, arrive, detection
from notify_cast import OVER, contact
from otasuke.advice.meaning import Meaning
from otasuke.web.flows.answering import ANSWER
from otasuke.web.flows.telling import about
from otasuke.web.notify.models import Message, StaffCall
from otasuke.web.notify.services import close
from otasuke.web.notify.words import ANSWERS
from otasuke.web.tenancy.scope import across, tenant_scope
from portal_cast import signed_in
from portal_pages import heard, owner_faults

RED = {"level": "critical", "tags": ("attack.impact", "attack.t1486")}


@pytest.fixture
def incident(companies):
    return happens(companies.minori)


def happens(company, **facts):
    contact(company)
    now = timezone.now()
    (made,) = arrive(detection(company.tenant, at=now, by=heard(company), **({"tags": OURS} | facts)), at=now)
    return made


def message_of(incident) -> Message:
    with tenant_scope(incident.customer_id):
        return Message.objects.get(about_id=incident.id)


def address_of(incident) -> str:
    return f"/messages/{message_of(incident).id}"


def test_a_message_says_its_three_lines_then_asks_for_one_of_three_answers(incident, companies) -> None:
    page = signed_in(companies.minori).get(address_of(incident)).content.decode()

    assert page.index("何が起きたか") < page.index("仕事は続けてよいか") < page.index("いま何をするか")
    answers = re.findall(r'<button class="button (\w*) wide" name="answer" value="(\w+)"', page)
    assert answers == [("primary", "mine"), ("primary", "not_mine"), ("", "call_me")]
    assert "押しまちがえても、あとで直せます。" in page
    assert (
        page.index("自分たちのしたことです") < page.index("知らないことです") < page.index("開いた・押した・迷うとき")
    )
    assert '<details class="more"><summary>' in page


def test_opening_it_answers_nothing(incident, companies) -> None:
    browser = signed_in(companies.minori)

    for method in (browser.get, browser.head):
        assert method(address_of(incident) + "?answer=mine", {"answer": "mine"}).status_code == 200

    assert message_of(incident).answer == ""
    assert message_of(incident).acknowledged_at is None


@pytest.mark.parametrize(
    ("answer", "words"),
    [("mine", "覚えておきます。"), ("not_mine", "までに、担当からお電話します。"), ("call_me", "お電話します。")],
)
def test_after_a_tap_it_says_what_was_understood_what_comes_next_and_how_to_undo_it(
    incident, companies, answer: str, words: str
) -> None:
    browser = signed_in(companies.minori)

    assert browser.post(address_of(incident), {"answer": answer}).headers["Location"] == address_of(incident)
    page = browser.get(address_of(incident)).content.decode()

    assert words in page
    assert "と受け取りました" in page
    assert "答えを変える" in page
    assert message_of(incident).answered_by == "稲森 修"
    browser.post(address_of(incident), {"answer": ""})
    assert message_of(incident).answer == ""


def test_a_colleague_sees_who_answered_and_may_change_it(incident, companies) -> None:
    signed_in(companies.minori, "colleague", "松原 恵").post(address_of(incident), {"answer": "mine"})
    owner = signed_in(companies.minori)

    page = owner.get(address_of(incident)).content.decode()
    owner.post(address_of(incident), {"answer": "not_mine"})

    assert re.search(r"松原 恵</bdi>さんが <span class=\"nw\">\d+:\d\d</span> に答えました。", page)
    assert (message_of(incident).answer, message_of(incident).answered_by) == ("not_mine", "稲森 修")


def test_what_is_over_says_so_and_takes_no_answer(incident, companies) -> None:
    close(companies.minori.id, about(incident), words=OVER, at=timezone.now())
    browser = signed_in(companies.minori)

    assert browser.post(address_of(incident), {"answer": "mine"}).status_code == 302
    page = browser.get(address_of(incident)).content.decode()

    assert "終わりました" in page
    assert 'name="answer"' not in page
    assert message_of(incident).answer == ""


def test_what_is_no_answer_is_refused(incident, companies) -> None:
    assert signed_in(companies.minori).post(address_of(incident), {"answer": "maybe"}).status_code == 404
    assert signed_in(companies.minori, "colleague").post(address_of(incident)).status_code == 404


def test_nobody_else_finds_it(incident, companies) -> None:
    stranger = signed_in(companies.kobato)

    assert stranger.get(address_of(incident)).status_code == 404
    assert stranger.post(address_of(incident), {"answer": "mine"}).status_code == 404
    assert stranger.get(f"/messages/{uuid4()}").status_code == 404
    assert message_of(incident).answer == ""


def test_the_list_has_what_goes_on_before_what_is_over(incident, companies) -> None:
    browser = signed_in(companies.minori)
    open_ = browser.get("/messages").content.decode()
    close(companies.minori.id, about(incident), words=OVER, at=timezone.now())
    over = browser.get("/messages").content.decode()

    assert "いまのこと" in open_
    assert "お返事を待っています" in open_
    assert address_of(incident) in open_
    assert "終わったこと" in over
    assert "いまのこと" not in over


@pytest.mark.parametrize("facts", [{}, RED, {"level": "critical", "tags": ("attack.t1566",)}], ids=str)
@pytest.mark.parametrize("answer", ["", 0, 1, 2, "over"])
def test_no_state_has_a_hard_word_a_long_sentence_an_address_or_per_cent(companies, facts, answer: int | str) -> None:
    incident, browser = happens(companies.minori, **facts), signed_in(companies.minori)
    if answer == "over":
        close(companies.minori.id, about(incident), words=OVER, at=timezone.now())
    elif answer != "":
        asked = ANSWERS[Meaning(message_of(incident).words["ja"]["yes"])]
        browser.post(address_of(incident), {"answer": asked[int(answer)].value})
        assert message_of(incident).answer == asked[int(answer)]

    for address in (address_of(incident), "/messages", "/"):
        page = browser.get(address).content.decode()
        assert owner_faults(page) == []
        assert len(re.findall("<h1", page)) == 1


def duty_calls() -> int:
    with across("tests"):
        return StaffCall.objects.filter(about_kind=ANSWER, withdrawn_at=None).count()


def test_who_is_asked_whether_he_opened_it_may_say_that_nobody_did(companies) -> None:
    incident, browser = happens(companies.minori, tags=OPENED), signed_in(companies.minori)
    before = browser.get(address_of(incident)).content.decode()

    browser.post(address_of(incident), {"answer": "did_not"})
    after = browser.get(address_of(incident)).content.decode()

    answers = re.findall(r'<button class="button (\w*) wide" name="answer" value="(\w+)"', before)
    assert answers == [("primary", "did_not"), ("primary", "did"), ("", "call_me")]
    assert before.index("開いていません・していません") < before.index("開きました・しました・あります")
    assert "急ぐことはありません。" in after
    assert (message_of(incident).colour, duty_calls()) == ("黄", 0)


def test_who_opened_it_is_called_and_told_what_to_do(companies) -> None:
    incident, browser = happens(companies.minori, tags=OPENED), signed_in(companies.minori)

    browser.post(address_of(incident), {"answer": "did"})
    page = browser.get(address_of(incident)).content.decode()

    assert "ありがとうございます。すぐに調べます。" in page
    assert "までに、担当からお電話します。" in page
    assert "いま何をするか" in page
    assert (message_of(incident).colour, duty_calls()) == ("赤", 1)


def test_an_old_page_with_another_question_answers_nothing_and_asks_anew(companies) -> None:
    incident, browser = happens(companies.minori, tags=OPENED), signed_in(companies.minori)

    assert browser.post(address_of(incident), {"answer": "mine"}, follow=True).status_code == 200

    assert (message_of(incident).answer, duty_calls()) == ("", 0)


def test_what_is_not_in_what_is_to_be_done_is_asked_above_the_answers(companies) -> None:
    incident = happens(companies.minori, level="critical", tags=OPENED)

    page = signed_in(companies.minori).get(address_of(incident)).content.decode()

    asked = message_of(incident).words["ja"]["question"]
    assert page.index(f"<h2>{asked}</h2>") < page.index('name="answer"')


@pytest.mark.parametrize(
    ("facts", "answer", "words"),
    [
        ({}, "mine", "同じことは、次から毎月の手紙でお伝えします。"),
        ({}, "not_mine", "までに、担当からお電話します。"),
        ({}, "call_me", "担当からお電話します。"),
        ({"tags": OPENED}, "did_not", "急ぐことはありません。"),
        ({"tags": OPENED}, "did", "までに、担当からお電話します。"),
        (RED, "did_not", "調べは、このまま続けます。"),
        (RED, "call_me", "までに、担当からお電話します。"),
    ],
)
def test_the_page_of_today_says_the_same_as_the_message(companies, facts, answer: str, words: str) -> None:
    incident, browser = happens(companies.minori, **facts), signed_in(companies.minori)
    browser.post(address_of(incident), {"answer": answer})

    promises = [
        re.findall(r"\d+:\d\d までに、担当", browser.get(address).content.decode())
        for address in (address_of(incident), "/")
    ]

    assert promises[0] == promises[1]
    for address in (address_of(incident), "/"):
        page = browser.get(address).content.decode()
        assert words in page
        assert "と受け取りました" in page
