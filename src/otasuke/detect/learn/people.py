"""What people do, out of columns of the lake: logins, changes of files, mails that are sent."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.learn.addresses import is_outside
from otasuke.detect.learn.tables import FIELD, of_category, rows_of, schema_of, text, where

LOGINS = schema_of("user address country provider latitude longitude service")
"""Logins that succeeded from outside. country, provider, latitude, longitude: what the cloud knows about the address."""
FILES = schema_of("device user path action")
"""Files that were changed, renamed or deleted. device: the NAS or the computer that reports it."""
MAILS = schema_of("mailbox recipient queue")
"""Mails on their way: who sends, and to whom. Postfix says the two in different lines that share the name in its queue."""

_USERS = ("Username", "userPrincipalName", "UserPrincipalName", "UserId", "user", "TargetUserName")
_ADDRESSES = ("ipAddress", "IPAddress", "ClientIP", "ActorIpAddress", "src_ip", "remip", "IpAddress")
_COUNTRIES = ("location.countryOrRegion", "LocationDetails.countryOrRegion", "Location", "srccountry")
_PROVIDERS = ("autonomousSystemNumber", "AutonomousSystemNumber")
_PLACE = ("location.geoCoordinates.", "LocationDetails.geoCoordinates.")
_CLOUD_LOGINS = ("UserLoggedIn", "MailboxLogin")
_WINDOWS_LOGON = "4624"
_CHANGES = frozenset(("write", "delete", "rename", "create", "move", "upload"))
_CATEGORIES = {"file_delete": "delete", "file_rename": "rename"}
_REFUSED = frozenset(("reject", "discard", "blocked", "failure", "junked"))


def logins(table: pa.Table) -> pa.Table:
    """The logins from outside that succeeded: rows of LOGINS."""
    rows = table.filter(pa.array(_is_login(table)))
    rows = rows.filter(pa.array(where(_address(rows), is_outside)))
    return rows_of(
        LOGINS,
        rows,
        user=pc.utf8_lower(text(rows, *_USERS)),
        address=_address(rows),
        country=text(rows, *_COUNTRIES),
        provider=text(rows, *_PROVIDERS),
        latitude=text(rows, *(f"{place}latitude" for place in _PLACE)),
        longitude=text(rows, *(f"{place}longitude" for place in _PLACE)),
        service=text(rows, "appDisplayName", "AppDisplayName", "Workload", "service", "Channel"),
    )


def _is_login(table: pa.Table) -> npt.NDArray[np.bool_]:
    sources = table.column("logsources").cast(pa.string())
    entra = where(sources, lambda one: '"signinlogs"' in one) & where(text(table, "ResultType"), "0".__eq__)
    audit = where(sources, lambda one: '"m365"' in one) & where(text(table, "Operation"), _CLOUD_LOGINS.__contains__)
    said = where(text(table, "operation"), "login".__eq__) & where(text(table, "outcome"), "success".__eq__)
    windows = where(text(table, "EventID"), _WINDOWS_LOGON.__eq__)
    tunnel = where(text(table, "action"), "tunnel-up".__eq__) & where(text(table, "subtype"), "vpn".__eq__)
    return (entra | audit | said | windows | tunnel) & where(text(table, *_USERS), bool)


def _address(rows: pa.Table) -> pa.ChunkedArray:
    """Microsoft 365 writes `[2001:db8::1]:443` and `192.0.2.1:443` as well as bare addresses."""
    found = text(rows, *_ADDRESSES)
    bare = pc.replace_substring_regex(found, r"^\[([0-9A-Fa-f:.]+)\](:[0-9]+)?$", r"\1")
    return pc.replace_substring_regex(bare, r"^([0-9]+\.[0-9]+\.[0-9]+\.[0-9]+):[0-9]+$", r"\1")


def files(table: pa.Table) -> pa.Table:
    """Changes of files: rows of FILES."""
    on_nas = of_category(table, "nas")
    on_nas = on_nas.filter(
        pa.array(
            where(pc.utf8_lower(text(on_nas, "operation")), _CHANGES.__contains__)
            & where(text(on_nas, "path"), bool)
            & ~where(text(on_nas, "outcome"), "failure".__eq__)
        )
    )
    found = [
        rows_of(
            FILES,
            on_nas,
            device=on_nas.column("sensor"),
            user=text(on_nas, "user", "src_ip"),
            path=text(on_nas, "path"),
            action=pc.utf8_lower(text(on_nas, "operation")),
        )
    ]
    return pa.concat_tables([*found, *(_on_computers(table, one) for one in _CATEGORIES)])


def _on_computers(table: pa.Table, category: str) -> pa.Table:
    rows = of_category(table, category)
    rows = rows.filter(pc.is_valid(text(rows, "TargetFilename")))
    action = pa.chunked_array([pa.array([_CATEGORIES[category]] * len(rows), pa.string())])
    return rows_of(
        FILES,
        rows,
        device=rows.column("sensor"),
        user=text(rows, "User", "user"),
        path=text(rows, "TargetFilename"),
        action=action,
    )


def mails(table: pa.Table) -> pa.Table:
    """Mails that were not refused: rows of MAILS."""
    rows = _each_recipient(of_category(table, "mail"))
    rows = rows.filter(pa.array(~where(pc.utf8_lower(text(rows, "outcome")), _REFUSED.__contains__)))
    sender, recipient, queue = (text(rows, name) for name in ("mail_from", "mail_to", "queue_id"))
    ends = pc.add(_one(sender), pc.add(_one(recipient), _one(queue)))
    rows = rows.filter(pc.greater_equal(ends, 2))
    return rows_of(
        MAILS,
        rows,
        mailbox=pc.utf8_lower(pc.utf8_trim(text(rows, "mail_from"), "<>")),
        recipient=pc.utf8_lower(pc.utf8_trim(text(rows, "mail_to"), "<>")),
        queue=text(rows, "queue_id"),
    )


def _each_recipient(rows: pa.Table) -> pa.Table:
    """A row for each recipient of a mail."""
    name = FIELD + "mail_to"
    if name not in rows.column_names or not pa.types.is_list(rows.column(name).type):
        return rows
    lists = pc.coalesce(rows.column(name), pa.scalar([None], rows.column(name).type)).combine_chunks()
    each = rows.take(pc.list_parent_indices(lists))
    return each.set_column(each.column_names.index(name), name, pc.list_flatten(lists))


def _one(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.is_valid(column).cast(pa.int8())
