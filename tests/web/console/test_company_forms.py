"""Facts and handling as forms."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from otasuke.web.accounts.models import Person
from otasuke.web.console.company_forms import FactsForm, HandlingForm, labels_of, staff_people
from otasuke.web.customers.policy import Facts
from staff_cast import employ, hayase

TOWA = Facts("towa", "東和精機", "トウワセイキ", prefecture="27", industry="E09", employees=38)


@pytest.mark.parametrize(
    ("words", "labels"),
    [("更新月、要電話", ("更新月", "要電話")), (" a,b、a\n", ("a", "b")), ("、、", ()), ("ｶﾅ", ("カナ",))],
)
def test_labels_are_written_one_after_another(words: str, labels: tuple[str, ...]) -> None:
    assert labels_of(words) == labels


def test_facts_are_read_as_people_write_them() -> None:
    form = FactsForm(
        TOWA,
        QueryDict("name=東和精機&name_kana=ﾄｳﾜｾｲｷ&corporate_number=7000-0120-50002&industry=E09&employees=39"),
    )

    assert form.is_valid(), form.errors
    value = form.value()
    assert (value.tenant, value.name_kana, value.corporate_number) == ("towa", "トウワセイキ", "7000012050002")
    assert (value.industry, value.employees, value.capital_yen) == ("E09", 39, None)


def test_only_the_providers_own_people_look_after_companies(database) -> None:
    Person.objects.create(name="稲森 修")
    employ(Person.objects.create(name="よその人"), "technician", "partner")  # type: ignore[arg-type]  # a kind
    person = hayase("desk")
    employ(person, "clerk")

    assert list(staff_people()) == [person]
    assert not HandlingForm(None, QueryDict(f"assigned_to={Person.objects.get(name='稲森 修').id}")).is_valid()
