"""What was found and disturbed nobody."""

from __future__ import annotations

from finding_cast import DAY, HOUR, NOW, alerts_of, arrive, detection, watched
from otasuke.web.alerts import loose
from otasuke.web.alerts.loose import LETTER, last_found, letters, loose_page, quiet_since
from otasuke.web.alerts.models import Alert
from otasuke.web.tenancy.scope import across


def test_what_waits_for_the_letter_is_counted_by_company_and_reason(companies, monkeypatch) -> None:
    for one in (companies.minori, companies.kobato):
        by = watched(one)
        arrive(detection(one.tenant, "loud", by=by, sensor=f"PC-{one.tenant}", fields={"Image": "x"}))
        for number in range(2):
            arrive(detection(one.tenant, f"low{number}", level="low", sensor=f"Q{number}", fields={"Image": "y"}))
    with across("tests"):
        Alert.objects.filter(rule_id="low1").update(held_by="habit", last_seen=NOW + HOUR)
        rows = letters(1)
        assert (len(rows), len(letters(9))) == (1, 2)
        assert (dict(rows[0].by), rows[0].all, rows[0].last) == ({LETTER: 1, "habit": 1}, 2, NOW + HOUR)

        found = quiet_since(NOW - DAY)
        assert (found.detections, dict(found.by)) == (6, {"habit": 2})
        assert [one.rule_id for one in loose_page("habit", "minori", "")[0]] == ["low1"]
        assert {one.rule_id for one in loose_page(LETTER, "", "")[0]} == {"low0"}
        monkeypatch.setattr(loose, "A_PAGE", 3)
        first, after = loose_page("", "", "")
        second, end = loose_page("", "", after)
        assert len({one.id for one in [*first, *second]}) == 4
        assert end == ""
        assert len(loose_page("", "", "yesterday~x")[0]) == 3
        assert last_found() == NOW + HOUR
    assert len(alerts_of(companies.minori)) == 3
