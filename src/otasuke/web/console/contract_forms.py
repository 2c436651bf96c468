"""What staff fill in for the steps of a contract."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from otasuke.web.accounts.models import Person
from otasuke.web.contracts.explaining import Telling
from otasuke.web.contracts.models import Contract, Explanation, Plan
from otasuke.web.contracts.selectors import offered_plans

_DAY = forms.DateInput(attrs={"type": "date"})


def _plans(contract: Contract | None) -> Sequence[tuple[str, str]]:
    """Plans to choose from: what is offered, and what the contract has already."""
    offered = list(offered_plans())
    if contract and contract.plan not in offered:
        offered.append(contract.plan)
    return [(str(one.id), f"{one.title} v{one.version}") for one in offered]


class ChoiceOfPlan(forms.Form):
    """A plan, and for how many computers."""

    plan = forms.ChoiceField(label=_("プラン"))
    endpoints = forms.IntegerField(label=_("台数"), min_value=0, max_value=100_000)

    def __init__(self, data: Any = None, *, contract: Contract | None = None, **more: Any) -> None:
        more.setdefault("auto_id", f"id_{type(self).__name__}_%s")
        if contract:
            more.setdefault("initial", {"plan": str(contract.plan_id), "endpoints": contract.endpoints})
        super().__init__(data, **more)
        if "plan" in self.fields:
            self.fields["plan"] = forms.ChoiceField(label=_("プラン"), choices=_plans(contract))

    def chosen(self) -> Plan:
        """The plan."""
        return Plan.objects.get(id=self.cleaned_data["plan"])


class _HowTold(forms.Form):
    how = forms.ChoiceField(
        label=_("説明のしかた"),
        choices=[("spoken", _("口頭で説明する")), ("written", _("書面で説明する")), ("page", _("お客様が画面で読む"))],
    )
    language = forms.ChoiceField(label=_("説明文のことば"), choices=[("ja", "日本語"), ("en", "English")])

    def telling(self, by: Person, at: datetime) -> Telling:
        """How it is told. What the customer reads on a page is told by nobody."""
        how = Explanation.How(self.cleaned_data["how"])
        return Telling(how, self.cleaned_data["language"], None if how is Explanation.How.PAGE else by, at)


class StartForm(ChoiceOfPlan, _HowTold):
    """A new contract, explained."""

    from_day = forms.DateField(label=_("始める予定の日"), widget=_DAY)
    field_order = ("plan", "endpoints", "from_day", "how", "language")


class ChangeForm(ChoiceOfPlan, _HowTold):
    """Another plan or number, explained."""

    field_order = ("plan", "endpoints", "how", "language")


class TellForm(_HowTold):
    """A renewal or an ending, explained."""

    def __init__(self, data: Any = None, *, contract: Contract | None = None, **more: Any) -> None:  # noqa: ARG002  # as its sisters
        more.setdefault("auto_id", "id_tell_%s")
        super().__init__(data, **more)


class AgreeForm(forms.Form):
    """A consent that staff take down."""

    name = forms.CharField(label=_("同意した人の名前"), max_length=60)
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    explanation = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.BooleanField(
        label=_("金額と期間を見せて、同意を受けました。"),
        error_messages={"required": _("同意を受けてから、ここに印を付けてください。")},
    )


class DayForm(forms.Form):
    """A day."""

    on = forms.DateField(label=_("日"), widget=_DAY)


class CountForm(forms.Form):
    """How many computers are insured."""

    number = forms.IntegerField(label=_("保険の台数"), min_value=0, max_value=100_000)
