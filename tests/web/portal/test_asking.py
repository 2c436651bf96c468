"""A few words to the desk."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import override_settings

from job_runner import run_jobs
from otasuke.web.audit.models import AuditLine
from otasuke.web.provider.services import Facts, change
from otasuke.web.tenancy.scope import tenant_scope
from portal_cast import signed_in

DESK = override_settings(DESK_MAIL="desk@naniwa.example", PROVIDER_HOURS="平日 9:00〜18:00")
WORDS = "朝から画面に\n「更新してください」と出ます <b>"


@DESK
def test_what_is_written_reaches_the_desk_and_an_answer_the_owner(companies) -> None:
    mail.outbox = []

    assert signed_in(companies.minori).post("/ask", {"words": WORDS}).headers["Location"] == "/ask/sent"
    run_jobs()

    (letter,) = mail.outbox
    assert letter.to == ["desk@naniwa.example"]
    assert letter.reply_to == ["owner@minori.example"]
    assert letter.subject == "相談 有限会社みのり坂木工"
    assert WORDS in letter.body
    assert "稲森 修" in letter.body


@DESK
def test_the_log_says_that_there_was_a_question_and_not_which(companies) -> None:
    signed_in(companies.minori).post("/ask", {"words": WORDS})

    with tenant_scope(companies.minori.id):
        (line,) = AuditLine.objects.filter(verb="desk.asked")
        assert "画面" not in str(line.__dict__)


@DESK
@pytest.mark.parametrize("words", ["", " ", "あ" * 2001])
def test_nothing_and_too_much_are_refused_with_words(companies, words: str) -> None:
    page = signed_in(companies.minori).post("/ask", {"words": words}).content.decode()

    assert 'class="wrong"' in page


@DESK
def test_the_hours_stand_beside_the_phone(companies) -> None:
    assert "受付 平日 9:00〜18:00" in signed_in(companies.minori).get("/ask").content.decode()


def test_without_a_mailbox_of_the_desk_there_is_no_form(companies) -> None:
    browser = signed_in(companies.minori)

    assert "<textarea" not in browser.get("/ask").content.decode()
    assert "<textarea" not in browser.post("/ask", {"words": WORDS}).content.decode()


def test_a_mailbox_that_the_provider_wrote_down_is_where_questions_go(companies) -> None:
    mail.outbox = []
    change(Facts("なにわ見守り舎", email="madoguchi@naniwa.example"), actor=None)

    signed_in(companies.minori).post("/ask", {"words": WORDS})
    run_jobs()

    assert mail.outbox[-1].to == ["madoguchi@naniwa.example"]
