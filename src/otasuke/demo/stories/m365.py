"""What Microsoft 365 writes about a company's mail: Defender's tables of mails, and the unified audit log.

Source: tables EmailEvents and EmailAttachmentInfo of Microsoft Defender XDR as a Log Analytics workspace has them; "Office 365
Management Activity API schema" of Microsoft (UserLoggedIn, New-InboxRule, MailItemsAccessed).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import Random

import orjson

from otasuke.demo.stories.mail import Mail
from otasuke.demo.stories.script import Act, Member

_RECORD_TYPES = {"UserLoggedIn": 15, "MailItemsAccessed": 50}
_WORKLOADS = {"UserLoggedIn": "AzureActiveDirectory"}
_CHECKED = '{"SPF":"pass","DKIM":"pass","DMARC":"pass","CompAuth":"pass"}'


def mail_records(mail: Mail, member: Member, dice: Random) -> Iterator[tuple[datetime, bytes]]:
    """The rows about a mail, with their times."""
    network_id = f"{dice.getrandbits(32):08x}-1f5e-4d3e-7c1b-{dice.getrandbits(48):012x}"
    is_out = bool(mail.account)
    row = {
        **_row("EmailEvents", mail.at, member, network_id),
        "InternetMessageId": f"<{dice.getrandbits(64):x}@{mail.sender.rpartition('@')[2]}>",
        "SenderDisplayName": mail.shown.rpartition(" <")[0].strip('"'),
        "SenderFromAddress": mail.sender,
        "SenderMailFromAddress": mail.sender,
        "SenderFromDomain": mail.sender.rpartition("@")[2],
        "SenderIPv4": mail.relay[1],
        "RecipientEmailAddress": mail.to,
        "Subject": mail.subject,
        "EmailDirection": "Outbound" if is_out else "Inbound",
        "DeliveryAction": "Delivered",
        "DeliveryLocation": "On-premises/external" if is_out else "Inbox/folder",
        "ThreatTypes": "",
        "AuthenticationDetails": _CHECKED,
        "AttachmentCount": int(bool(mail.file)),
    }
    yield mail.at, orjson.dumps(row)
    if mail.file:
        at = mail.at + timedelta(milliseconds=120)
        file = {
            **_row("EmailAttachmentInfo", at, member, network_id),
            "SenderFromAddress": mail.sender,
            "RecipientEmailAddress": mail.to,
            "FileName": mail.file,
            "FileType": mail.file.rpartition(".")[2],
            # The same file has the same hash wherever it arrives.
            "SHA256": sha256(mail.file.encode()).hexdigest(),
        }
        yield at, orjson.dumps(file)


def _row(table: str, at: datetime, member: Member, network_id: str) -> Mapping[str, object]:
    when = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "Type": table,
        "TenantId": member.organisation,
        "TimeGenerated": when,
        "Timestamp": when,
        "NetworkMessageId": network_id,
    }


def act_record(act: Act, member: Member, dice: Random) -> bytes:
    """The record of the audit log."""
    return orjson.dumps(
        {
            "CreationTime": act.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
            "Id": f"{dice.getrandbits(32):08x}-52a1-4c7e-9b1d-{dice.getrandbits(48):012x}",
            "Operation": act.operation,
            "OrganizationId": member.organisation,
            "RecordType": _RECORD_TYPES.get(act.operation, 1),
            "ResultStatus": "Success",
            "UserKey": sha256(act.user.encode()).hexdigest()[:16],
            "UserType": 0,
            "Version": 1,
            "Workload": _WORKLOADS.get(act.operation, "Exchange"),
            "ClientIP": act.address,
            "UserId": act.user,
            **act.parts,
        }
    )


def signed_in(user: str, at: datetime, address: str) -> Act:
    """Somebody signs in to their mail."""
    return Act(at, user, "UserLoggedIn", address, {"ObjectId": "Office 365 Exchange Online"})


def rule_made(user: str, at: datetime, address: str, values: Mapping[str, str]) -> Act:
    """A rule for a mailbox is made."""
    parameters = [{"Name": name, "Value": value} for name, value in values.items()]
    return Act(at, user, "New-InboxRule", address, {"ObjectId": user, "Parameters": parameters})


def contacts_read(user: str, at: datetime, address: str) -> Act:
    """The address book is read, all at once."""
    folders = [{"Path": "\\Contacts", "Id": "LgAAAAB1", "FolderItems": []}]
    properties = [{"Name": "MailAccessType", "Value": "Sync"}]
    return Act(at, user, "MailItemsAccessed", address, {"OperationProperties": properties, "Folders": folders})
