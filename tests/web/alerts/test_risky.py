"""The devices and people about whom most was found."""

from __future__ import annotations

from finding_cast import DAY, NOW, arrive, detection, watched
from otasuke.web.alerts.models import Alert
from otasuke.web.alerts.risky import riskiest
from otasuke.web.tenancy.scope import across, tenant_scope


def test_the_riskiest_stand_first_and_what_is_held_counts_for_nothing(companies) -> None:
    pc, other = watched(companies.minori), watched(companies.minori)
    arrive(detection("minori", "r1", by=pc), detection("minori", "r2", by=pc))
    arrive(detection("minori", "r1", by=other, level="low", sensor="EIGYO", fields={}))
    arrive(detection("kobato", "r1", by=watched(companies.kobato), at=NOW - DAY), at=NOW)

    with tenant_scope(companies.minori.id):
        first, *others = [one for one in riskiest(at=NOW) if one.kind == "device"]
        assert (first.key, first.name) == (pc.code.casefold(), pc.name)
        assert [one.key for one in others] == [other.code.casefold()]
        Alert.objects.filter(machine=pc).update(held_by="habit")
        assert [one.key for one in riskiest(at=NOW)] == [other.code.casefold()]
    with across("tests"):
        assert riskiest(at=NOW, most=1)[0].customer == companies.kobato.id
