"""A silence as a form, and the company and what it is for as an address says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from otasuke.web.accounts.models import Person
from otasuke.web.accounts.policy import MAY, Capability
from otasuke.web.alerts.models import LONGEST_NAME, Alert
from otasuke.web.alerts.silencing import FIELDS, LONGEST, cleaned
from otasuke.web.console.company_forms import staff_people
from otasuke.web.customers.models import Customer
from otasuke.web.customers.selectors import customer_of

_USUAL = timedelta(days=30)
_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def judges() -> Any:
    """Who can answer for a silence."""
    roles = [role.value for role, capabilities in MAY.items() if Capability.JUDGE in capabilities]
    return staff_people().filter(posts__role__in=roles)


class UntilForm(forms.Form):
    """Until when."""

    ends = forms.DateField(
        label=gettext_lazy("この日まで"),
        help_text=gettext_lazy("90日までです。終わったら、続けるかをおたずねします。"),
        widget=_DATE,
    )

    def ends_at(self, now: datetime, *, begins: datetime | None = None) -> datetime:
        """The end of that day; the last day that is possible ends a little sooner."""
        day = timezone.make_aware(datetime.combine(self.cleaned_data["ends"] + timedelta(days=1), time()))
        longest = (begins or now) + LONGEST
        return longest if longest < day <= longest + timedelta(days=1) else day


class AgainForm(UntilForm):
    """Why, until when, and who answers for it."""

    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=200,
        help_text=gettext_lazy("あとで見る人のために、何だとわかったのかを書きます。"),
    )
    owner = forms.ModelChoiceField(queryset=Person.objects.none(), label=gettext_lazy("責任を持つ人"))
    field_order: Sequence[str] = ("reason", "ends", "owner")

    def __init__(
        self, data: QueryDict | None, *, person: Person, now: datetime, initial: Mapping[str, Any] | None = None
    ) -> None:
        usual = {"ends": timezone.localdate(now + _USUAL), "owner": person.id}
        super().__init__(data, initial=usual | dict(initial or {}))
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = judges()


class SilenceForm(AgainForm):
    """At which company, and for what."""

    company = forms.SlugField(
        label=gettext_lazy("会社のコード"),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "companies"}),
    )
    rule = forms.CharField(
        label=gettext_lazy("検知のルール"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "rules"}),
    )
    device = forms.CharField(
        label=gettext_lazy("端末"),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "things"}),
    )
    person = forms.CharField(
        label=gettext_lazy("人"),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "things"}),
    )
    counterpart = forms.CharField(
        label=gettext_lazy("相手"),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "things"}),
    )
    field_order = ("company", "rule", "device", "person", "counterpart", "reason", "ends", "owner")

    def clean_company(self) -> Customer:
        found = customer_of(self.cleaned_data["company"])
        if found is None or found.withdrawn_at is not None:
            raise ValidationError(_("このコードの会社はありません。"))
        return found

    def wanted(self) -> dict[str, str]:
        """What it is for, as far as the form can be read."""
        return cleaned({name: self.cleaned_data.get(name) or "" for name in FIELDS})

    def told(self) -> tuple[Customer, dict[str, str]] | None:
        """Company and what it is for, also while the rest is not filled in; None: these are not told yet."""
        self.is_valid()
        customer = self.cleaned_data.get("company")
        return (customer, self.wanted()) if customer and self.cleaned_data.get("rule") else None


def initial_of(alert: Alert) -> dict[str, str]:
    """What a form says that begins with an alert."""
    return {
        "company": alert.customer.tenant,
        "rule": alert.rule_id,
        "device": alert.machine.code if alert.machine else alert.device,
        "person": alert.person,
        "counterpart": alert.counterpart,
    }


def values_of(rows: Iterable[tuple[str | None, ...]]) -> list[str]:
    """What may be written into a field, each once."""
    return sorted({value for row in rows for value in row if value})[:200]
