"""What staff fill in for a contract."""

from __future__ import annotations

from contract_cast import NOON, draft_plan, running_contract
from otasuke.web.accounts.models import Person
from otasuke.web.console.contract_forms import ChangeForm, TellForm
from otasuke.web.contracts.models import Explanation
from otasuke.web.contracts.services import offer_plan
from otasuke.web.tenancy.scope import tenant_scope


def test_a_contract_may_keep_a_plan_that_is_offered_no_more(companies) -> None:
    with tenant_scope(companies.minori.id):
        contract = running_contract(companies.minori)
        newer = offer_plan(draft_plan(network_yen=8_000), actor=None)

        choices = [str(value) for value, _ in ChangeForm(contract=contract).fields["plan"].choices]  # type: ignore[attr-defined]

    assert choices == [str(newer.id), str(contract.plan_id)]


def test_what_is_read_on_a_page_is_told_by_nobody() -> None:
    by = Person(name="早瀬 遥")
    told = {}
    for how in ("page", "spoken"):
        form = TellForm({"how": how, "language": "ja"})
        assert form.is_valid()
        told[how] = form.telling(by, NOON)

    assert (told["page"].by, told["page"].how) == (None, Explanation.How.PAGE)
    assert told["spoken"].by == by
