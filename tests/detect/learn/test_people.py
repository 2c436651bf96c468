from __future__ import annotations

from datetime import timedelta

import orjson

from detect.learn.cast import eve, nas_change, posted, sign_in, table_of
from otasuke.detect.learn.people import files, logins, mails

NOW = timedelta(0)


def test_a_sign_in_tells_who_and_from_where() -> None:
    (row,) = logins(table_of(sign_in(NOW, "Sato@sakura.example", "192.168.1.9", country="JP"))).to_pylist() or [None]

    assert row is None  # inside the office nobody comes from anywhere

    (row,) = logins(
        table_of(sign_in(NOW, "Sato@sakura.example", "126.3.4.5", country="JP", place=(35.7, 139.7)))
    ).to_pylist()

    assert (row["user"], row["address"], row["country"]) == ("sato@sakura.example", "126.3.4.5", "JP")
    assert (row["latitude"], row["longitude"]) == ("35.7", "139.7")


def test_a_sign_in_that_failed_is_none() -> None:
    line = sign_in(NOW, "sato@sakura.example", "126.3.4.5").replace(b'"errorCode":0', b'"errorCode":50126')

    assert logins(table_of(line)).num_rows == 0


def test_microsoft_365_writes_ports_behind_addresses() -> None:
    record = {
        "CreationTime": "2026-04-14T00:00:00",
        "Operation": "UserLoggedIn",
        "RecordType": 15,
        "Workload": "AzureActiveDirectory",
        "UserId": "sato@sakura.example",
        "ClientIP": "126.3.4.5:50231",
    }

    assert logins(table_of(orjson.dumps(record))).column("address").to_pylist() == ["126.3.4.5"]


def test_files_on_a_nas_that_change() -> None:
    rows = files(table_of(nas_change(NOW, "unlinkat", "共有/a.xlsx"), nas_change(NOW, "open", "共有/b.xlsx")))

    assert rows.select(["device", "user", "path", "action"]).to_pylist() == [
        {"device": "nas01", "user": "keiri", "path": "共有/a.xlsx", "action": "delete"}
    ]


def test_files_on_a_computer_that_are_deleted() -> None:
    record = {
        "@timestamp": "2026-04-14T00:00:00.000Z",
        "winlog": {
            "channel": "Microsoft-Windows-Sysmon/Operational",
            "provider_name": "Microsoft-Windows-Sysmon",
            "event_id": 23,
            "computer_name": "KEIRI-PC01",
            "event_data": {"TargetFilename": r"C:\a.xlsx", "User": "SAKURA\\sato", "Image": r"C:\x.exe"},
        },
    }

    rows = files(table_of(orjson.dumps(record)))

    assert rows.select(["device", "user", "path", "action"]).to_pylist() == [
        {"device": "KEIRI-PC01", "user": "SAKURA\\sato", "path": r"C:\a.xlsx", "action": "delete"}
    ]


def test_postfix_says_sender_and_recipient_apart() -> None:
    rows = mails(
        table_of(
            posted(NOW, "4ABCDE12", "from=<Sato@sakura.example>, size=901, nrcpt=1 (queue active)", program="qmgr"),
            posted(
                NOW,
                "4ABCDE12",
                "to=<a@fuji.example>, relay=mx.fuji.example[93.184.216.34]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)",
            ),
        )
    )

    assert rows.select(["mailbox", "recipient", "queue"]).to_pylist() == [
        {"mailbox": "sato@sakura.example", "recipient": None, "queue": "4ABCDE12"},
        {"mailbox": None, "recipient": "a@fuji.example", "queue": "4ABCDE12"},
    ]


def test_a_mail_to_several_is_one_to_each() -> None:
    smtp = {"helo": "pc", "mail_from": "<sato@sakura.example>", "rcpt_to": ["<a@fuji.example>", "<b@fuji.example>"]}
    several = eve("smtp", NOW, src_ip="192.168.11.14", dest_ip="93.184.216.34", dest_port=25, smtp=smtp)
    queued = posted(NOW, "4ABCDE12", "from=<sato@sakura.example>, size=901, nrcpt=1 (queue active)", program="qmgr")

    assert mails(table_of(several, queued)).column("recipient").to_pylist() == [
        "a@fuji.example",
        "b@fuji.example",
        None,
    ]
