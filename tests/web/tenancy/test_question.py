"""Questions whose SQL is made once are answered by the rows of the scope that is open."""

from __future__ import annotations

import pytest
from django.db import DataError, connection, transaction
from django.db.models import Value
from django.test.utils import CaptureQueriesContext

from otasuke.web.accounts.models import Person
from otasuke.web.customers.models import Customer, ImportFile
from otasuke.web.tenancy.errors import NoTenantScope
from otasuke.web.tenancy.question import Question, ask_together
from otasuke.web.tenancy.scope import across, tenant_scope

NAMES = Question(lambda: Customer.objects.order_by("tenant").values_list("tenant"))


def test_each_tenant_gets_its_own_rows(companies) -> None:
    answers = {}
    for one in (companies.minori, companies.kobato, companies.minori):
        with tenant_scope(one.id):
            answers[one.tenant] = NAMES.rows()

    assert answers == {"minori": [("minori",)], "kobato": [("kobato",)]}
    with across("tests"):
        assert NAMES.rows() == [("kobato",), ("minori",)]


def test_models_are_those_that_django_makes(companies) -> None:
    question = Question(lambda: Customer.objects.defer("name").order_by("tenant")[:1])
    with across("tests"):
        (one,) = question.objects()

        assert (one, one.get_deferred_fields(), one.name) == (companies.kobato, {"name"}, "こばと歯科医院")
    with tenant_scope(companies.minori.id):
        assert question.objects() == [companies.minori]


def test_several_are_answered_in_their_order_each_by_the_rows_of_the_scope(companies) -> None:
    people = Question(lambda: Person.objects.values_list("name"))

    with tenant_scope(companies.minori.id), CaptureQueriesContext(connection) as asked:
        assert ask_together(NAMES, people, NAMES) == [[("minori",)], [], [("minori",)]]
    with pytest.raises(NoTenantScope):
        ask_together(people, NAMES)

    assert len(asked) == 3
    assert people.rows() == []


def test_an_error_of_one_of_several_is_djangos_and_leaves_the_connection_usable(database) -> None:
    broken = Question(lambda: Person.objects.extra(select={"x": "1/0"}).values_list("x"))

    with pytest.raises(DataError), transaction.atomic():
        ask_together(broken, broken)

    assert not Person.objects.exists()


def test_without_a_scope_nobody_gets_any_also_after_others_did(companies) -> None:
    with across("tests"):
        NAMES.rows()

    for ask in (NAMES.rows, NAMES.objects):
        with pytest.raises(NoTenantScope):
            ask()


def test_the_sql_is_made_once(database) -> None:
    asked = []
    names = Question(lambda: asked.append(1) or Person.objects.values_list("name"))

    assert (names.rows(), names.rows()) == ([], [])
    assert asked == [1]


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda: Person.objects.filter(name="稲森 修").values_list("id"), id="a value that may differ"),
        pytest.param(lambda: Person.objects.values_list(Value("x")), id="another"),
        pytest.param(lambda: ImportFile.objects.values_list("edit__befores__said"), id="a column that Django converts"),
    ],
)
def test_what_is_not_always_the_same_is_refused(database, ask) -> None:
    with across("tests"), pytest.raises(ValueError, match="SELECT"):
        Question(ask).rows()
