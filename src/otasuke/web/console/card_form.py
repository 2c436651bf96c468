"""The card of context as a form, with odd programs and expected times on rows of their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from otasuke.jp.writing import fold_width
from otasuke.web.console.rows import RowsForm
from otasuke.web.customers.hours import MOST_MINUTES, Expected
from otasuke.web.customers.policy import CardFacts, Fault
from otasuke.web.ui.telling import told

_ON_A_DAY = "day"
_WEEKDAYS = (_("毎週 月曜"), _("毎週 火曜"), _("毎週 水曜"), _("毎週 木曜"), _("毎週 金曜"), _("毎週 土曜"), _("毎週 日曜"))  # fmt: skip
_LAST_OF_MONTH = 31


class _Program(forms.Form):
    name = forms.CharField(label=_("ソフトの名前"), max_length=200)
    use = forms.CharField(label=_("何に使う"), max_length=300, required=False)


class _Time(forms.Form):
    kind = forms.ChoiceField(label=_("種類"), choices=[("work", _("夜間・休日の仕事")), ("maintenance", _("保守作業"))])
    when = forms.ChoiceField(label=_("いつ"))
    day = forms.DateField(label=_("日付"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    begins = forms.TimeField(label=_("から"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label=_("まで"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    words = forms.CharField(label=_("だれが、何を"), max_length=300, required=False)

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]  # as Django calls it
        months = [(f"m{day}", gettext("毎月 %(day)s日") % {"day": day}) for day in range(1, _LAST_OF_MONTH)]
        self.fields["when"] = forms.ChoiceField(
            label=_("いつ"),
            choices=[
                *((f"w{number}", words) for number, words in enumerate(_WEEKDAYS)),
                *months,
                (f"m{_LAST_OF_MONTH}", gettext("毎月 末日")),
                (_ON_A_DAY, gettext("日付を決めて")),
            ],
        )


class CardForm(forms.Form):
    """The card of context."""

    administered_by = forms.CharField(label=_("パソコンをみる人"), max_length=200, required=False)
    administrator_phone = forms.CharField(label=_("その電話"), max_length=40, required=False)
    words = forms.CharField(
        label=_("そのほか"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, value: CardFacts | None, data: QueryDict | None = None, *, prefix: str | None = None) -> None:
        card = value or CardFacts()
        initial = {name: getattr(card, name) for name in self.base_fields}
        super().__init__(data, initial=initial, prefix=prefix)
        before = f"{prefix}-" if prefix else ""
        programs = [{"name": name, "use": use} for name, use in card.odd_programs]
        self.programs = RowsForm(_Program, programs, data, prefix=f"{before}program")
        self.times = RowsForm(_Time, [_initial(one) for one in card.times], data, prefix=f"{before}time")

    def is_valid(self) -> bool:
        """Every row is looked at, also if another is wrong."""
        return all([super().is_valid(), self.programs.is_valid(), self.times.is_valid()])

    def value(self) -> CardFacts:
        given = self.cleaned_data
        return CardFacts(
            given["administered_by"],
            fold_width(given["administrator_phone"]),
            given["words"].replace("\r\n", "\n"),
            tuple((row.cleaned_data["name"], row.cleaned_data["use"]) for row in self.programs.written),
            tuple(_expected(row) for row in self.times.written),
        )

    def tell(self, faults: Iterable[Fault]) -> None:
        """Put what is wrong beside the fields, of a list at its row."""
        for fault in faults:
            field, _dot, row = fault.field.partition(".")
            lists = {"odd_programs": self.programs, "times": self.times}
            if field in lists:
                lists[field].tell(int(row), None, told(fault.sentence))
            else:
                self.add_error(field, told(fault.sentence))


def _initial(one: Expected) -> dict[str, object]:
    when = _ON_A_DAY if one.day else f"w{one.weekday}" if one.weekday is not None else f"m{one.day_of_month}"
    return {
        "kind": one.kind,
        "when": when,
        "day": one.day,
        "begins": one.begins,
        "ends": _after(one.begins, one.minutes),
        "words": one.words,
    }


def _expected(row: forms.Form) -> Expected:
    given = row.cleaned_data
    begins, ends = given["begins"], given["ends"]
    minutes = (ends.hour - begins.hour) * 60 + ends.minute - begins.minute
    day: date | None = given["day"] if given["when"] == _ON_A_DAY else None
    return Expected(
        begins,
        minutes if minutes > 0 else minutes + MOST_MINUTES,
        given["words"],
        given["kind"],
        weekday=int(given["when"][1:]) if given["when"].startswith("w") else None,
        day_of_month=int(given["when"][1:]) if given["when"].startswith("m") else None,
        day=day,
    )


def _after(begins: time, minutes: int) -> time:
    hour, minute = divmod((begins.hour * 60 + begins.minute + minutes) % MOST_MINUTES, 60)
    return time(hour, minute)
