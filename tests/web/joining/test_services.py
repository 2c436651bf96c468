"""Inviting companies."""

from __future__ import annotations

import pytest

from contract_cast import signed_contract
from joining_cast import MAIL, NOW, fresh, invited, plan, walk_to_devices
from otasuke.web.accounts.links import digest_of
from otasuke.web.audit.models import AuditLine
from otasuke.web.contracts.models import Contract
from otasuke.web.joining.errors import BadInvitation, LinkIsOver, NoSuchLink
from otasuke.web.joining.models import Joining
from otasuke.web.joining.policy import LIVES_FOR
from otasuke.web.joining.selectors import visit
from otasuke.web.joining.services import give_back, invite, send_again, withdraw
from otasuke.web.tenancy.scope import across, tenant_scope


def test_an_invitation_has_two_links_of_which_only_digests_are_kept(companies) -> None:
    made = invited(companies.minori)

    kept = fresh(made.joining)
    assert bytes(kept.digest) == digest_of(made.secret)
    assert bytes(kept.mailed_digest or b"") == digest_of(made.mailed_secret)
    assert made.secret != made.mailed_secret
    assert kept.expires_at == NOW + LIVES_FOR
    with tenant_scope(companies.minori.id):
        assert Contract.objects.get().state == "draft"
        assert AuditLine.objects.filter(verb="joining.invited").count() == 1


def test_without_an_address_nothing_is_to_be_mailed(companies) -> None:
    made = invited(companies.minori, email="")

    assert made.mailed_secret == ""
    assert fresh(made.joining).mailed_digest is None


def test_who_is_invited_already_is_not_invited_again(companies) -> None:
    offered = plan()
    invited(companies.minori, offered=offered)

    with pytest.raises(BadInvitation, match="もう招いています"):
        invited(companies.minori, offered=offered)
    assert invited(companies.kobato, offered=offered)


def test_who_has_a_contract_is_not_invited(companies) -> None:
    with tenant_scope(companies.minori.id):
        offered = signed_contract(companies.minori).plan

    with pytest.raises(BadInvitation, match="もう契約があります"):
        invited(companies.minori, offered=offered)


def test_sent_again_the_links_of_before_are_over_and_nobody_loses_his_place(companies, broker) -> None:
    made = invited(companies.minori)
    at = walk_to_devices(made.joining)

    again = send_again(at, email="okami@minori.example", actor=None, now=NOW + LIVES_FOR)

    for old in (made.secret, made.mailed_secret):
        with pytest.raises(NoSuchLink):
            visit(old, now=NOW)
    found = visit(again.mailed_secret, now=NOW + LIVES_FOR)
    assert (found.joining.step, found.joining.email) == ("devices", "okami@minori.example")


def test_withdrawn_and_given_back(companies) -> None:
    made = invited(companies.minori)

    withdraw(made.joining, actor=None, now=NOW)
    with pytest.raises(LinkIsOver):
        visit(made.secret, now=NOW)
    give_back(made.joining, actor=None)

    assert visit(made.secret, now=NOW).joining == made.joining


def test_withdrawn_and_invited_anew_it_cannot_be_given_back_and_the_contract_is_the_same(companies) -> None:
    offered = plan()
    first = invited(companies.minori, offered=offered)
    withdraw(first.joining, actor=None, now=NOW)
    second = invited(companies.minori, offered=offered)

    with pytest.raises(BadInvitation, match="もう一度招かれています"):
        give_back(first.joining, actor=None)
    assert second.joining.contract_id == first.joining.contract_id


def test_what_is_withdrawn_is_not_sent_again(companies) -> None:
    made = invited(companies.minori)
    withdraw(made.joining, actor=None, now=NOW)

    with pytest.raises(NoSuchLink):
        send_again(made.joining, email=MAIL, actor=None, now=NOW)


def test_twice_withdrawn_is_one_line_of_the_log(companies) -> None:
    made = invited(companies.minori)
    for _ in range(2):
        withdraw(made.joining, actor=None, now=NOW)

    with tenant_scope(companies.minori.id):
        assert AuditLine.objects.filter(verb="joining.withdrawn").count() == 1


def test_a_number_that_the_plan_does_not_have_is_refused(companies) -> None:
    from otasuke.web.contracts.errors import BreaksRules

    with pytest.raises(BreaksRules):
        invite(companies.minori, plan(), endpoints=0, email="", name="", actor=None, now=NOW)
    with across("tests"):
        assert not Joining.objects.exists()
