from __future__ import annotations

from otasuke.pipeline.gateway.http.limits import Limits


def test_a_body_of_the_largest_size_fits_into_memory_packed_and_unpacked():
    limits = Limits()

    assert limits.wire_bytes + limits.unpacked_bytes < limits.held_bytes
