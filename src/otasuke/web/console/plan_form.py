"""A plan as a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from otasuke.web.contracts.errors import BreaksRules, ContractError
from otasuke.web.contracts.models import ONE_LINE, Plan
from otasuke.web.contracts.policy import ceiling_yen
from otasuke.web.contracts.services import check
from otasuke.web.contracts.standards import STANDARDS
from otasuke.web.ui.telling import told

_EXAMPLES = (1, 5, 10, 30)
_MOST = 2_000_000_000
_TITLES = {"1.1": _("基準 v1.1（1類）"), "2.0-2": _("基準 2.0（2類）")}
_FIELDS_OF = {
    "price": "network_yen",
    "endpoints": "from_endpoints",
    "term": "term_months",
    "insurance": "has_insurance",
    "visit": "can_visit",
    "explained": "terms",
    "ceiling_unknown": "registered_network_yen",
    "watched": "watched_endpoints",
    "consulting": "has_consulting",
    "amount": "network_yen",
}


def _yen(words: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=words, min_value=0, max_value=_MOST, **more)


class PlanForm(forms.Form):
    """What is offered; a change is the next version of its code."""

    code = forms.SlugField(label=_("記号"), max_length=40, help_text=_("半角の文字。同じ記号なら、次の版になります。"))
    title = forms.CharField(label=_("名前"), max_length=80, validators=[ONE_LINE])
    standard = forms.ChoiceField(label=_("基準"), choices=[(name, _TITLES.get(name, name)) for name in STANDARDS])
    kind = forms.ChoiceField(
        label=_("監視のしかた"),
        choices=[
            ("endpoint", _("端末監視")),
            ("network", _("ネットワーク一括監視")),
            ("combined", _("ネットワークと端末の監視")),
        ],
    )
    network_yen = _yen(_("入口の月額"), initial=0, help_text=_("円、税抜。"))
    endpoint_yen = _yen(_("1台の月額"), initial=0, help_text=_("円、税抜。"))
    initial_yen = _yen(_("初期費用"), initial=0, help_text=_("円、税抜。"))
    from_endpoints = forms.IntegerField(label=_("最少の台数"), min_value=0, max_value=100_000, initial=1)
    term_months = forms.IntegerField(
        label=_("最低契約期間"), min_value=0, max_value=999, initial=12, help_text=_("月数。")
    )
    cover_yen = _yen(_("保険の支払限度額"), help_text=_("円、1年に。"))
    visits_per_year = forms.IntegerField(label=_("年の訪問"), min_value=0, max_value=365, initial=1)
    extra_visit_yen = _yen(_("追加の訪問1回"), initial=0, help_text=_("円、税抜。0は、追加なし。"))
    terms = forms.CharField(
        label=_("条件の書き場所"), max_length=80, initial="サービス規約", required=False, validators=[ONE_LINE]
    )
    watched_endpoints = forms.IntegerField(label=_("見守れる台数"), min_value=0, max_value=100_000, required=False)
    registered_network_yen = _yen(_("登録された入口の上限"), required=False, help_text=_("2類だけ。円、税抜。"))
    registered_endpoint_yen = _yen(_("登録された1台の上限"), required=False, help_text=_("2類だけ。円、税抜。"))
    has_insurance = forms.BooleanField(label=_("簡易サイバー保険が付く"), required=False, initial=True)
    can_visit = forms.BooleanField(label=_("指定の場所に訪問できる"), required=False, initial=True)
    has_consulting = forms.BooleanField(label=_("定期的なコンサルティング"), required=False)

    def plan(self) -> Plan:
        """What the form says, not saved."""
        return Plan(**{name: value for name, value in self.cleaned_data.items() if value is not None})

    def tell(self, error: ContractError) -> None:
        """Put what is wrong beside the fields that it is about."""
        breaches = error.breaches if isinstance(error, BreaksRules) else ()
        for number, sentence in enumerate(error.sentences):
            field = _FIELDS_OF[breaches[number].rule] if breaches else "cover_yen"
            if breaches and breaches[number].rule == "price" and self.cleaned_data.get("kind") == "endpoint":
                field = "endpoint_yen"
            self.add_error(field, told(sentence))

    def tell_django(self, error: ValidationError) -> None:
        """The same for what no column can hold."""
        for name, words in error.message_dict.items():
            self.add_error(name if name in self.fields else None, words)

    @property
    def checks(self) -> Sequence[forms.BoundField]:
        """The fields that are ticked."""
        return [field for field in self if isinstance(field.field, forms.BooleanField)]

    @property
    def others(self) -> Sequence[forms.BoundField]:
        """The fields that are filled in."""
        return [field for field in self if not isinstance(field.field, forms.BooleanField)]


@dataclass(frozen=True, slots=True)
class Example:
    """What a plan costs a month for so many computers, and the ceiling. over: by how much it is above; limit None: unknown."""

    endpoints: int
    yen: int
    limit: int | None

    @property
    def over(self) -> int:
        return max(0, self.yen - self.limit) if self.limit is not None else 0


@dataclass(frozen=True, slots=True)
class Judged:
    """What is to be thought of a plan before it is saved. breaches: in words; unfilled: something cannot be judged yet."""

    breaches: Sequence[str]
    examples: Sequence[Example]
    unfilled: bool = False


def judged(form: PlanForm) -> Judged:
    """What the rules say to what stands in the form."""
    if not form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if value is not None}
        if not {"kind", "standard", "network_yen", "endpoint_yen"} <= given.keys():
            return Judged((), (), unfilled=True)
    plan = form.plan()
    try:
        check(plan)
        found: Sequence[str] = ()
    except ContractError as error:
        found = [told(one) for one in error.sentences]
    return Judged(found, _examples(plan), unfilled=not form.is_valid())


def _examples(plan: Plan) -> Sequence[Example]:
    terms, standard = plan.as_policy(), STANDARDS[plan.standard]
    registered = plan.ceilings() if standard.network_yen is None else None
    return [
        Example(number, terms.monthly_yen(number), ceiling_yen(standard, terms.kind, number, registered=registered))
        for number in _EXAMPLES
    ]


def initial_of(plan: Plan) -> Mapping[str, Any]:
    """What a form says that begins as the next version of a plan."""
    return {name: getattr(plan, name) for name in PlanForm.base_fields}
