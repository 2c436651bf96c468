from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from random import Random

from otasuke.demo.stories.m365 import act_record, contacts_read, mail_records, rule_made, signed_in
from otasuke.demo.stories.mail import Mail
from otasuke.demo.stories.members import TRADERS
from otasuke.events import Event
from otasuke.simulating.calendar import JST
from simulating.reading import read

AT = datetime(2026, 12, 4, 10, 3, 12, tzinfo=JST)
RELAY = ("mx.partner.example", "203.0.113.7")
MAIL = Mail(AT, "a@partner.example", "経理 <a@partner.example>", "info@hanada.example", "請求書", RELAY, "請求書.xlsm")
WHO = "hayase@hanada.example"


def events(mail: Mail) -> list[Event]:
    return read([line for _, line in mail_records(mail, TRADERS, Random(1))])


def test_a_mail_and_its_file_are_rows_of_two_tables_that_say_what_a_mail_server_says() -> None:
    message, file = events(MAIL)

    assert (message.fields["subject"], message.fields["src_ip"]) == ("請求書", "203.0.113.7")
    assert (message.fields["header_from"], message.fields["outcome"]) == ("経理 <a@partner.example>", "delivered")
    assert file.fields["attachment"] == "請求書.xlsm"
    assert {one.fields["mail_from"] for one in (message, file)} == {"a@partner.example"}
    assert {one.sensor for one in (message, file)} == {TRADERS.organisation}
    assert message.time == AT


def test_a_mail_without_a_file_is_one_row_and_one_that_is_sent_goes_out() -> None:
    (message,) = events(replace(MAIL, file="", account=WHO))

    assert message.fields["EmailDirection"] == "Outbound"


def test_what_somebody_does_is_in_the_audit_log_with_the_address() -> None:
    acts = (
        signed_in(WHO, AT, RELAY[1]),
        contacts_read(WHO, AT, RELAY[1]),
        rule_made(WHO, AT, RELAY[1], {"Name": ".", "DeleteMessage": "True"}),
    )
    found = read([act_record(act, TRADERS, Random(1)) for act in acts])

    assert [event.fields["Operation"] for event in found] == ["UserLoggedIn", "MailItemsAccessed", "New-InboxRule"]
    assert {event.source for event in found} == {"m365.audit"}
    assert {(event.sensor, event.fields["UserId"], event.time) for event in found} == {(TRADERS.organisation, WHO, AT)}
    assert found[2].fields["Parameters.DeleteMessage"] == "True"
