"""The parts of a company as forms: filled in from what they say, or from what somebody sent.

A form makes its value whatever it holds; whether that may be written is said by customers/policy.py, and `tell` puts each
fault beside the field it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from otasuke.jp.writing import fold_width, katakana
from otasuke.web.accounts.models import Person
from otasuke.web.console.names_of_codes import industries, prefectures
from otasuke.web.customers.policy import Facts, Fault, Handling
from otasuke.web.ui.telling import told


class PartForm(Protocol):
    """A part of a company as a form."""

    def is_valid(self) -> bool:
        """Whether every field holds something of its kind."""

    def value(self) -> Any:
        """What it says; only of a form that is valid."""

    def tell(self, faults: Iterable[Fault]) -> None:
        """Put what is wrong beside the fields."""


class FactsForm(forms.Form):
    """The facts of a company; the name of its tenant is given once."""

    name = forms.CharField(label=_("名前"), max_length=200)
    name_kana = forms.CharField(
        label=_("よみ"), max_length=200, help_text=_("ひらがなでも書けます。カタカナにして残します。")
    )
    corporate_number = forms.CharField(label=_("法人番号"), max_length=20, required=False, help_text=_("13桁の数字。"))
    prefecture = forms.ChoiceField(label=_("都道府県"), required=False)
    municipality = forms.CharField(label=_("市区町村の番号"), max_length=10, required=False, help_text=_("6桁の数字。"))
    industry = forms.ChoiceField(label=_("業種"), required=False)
    employees = forms.IntegerField(label=_("社員"), required=False, help_text=_("人数。"))
    capital_yen = forms.IntegerField(label=_("資本金"), required=False, help_text=_("円で。"))
    fiscal_year_ends_in = forms.IntegerField(label=_("決算月"), required=False, help_text=_("1から12。"))

    def __init__(self, value: Facts | None, data: QueryDict | None = None, *, prefix: str | None = None) -> None:
        initial = {name: getattr(value, name) for name in self.base_fields} if value else None
        super().__init__(data, initial=initial, prefix=prefix)
        self._tenant = value.tenant if value else ""
        known = [("", str(_("まだ聞いていません")))]
        self.fields["prefecture"] = self._choice("prefecture", [*known, *prefectures().items()])
        divisions = [*known, *((letter, f"{letter} {name}") for letter, name in industries().items())]
        if value and len(value.industry) > 1:
            divisions.append((value.industry, f"{value.industry} {industries()[value.industry[0]]}"))
        self.fields["industry"] = self._choice("industry", divisions)

    def _choice(self, name: str, choices: Sequence[tuple[str, str]]) -> forms.ChoiceField:
        return forms.ChoiceField(label=self.base_fields[name].label, required=False, choices=choices)

    def value(self) -> Facts:
        given = self.cleaned_data
        return Facts(
            tenant=given.get("tenant") or self._tenant,
            name=given["name"],
            name_kana=katakana(given["name_kana"]),
            corporate_number=fold_width(given["corporate_number"]).replace("-", "").replace(" ", ""),
            prefecture=given["prefecture"],
            municipality=fold_width(given["municipality"]),
            industry=given["industry"],
            employees=given["employees"],
            capital_yen=given["capital_yen"],
            fiscal_year_ends_in=given["fiscal_year_ends_in"],
        )

    def tell(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.add_error(fault.field if fault.field in self.fields else None, told(fault.sentence))


class NewForm(FactsForm):
    """A company that is not there yet."""

    tenant = forms.CharField(
        label=_("テナント"),
        max_length=64,
        required=False,
        help_text=_("記録の中での名前。空なら、よみから作ります。あとで変えられません。"),
    )


class HandlingForm(forms.Form):
    """Who looks after a company, and its labels."""

    assigned_to = forms.ModelChoiceField(label=_("担当"), queryset=Person.objects.none(), required=False)
    labels = forms.CharField(
        label=_("ラベル"), max_length=400, required=False, help_text=_("「、」で区切ります。例 更新月、要電話")
    )

    def __init__(self, value: Handling | None, data: QueryDict | None = None, *, prefix: str | None = None) -> None:
        initial = {"assigned_to": value.assigned_to, "labels": "、".join(value.labels)} if value else None
        super().__init__(data, initial=initial, prefix=prefix)
        field = self.fields["assigned_to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = staff_people()
        field.empty_label = str(_("だれも担当していません"))

    def value(self) -> Handling:
        person = self.cleaned_data["assigned_to"]
        return Handling(person.id if person else None, labels_of(self.cleaned_data["labels"]))

    def tell(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.add_error(fault.field, told(fault.sentence))


def labels_of(words: str) -> tuple[str, ...]:
    """Labels as somebody writes them, one after another."""
    parts = fold_width(words).replace(",", "、").replace("\n", "、").split("、")
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def staff_people() -> Any:
    """The provider's own people, as they are read."""
    posts = {"posts__firm__kind": "provider", "is_active": True}
    return Person.objects.filter(**posts).distinct().order_by("name_kana", "name")
