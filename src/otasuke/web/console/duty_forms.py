"""What is written about the rota, as forms. Times are those of Japan's clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from otasuke.web.accounts.models import Person
from otasuke.web.console.duty_shown import KINDS, PLACES
from otasuke.web.duty.errors import Refused
from otasuke.web.duty.models import Reach
from otasuke.web.duty.policy import MOST_MINUTES, WAYS, Steps
from otasuke.web.duty.rota import MOST_WEEKS, DayKind, Line, Place, moment
from otasuke.web.duty.services import Wishes, wanted
from otasuke.web.duty.week import FIRST_DAY, LAST_DAY
from otasuke.web.duty.words import WAYS as WAY_NAMES
from otasuke.web.ui.telling import told

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

WEEKDAYS: Sequence[Promise] = (
    gettext_lazy("月曜日"),
    gettext_lazy("火曜日"),
    gettext_lazy("水曜日"),
    gettext_lazy("木曜日"),
    gettext_lazy("金曜日"),
    gettext_lazy("土曜日"),
    gettext_lazy("日曜日"),
)
_PLACES = [(place.value, words) for place, words in PLACES.items()]


def _day(label: StrPromise, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    limits = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
    return forms.DateField(label=label, widget=widget, validators=limits, **more)


def _clock(label: StrPromise, **more: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **more)


def _moment(label: StrPromise) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    limits = [MinValueValidator(moment(FIRST_DAY, time())), MaxValueValidator(moment(LAST_DAY, time()))]
    formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    return forms.DateTimeField(label=label, widget=widget, input_formats=formats, validators=limits)


class DutyForm(forms.Form):
    """A form that may name people, and that a service may refuse."""

    def __init__(self, *args: Any, people: Iterable[Person] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("person", "to"):
            if isinstance(field := self.fields.get(name), forms.ChoiceField):
                field.choices = [*self.before(), *((str(one.id), one.name) for one in people)]

    def before(self) -> Sequence[tuple[str, str]]:
        """What stands before the people."""
        return [("", str(_("選んでください")))]

    def refuse(self, error: Refused) -> None:
        """Say beside the field why it was refused."""
        self.add_error(error.field if error.field in self.fields else None, told(error.sentence))


class LineForm(DutyForm):
    """A line of the pattern."""

    person = forms.ChoiceField(label=gettext_lazy("だれ"))
    kind = forms.ChoiceField(
        label=gettext_lazy("いつの型か"),
        choices=[(kind.value, words) for kind, words in KINDS.items()],
        help_text=gettext_lazy("祝日・お盆・年末年始に行があれば、その日はその行だけで決まります。"),
    )
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("曜日"),
        choices=[("", gettext_lazy("どの曜日も")), *enumerate(WEEKDAYS)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    begins = _clock(gettext_lazy("始まり"))
    ends = _clock(gettext_lazy("終わり"), help_text=gettext_lazy("始まりより早い時刻なら、翌日です。"))
    place = forms.TypedChoiceField(label=gettext_lazy("役目"), choices=_PLACES, coerce=int)
    every_weeks = forms.TypedChoiceField(
        label=gettext_lazy("くりかえし"),
        choices=[(number, gettext_lazy("毎週") if number == 1 else str(number)) for number in range(1, MOST_WEEKS + 1)],
        coerce=int,
        help_text=gettext_lazy("数字は、何週ごとか。"),
    )
    first = _day(gettext_lazy("この日から"))
    last = _day(gettext_lazy("この日まで"), required=False)

    def line(self) -> Line:
        """What it says; only of a form that is valid."""
        given = self.cleaned_data
        kind = DayKind(given["kind"])
        return Line(
            uuid4(),
            UUID(given["person"]),
            given["begins"],
            given["ends"],
            given["first"],
            given["last"],
            kind,
            given["weekday"] if kind is DayKind.ORDINARY else None,
            Place(given["place"]),
            given["every_weeks"],
        )


class ExtraForm(DutyForm):
    """A shift of one day."""

    person = forms.ChoiceField(label=gettext_lazy("だれ"))
    day = _day(gettext_lazy("日"))
    begins = _clock(gettext_lazy("始まり"))
    ends = _clock(gettext_lazy("終わり"), help_text=gettext_lazy("始まりより早い時刻なら、翌日です。"))
    place = forms.TypedChoiceField(label=gettext_lazy("役目"), choices=_PLACES, coerce=int)


class AbsenceForm(DutyForm):
    """When somebody cannot be called."""

    begins = _moment(gettext_lazy("いつから"))
    ends = _moment(gettext_lazy("いつまで"))
    words = forms.CharField(
        label=gettext_lazy("ひとこと"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("スタッフ全員が見ます。理由は書かなくてかまいません。"),
    )


class AbsenceOfForm(AbsenceForm):
    """The same about anybody, for who plans."""

    person = forms.ChoiceField(label=gettext_lazy("だれ"))
    field_order = ("person",)


class StepsForm(DutyForm):
    """The minutes of the chain."""

    second_after = forms.IntegerField(label=gettext_lazy("控えを呼ぶまで（分）"), min_value=1, max_value=MOST_MINUTES)
    manager_after = forms.IntegerField(
        label=gettext_lazy("管理者を呼ぶまで（分）"), min_value=1, max_value=MOST_MINUTES
    )
    all_after = forms.IntegerField(label=gettext_lazy("全員を呼ぶまで（分）"), min_value=1, max_value=MOST_MINUTES)

    def steps(self) -> Steps:
        """What it says; only of a form that is valid."""
        return Steps(**self.cleaned_data)


class OfferForm(DutyForm):
    """Giving one's shift to a colleague, or to whoever wants it."""

    to = forms.ChoiceField(label=gettext_lazy("だれに頼むか"), required=False)
    words = forms.CharField(label=gettext_lazy("ひとこと"), max_length=200, required=False)

    def before(self) -> Sequence[tuple[str, str]]:
        return [("", str(_("だれでも（先に受けた人）")))]


