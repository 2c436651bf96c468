from __future__ import annotations

from dataclasses import replace

from otasuke.findings.live import CorrelatedHit
from otasuke.findings.who import Who, Whos, facts_of
from pipeline.cast import NOW

LOG = ("linux", "", "sshd")
HIT = CorrelatedHit(
    *("sakura", "r", NOW, NOW, "k", {"src_ip": "203.0.113.9", "hostname": "nas"}),
    sensor="nas",
    sent_by="syslog",
    log=LOG,
    facts={"user": "tanaka"},
)


def test_of_a_hit_it_is_known_who_did_it_and_with_whom() -> None:
    whos = Whos()
    whos.note(HIT)

    assert whos.of("sakura", "k") == Who("nas", "syslog", LOG, {"src_ip": "203.0.113.9", "user": "tanaka"})
    assert whos.of("fuji", "k") is None


def test_a_hit_of_before_there_were_facts_says_nothing() -> None:
    whos = Whos()
    whos.note(replace(HIT, sensor="", sent_by=""))

    assert whos.of("sakura", "k") is None


def test_the_newest_are_remembered() -> None:
    whos = Whos(most=2)
    for event in "abc":
        whos.note(replace(HIT, event=event))

    assert [whos.of("sakura", event) is not None for event in "abc"] == [False, True, True]


def test_what_advice_does_not_look_at_what_is_known_and_what_is_endless_is_left() -> None:
    fields = {
        "message": "m",
        "user": "tanaka",
        "src_ip": "192.168.1.9",
        "url": "x" * 401,
        "query": ("a", "b"),
        "host": (),
    }

    assert facts_of(fields, but={"src_ip"}) == {"user": "tanaka", "query": ("a", "b"), "host": ()}


def test_of_very_many_long_facts_few_are_kept() -> None:
    names = ("url", "query", "host", "sender", "from", "user", "mailbox", "username")
    fields = dict.fromkeys(names, "x" * 400)

    assert len(facts_of(fields)) == 5
    assert facts_of({"user": tuple("x" * 400 for _ in range(6))}) == {}


def test_what_campaigns_look_at_is_there_and_what_advice_needs_goes_before() -> None:
    mail = {"subject": "請求書", "attachment": ("seikyu.zip",), "sha256": "ab" * 32, "body": "拝啓"}
    long = {f"{name}": "x" * 400 for name in ("subject", "attachment", "filename", "md5", "Subject")}

    assert facts_of(mail) == {name: mail[name] for name in ("subject", "attachment", "sha256")}
    assert facts_of(long | {"sender": "keiri@evil-example.xyz"})["sender"] == "keiri@evil-example.xyz"
