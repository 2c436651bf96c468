"""A sighting is told with its event, and under the same name whatever else was gathered."""

from __future__ import annotations

from dataclasses import replace

from detect.indicators.cast import NOON
from detect.indicators.watchlists import watchlist_of
from otasuke.detect.indicators.indicator import About
from otasuke.detect.indicators.lookout import Lookout
from otasuke.detect.indicators.observables import parse_observable
from otasuke.detect.indicators.watchlist import read_watchlist
from otasuke.findings.live import event_key, read_findings
from otasuke.pipeline.indicators.sighted import findings_of, sighting_entries
from otasuke.pipeline.step import Step
from pipeline.cast import FUJI, NOW, WHOAMI, all_new, creation, parcel, rules_of
from pipeline.indicators.cast import LIST, dns

LOOKOUT = Lookout(read_watchlist(watchlist_of({parse_observable("evil.com"): LIST})))


def gathered(*parcels):
    from otasuke.pipeline.parcels import pack

    return Step(rules_of(WHOAMI)).run([pack(parcels)], all_new, now=NOW).gathered.batches()


def findings(*parcels):
    batches = gathered(*parcels)
    return findings_of(LOOKOUT.sightings(batches), batches, now=NOW)


def test_a_sighting_is_a_detection_with_its_event_and_its_place_in_the_lake():
    (one,) = findings(parcel(dns("good.com"), dns("www.evil.com"), creation("a.exe"))).detections

    assert (one.tenant, one.rule_id, one.level) == ("sakura", "indicators/domain", "high")
    assert one.title == "悪いと知られている名前の相手"
    assert one.matched == (("query", "www.evil.com", "evil.com (list JPCERT; confidence 90; c2)"),)
    assert (one.batch, one.ordinal, one.sent_by) == ("b1", 1, "office-pc")
    assert one.group == (("device", "192.168.1.23"),)
    assert one.fields is not None
    assert one.fields["query"] == "www.evil.com"
    assert (one.detected_at, len(one.event)) == (NOW, 24)


def test_the_event_is_that_of_the_tenant_and_the_parcel():
    told = findings(
        parcel(dns("evil.com", src="192.168.1.1"), batch="b1"),
        parcel(dns("evil.com", src="192.168.1.2"), batch="b2"),
        parcel(dns("evil.com", src="192.168.1.3"), sender=FUJI, batch="b1"),
    ).detections

    assert {(one.tenant, one.batch): one.fields["src_ip"] for one in told} == {
        ("sakura", "b1"): "192.168.1.1",
        ("sakura", "b2"): "192.168.1.2",
        ("fuji", "b1"): "192.168.1.3",
    }


def test_the_key_of_the_event_is_that_which_rules_give_it():
    from otasuke.lake.columns import to_events

    batches = gathered(parcel(dns("evil.com")))
    (one,) = findings_of(LOOKOUT.sightings(batches), batches, now=NOW).detections

    assert one.event == event_key(next(to_events(batches[0])))


def test_an_entry_has_the_same_name_whatever_it_is_gathered_with():
    alone = dict(sighting_entries(findings(parcel(dns("evil.com")))))
    among = dict(sighting_entries(findings(parcel(dns("evil.com")), parcel(dns("evil.com"), sender=FUJI))))

    assert len(alone) == 1
    assert len(among) == 2
    assert alone.items() <= among.items()
    assert [one.tenant for one in read_findings(*alone.values()).detections] == ["sakura"]


def test_a_sighting_whose_event_is_not_at_hand_is_told_without_it():
    (sighting,) = LOOKOUT.sightings(gathered(parcel(dns("evil.com"))))
    other = replace(sighting, indicator=replace(sighting.indicator, about=About()), batch="b9", time=NOON)

    (one,) = findings_of([other], gathered(parcel(dns("evil.com"))), now=NOW).detections

    assert (one.event, one.fields, one.batch) == ("", None, "b9")
