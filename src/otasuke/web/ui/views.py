"""The gallery of all parts."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from otasuke.web.ui import charts

_COLOURS = {
    "bg": gettext_lazy("紙"), "surface": gettext_lazy("面"), "sunken": gettext_lazy("くぼみ"), "line3": gettext_lazy("枠"),
    "ink3": gettext_lazy("弱い字"), "ink2": gettext_lazy("次の字"), "ink": gettext_lazy("墨"),
    "primary": gettext_lazy("操作"), "link": gettext_lazy("リンク"), "focus": gettext_lazy("焦点"),
    "g1": gettext_lazy("図1"), "g2": gettext_lazy("図2"), "g3": gettext_lazy("図3"), "g4": gettext_lazy("図4"),
}  # fmt: skip
_MOST_MONTHLY_YEN = 24_000


class _Price(forms.Form):
    """A field that is filled in wrongly, to show how that looks."""

    monthly_yen = forms.IntegerField(
        label=gettext_lazy("月額（税抜）"), help_text=gettext_lazy("併用 7台の上限は 24,000円です。")
    )

    def clean_monthly_yen(self) -> int:
        value: int = self.cleaned_data["monthly_yen"]
        if value > _MOST_MONTHLY_YEN:
            over = value - _MOST_MONTHLY_YEN
            raise forms.ValidationError(_("上限を %(over)s円 超えています（基準7 価格）。") % {"over": f"{over:,}"})
        return value


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every part, in every state."""
    months = [(_("6月"), 8), (_("7月"), 5), (_("8月"), 9), (_("9月"), 7), (_("10月"), 14), (_("11月"), 12)]
    reasons = [(_("同じことの繰り返し"), 742), (_("会社の事情"), 311), (_("覚え中"), 164), (_("期限つきの沈黙"), 67)]
    weeks = [2.4, 2.1, 1.8, 1.2, 0.9, 0.7, 0.62, 0.5, 0.52, 0.41, 0.35, 0.31]
    context = {
        "colours": _COLOURS,
        "levels": ["aka", "ki", "ao", "mi"],
        "plain": _Price(initial={"monthly_yen": 19_600}, prefix="plain"),
        "wrong": _Price({"wrong-monthly_yen": 24_120}, prefix="wrong"),
        "bars": charts.bars(months, message=_("11月に止めたのは12件")),
        "line": charts.line(weeks, message=_("1社あたりの呼び止めは週0.31回"), target=(1.0, _("約束 1.0"))),
        "shares": charts.shares(reasons, message=_("黙らせた理由の半分は繰り返し"), rest=_("ほか")),
        "steps": [_("会社"), _("説明"), _("同意"), _("台数"), _("つなぐ")],
    }
    return render(request, "ui/gallery.html", context)
