"""Mail, over a real connection."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings

from notify_cast import WORDS, outgoing
from otasuke.web.notify.channels.mail import Mail, written
from otasuke.web.notify.channels.port import Refused, Unclear
from smtp_server import MailServer, mail_server


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with mail_server() as one:
        monkeypatch.setattr(settings, "EMAIL_BACKEND", "otasuke.web.jobs.signing.SigningBackend")
        monkeypatch.setattr(settings, "EMAIL_PORT", one.port)
        monkeypatch.setattr(settings, "EMAIL_HOST", "127.0.0.1")
        yield one


def test_a_mail_says_three_lines_where_to_answer_and_whom_to_call(server: MailServer) -> None:
    receipt = Mail().send(outgoing())

    (mail,) = server.mails
    assert mail["Subject"].strip() == "【いますぐ電話】経理のパソコンが乗っ取られかけています"
    assert mail["Message-ID"] == receipt.id == "<3f0e6a1e-0000-5000-8000-000000000001@localhost>"
    plain, rich = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert plain
    assert rich
    lines = [line for line in plain.get_content().splitlines() if line]
    assert lines[1:4] == list(WORDS["ja"].lines)
    assert "https://otasuke.example/m/abc" in lines
    assert lines[-1] == "電話 06-0000-0119（平日 9:00〜18:00）"
    assert 'href="https://otasuke.example/m/abc"' in rich.get_content()


def test_the_same_message_has_the_same_id_and_the_same_matter_one_thread(server: MailServer) -> None:
    Mail().send(outgoing())
    Mail().send(outgoing())
    Mail().send(outgoing(reference="other"))

    assert len({mail["Message-ID"] for mail in server.mails}) == 2
    assert {mail["References"] for mail in server.mails} == {"<5b1c@localhost>"}


def test_who_reads_english_gets_english(server: MailServer) -> None:
    Mail().send(outgoing(language="en", words=WORDS["en"], word="call now", is_drill=True))

    body = server.mails[0].get_body(("plain",))
    assert body
    assert server.mails[0]["Subject"].strip().startswith("[Drill] [call now] The PC")
    assert "Dear 坂木 実," in body.get_content()
    assert "This is a drill" in body.get_content()


def test_what_it_says_is_no_markup() -> None:
    from dataclasses import replace

    made = written(outgoing(words=replace(WORDS["ja"], happened="<b>x</b> & y")))

    assert "<b>x</b> & y" in made.body
    assert "&lt;b&gt;" in made.alternatives[0][0]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("answers", "permanent"),
    [
        ({"RCPT TO": "550 nobody"}, True),
        ({"RCPT TO": "450 later"}, False),
        ({"TAKEN": "554 spam"}, True),
        ({"TAKEN": "451 later"}, False),
        ({"MAIL FROM": "553 not you"}, True),
    ],
)
def test_what_the_server_refuses_is_refused(server: MailServer, answers: dict[str, str], permanent: bool) -> None:
    server.answers |= {name.split()[0]: words for name, words in answers.items()}

    with pytest.raises(Refused) as refused:
        Mail().send(outgoing())

    assert refused.value.is_permanent is permanent


def test_a_server_that_is_away_has_not_taken_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
    monkeypatch.setattr(settings, "EMAIL_HOST", "127.0.0.1")
    monkeypatch.setattr(settings, "EMAIL_PORT", 1)

    with pytest.raises(Refused) as refused:
        Mail().send(outgoing())

    assert not refused.value.is_permanent


def test_a_server_that_hangs_up_after_the_text_may_have_it(server: MailServer) -> None:
    server.answers["TAKEN"] = ""  # an empty line is no answer

    with pytest.raises(Unclear):
        Mail().send(outgoing())


def test_a_mail_cannot_be_asked_after() -> None:
    assert Mail().find(outgoing(), known=()) is None
    assert Mail().look("x").id == "x"
