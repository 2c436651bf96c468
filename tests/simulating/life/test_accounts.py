from __future__ import annotations

from typing import Any

from otasuke.events import Event
from otasuke.simulating.company import Kind
from otasuke.simulating.life.accounts import account_traces
from otasuke.simulating.life.reading import activity_of
from simulating.life.acting import SOFTWARE, read_trace
from simulating.life.offices import company_and_service

ACTIVITY = activity_of("x", {"what": "x", "on": "pc", "per_week": 1, "events": []}, SOFTWARE)


def events_of(table: dict[str, Any], kind: Kind) -> list[Event]:
    return [read_trace(trace, *company_and_service(kind), ACTIVITY) for trace in account_traces(table, SOFTWARE)]


def test_a_sign_in_is_one_of_entra() -> None:
    table = {"signs-in": "Outlook Mobile", "from": "203.0.113.5", "country": "TH", "error": 50126}

    (event,) = events_of(table, Kind.M365)

    assert event.source == "entra.signin"
    assert event.fields["ResultType"] == "50126"
    assert event.fields["location.countryOrRegion"] == "TH"


def test_what_is_done_in_a_mailbox_is_in_the_audit_log() -> None:
    table = {"office": "New-InboxRule", "workload": "Exchange", "parts": {"Parameters": []}}

    (event,) = events_of(table, Kind.M365)

    assert event.fields["Operation"] == "New-InboxRule"


def test_a_mail_that_nobody_takes_bounces() -> None:
    table = {"mail": "b@y.example", "sender": "a@x.example", "relay": "pc[192.0.2.1]", "account": "a"}

    events = events_of({**table, "status": "bounced (550 5.1.1 User unknown)"}, Kind.MAIL)

    assert {event.sensor for event in events} == {"mail"}
    assert [event.fields["outcome"] for event in events if "outcome" in event.fields] == ["bounced"]


def test_any_line_of_the_mail_server_can_be_written() -> None:
    (event,) = events_of(
        {"postfix": "smtpd warning: unknown[192.0.2.1]: SASL LOGIN authentication failed: x"}, Kind.MAIL
    )

    assert event.source == "linux.syslog"
