"""The audit log as its owner reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from otasuke.web.audit.reading import opened
from otasuke.web.audit.verify import broken_links
from otasuke.web.project.database import Logins

MINORI = UUID("11111111-1111-4111-8111-111111111111")


@pytest.fixture
def lines(web_logins: Logins) -> Iterator[psycopg.Connection]:
    """Three lines of みのり坂木工, one of the provider's; undone by a copy of the database that is thrown away."""
    name = "otasuke_audit"
    connection.close()  # a template has no other users
    with psycopg.connect(web_logins.administrator.conninfo, autocommit=True) as administrator:
        administrator.execute(f"CREATE DATABASE {name} TEMPLATE {web_logins.owner.name} OWNER otasuke_owner")
        yield administrator
        administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_it_reads_whole_chains_and_names_a_flipped_byte(web_logins: Logins, lines) -> None:
    owner = replace(web_logins.owner, name="otasuke_audit")
    with psycopg.connect(owner.conninfo) as writer:
        writer.execute("SET LOCAL ROLE otasuke_staff")
        writer.execute(
            "INSERT INTO customers_customer (id, tenant, name, name_kana, corporate_number, prefecture, municipality, "
            "industry, sought, is_demo, made_at, labels) "
            "VALUES (%s, 'minori', '有限会社みのり坂木工', 'ミノリザカモッコウ', '', '', '', '', '', false, now(), '{}')",
            [MINORI],
        )
        for customer in (MINORI, MINORI, MINORI, None):
            writer.execute("SELECT otasuke_audit(%s, 'customer.seen', '{}')", [customer])

    with opened(owner.conninfo) as log:
        chains = log.chains()
        assert [(one.name, one.number) for one in chains] == [("", 1), ("minori", 3)]
        for chain in chains:
            assert not list(broken_links(log.links(chain.customer), end=(chain.number, chain.digest)))

    administrator = replace(web_logins.administrator, name="otasuke_audit")
    with psycopg.connect(administrator.conninfo) as attacker:
        attacker.execute("ALTER TABLE audit_auditline DISABLE TRIGGER never_change")
        attacker.execute("UPDATE audit_auditline SET line = overlay(line placing '!' from 5) WHERE number = 2")
    with opened(owner.conninfo) as log:
        broken = list(broken_links(log.links(str(MINORI))))

    assert [(one.customer, one.number) for one in broken] == [(str(MINORI), 2)]
