from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from otasuke.demo.stories.mail import Mail, mail_lines, ordinary_mails
from otasuke.simulating.calendar import JST
from simulating.reading import read

AT = datetime(2026, 12, 4, 10, 3, 12, tzinfo=JST)
RELAY = ("mx.partner.example", "203.0.113.7")


def fields_of(mail: Mail) -> dict[str, object]:
    events = read([line for _, line in mail_lines(mail, Random(1))])
    assert {event.source for event in events} == {"linux.syslog"}
    assert all(timedelta() <= event.time - AT < timedelta(seconds=2) for event in events if event.time)
    return {name: value for event in events for name, value in event.fields.items()}


def test_a_mail_is_written_as_postfix_writes_it_with_headers_that_a_reader_can_read() -> None:
    shown = "菊川部品 経理 <keiri@partner.example>"
    mail = Mail(AT, "keiri@partner.example", shown, "info@a.example", "賞与のお支払い", RELAY, "賞与支払通知.xlsm")

    fields = fields_of(mail)

    assert fields["attachment"] == "賞与支払通知.xlsm"
    assert fields["subject"] == "賞与のお支払い"
    assert fields["header_from"] == shown
    assert (fields["mail_from"], fields["mail_to"]) == ("keiri@partner.example", "info@a.example")
    assert (fields["src_ip"], fields["outcome"]) == ("203.0.113.7", "sent")
    assert "user" not in fields


def test_who_signs_in_to_send_is_named() -> None:
    mail = Mail(AT, "a@a.example", "A <a@a.example>", "b@b.example", "hello", RELAY, account="a@a.example")

    assert fields_of(mail)["user"] == "a@a.example"


def test_ordinary_mails_come_during_the_day_to_people_of_the_company() -> None:
    midnight = AT.replace(hour=0, minute=0, second=0)

    mails = ordinary_mails("a.example", ["info", "keiri"], midnight, Random(1))

    assert {mail.to for mail in mails} == {"info@a.example", "keiri@a.example"}
    assert all(timedelta(hours=8) < mail.at - midnight < timedelta(hours=19) for mail in mails)
