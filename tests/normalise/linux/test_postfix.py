from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.normalise.linux.postfix import read_postfix
from otasuke.normalise.linux.programs import meaning_of

ENDS = "from=<a@partner.example> to=<keiri@Minori.example> proto=ESMTP helo=<mx>"


def fields(program: str, message: str) -> dict[str, object]:
    found = read_postfix(program, message)
    assert found is not None
    return {**found[0], "is": str(found[1])}


def test_a_refused_mail_says_from_whom_to_whom_and_why():
    words = "RCPT from unknown[203.0.113.9]: 550 5.1.1 <x@y>: User unknown"

    found = fields("postfix/smtpd", f"NOQUEUE: reject: {words}; {ENDS}")

    assert found == {
        "queue_id": "NOQUEUE",
        "outcome": "reject",
        "stage": "RCPT",
        "src_ip": "203.0.113.9",
        "reason": "550 5.1.1 <x@y>: User unknown",
        "mail_from": "a@partner.example",
        "from_domain": "partner.example",
        "mail_to": "keiri@Minori.example",
        "to_domain": "minori.example",
        "is": "postfix/mail/smtpd",
    }


def test_a_header_is_read_as_its_reader_sees_it():
    word = base64.b64encode("請求書".encode()).decode()

    found = fields("postfix/cleanup", f"4F1A2: warning: header Subject: =?UTF-8?B?{word}?= from m[203.0.113.9]; {ENDS}")

    assert (found["header"], found["subject"], found["src_ip"]) == ("subject", "請求書", "203.0.113.9")


def test_the_name_of_an_encoded_file_ends_as_it_was_sent():
    word = base64.b64encode("請求書.docm".encode()).decode()
    header = f'Content-Disposition: attachment; filename="=?UTF-8?B?{word}?="'

    found = fields("postfix/cleanup", f"4F1A2: warning: header {header} from m[203.0.113.9]; {ENDS}")

    assert found["attachment"] == "請求書.docm"


def test_a_header_with_broken_encoding_stays_as_sent():
    value = "=?no-such-charset?B?AAAA?="

    assert (
        fields("postfix/cleanup", f"4F1A2: warning: header Subject: {value} from m[203.0.113.9]; {ENDS}")["subject"]
        == value
    )


@pytest.mark.parametrize("header", ["Content-Disposition: attachment; filename", "Content-Type: application/zip; name"])
def test_the_file_of_a_header_is_an_attachment(header):
    found = fields("postfix/cleanup", f'4F1A2: warning: header {header}="請求 書.pdf.exe" from m[203.0.113.9]; {ENDS}')

    assert found["attachment"] == "請求 書.pdf.exe"


def test_who_signed_in_to_send_is_the_user():
    found = fields(
        "postfix/smtps/smtpd", "4F1A2: client=u[203.0.113.9], sasl_method=LOGIN, sasl_username=info@y.example"
    )

    assert (found["user"], found["src_ip"], found["is"]) == ("info@y.example", "203.0.113.9", "postfix/mail/smtpd")


def test_a_failed_sign_in_is_a_login_that_failed():
    found = fields("postfix/smtpd", "warning: unknown[2001:db8::9]: SASL LOGIN authentication failed: UGFzc3dvcmQ6")

    assert (found["operation"], found["outcome"], found["src_ip"]) == ("login", "failure", "2001:db8::9")


def test_a_delivery_says_how_it_went():
    words = (
        "relay=mx.y.example[203.0.113.5]:25, delay=1.2, delays=0.1/0/0.5/0.6, dsn=5.1.1, status=bounced (no such user)"
    )

    found = fields("postfix/smtp", f"4F1A2: to=<x@y.example>, {words}")

    assert (found["outcome"], found["dsn"], found["to_domain"]) == ("bounced", "5.1.1", "y.example")


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("postfix/smtpd", "connect from unknown[203.0.113.9]"),
        ("postfix", "4F1A2: from=<a@b>"),
        ("sshd", "4F1A2: from=<a@b>"),
    ],
)
def test_other_messages_are_not_about_mail(program, message):
    assert read_postfix(program, message) is None


def test_a_message_about_mail_is_still_one_of_syslog():
    sources = meaning_of("postfix/qmgr", "mail", "4F1A2: from=<a@b.example>, size=1, nrcpt=1 (queue active)").logsources

    assert [str(one) for one in sources] == ["postfix/mail/qmgr", "linux/*/syslog"]


@given(st.text(max_size=200))
def test_no_message_raises(message):
    read_postfix("postfix/smtpd", message)
    read_postfix("postfix/smtpd", "NOQUEUE: reject: RCPT from " + message)
    read_postfix("postfix/cleanup", "4F1A2: warning: header Subject: =?" + message + " from m[203.0.113.9]; ")
