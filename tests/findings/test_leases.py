from __future__ import annotations

from datetime import UTC, datetime

import pytest

from otasuke.findings.leases import Lease, lease_entry, read_leases

LEASE = Lease("minori", "192.168.1.23", "KEIRI-02", datetime(2026, 11, 20, 3, tzinfo=UTC))


def test_leases_come_out_of_the_journal_as_they_went_in():
    name, data = lease_entry([LEASE])

    assert read_leases(data) == [LEASE]
    assert name == lease_entry([LEASE])[0]


@pytest.mark.parametrize("data", [b"{", b"[1]", b'[["a","b","c"]]', b'[["a","b","c","yesterday"]]'])
def test_what_is_no_lease_is_refused(data: bytes):
    with pytest.raises((ValueError, TypeError)):
        read_leases(data)
