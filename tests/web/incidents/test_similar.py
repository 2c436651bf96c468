"""Incidents that are like one."""

from __future__ import annotations

from finding_cast import arrive, detection, incidents_of, watched
from otasuke.web.incidents.similar import similar_to
from otasuke.web.tenancy.scope import tenant_scope


def test_what_has_nothing_in_common_is_not_like_it(companies) -> None:
    for number in range(2):
        by = watched(companies.minori)
        arrive(detection("minori", f"r{number}", by=by, sensor=f"PC{number}", fields={"Image": "x"}))
    first = incidents_of(companies.minori)[0]

    with tenant_scope(companies.minori.id):
        assert similar_to(first) == []
