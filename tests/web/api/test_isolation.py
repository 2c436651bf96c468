"""Every operation × tokens of another company or firm, expired, revoked, of one who left, or for something else.

The operations are those of the OpenAPI document: a new one that cannot be asked with what tests/api_things.py knows fails here.
"""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone

from api_cast import Program, program, said
from api_things import Operation, ask, operations, things_of
from otasuke.web.accounts.models import Post
from otasuke.web.tenancy.scope import across
from otasuke.web.tokens.models import Token
from otasuke.web.tokens.policy import Scope
from otasuke.web.tokens.secret import new_secret
from otasuke.web.tokens.services import Made, revoke
from sensor_cast import reached
from token_cast import firm_token, owner_token

ALL = list(operations())
SEEN_BY_ALL = {"read_me", "list_plans", "read_plan", "list_customers"}
"""What a neighbour may ask too: he sees himself, or what is everybody's."""

THINGS = ("customer", "site", "contract", "device", "plan")
every = pytest.mark.parametrize("operation", ALL, ids=[one.id for one in ALL])
about_a_thing = pytest.mark.parametrize(
    "operation", [one for one in ALL if set(one.names) - {"customer", "plan"}], ids=lambda one: one.id
)


@pytest.fixture(autouse=True)
def broker():
    with reached() as broker:
        yield broker


def status(made: Made | Program, operation: Operation, things: dict) -> int:
    asking = program(made) if isinstance(made, Made) else made
    return ask(asking, operation, things).status_code


@every
def test_who_may_succeeds(companies, operation: Operation) -> None:
    answer = ask(program(firm_token()), operation, things_of(companies.minori))

    assert answer.status_code in {200, 201, 204}, answer.content.decode()


@every
def test_nobody_comes_in_without_a_token_that_works(companies, operation: Operation) -> None:
    things = things_of(companies.minori)
    expired, revoked, left = firm_token("manager"), owner_token(companies.minori), firm_token("clerk")
    with across("tests"):
        Token.objects.filter(id=expired.token.id).update(expires_at=timezone.now())
        revoke(revoked.token, actor=revoked.token.person, now=timezone.now())
    Post.objects.filter(person=left.token.person).delete()

    met = [status(one, operation, things) for one in (Program(new_secret()), expired, revoked, left)]

    assert met == [401] * 4


@every
def test_a_token_for_everything_else_is_refused(companies, operation: Operation) -> None:
    others = firm_token(scopes=[scope for scope in Scope if scope != operation.scope])

    met = status(others, operation, things_of(companies.minori))

    assert met == (403 if operation.scope else 200)


def neighbours(customer) -> list[Made]:
    """Of another company: its owner's token, and one of the firm for that company alone."""
    return [owner_token(customer), firm_token(only=[customer.id])]


@every
def test_a_neighbour_finds_nothing(companies, operation: Operation) -> None:
    things, absent = things_of(companies.minori), dict.fromkeys(THINGS, uuid4())

    for made in neighbours(companies.kobato):
        answer = ask(program(made), operation, things)
        assert "みのり坂木工" not in answer.content.decode()
        if operation.id in SEEN_BY_ALL:
            assert answer.status_code in {200, 403}
        elif operation.id == "create_customer":
            assert answer.status_code == 403
        else:
            assert answer.status_code in {403, 404}
            assert answer.content == ask(program(made), operation, absent).content


@about_a_thing
def test_things_of_another_company_are_not_found_under_ones_own(companies, operation: Operation) -> None:
    things = {**things_of(companies.minori), "customer": companies.kobato.id}

    for made in (firm_token(), firm_token("clerk", only=[companies.kobato.id])):
        assert status(made, operation, things) == 404


def test_a_list_and_a_search_show_a_neighbour_himself_alone(companies) -> None:
    for made in neighbours(companies.kobato):
        for address in ("/customers", "/customers?q=みのり", "/customers?q=こばと"):
            tenants = {one["tenant"] for one in said(program(made).get(address))["items"]}
            assert tenants == ({"kobato"} if "みのり" not in address else set())
