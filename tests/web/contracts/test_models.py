"""What the database itself keeps to."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from contract_cast import draft_plan, running_contract, signed_contract
from otasuke.web.contracts.models import Consent, Contract, Explanation, Plan, SeatCount
from otasuke.web.contracts.services import count_seats
from otasuke.web.tenancy.scope import across, tenant_scope


@pytest.mark.parametrize("changed", [{"has_insurance": False}, {"can_visit": False}, {"term_months": 25}])
def test_no_way_around_the_services_saves_what_the_scheme_forbids(database: None, changed: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        draft_plan(version=1, **changed).save()


@pytest.mark.parametrize("model", [Plan, Explanation, Consent])
def test_plans_explanations_and_consents_are_never_changed_or_deleted(companies, model) -> None:
    with tenant_scope(companies.minori.id):
        signed_contract(companies.minori)
        row = model.objects.get()

        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            row.save(force_update=True)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            model.objects.all()._raw_delete("default")


def test_a_company_has_one_contract_in_force(companies) -> None:
    with tenant_scope(companies.minori.id):
        signed_contract(companies.minori)

        with pytest.raises(IntegrityError, match="contract_one_in_force"), transaction.atomic():
            signed_contract(companies.minori, code="futae")


@pytest.mark.parametrize("model", [Contract, Explanation, Consent, SeatCount])
def test_a_company_sees_its_own_rows_and_nothing_of_another(companies, model) -> None:
    for company, code in ((companies.minori, "a"), (companies.kobato, "b")):
        with tenant_scope(company.id):
            contract = running_contract(company, code=code)
            count_seats(contract.id, SeatCount.What.SEEN, number=3, on=contract.started, actor=None)

    for company in (companies.minori, companies.kobato):
        with tenant_scope(company.id):
            assert {row.customer_id for row in model.objects.all()} == {company.id}
    with across("tests"):
        assert model.objects.count() == 2
