"""Chains that are whole, and ones that somebody touched."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from otasuke.web.audit.models import AuditLine
from otasuke.web.audit.services import record
from otasuke.web.audit.verify import Link, broken_links
from otasuke.web.tenancy.scope import tenant_scope

BEGIN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def chain(length: int) -> list[Link]:
    links, prior = [], b""
    for number in range(1, length + 1):
        at = BEGIN + timedelta(seconds=number)
        line = f"{number} {at:%Y-%m-%dT%H:%M:%S.%fZ} - contract.signed {{}}"
        prior = hashlib.sha256(prior + line.encode()).digest()
        links.append(Link("-", number, at, "contract.signed", line, prior))
    return links


def test_the_chain_of_the_database_is_whole(companies) -> None:
    with tenant_scope(companies.minori.id):
        for visit in range(3):
            record("customer.seen", actor=None, customer=companies.minori.id, visit=visit)
        links = [
            Link(str(one.customer_id), one.number, one.at, one.verb, one.line, bytes(one.digest))
            for one in AuditLine.objects.order_by("number")
        ]

    assert not list(broken_links(links, end=(3, links[-1].digest)))


@given(st.data())
def test_a_flipped_bit_is_named_by_its_line(data: st.DataObject) -> None:
    links = chain(5)
    at = data.draw(st.integers(0, 4))
    line = links[at].line.encode()
    position, bit = data.draw(st.integers(0, len(line) - 1)), data.draw(st.integers(0, 6))
    changed = line[:position] + bytes([line[position] ^ (1 << bit)]) + line[position + 1 :]
    links[at] = replace(links[at], line=changed.decode(errors="replace"))

    assert [one.number for one in broken_links(links)] == [at + 1]


@pytest.mark.parametrize("at", range(5))
def test_a_line_that_is_gone_is_named(at: int) -> None:
    links = chain(5)
    end = (5, links[-1].digest)
    del links[at]

    assert at + 1 in [one.number for one in broken_links(links, end=end)]


def test_columns_that_differ_from_the_line_are_named() -> None:
    links = chain(2)
    links[1] = replace(links[1], verb="contract.cancelled")

    assert [(one.number, one.reason) for one in broken_links(links)] == [
        (2, "was changed: its columns differ from its line")
    ]


def test_the_tables_have_no_way_to_change_a_line_unseen(database) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = 'audit_auditline'::regclass ORDER BY 1"
        )
        assert cursor.fetchall() == [("never_change",), ("never_empty",)]
