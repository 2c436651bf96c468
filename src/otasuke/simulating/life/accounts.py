"""What Microsoft 365 and a mail server write of an event of an activity."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from otasuke.simulating.company import Kind
from otasuke.simulating.life.activity import Trace
from otasuke.simulating.life.software import Software
from otasuke.simulating.writing import boxes
from otasuke.simulating.writing.templates import Template, json_template, slot

_USER = f"{slot('mailbox')}@{slot('maildomain')}"
_TIME = f"{slot('day')}T{slot('clock')}"
_ID = f"{slot('new')}-4a1b-4c2d-8e3f-{slot('new')}0000"
_SIGNED_IN = "Other."
_MAIL_PRIORITY = 22


def account_traces(table: Mapping[str, Any], _software: Software) -> Sequence[Trace]:
    """The traces of a sign-in, of something done in Microsoft 365, or of a mail."""
    word = next(word for word in _WRITERS if word in table)
    return tuple(_WRITERS[word](table))


def _signed_in(table: Mapping[str, Any]) -> Iterator[Trace]:
    """Entra's record. Source: Microsoft Graph's resource type signIn."""
    record = {
        "id": _ID,
        "createdDateTime": f"{_TIME}Z",
        "userPrincipalName": table.get("user", _USER),
        "userDisplayName": table.get("user", _USER),
        "appDisplayName": table["signs-in"],
        "ipAddress": table["from"],
        "clientAppUsed": table.get("client", "Browser"),
        "conditionalAccessStatus": "notApplied",
        "isInteractive": True,
        "riskState": "none",
        "status": {"errorCode": table.get("error", 0), "failureReason": table.get("reason", _SIGNED_IN)},
        "deviceDetail": {"operatingSystem": table.get("system", "Windows10"), "browser": "Edge 124.0.0"},
        "location": {"city": "", "state": "", "countryOrRegion": table.get("country", "JP")},
        "autonomousSystemNumber": table.get("network", 2516),
        "tenantId": slot("hostid"),
    }
    yield Trace(json_template(record), on=Kind.M365)


def _done(table: Mapping[str, Any]) -> Iterator[Trace]:
    """A record of the unified audit log. Source: Office 365 Management Activity API schema."""
    record = {
        "CreationTime": _TIME,
        "Id": _ID,
        "Operation": table["office"],
        "OrganizationId": slot("hostid"),
        "RecordType": table.get("type", 1),
        "ResultStatus": table.get("result", "True"),
        "UserKey": f"1003{slot('new')}",
        "UserType": 0,
        "Version": 1,
        "Workload": table["workload"],
        "ClientIP": table.get("from", slot("outside")),
        "UserId": table.get("user", _USER),
        "ObjectId": table.get("object", slot("mailbox")),
        **table.get("parts", {}),
    }
    yield Trace(json_template(record), on=Kind.M365)


def _mailed(table: Mapping[str, Any]) -> Iterator[Trace]:
    """What Postfix writes of one mail."""
    queue, relay, account = f"4F{slot('new')}", table["relay"], table.get("account", "")
    signed_in = f", sasl_method=LOGIN, sasl_username={account}" if account else ""
    yield _line("submission/smtpd" if account else "smtpd", f"{queue}: client={relay}{signed_in}")
    sender, target = table["sender"], table["mail"]
    for header, value in table.get("headers", {}).items():
        words = f"warning: header {header}: {value} from {relay}; from=<{sender}> to=<{target}> proto=ESMTP helo=<{slot('clientname')}>"
        yield _line("cleanup", f"{queue}: {words}")
    yield _line("qmgr", f"{queue}: from=<{sender}>, size={slot('num')}7, nrcpt=1 (queue active)")
    way = "smtp" if account else "lmtp"
    hop = "mx.example.jp[203.0.113.90]:25" if account else "dovecot"
    status = table.get("status", "sent (250 2.0.0 Ok)")
    code = "2.0.0" if status.startswith("sent") else "5.1.1"
    yield _line(
        way, f"{queue}: to=<{target}>, relay={hop}, delay=0.4, delays=0.1/0/0.1/0.2, dsn={code}, status={status}"
    )
    yield _line("qmgr", f"{queue}: removed")


def _said(table: Mapping[str, Any]) -> Iterator[Trace]:
    program, _, words = table["postfix"].partition(" ")
    yield _line(program, words)


def _line(program: str, words: str) -> Trace:
    name = program if program == "dovecot" else f"postfix/{program}"
    return Trace(_mail_line(f"{name}[{slot('id')}]:", words), on=Kind.MAIL)


def _mail_line(program: str, words: str) -> Template:
    return boxes.nas_line(_MAIL_PRIORITY, program, words)


_WRITERS: Mapping[str, Callable[[Mapping[str, Any]], Iterator[Trace]]] = {
    "signs-in": _signed_in,
    "office": _done,
    "mail": _mailed,
    "postfix": _said,
}
ACCOUNT_WORDS: Mapping[str, frozenset[str]] = {
    "signs-in": frozenset({"user", "from", "client", "error", "reason", "system", "country", "network"}),
    "office": frozenset({"workload", "user", "from", "type", "result", "object", "parts"}),
    "mail": frozenset({"sender", "relay", "account", "headers", "status"}),
    "postfix": frozenset(),
}
"""The words that say what happens, and what else may be said of it."""