class ImposeForm(DutyForm):
    """Deciding who has a shift."""

    to = forms.ChoiceField(label=gettext_lazy("だれに代えるか"))
    words = forms.CharField(label=gettext_lazy("ひとこと"), max_length=200, required=False)


class WishesForm(DutyForm):
    """How one is reached."""

    phone = forms.CharField(
        label=gettext_lazy("呼び出しを受ける電話"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("電話とSMSは、この番号に届きます。空なら、アカウントの電話番号です。"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    mail = forms.EmailField(
        label=gettext_lazy("呼び出しを受けるメール"),
        required=False,
        help_text=gettext_lazy("空なら、アカウントのメールです。"),
    )
    first = forms.ChoiceField(
        label=gettext_lazy("1番目の届け方"),
        choices=list(WAY_NAMES.items()),
        help_text=gettext_lazy("電話・SMS・メールの順なら、電話とSMSは同時です。順を変えると、1分ずつあけて届けます。"),
    )
    second = forms.ChoiceField(
        label=gettext_lazy("2番目の届け方"),
        choices=[("", gettext_lazy("使わない")), *WAY_NAMES.items()],
        required=False,
    )
    third = forms.ChoiceField(
        label=gettext_lazy("3番目の届け方"),
        choices=[("", gettext_lazy("使わない")), *WAY_NAMES.items()],
        required=False,
    )
    quiet_from = _clock(gettext_lazy("静かにしてほしい時間の始まり"), required=False)
    quiet_until = _clock(
        gettext_lazy("静かにしてほしい時間の終わり"),
        required=False,
        help_text=gettext_lazy("当番でないときだけです。ほかにだれも出なければ、最後に呼びます。"),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if (given.get("quiet_from") is None) != (given.get("quiet_until") is None):
            self.add_error("quiet_until", _("始まりと終わりは、両方とも入れてください。"))
        return given

    def wishes(self) -> Wishes:
        """What it says; only of a form that is valid."""
        given = self.cleaned_data
        quiet = (given["quiet_from"], given["quiet_until"]) if given["quiet_from"] is not None else None
        ways = dict.fromkeys(wanted([given[name] for name in ("first", "second", "third")]))
        return Wishes(given["phone"].strip(), given["mail"], tuple(ways), quiet)


def wishes_now(reach: Reach | None) -> dict[str, Any]:
    """What a form begins with."""
    ways = [*(wanted(reach.ways) if reach else WAYS), "", ""]
    names = dict(zip(("first", "second", "third"), ways, strict=False))
    if reach is None:
        return names
    kept = {name: getattr(reach, name) for name in ("phone", "mail", "quiet_from", "quiet_until")}
    return kept | names
