"""Making, checking and revoking tokens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from otasuke.web.accounts.models import Firm, Person, Post
from otasuke.web.accounts.policy import Role
from otasuke.web.audit.models import AuditLine
from otasuke.web.customers.models import Membership
from otasuke.web.tenancy.scope import across, tenant_scope
from otasuke.web.tokens.errors import BadWish, NoToken, Why
from otasuke.web.tokens.models import Token
from otasuke.web.tokens.policy import MOST_TOKENS, Fault, Scope, allowed
from otasuke.web.tokens.secret import digest_of, new_secret
from otasuke.web.tokens.services import KEPT, check, forget_old_tokens, make_for_customer, make_for_firm, revoke
from staff_cast import employ
from token_cast import firm_token, inamori, owner_token, wish, worker

NOW = timezone.now()


def refusal(secret: str, **later: int) -> Why:
    with pytest.raises(NoToken) as refused:
        check(secret, now=timezone.now() + timedelta(**later))
    return refused.value.why


def test_the_secret_is_not_kept(companies) -> None:
    made = firm_token()

    with across("tests"):
        kept = Token.objects.values().get()

    assert bytes(kept["digest"]) == digest_of(made.secret)
    assert made.secret not in str(kept)
    assert made.secret.startswith(kept["begins"])


def test_a_token_of_the_firm_sees_all_companies(companies) -> None:
    bearer = check(firm_token().secret, now=timezone.now())

    assert bearer.sees(companies.minori.id)
    assert bearer.sees(companies.kobato.id)
    assert Scope.WRITE_CUSTOMERS in bearer.scopes


def test_a_token_for_named_companies_sees_no_other(companies) -> None:
    bearer = check(firm_token(only=[companies.minori.id]).secret, now=timezone.now())

    assert bearer.sees(companies.minori.id)
    assert not bearer.sees(companies.kobato.id)


def test_an_owners_token_sees_his_company_alone(companies) -> None:
    bearer = check(owner_token(companies.minori).secret, now=timezone.now())

    assert bearer.sees(companies.minori.id)
    assert not bearer.sees(companies.kobato.id)
    assert bearer.scopes == allowed([Role.OWNER])


def test_a_token_may_no_more_than_its_maker_may_today(companies) -> None:
    made = firm_token("manager")

    Post.objects.update(role="analyst")

    assert check(made.secret, now=timezone.now()).scopes == allowed([Role.ANALYST])


def test_a_role_that_is_gained_gives_no_scope_that_was_not_asked_for(companies) -> None:
    made = firm_token("analyst", scopes=[Scope.READ_CUSTOMERS])

    Post.objects.update(role="manager")

    assert check(made.secret, now=timezone.now()).scopes == {Scope.READ_CUSTOMERS}


def test_who_has_left_has_no_working_token(companies) -> None:
    of_staff, of_owner = firm_token(), owner_token(companies.minori)

    Post.objects.all().delete()
    with across("tests"):
        Membership.objects.all().delete()

    assert {refusal(of_staff.secret), refusal(of_owner.secret)} == {Why.LEFT}


def test_who_is_locked_has_no_working_token(companies) -> None:
    made = firm_token()

    Person.objects.update(is_active=False)

    assert refusal(made.secret) is Why.LEFT


def test_expired_revoked_and_unknown_ones_open_nothing(companies) -> None:
    expired, revoked = firm_token(), owner_token(companies.minori)
    with across("tests"):
        revoke(revoked.token, actor=revoked.token.person, now=timezone.now())

    assert refusal(expired.secret, days=91) is Why.EXPIRED
    assert refusal(revoked.secret) is Why.REVOKED
    assert refusal(new_secret()) is Why.UNKNOWN
    assert refusal(revoked.secret[:-1]) is Why.UNKNOWN


def test_use_is_noted_once_a_minute(companies) -> None:
    made, now = firm_token(), timezone.now()
    for seconds in (0, 30, 59, 61):
        check(made.secret, now=now + timedelta(seconds=seconds))

    with across("tests"):
        assert Token.objects.get().used_at == now + timedelta(seconds=61)


def test_a_scope_that_is_no_more_is_forgotten(companies) -> None:
    made = firm_token()
    with across("tests"):
        Token.objects.update(scopes=["customers:read", "moon:walk"])

    assert check(made.secret, now=timezone.now()).scopes == {Scope.READ_CUSTOMERS}


def test_a_wish_for_more_than_one_may_is_refused(companies) -> None:
    person, firm = worker("analyst")
    with pytest.raises(BadWish) as refused:
        make_for_firm(wish({Scope.READ_AUDIT}), firm, only=[], actor=person, now=timezone.now())

    assert refused.value.faults == (Fault.TOO_MUCH,)


def test_a_stranger_makes_no_token_for_a_company(companies) -> None:
    stranger = inamori(companies.kobato)

    with pytest.raises(BadWish):
        make_for_customer(wish(), companies.minori.id, actor=stranger, now=timezone.now())


def test_a_firm_that_is_not_the_provider_has_no_companies_and_no_tokens(companies) -> None:
    person = Person.objects.create(name="須磨 港", email="suma@partner.example")
    employ(person, "auditor", Firm.Kind.PARTNER)

    with pytest.raises(BadWish):
        make_for_firm(wish({Scope.READ_AUDIT}), Firm.objects.get(), only=[], actor=person, now=timezone.now())


def test_nobody_has_more_than_so_many(companies) -> None:
    person, firm = worker()
    made = [make_for_firm(wish(), firm, only=[], actor=person, now=timezone.now()) for _ in range(MOST_TOKENS)]

    with pytest.raises(BadWish):
        make_for_firm(wish(), firm, only=[], actor=person, now=timezone.now())
    with across("tests"):
        revoke(made[0].token, actor=person, now=timezone.now())

    assert make_for_firm(wish(), firm, only=[], actor=person, now=timezone.now())


def test_making_and_revoking_stand_in_the_companys_audit_log_without_the_secret(companies) -> None:
    made = owner_token(companies.minori)
    with tenant_scope(companies.minori.id):
        revoke(made.token, actor=made.token.person, now=NOW)
        revoke(made.token, actor=made.token.person, now=NOW)
        lines = [line.line for line in AuditLine.objects.order_by("number")]

    assert [line.split(" ")[3] for line in lines] == ["token.made", "token.revoked"]
    assert " ".join(sorted(allowed([Role.OWNER]))) in lines[0]
    assert made.secret not in "".join(lines)


def test_tokens_that_ended_long_ago_are_forgotten(companies) -> None:
    firms, owners = firm_token().token, owner_token(companies.minori).token
    with across("tests"):
        Token.objects.filter(id=firms.id).update(revoked_at=NOW - KEPT - timedelta(seconds=1))
        Token.objects.filter(id=owners.id).update(expires_at=NOW - KEPT + timedelta(seconds=1))

    assert forget_old_tokens(now=NOW) == 1

    with across("tests"):
        assert list(Token.objects.values_list("id", flat=True)) == [owners.id]
