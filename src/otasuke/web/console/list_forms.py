"""Contacts and partners of a company as forms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from otasuke.jp.writing import fold_width, katakana
from otasuke.web.console.rows import RowsForm, tell_rows
from otasuke.web.customers.policy import ContactFacts, Fault, PartnerFacts

_CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class _Contact(forms.Form):
    position = forms.IntegerField(label=_("順番"), min_value=1, max_value=999)
    name = forms.CharField(label=_("名前"), max_length=200)
    name_kana = forms.CharField(label=_("よみ"), max_length=200, required=False)
    post = forms.CharField(label=_("役職"), max_length=200, required=False)
    channel = forms.ChoiceField(
        label=_("方法"), choices=[("phone", _("電話")), ("sms", _("ショートメッセージ")), ("mail", _("メール"))]
    )
    phone = forms.CharField(label=_("電話"), max_length=40, required=False)
    email = forms.CharField(label=_("メール"), max_length=254, required=False)
    words = forms.CharField(label=_("いつ"), max_length=200, required=False)
    quiet_from = forms.TimeField(label=_("静かにしてほしい時間の始まり"), widget=_CLOCK, required=False)
    quiet_until = forms.TimeField(
        label=_("静かにしてほしい時間の終わり"),
        widget=_CLOCK,
        required=False,
        help_text=_("この間は、赤のときだけ連絡します。本人が決めているときは、本人のものが先です。"),
    )


class _Partner(forms.Form):
    name = forms.CharField(label=_("名前"), max_length=200)
    name_kana = forms.CharField(label=_("よみ"), max_length=200, required=False)
    domains = forms.CharField(
        label=_("メールのドメイン"), max_length=1000, required=False, help_text=_("空白で区切ります。")
    )


class ContactsForm:
    """Whom to turn to, in order."""

    def __init__(
        self, value: Sequence[ContactFacts] | None, data: QueryDict | None = None, *, prefix: str = "row"
    ) -> None:
        initial = [
            {name: getattr(one, name) for name in _Contact.base_fields if name != "position"} | {"position": number}
            for number, one in enumerate(value or (), 1)
        ]
        self.list = RowsForm(_Contact, initial, data, prefix=prefix)
        for number, row in enumerate(self.list.rows, 1):
            row.fields["position"].initial = number

    def is_valid(self) -> bool:
        valid = self.list.is_valid()
        if valid:
            self.list.written.sort(key=lambda row: row.cleaned_data["position"])
        return valid

    def value(self) -> tuple[ContactFacts, ...]:
        rows = [{**row.cleaned_data} for row in self.list.written]
        return tuple(ContactFacts(**{name: one for name, one in row.items() if name != "position"}) for row in rows)

    def tell(self, faults: Iterable[Fault]) -> None:
        tell_rows(self.list, faults)


class PartnersForm:
    """With whom the company trades."""

    def __init__(
        self, value: Sequence[PartnerFacts] | None, data: QueryDict | None = None, *, prefix: str = "row"
    ) -> None:
        initial = [
            {"name": one.name, "name_kana": one.name_kana, "domains": " ".join(one.domains)} for one in value or ()
        ]
        self.list = RowsForm(_Partner, initial, data, prefix=prefix)

    def is_valid(self) -> bool:
        return self.list.is_valid()

    def value(self) -> tuple[PartnerFacts, ...]:
        return tuple(
            PartnerFacts(
                row.cleaned_data["name"],
                katakana(row.cleaned_data["name_kana"]),
                tuple(fold_width(row.cleaned_data["domains"]).replace("、", " ").replace(",", " ").split()),
            )
            for row in self.list.written
        )

    def tell(self, faults: Iterable[Fault]) -> None:
        tell_rows(self.list, faults)
