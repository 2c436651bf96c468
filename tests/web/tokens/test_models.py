"""The table of tokens."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from otasuke.web.accounts.models import Firm
from otasuke.web.tenancy.scope import across, tenant_scope
from otasuke.web.tokens.models import Token
from otasuke.web.tokens.services import make_for_customer
from token_cast import inamori, wish


def test_a_token_is_for_a_firm_or_a_company(companies) -> None:
    firm = Firm.objects.create(kind=Firm.Kind.PROVIDER, name="なにわ見守り舎")
    fields = {"person": inamori(companies.minori), "name": "x", "scopes": [], "begins": "otsk_", "digest": b"1" * 32}
    times = {"made_at": timezone.now(), "expires_at": timezone.now()}

    for whose in ({}, {"firm": firm, "customer": companies.minori}):
        with pytest.raises(IntegrityError), across("tests"), transaction.atomic():
            Token.objects.create(**fields, **times, **whose)


def test_a_company_sees_its_own_tokens_alone(companies) -> None:
    owner = inamori(companies.minori)
    made = make_for_customer(wish(), companies.minori.id, actor=owner, now=timezone.now())
    other = inamori(companies.kobato, "鳩村 学")
    make_for_customer(wish(), companies.kobato.id, actor=other, now=timezone.now())

    with tenant_scope(companies.minori.id):
        assert [one.id for one in Token.objects.all()] == [made.token.id]
        assert str(made.token) == f"{made.secret[:11]}… 会計ソフト"


def test_raw_sql_without_a_scope_sees_none(companies) -> None:
    make_for_customer(wish(), companies.minori.id, actor=inamori(companies.minori), now=timezone.now())

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tokens_token")
        assert cursor.fetchone() == (0,)
