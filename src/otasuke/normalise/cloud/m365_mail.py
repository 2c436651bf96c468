"""Mail of Microsoft 365: Exchange's message trace, and the tables EmailEvents and EmailAttachmentInfo of Defender.

The category is `mail`, with the fields that `linux.postfix` names; `outcome` is the delivery action or status in lower case.
What was found out about the sender is the text of AuthenticationDetails, such as `{"SPF":"fail","DMARC":"fail","CompAuth":"fail"}`.
Source: Get-MessageTraceV2 of Exchange Online PowerShell; "Advanced hunting schema" of Microsoft Defender XDR.
"""

from __future__ import annotations

from collections.abc import Mapping

from otasuke.events import LogSource, Value
from otasuke.events.shape import Class, Keys, Shape
from otasuke.normalise.base import JsonObject
from otasuke.normalise.cloud.document import Fields, document_source, is_text_in, mapping_at
from otasuke.normalise.shaped import first_text

_TABLES = frozenset({"EmailEvents", "EmailAttachmentInfo"})
_STREAMS = frozenset(f"AdvancedHunting-{table}" for table in _TABLES)
_TRACED = ("SenderAddress", "RecipientAddress", "MessageTraceId")


def _is_mail(record: JsonObject) -> bool:
    if is_text_in(record, "category", _STREAMS) or is_text_in(record, "Type", _TABLES):
        return True
    return all(key in record for key in _TRACED) or ("NetworkMessageId" in record and "SenderFromAddress" in record)


def _prepare(record: JsonObject) -> JsonObject:
    """The row, taken out of the streaming API's envelope."""
    if is_text_in(record, "category", _STREAMS):
        return {"Timestamp": record.get("time"), **mapping_at(record, "properties")}
    return record


def _derived(_record: JsonObject, fields: Fields) -> Mapping[str, Value]:
    sender = first_text(fields, ("SenderFromAddress", "SenderAddress"))
    recipient = first_text(fields, ("RecipientEmailAddress", "RecipientAddress"))
    shown = first_text(fields, ("SenderDisplayName",))
    return {
        "mail_from": first_text(fields, ("SenderMailFromAddress",)) or sender,
        "header_from": f"{shown} <{sender}>" if shown else (),
        "from_domain": _domain(sender),
        "mail_to": recipient,
        "to_domain": _domain(recipient),
        "subject": fields.get("Subject", ()),
        "attachment": fields.get("FileName", ()),
        "src_ip": first_text(fields, ("SenderIPv4", "SenderIPv6", "FromIP")) or (),
        "outcome": first_text(fields, ("DeliveryAction", "Status")).lower() or (),
    }


def _domain(address: str) -> Value:
    return address.rpartition("@")[2].lower() or ()


def _classify(keys: Keys) -> Class:
    trace, file = keys
    table = "message_trace" if trace else "attachment" if file else "message"
    return Class((LogSource("m365", "mail", table),))


MAIL = document_source(
    Shape(
        "m365.mail",
        ("MessageTraceId", "FileName"),
        _classify,
        times=("Timestamp", "TimeGenerated", "Received"),
        sensors=("OrganizationId", "Organization", "TenantId"),
    ),
    _is_mail,
    prepare=_prepare,
    derive=_derived,
)

SOURCES = (MAIL,)
