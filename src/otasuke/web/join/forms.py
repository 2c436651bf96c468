"""What the owner writes on his way in: as little as can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from otasuke.web.joining.models import Joining
from otasuke.web.joining.policy import MOST_OF_A_KIND
from otasuke.web.sensors.policy import BRANDS, Kind

_ANY = "syslog"
"""The brand of what is of no brand that we know."""

KINDS = {
    Kind.WINDOWS: (gettext_lazy("Windowsのパソコン"), "computer"),
    Kind.MACOS: (gettext_lazy("Mac"), "computer"),
    Kind.LINUX: (gettext_lazy("Linuxのサーバー"), "server"),
    Kind.UTM: (gettext_lazy("会社の入口の箱（UTM・ルーター）"), "router"),
    Kind.NAS: (gettext_lazy("共有の置き場所（NAS）"), "server"),
}
"""What people call them, and their icons."""


class Number(forms.Form):
    """How many computers there are."""

    endpoints = forms.IntegerField(min_value=1, max_value=9_999)


class Agreement(forms.Form):
    """Who agrees, and to which text."""

    explanation = forms.UUIDField(widget=forms.HiddenInput)
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    name = forms.CharField(
        label=gettext_lazy("申し込む方のお名前"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("お名前を入れてください。")},
    )
    email = forms.EmailField(
        label=gettext_lazy("メールアドレス"),
        required=False,
        help_text=gettext_lazy("控えをお送りします。あとで見るときのログインにも使います。"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": gettext_lazy("メールアドレスの形ではありません。例 inamori@minori.example")},
    )

    def __init__(self, joining: Joining, *, by_mail: bool, data: Mapping[str, Any] | None = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["name"].initial = joining.name
        self.fields["email"].initial = joining.email
        if by_mail:
            del self.fields["email"]


@dataclass(frozen=True, slots=True)
class Row:
    """A kind of device on the page that asks how many there are."""

    kind: str
    name: object
    icon: str
    number: forms.BoundField
    brand: forms.BoundField | None


class Devices(forms.Form):
    """What there is to connect, kind by kind."""

    def __init__(self, *, computers: int, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        for kind, (name, _icon) in KINDS.items():
            first = computers if kind is Kind.WINDOWS else 0
            self.fields[kind.value] = forms.IntegerField(
                label=name,
                min_value=0,
                max_value=MOST_OF_A_KIND,
                required=False,
                initial=first,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
            if kind in BRANDS:
                self.fields[f"{kind}-brand"] = forms.ChoiceField(
                    label=gettext_lazy("メーカー"), choices=_brands(kind), required=False, initial=_ANY
                )

    def rows(self) -> Iterator[Row]:
        """The kinds, in their order."""
        for kind, (name, icon) in KINDS.items():
            brand = self[f"{kind}-brand"] if kind in BRANDS else None
            yield Row(kind.value, name, icon, self[kind.value], brand)

    def wanted(self) -> dict[str, int]:
        """`kind` or `kind/brand` → how many, of what was filled in well."""
        return {self._key(kind): self.cleaned_data.get(kind.value) or 0 for kind in KINDS}

    def _key(self, kind: Kind) -> str:
        return f"{kind}/{self.cleaned_data.get(f'{kind}-brand') or _ANY}" if kind in BRANDS else kind.value


def _brands(kind: Kind) -> list[tuple[str, object]]:
    known = [(code, name) for code, name in BRANDS[kind].items() if code != _ANY]
    return [(_ANY, gettext_lazy("わからない・そのほか")), *known]
