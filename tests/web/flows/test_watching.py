"""The process that makes incidents of what is found."""

from __future__ import annotations

from finding_cast import NOW, detection, incidents_of, watched
from otasuke.findings import leases
from otasuke.findings.leases import Lease, lease_entry
from otasuke.findings.live import JOURNAL, Findings, entries
from otasuke.stream.port import Entry
from otasuke.web.alerts.naming import devices_of
from otasuke.web.flows import watching
from otasuke.web.tenancy.scope import tenant_scope


def test_what_the_journal_says_is_written_down_and_what_cannot_be_read_hides_nothing(companies) -> None:
    ((_, data),) = entries("m1", Findings((detection("minori", by=watched(companies.minori)),)))

    followed = watching.found()
    followed.write([Entry(1, "bad", b"{", NOW), Entry(2, "good", data, NOW)], 2)

    assert followed.journal == JOURNAL
    assert followed.read_until() == 2
    assert len(incidents_of(companies.minori)) == 1


def test_who_has_which_address_is_written_down_and_what_cannot_be_read_hides_nothing(companies) -> None:
    _, data = lease_entry([Lease("minori", "192.168.1.77", "iPhone", NOW)])

    followed = watching.leased()
    followed.write([Entry(1, "bad", b"{", NOW), Entry(2, "worse", b"[1]", NOW), Entry(3, "good", data, NOW)], 3)

    assert (followed.journal, followed.read_until()) == (leases.JOURNAL, 3)
    with tenant_scope(companies.minori.id):
        assert devices_of(companies.minori.id).names == {"192.168.1.77": "iPhone"}
