"""Reading invitations."""

from __future__ import annotations

import pytest

from joining_cast import MINUTE, NOW, hear, invited, plan, walk_to_consent, walk_to_devices
from otasuke.web.customers.models import Customer
from otasuke.web.joining.errors import LinkIsOver, NoSuchLink
from otasuke.web.joining.policy import LIVES_FOR, STUCK_AFTER, Heard, Standing
from otasuke.web.joining.selectors import (
    consent_to,
    counts_by_step,
    explanation_of,
    joining_of,
    newest_joining,
    on_their_way,
    rows,
    visit,
    with_number,
)
from otasuke.web.joining.services import withdraw
from otasuke.web.joining.walking import agree
from otasuke.web.tenancy.scope import across, tenant_scope


def test_each_link_leads_to_its_company_and_tells_how_it_came(companies) -> None:
    offered = plan()
    minori, kobato = (invited(one, offered=offered) for one in (companies.minori, companies.kobato))

    assert visit(minori.secret, now=NOW).joining.customer == companies.minori
    assert not visit(minori.secret, now=NOW).by_mail
    assert visit(minori.mailed_secret, now=NOW).by_mail
    assert visit(kobato.secret, now=NOW).joining.customer == companies.kobato


@pytest.mark.parametrize("secret", ["", "none", "\ud800", "a" * 100_000])
def test_a_secret_that_nobody_has_leads_nowhere(companies, secret: str) -> None:
    invited(companies.minori, email="")

    with pytest.raises(NoSuchLink):
        visit(secret, now=NOW)


def test_a_tampered_secret_leads_nowhere(companies) -> None:
    secret = invited(companies.minori).secret

    with pytest.raises(NoSuchLink):
        visit(secret[:-1] + ("a" if secret[-1] != "a" else "b"), now=NOW)


def test_a_link_that_is_too_old_or_withdrawn_says_so(companies) -> None:
    made = invited(companies.minori)
    with pytest.raises(LinkIsOver) as old:
        visit(made.secret, now=NOW + LIVES_FOR)
    withdraw(made.joining, actor=None, now=NOW)
    with pytest.raises(LinkIsOver) as withdrawn:
        visit(made.mailed_secret, now=NOW)

    assert (old.value.standing, withdrawn.value.standing) == (Standing.OVER, Standing.WITHDRAWN)


def test_what_was_explained_and_agreed_to(companies) -> None:
    joining = invited(companies.minori).joining
    assert (explanation_of(joining), consent_to(joining)) == (None, None)

    from joining_cast import signing

    walk_to_consent(joining)
    agree(joining, signing(joining), now=NOW)

    consent = consent_to(joining)
    assert consent is not None
    assert consent.explanation == explanation_of(joining)


def test_who_waits_longest_stands_first_and_who_is_in_last(companies, broker) -> None:
    offered = plan()
    kobato = invited(companies.kobato, offered=offered, now=NOW + MINUTE).joining
    minori = invited(companies.minori, offered=offered).joining
    with across("tests"):
        assert list(on_their_way()) == [minori, kobato]
        assert counts_by_step() == {"who": 2}

    walk_to_devices(minori)
    hear(companies.minori, most=2)

    with across("tests"):
        assert list(on_their_way()) == [kobato, minori]
        assert list(on_their_way(step="devices")) == [minori]
        assert list(on_their_way(sought="みのりざか")) == [minori]
        first, second = rows(list(on_their_way()), now=NOW + STUCK_AFTER + 2 * MINUTE)
        assert (first.heard, second.heard) == (Heard(0, 0), Heard(3, 2))
        assert (first.is_stuck, second.is_stuck) == (True, False)
    withdraw(kobato, actor=None, now=NOW)
    with across("tests"):
        assert list(on_their_way()) == [minori]


def test_staff_find_an_invitation_by_its_id(companies) -> None:
    made = invited(companies.minori).joining

    assert joining_of(made.id) == made
    with pytest.raises(NoSuchLink):
        joining_of(companies.minori.id)


def test_a_company_is_found_by_its_number(companies) -> None:
    with across("tests"):
        Customer.objects.filter(id=companies.kobato.id).update(corporate_number="8700110005901")

    assert with_number("8700110005901") == companies.kobato
    assert with_number("7000012050002") is None


def test_the_newest_way_in_of_a_company_is_found_and_a_withdrawn_one_is_not(companies) -> None:
    made = invited(companies.minori).joining
    with tenant_scope(companies.minori.id):
        assert newest_joining() == made
    with tenant_scope(companies.kobato.id):
        assert newest_joining() is None

    withdraw(made, actor=None, now=NOW)
    with tenant_scope(companies.minori.id):
        assert newest_joining() is None
