from __future__ import annotations

from otasuke.pipeline.matching import Matcher
from otasuke.pipeline.reading import read
from pipeline.cast import FAILED_SIGN_IN, FUJI, GUESSING, NOW, WHOAMI, creation, failed_sign_in, parcel, rules_of

MATCHER = Matcher(rules_of(WHOAMI, FAILED_SIGN_IN, GUESSING))
BAD = creation("C:\\Windows\\System32\\whoami.exe")


def match(*parcels):
    return MATCHER.match(parcels, read(parcels), now=NOW)


def test_a_detection_says_whose_it_is_where_its_event_is_and_why():
    (found,) = match(parcel(creation("a.exe")), parcel(creation("b.exe"), BAD, sender=FUJI, batch="b7")).detections

    assert (found.tenant, found.sent_by, found.sensor) == ("fuji", "office-pc", "KEIRI-PC01")
    assert (found.title, found.level, found.tags) == ("Whoami was run", "high", ("attack.discovery",))
    assert (found.batch, found.ordinal, found.source) == ("b7", 1, "windows.winlogbeat")
    assert found.log == ("windows", "process_creation", "sysmon")
    assert found.matched == (("Image", "C:\\Windows\\System32\\whoami.exe", "*\\whoami.exe"),)
    assert found.fields is not None
    assert found.fields["Image"].endswith("whoami.exe")
    assert (found.detected_at, found.received_at) == (NOW, NOW)


def test_the_same_record_in_another_batch_is_the_same_detection():
    first, second = (match(parcel(creation("a.exe"), BAD, batch=batch)).detections for batch in ("b1", "b2"))

    assert first[0].id == second[0].id
    assert len(match(parcel(BAD, BAD)).detections) == 1
    assert match(parcel(BAD, sender=FUJI)).detections[0].id != first[0].id


def test_hits_for_correlations_carry_what_those_look_at_and_are_no_detections():
    findings = match(parcel(failed_sign_in(1), failed_sign_in(2)))

    assert findings.detections == ()
    assert [(hit.tenant, dict(hit.fields)) for hit in findings.hits] == [("sakura", {"hostname": "nas"})] * 2
    assert findings.hits[0].event != findings.hits[1].event


def test_hits_for_correlations_carry_who_did_it_too_in_few_fields():
    of_whoami = GUESSING.replace("[failed]", "[whoami]").replace("hostname", "Image")
    matcher = Matcher(rules_of(WHOAMI.replace("status:", "name: whoami\nstatus:"), of_whoami))
    parcels = [parcel(creation("C:\\whoami.exe", User="MINORI\\sato"))]

    (hit,) = matcher.match(parcels, read(parcels), now=NOW).hits

    assert (hit.sensor, hit.sent_by, hit.log) == ("KEIRI-PC01", "office-pc", ("windows", "process_creation", "sysmon"))
    assert (set(hit.fields), dict(hit.facts)) == ({"Image"}, {"User": "MINORI\\sato"})


def test_nothing_is_found_in_nothing():
    assert match(parcel(b"")).detections == ()


def test_a_rule_that_is_disabled_finds_nothing_and_the_others_do():
    other = WHOAMI.replace("1111-4111", "2111-4111").replace("Whoami was run", "Other")
    parcels = [parcel(BAD)]

    found = Matcher(rules_of(WHOAMI, other), disabled=frozenset({0})).match(parcels, read(parcels), now=NOW)

    assert [one.title for one in found.detections] == ["Other"]
