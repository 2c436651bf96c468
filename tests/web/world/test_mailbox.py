from __future__ import annotations

from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.test import override_settings

from otasuke.web.world.mailbox import Mailbox, newest_mails


@pytest.fixture(autouse=True)
def folder(tmp_path: Path):
    with override_settings(EMAIL_FILE_PATH=str(tmp_path / "mails")):
        yield tmp_path / "mails"


def mail(subject: str, words: str = "リンクです。\nhttp://127.0.0.1:9270/enter/x") -> EmailMessage:
    return EmailMessage(subject, words, "desk@naniwa.example", ["inamori@minori.example"])


def test_mails_are_kept_and_marked_and_the_newest_comes_first() -> None:
    sent = Mailbox().send_messages([mail("ログインのリンク"), mail("【デモ】二通目")])

    assert sent == 2
    assert [one.subject for one in newest_mails()] == ["【デモ】二通目", "【デモ】ログインのリンク"]
    assert newest_mails()[0].to == "inamori@minori.example"
    assert "http://127.0.0.1:9270/enter/x" in newest_mails()[0].words


def test_before_the_first_mail_there_is_none() -> None:
    assert newest_mails() == []


def test_the_oldest_go_when_there_are_too_many(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("otasuke.web.world.mailbox._MOST_KEPT", 3)

    for number in range(5):
        Mailbox().send_messages([mail(f"{number}")])

    assert [one.subject for one in newest_mails()] == ["【デモ】4", "【デモ】3", "【デモ】2"]
