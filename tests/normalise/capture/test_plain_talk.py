from __future__ import annotations

import pytest

from otasuke.normalise.capture.plain_talk import Smtp, Ssh

MAIL = (
    b"EHLO pc.example.jp\r\nMAIL FROM:<a@example.jp> SIZE=100\r\nRCPT TO:<b@example.com>\r\nRCPT TO:<c@example.com>\r\nDATA\r\n"
    b"From: a@example.jp\r\nTo: b@example.com,\r\n c@example.com\r\nSubject: invoice\r\n\r\nhello\r\n"
    b'Content-Disposition: attachment; filename="invoice.zip"\r\n.\r\nQUIT\r\n'
)


@pytest.mark.parametrize("size", [1, 10_000])
def test_both_sides_of_ssh_name_their_programs(size):
    talk, found = Ssh(), []
    for to_server, data in ((False, b"SSH-2.0-OpenSSH_9.6 Debian\r\n"), (True, b"SSH-2.0-PuTTY_0.81\r\n")):
        for at in range(0, len(data), size):
            found += talk.feed(data[at : at + size], to_server=to_server)

    (one,) = found
    assert one["ssh"]["client"] == {"proto_version": "2.0", "software_version": "PuTTY_0.81"}
    assert one["ssh"]["server"]["software_version"] == "OpenSSH_9.6"


def test_a_side_that_says_nothing_is_left_out():
    talk = Ssh()
    talk.feed(b"SSH-2.0-Go\r\n", to_server=True)

    assert talk.end() == [{"ssh": {"client": {"proto_version": "2.0", "software_version": "Go"}}}]
    assert talk.end() == []


@pytest.mark.parametrize("size", [1, 10_000])
def test_a_mail_is_told_with_envelope_and_head(size):
    talk = Smtp()

    (one,) = [found for at in range(0, len(MAIL), size) for found in talk.feed(MAIL[at : at + size], to_server=True)]

    assert one["smtp"] == {
        "helo": "pc.example.jp",
        "mail_from": "<a@example.jp>",
        "rcpt_to": ["<b@example.com>", "<c@example.com>"],
    }
    assert one["email"] == {
        "from": "a@example.jp",
        "to": "b@example.com, c@example.com",
        "subject": "invoice",
        "attachment": ["invoice.zip"],
    }


def test_what_is_encrypted_is_not_guessed_at():
    talk = Smtp()

    assert talk.feed(b"STARTTLS\r\n" + MAIL, to_server=True) == []
    assert talk.feed(MAIL, to_server=True) == []
