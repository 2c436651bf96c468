"""What people do, out of columns of the lake: logins, sign-ins among computers, changes of files, mails that are sent."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.learn.addresses import is_inside, is_outside
from otasuke.detect.learn.coded import Coded, Mask, coded, everywhere, nothing
from otasuke.detect.learn.tables import FIELD, Events, events_of, rows_of, schema_of

LOGINS = schema_of("user address country provider provider_name latitude longitude service placed_by")
"""Logins that succeeded from outside. country, provider, latitude, longitude: what the log says about the address.

provider_name  and placed_by are empty, until somebody looks addresses up (`places.placed`).
"""
ENTRIES = schema_of("device user computer")
"""Sign-ins by name over the office's own network. device: the address somebody came from; computer: where he signed in."""
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
_OVER_THE_NETWORK = frozenset(("3", "8", "10"))
"""Types of logon: shares and commands, with a password in plain text, the screen."""
_CHANGES = frozenset(("write", "delete", "rename", "create", "move", "upload"))
_CATEGORIES = {"file_delete": "delete", "file_rename": "rename"}
_REFUSED = frozenset(("reject", "discard", "blocked", "failure", "junked"))


def logins(table: pa.Table | Events) -> pa.Table:
    """The logins from outside that succeeded: rows of LOGINS."""
    events = events_of(table)
    rows = events.filter(_is_login(events))
    rows = rows.filter(rows.where(bool, *_USERS))
    address = rows.text(*_ADDRESSES).changed(_bare)
    is_ours = address.where(is_outside)
    rows = rows.filter(is_ours)
    return rows_of(
        LOGINS,
        rows,
        user=rows.text(*_USERS).changed(pc.utf8_lower),
        address=address.picked(is_ours),
        country=rows.text(*_COUNTRIES),
        provider=rows.text(*_PROVIDERS),
        provider_name=nothing(len(rows)),
        latitude=rows.text(*(f"{place}latitude" for place in _PLACE)),
        longitude=rows.text(*(f"{place}longitude" for place in _PLACE)),
        service=rows.text("appDisplayName", "AppDisplayName", "Workload", "service", "Channel"),
        placed_by=nothing(len(rows)),
    )


def _is_login(events: Events) -> Mask:
    sources = events.coded("logsources")
    entra = sources.where(lambda one: '"signinlogs"' in one) & events.where("0".__eq__, "ResultType")
    audit = sources.where(lambda one: '"m365"' in one) & events.where(_CLOUD_LOGINS.__contains__, "Operation")
    said = events.where("login".__eq__, "operation") & events.where("success".__eq__, "outcome")
    windows = events.where(_WINDOWS_LOGON.__eq__, "EventID")
    tunnel = events.where("tunnel-up".__eq__, "action") & events.where("vpn".__eq__, "subtype")
    return entra | audit | said | windows | tunnel


def _bare(addresses: pa.Array) -> pa.Array:
    """Microsoft 365 writes `[2001:db8::1]:443` and `192.0.2.1:443` as well as bare addresses."""
    bare = pc.replace_substring_regex(addresses, r"^\[([0-9A-Fa-f:.]+)\](:[0-9]+)?$", r"\1")
    return pc.replace_substring_regex(bare, r"^([0-9]+\.[0-9]+\.[0-9]+\.[0-9]+):[0-9]+$", r"\1")


def entries(table: pa.Table | Events) -> pa.Table:
    """Who entered which computer from which neighbour, as Windows says: rows of ENTRIES."""
    events = events_of(table)
    kept = events.where(_WINDOWS_LOGON.__eq__, "EventID") & events.where(_OVER_THE_NETWORK.__contains__, "LogonType")
    rows = events.filter(kept)
    rows = rows.filter(rows.where(_is_person, "TargetUserName") & rows.where(is_inside, "IpAddress"))
    return rows_of(
        ENTRIES,
        rows,
        device=rows.text("IpAddress"),
        user=rows.text("TargetUserName").changed(pc.utf8_lower),
        computer=rows.text("Computer").changed(pc.utf8_lower),
    )


def _is_person(user: str) -> bool:
    return not user.endswith("$") and user.upper() != "ANONYMOUS LOGON"


def files(table: pa.Table | Events) -> pa.Table:
    """Changes of files: rows of FILES."""
    events = events_of(table)
    on_nas = events.of_category("nas")
    action = on_nas.text("operation").changed(pc.utf8_lower)
    kept = action.where(_CHANGES.__contains__) & on_nas.where(bool, "path")
    kept &= ~on_nas.where("failure".__eq__, "outcome")
    on_nas = on_nas.filter(kept)
    found = rows_of(
        FILES,
        on_nas,
        device=on_nas.coded("sensor"),
        user=on_nas.text("user", "src_ip"),
        path=on_nas.text("path"),
        action=action.picked(kept),
    )
    return pa.concat_tables([found, *(_on_computers(events, one) for one in _CATEGORIES)])


def _on_computers(events: Events, category: str) -> pa.Table:
    rows = events.of_category(category)
    rows = rows.filter(rows.have("TargetFilename"))
    return rows_of(
        FILES,
        rows,
        device=rows.coded("sensor"),
        user=rows.text("User", "user"),
        path=rows.text("TargetFilename"),
        action=everywhere(_CATEGORIES[category], len(rows)),
    )


def mails(table: pa.Table | Events) -> pa.Table:
    """Mails that were not refused: rows of MAILS."""
    rows, recipient = _each_recipient(events_of(table).of_category("mail"))
    is_said = [rows.have("mail_from"), recipient.is_there, rows.have("queue_id")]
    kept = np.sum(is_said, axis=0) >= 2
    kept &= ~rows.text("outcome").changed(pc.utf8_lower).where(_REFUSED.__contains__)
    rows = rows.filter(kept)
    return rows_of(
        MAILS,
        rows,
        mailbox=rows.text("mail_from").changed(_address),
        recipient=recipient.picked(kept).changed(_address),
        queue=rows.text("queue_id"),
    )


def _address(texts: pa.Array) -> pa.Array:
    return pc.utf8_lower(pc.utf8_trim(texts, "<>"))


def _each_recipient(rows: Events) -> tuple[Events, Coded]:
    """A row for each recipient of a mail, and the recipients."""
    name = FIELD + "mail_to"
    if not rows.has(name):
        return rows, nothing(len(rows))
    column = rows.column(name)
    if not pa.types.is_list(column.type):
        return rows, coded(column)
    lists = pc.coalesce(column, pa.scalar([None], column.type)).combine_chunks()
    return rows.take(np.asarray(pc.list_parent_indices(lists), np.int64)), coded(pc.list_flatten(lists))
