import pytest

from normalise.cloud.reading import is_covered, read

EVENT = {
    "Timestamp": "2026-04-14T01:00:00Z",
    "NetworkMessageId": "0c1a5d2e-1f5e-4d3e-7c1b-08dc5c2f3a11",
    "SenderDisplayName": "田中",
    "SenderFromAddress": "tanaka@Partner.example",
    "SenderMailFromAddress": "bounce@mailer.example",
    "RecipientEmailAddress": "keiri@minorizaka.example",
    "SenderIPv4": "203.0.113.25",
    "Subject": "請求書",
    "DeliveryAction": "Delivered",
    "AuthenticationDetails": '{"SPF":"fail","DKIM":"none","DMARC":"fail","CompAuth":"fail"}',
}
TRACE = {
    "Received": "2026-04-14T01:00:00Z",
    "MessageTraceId": "9f0a7b62-0d52-4c55-5c2f-08dc5c2f3a11",
    "SenderAddress": "tanaka@partner.example",
    "RecipientAddress": "keiri@minorizaka.example",
    "Subject": "請求書",
    "Status": "FilteredAsSpam",
    "FromIP": "203.0.113.25",
}
FILE = {key: EVENT[key] for key in ("Timestamp", "NetworkMessageId", "SenderFromAddress", "RecipientEmailAddress")}
MAIL = {"from_domain": "partner.example", "mail_to": "keiri@minorizaka.example", "to_domain": "minorizaka.example"}


def test_a_message_has_the_fields_of_other_mail_logs():
    event = read(EVENT)

    expected = {**MAIL, "mail_from": "bounce@mailer.example", "header_from": "田中 <tanaka@Partner.example>"}
    assert {name: event.fields[name] for name in expected} == expected
    assert (event.fields["subject"], event.fields["src_ip"]) == ("請求書", "203.0.113.25")
    assert event.fields["outcome"] == "delivered"
    assert is_covered(event, "m365", "mail", "message")
    assert event.time is not None


def test_a_traced_message_has_them_too():
    event = read(TRACE)

    assert {name: event.fields[name] for name in MAIL} == MAIL
    assert (event.fields["outcome"], event.fields["src_ip"]) == ("filteredasspam", "203.0.113.25")
    assert is_covered(event, "m365", "mail", "message_trace")
    assert "header_from" not in event.fields


@pytest.mark.parametrize(
    "record",
    [
        {**FILE, "FileName": "a.pdf.exe"},
        {"time": "2026-04-14T01:00:00Z", "category": "AdvancedHunting-EmailAttachmentInfo", "properties": {**FILE, "FileName": "a.pdf.exe"}},
    ],
)  # fmt: skip
def test_a_file_of_a_message_is_an_attachment(record):
    event = read(record)

    assert event.fields["attachment"] == "a.pdf.exe"
    assert is_covered(event, "m365", "mail", "attachment")


def test_a_message_without_addresses_has_no_domains():
    event = read({"Type": "EmailEvents", "SenderFromAddress": "", "Timestamp": "2026-04-14T01:00:00Z"})

    assert "from_domain" not in event.fields
    assert "outcome" not in event.fields
