"""A message without signing in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from drill_cast import three_at_night
from finding_cast import OPENED, OURS, arrive, detection
from job_runner import run_jobs
from notify_cast import MONDAY_10, WORDS, contact, deliveries
from otasuke.web.incidents.models import Incident
from otasuke.web.notify.links import LASTS, token_of
from otasuke.web.notify.models import Delivery, DeliveryEvent, Message
from otasuke.web.notify.staffing import call_duty
from otasuke.web.tenancy.scope import across, tenant_scope
from otasuke.web.ui.sentences import from_data as sentence
from portal_pages import heard, owner_faults


@pytest.fixture
def delivery(companies) -> Delivery:
    contact(companies.minori)
    now = timezone.now()
    arrive(detection("minori", at=now, by=heard(companies.minori), tags=OURS), at=now)
    (one,) = deliveries(way="mail")
    with across("tests"):
        Delivery.objects.update(began_at=now)
    one.began_at = now
    return one


def address(delivery: Delivery, *, ago: timedelta = timedelta(0)) -> str:
    return f"/m/{token_of(delivery, at=timezone.now() - ago)}"


def message_of(delivery: Delivery) -> Message:
    with across("tests"):
        return Message.objects.get(id=delivery.message_id)


def test_whoever_has_the_link_reads_it_without_signing_in(delivery: Delivery) -> None:
    page = Client().get(address(delivery))

    assert page.status_code == 200
    shown = page.content.decode()
    assert "有限会社" in shown
    assert shown.count('name="answer"') == 3
    assert "ログインはいりません。" in shown
    assert 'href="/devices"' not in shown
    assert "no-store" in page.headers["Cache-Control"]


def test_who_opens_links_answers_nothing(delivery: Delivery) -> None:
    scanner = Client()

    for method in (scanner.get, scanner.head):
        method(address(delivery), {"answer": "not_mine"})

    assert (message_of(delivery).answer, message_of(delivery).acknowledged_at) == ("", None)


def test_a_tap_answers_in_the_name_of_who_got_it_and_can_be_undone(delivery: Delivery) -> None:
    phone, link = Client(), address(delivery)

    assert phone.post(link, {"answer": "not_mine"}).headers["Location"] == link
    page = phone.get(link).content.decode()

    assert (message_of(delivery).answer, message_of(delivery).answered_by) == ("not_mine", "坂木 実")
    assert "「違います」と受け取りました" in page
    phone.post(link, {"answer": ""})
    assert message_of(delivery).answer == ""


WHICH = "4d89b9c8-6ca0-490d-93aa-f45364b66139"
"""A rule whose sheet asks what cannot be answered by yes or no."""


@pytest.fixture
def open_question(companies) -> Delivery:
    contact(companies.minori)
    now = timezone.now()
    arrive(detection("minori", WHICH, at=now, by=heard(companies.minori), tags=OURS), at=now)
    (one,) = deliveries(way="mail")
    return one


def test_what_yes_and_no_do_not_answer_is_answered_in_words_and_staff_read_them(open_question: Delivery) -> None:
    phone, link = Client(), address(open_question)
    assert 'name="words"' in phone.get(link).content.decode()

    phone.post(link, {"answer": "written", "words": " 経理の\0田中が、\n入れました。 "})

    page = phone.get(link).content.decode()
    message = message_of(open_question)
    assert (message.answer, message.answer_words) == ("written", "経理の田中が、 入れました。")
    assert "「経理の田中が、 入れました。」と受け取りました" in page
    with tenant_scope(message.customer_id):
        incident = Incident.objects.get()
        assert [str(sentence(one.words)) for one in incident.entries.filter(kind="answered")] == [
            "坂木 実さんが書いて答えました：経理の田中が、 入れました。"
        ]
        assert incident.tasks.filter(words__startswith="書かれた答えを読む：坂木 実さん").count() == 1

    phone.post(link, {"answer": "written", "words": "いいえ、佐藤でした。"})
    assert message_of(open_question).answer_words == "いいえ、佐藤でした。"
    phone.post(link, {"answer": ""})
    assert (message_of(open_question).answer, message_of(open_question).answer_words) == ("", "")
    with tenant_scope(message.customer_id):
        assert not incident.tasks.filter(words__startswith="書かれた答えを読む").exists()


@pytest.mark.parametrize("posted", [{}, {"words": " \0\n"}])
def test_no_words_are_no_answer(open_question: Delivery, posted: dict[str, str]) -> None:
    answer = Client().post(address(open_question), {"answer": "written"} | posted)

    assert (answer.status_code, message_of(open_question).answer) == (302, "")


def test_where_yes_and_no_answer_words_are_not_asked_for(delivery: Delivery) -> None:
    Client().post(address(delivery), {"answer": "written", "words": "x"})

    assert 'name="words"' not in Client().get(address(delivery)).content.decode()
    assert message_of(delivery).answer == ""


def test_words_that_are_too_long_are_cut(open_question: Delivery) -> None:
    Client().post(address(open_question), {"answer": "written", "words": "あ" * 1000})

    assert message_of(open_question).answer_words == "あ" * 400


def test_it_needs_a_form_of_ours(delivery: Delivery) -> None:
    assert Client(enforce_csrf_checks=True).post(address(delivery), {"answer": "mine"}).status_code == 403
    assert message_of(delivery).answer == ""


def test_a_link_that_is_over_names_who_sent_it_and_a_telephone_and_answers_nothing(delivery: Delivery) -> None:
    link = address(delivery, ago=LASTS)

    page = Client().get(link)
    Client().post(link, {"answer": "mine"})

    assert page.status_code == 410
    assert "期限が過ぎました" in page.content.decode()
    assert "新しいリンクを送る" in page.content.decode()
    assert message_of(delivery).answer == ""
    assert owner_faults(page.content.decode()) == []


def test_a_new_one_goes_to_whom_the_old_one_went_once(delivery: Delivery) -> None:
    link, mail.outbox = address(delivery, ago=LASTS), []

    for _again in range(2):
        sent = Client().post(link).content.decode()
    run_jobs()

    (letter,) = mail.outbox
    assert letter.to == ["sakaki@minori.example"]
    assert "新しいリンクを送りました。" in sent
    fresh = re.search(r"/m/[\w-]+", letter.body)
    assert fresh
    assert Client().get(fresh[0]).status_code == 200
    with across("tests"):
        assert DeliveryEvent.objects.filter(kind="link_sent").count() == 1


@pytest.mark.parametrize("token", ["x", "A" * 44, "a.b"])
def test_what_is_no_link_of_ours_is_not_found(database, token: str) -> None:
    page = Client().get(f"/m/{token}")

    assert page.status_code == 404
    assert owner_faults(page.content.decode()) == []


def test_one_that_was_changed_by_a_letter_is_not_ours(delivery: Delivery) -> None:
    link = address(delivery)
    changed = link[:-1] + ("A" if link[-1] != "A" else "B")

    assert Client().post(changed, {"answer": "mine"}).status_code == 404
    assert message_of(delivery).answer == ""


def test_what_is_no_answer_is_refused(delivery: Delivery) -> None:
    assert Client().post(address(delivery), {"answer": "maybe"}).status_code == 400
    assert Client().post(address(delivery)).status_code == 400


def test_readings_and_large_letters_need_no_login(delivery: Delivery) -> None:
    phone, link = Client(), address(delivery)
    phone.post("/reading", {"furigana": "on", "back": link})
    phone.post("/reading", {"type": "large", "back": link})

    page = phone.get(link).content.decode()

    assert "<ruby>" in page
    assert 'data-type="large"' in page


def test_no_state_has_a_hard_word_or_a_long_sentence(delivery: Delivery) -> None:
    phone, link = Client(), address(delivery)

    for answer in ("mine", "not_mine", "call_me", ""):
        assert owner_faults(phone.get(link).content.decode()) == []
        phone.post(link, {"answer": answer})


def test_who_is_on_duty_signs_in_for_his_calls(database) -> None:
    three_at_night()
    call = call_duty(WORDS, at=MONDAY_10 + timedelta(days=7, hours=14))
    one = deliveries(staff_call=call, way="sms")[0]

    assert Client().get(f"/m/{token_of(one, at=timezone.now())}").status_code == 404


def test_it_shows_nothing_of_another_company(delivery: Delivery, companies) -> None:
    contact(companies.kobato, email="kobato@kobato.example")
    now = timezone.now()
    arrive(detection("kobato", at=now, by=heard(companies.kobato, "院長のパソコン")), at=now)

    page = Client().get(address(delivery)).content.decode()

    assert "こばと" not in page
    assert "院長のパソコン" not in page
    with tenant_scope(companies.kobato.id):
        assert Message.objects.get().answer == ""


@pytest.mark.parametrize(("level", "way"), [("high", "mail"), ("critical", "sms")])
@pytest.mark.parametrize(("answer", "label"), [("did", "はい"), ("did_not", "いいえ")])
def test_who_is_asked_whether_it_was_opened_says_so_by_the_link_of_a_mail_or_a_text(
    companies, level: str, way: str, answer: str, label: str
) -> None:
    contact(companies.minori)
    now = timezone.now()
    arrive(detection("minori", at=now, by=heard(companies.minori), level=level, tags=OPENED), at=now)
    one = deliveries(way=way, message__isnull=False)[0]
    with across("tests"):
        Delivery.objects.update(began_at=now)
    one.began_at = now
    phone, link = Client(), address(one)

    for given in ("mine", "not_mine", answer):
        phone.post(link, {"answer": given})
    page = phone.get(link).content.decode()

    assert message_of(one).answer == answer
    assert f"「{label}」と受け取りました" in page
    assert owner_faults(page) == []
    graver = level == "critical" or answer == "did"
    assert message_of(one).colour == ("赤" if graver else "黄")
