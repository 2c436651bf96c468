"""Names lead nowhere else."""

from __future__ import annotations

import pytest

from otasuke.events.names import BadName, check_batch, check_tenant


@pytest.mark.parametrize("name", ["sakura", "0", "a-1", "a" * 64])
def test_plain_names_of_tenants_are_good(name: str) -> None:
    assert check_tenant(name) == name


@pytest.mark.parametrize("name", ["", "..", "a/b", "A", "-a", "a" * 65, "日本", "a\n", "a.b", "*", ">", "a b"])
def test_a_tenant_whose_name_could_lead_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(BadName, match="is no name of a tenant: lower-case letters"):
        check_tenant(name)


@pytest.mark.parametrize("name", ["b1", "2026-11-23T12:00:00Z/a:b", "x" * 200])
def test_names_of_batches_may_be_anything_that_fits_a_header(name: str) -> None:
    assert check_batch(name) == name


@pytest.mark.parametrize("name", ["", "a b", "a\r\nX: y", "x" * 201, "é", "\x7f"])
def test_a_batch_whose_name_could_break_a_header_is_refused(name: str) -> None:
    with pytest.raises(BadName, match="is no name of a batch: signs of ASCII"):
        check_batch(name)
