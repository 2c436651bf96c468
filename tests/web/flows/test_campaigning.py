"""The same attack at several companies."""

from __future__ import annotations

import pytest

from finding_cast import DAY, HOUR, NOW, arrive, detection, incidents_of, watched
from otasuke.findings.live import CorrelatedHit, Findings, LiveDetection, entries, read_findings
from otasuke.findings.who import Whos, facts_of
from otasuke.web.customers.policy import Facts
from otasuke.web.customers.services import open_customer
from otasuke.web.flows.campaigning import keys_of

MAIL = {
    "sender": "keiri@evil-example.xyz",
    "subject": "請求書",
    "filename": "seikyu.zip",
    "mail_to": "a@minori.example",
}


def come(companies, fields_here, fields_there, *, later=HOUR):
    mine, theirs = watched(companies.minori), watched(companies.kobato)
    arrive(detection("minori", by=mine, fields=fields_here))
    arrive(detection("kobato", by=theirs, fields=fields_there, at=NOW + later), at=NOW + later)
    return [one.campaign for company in (companies.minori, companies.kobato) for one in incidents_of(company)]


def test_a_sender_at_two_companies_makes_a_campaign(companies) -> None:
    first, second = come(companies, MAIL, {"sender": "KEIRI@evil-example.xyz"})

    assert first is not None
    assert first == second
    assert first.traces == [["sender", "keiri@evil-example.xyz"]]


@pytest.mark.parametrize(
    "other",
    [
        {"subject": "請求書"},
        {"filename": "seikyu.zip"},
        {"sender": "keiri@another-example.xyz"},
        {"DestinationIp": "8.8.8.8"},
    ],
)
def test_what_many_have_alone_makes_none(companies, other) -> None:
    assert come(companies, MAIL | {"DestinationIp": "8.8.8.8"}, other) == [None, None]


def test_a_file_together_with_a_subject_does(companies) -> None:
    first, second = come(companies, MAIL, {"subject": "請求書", "filename": "seikyu.zip"})

    assert first == second
    assert first is not None


def test_a_month_later_it_is_another_attack(companies) -> None:
    assert come(companies, MAIL, MAIL, later=30 * DAY) == [None, None]


def test_two_incidents_of_one_company_are_no_campaign(companies) -> None:
    first, second = watched(companies.minori), watched(companies.minori)
    arrive(detection("minori", by=first, sensor="A", fields=MAIL))
    later = NOW + 4 * DAY
    arrive(
        detection("minori", by=second, sensor="B", fields=MAIL | {"mail_to": "b@minori.example"}, at=later), at=later
    )

    assert len(incidents_of(companies.minori)) == 2
    assert {one.campaign for one in incidents_of(companies.minori)} == {None}


def test_keys_are_strong_traces_alone_and_weak_ones_in_pairs() -> None:
    assert keys_of([("file", "a.zip"), ("subject", "x"), ("hash", "00")]) == [
        (("hash", "00"),),
        (("file", "a.zip"), ("subject", "x")),
    ]


def correlated(customer, mail: dict[str, str]) -> LiveDetection:
    """What a live correlation says of a mail: its hit went through the journal, and the rest of the event stayed behind."""
    hit = CorrelatedHit(
        *(customer.tenant, "r", NOW, NOW, "k", {"mail_to": "a@example.jp"}),
        sensor="FGT60",
        sent_by="utm",
        log=("fortigate", "", "utm"),
        facts=facts_of(mail, but={"mail_to"}),
    )
    ((_name, entry),) = entries("m1", Findings(hits=(hit,)))
    whos = Whos()
    for one in read_findings(entry).hits:
        whos.note(one)
    who = whos.of(customer.tenant, "k")
    assert who is not None
    box = watched(customer, kind="utm")
    return detection(
        customer.tenant, by=box, sensor=who.sensor, log=who.log, fields=who.fields, matched=(),
        group=(("mail_to", "a@example.jp"),), events=("k",), event="", batch="", ordinal=-1,
    )  # fmt: skip


@pytest.mark.parametrize(
    "mail",
    [
        {"subject": "【重要】口座変更のご連絡", "attachment": "koza.zip"},
        {"sender": "keiri@evil-example.xyz"},
        {"fileinfo.sha256": "ab" * 32},
    ],
)
def test_the_same_mail_to_three_companies_is_one_campaign_though_correlations_found_it(companies, mail) -> None:
    third = open_customer(Facts("hoshimi", "星見町印刷", "ホシミチョウインサツ"), actor=None)
    three = (companies.minori, companies.kobato, third)

    for company in three:
        arrive(correlated(company, mail))

    (campaign,) = {one.campaign for company in three for one in incidents_of(company)}
    assert campaign is not None
    assert sorted(kind for kind, _value in campaign.traces) == sorted(
        {"subject": ["file", "subject"], "sender": ["sender"], "fileinfo.sha256": ["hash"]}[next(iter(mail))]
    )
