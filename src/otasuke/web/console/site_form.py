"""A site of a company as a form: a line of opening hours for each day of the week, a line for each time it is closed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from otasuke.jp.writing import fold_width
from otasuke.web.customers.hours import Hours, Open, parse_spans, spans_line
from otasuke.web.customers.policy import Fault, SiteFacts
from otasuke.web.ui.telling import told

_DAYS = (_("月曜"), _("火曜"), _("水曜"), _("木曜"), _("金曜"), _("土曜"), _("日曜"))
_DATE = re.compile(r"(\d{4})[-/年](\d{1,2})[-/月](\d{1,2})日?")
_BETWEEN = re.compile(r"\s*[〜~]\s*|\s+-\s+")


class SiteForm(forms.Form):
    """A site."""

    name = forms.CharField(label=_("拠点の名前"), max_length=200)
    postal_code = forms.CharField(label=_("郵便番号"), max_length=20, required=False)
    municipality = forms.CharField(label=_("市区町村の番号"), max_length=10, required=False)
    address = forms.CharField(label=_("住所"), max_length=400, required=False)
    phone = forms.CharField(label=_("電話"), max_length=40, required=False)
    closes_on_holidays = forms.BooleanField(label=_("祝日は休み"), required=False, initial=True)
    closed = forms.CharField(
        label=_("休業日"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("1行に1つ。例 2026-12-29〜2027-01-03"),
    )

    def __init__(self, value: SiteFacts | None, data: QueryDict | None = None, *, prefix: str | None = None) -> None:
        super().__init__(data, initial=_initial(value) if value else None, prefix=prefix)
        for number, words in enumerate(_DAYS):
            self.fields[f"open_{number}"] = forms.CharField(
                label=words, max_length=100, required=False, initial=_spans_of(value, number)
            )

    @property
    def days(self) -> list[forms.BoundField]:
        """The fields of the opening hours."""
        return [self[f"open_{number}"] for number in range(len(_DAYS))]

    def clean(self) -> None:
        """Read hours and days off; each line that cannot be read is named."""
        self._open: list[Open] = []
        for number in range(len(_DAYS)):
            field = f"open_{number}"
            try:
                spans = parse_spans(self.cleaned_data.get(field, ""))
            except ValueError:
                self.add_error(field, gettext("9:00-18:00 のように書いてください。休みの日は空にします。"))
            else:
                self._open += [Open(number, *span) for span in spans]
        self._closed: list[tuple[date, date]] = []
        for row, line in enumerate(self.cleaned_data.get("closed", "").splitlines(), 1):
            try:
                self._closed += _days_off(fold_width(line))
            except ValueError:
                words = gettext("%(row)s行目: 2026-12-29〜2027-01-03 のように書いてください。") % {"row": row}
                self.add_error("closed", words)

    def value(self) -> SiteFacts:
        given = self.cleaned_data
        return SiteFacts(
            given["name"],
            Hours(tuple(self._open), tuple(sorted(self._closed)), given["closes_on_holidays"]),
            fold_width(given["postal_code"]),
            fold_width(given["municipality"]),
            given["address"],
            fold_width(given["phone"]),
        )

    def tell(self, faults: Iterable[Fault]) -> None:
        """Put what is wrong beside the fields; of hours beside those of their day."""
        for fault in faults:
            field, _dot, row = fault.field.partition(".")
            if field == "open" and row:
                field = f"open_{self._open[int(row) - 1].weekday}"
            self.add_error(field if field in self.fields else None, told(fault.sentence))


def _initial(value: SiteFacts) -> dict[str, object]:
    return {
        "name": value.name,
        "postal_code": value.postal_code,
        "municipality": value.municipality,
        "address": value.address,
        "phone": value.phone,
        "closes_on_holidays": value.hours.closes_on_holidays,
        "closed": "\n".join(f"{first}" if first == last else f"{first}〜{last}" for first, last in value.hours.closed),
    }


def _spans_of(value: SiteFacts | None, weekday: int) -> str:
    return spans_line((one.opens, one.closes) for one in value.hours.open if one.weekday == weekday) if value else ""


def _days_off(line: str) -> list[tuple[date, date]]:
    if not line:
        return []
    days = [_day(part) for part in _BETWEEN.split(line)]
    if len(days) > 2:  # a first and a last
        raise ValueError(line)
    return [(days[0], days[-1])]


def _day(text: str) -> date:
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return date(*map(int, found.groups()))
