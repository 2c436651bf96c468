"""What an owner is told does not depend on who asks: the service, or `otasuke advice`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from advice.given import our_book
from otasuke.advice.advise import advise
from otasuke.advice.happening import LogKind
from otasuke.detect.load import load_rules
from otasuke.events import Event, LogSource
from otasuke.findings.advised import happening_of
from otasuke.findings.live import LiveDetection
from otasuke.pipeline.matching import Matcher
from otasuke.pipeline.reading import read
from pipeline.cast import NOW, parcel, rules_of

RULES = Path(__file__).parents[2] / "rules"
BOOK = our_book()
FOUND = LiveDetection("d", "sakura", "r", "題", "high", ("attack.t1110",), NOW, NOW, NOW, sensor="FW")


@pytest.mark.parametrize("folder", ["suricata", "fortigate", "m365", "windows", "nas"])
def test_advice_about_a_live_detection_is_that_of_its_rule(folder: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((RULES / "otasuke" / folder).glob("*.yml"))]
    few = [text for text in texts if "correlation:" not in text][::5][:6]
    rules = load_rules([("x.yml", text.encode()) for text in few]).rules
    samples = [path.read_bytes() for rule in rules for path in (RULES / "samples" / rule.id).glob("hit-*")]
    parcels = [parcel(sample, batch=str(number)) for number, sample in enumerate(samples)]

    found = Matcher(rules_of(*few)).match(parcels, read(parcels), now=NOW).detections

    by_id = {rule.id: rule for rule in rules}
    assert {one.rule_id for one in found} == set(by_id)
    for one in found:
        live, rule = happening_of(one), by_id[one.rule_id]
        of_rule = replace(live, rule=rule.id, tags=rule.tags, log=LogKind(*rule.logsource.parts))
        assert advise(live, BOOK) == advise(of_rule, BOOK)


def test_a_detection_without_fields_tells_what_its_group_knows() -> None:
    found = happening_of(replace(FOUND, sensor="", group=(("src_ip", "192.168.1.9"), ("user", "tanaka"))))

    assert (found.device, found.person, found.time) == ("192.168.1.9", "tanaka", NOW)


def test_the_last_event_of_a_correlation_tells_more() -> None:
    fields = {"src_ip": "192.168.1.9", "dst_ip": "203.0.113.9"}
    event = Event(NOW, NOW, "network.suricata", "mimamori", (LogSource("suricata", None, "alert"),), fields, 0)
    correlated = replace(FOUND, sensor="", group=(("signature", "ET x"),))

    found = happening_of(correlated, event=event, names={"192.168.1.9": "KEIRI-02"}, known_as={"KEIRI-02": "経理"})

    assert (found.device, found.counterpart) == ("KEIRI-02", "203.0.113.9")
    assert (found.log, found.known_as) == (LogKind("suricata", "", "alert"), {"KEIRI-02": "経理"})


def test_a_learnt_finding_names_device_and_counterpart_itself() -> None:
    group = (("device", "192.168.1.9"), ("counterpart", "evil.example"))
    learnt = replace(FOUND, rule_id="learn/beaconing", time=None, sensor="", group=group)

    found = happening_of(learnt)

    assert (found.device, found.counterpart, found.time) == ("192.168.1.9", "evil.example", NOW)
    assert advise(found, BOOK).key == "beaconing"
