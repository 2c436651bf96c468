"""What was just done to the rota, said on the next page with the way back. Signed: it says who did it, and only he can take it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from otasuke.web.accounts.models import Person
from otasuke.web.duty import services, swaps
from otasuke.web.duty.errors import NotFound, Refused
from otasuke.web.duty.models import PatternLine
from otasuke.web.duty.policy import Steps
from otasuke.web.duty.selectors import line_of
from otasuke.web.ui.telling import told

_SALT, _UNDO_S = "console.duty", 600
WORDS: Mapping[str, Promise] = {
    "line_added": _("型に入れました。"),
    "line_ended": _("型から外しました。"),
    "extra_added": _("その日だけの当番を入れました。"),
    "extra_removed": _("その日だけの当番を外しました。"),
    "cancelled": _("その日だけ、なしにしました。"),
    "absence_added": _("不在を書きました。その間は、呼びません。"),
    "absence_removed": _("不在を消しました。"),
    "wishes_set": _("連絡方法を変えました。"),
    "steps_set": _("呼び出しの分を変えました。"),
    "offered": _("交代を頼みました。返事があるまでは、あなたの当番です。"),
    "accepted": _("交代しました。この当番は、あなたの当番です。"),
    "declined": _("断りました。"),
    "withdrawn": _("頼みを取り下げました。"),
    "imposed": _("当番を代えました。"),
    "undone": _("元に戻しました。"),
    "calendar": _("新しいアドレスを作りました。前のアドレスは、もう使えません。"),
    "drills_planned": _("くじの訓練を変えました。"),
    "code_sent": _("コードをSMSで送りました。10分のあいだ使えます。"),
    "confirmed": _("番号を確かめました。"),
    "gone": _("もう変わっていたので、何もしていません。"),
}

WRONGS: Mapping[str, Promise] = {
    "no_texts": _("この番号には、SMSを送れません。"),
    "too_many_texts": _("きょうはこれ以上送れません。明日もう一度お試しください。"),
    "wrong_code": _("コードがちがいます。もう一度見てください。"),
    "code_over": _("コードの期限が切れました。もう一度送ってください。"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """words: what was done, or why not; undo: what takes it back, "" if nothing does."""

    words: str
    is_wrong: bool
    undo: str


def go(address: str, person: Person, words: str, undo: Mapping[str, Any] | None = None) -> HttpResponse:
    """To a page that says what was done. words: a key of WORDS, or on why it was not: of WRONGS, or a sentence."""
    token = signing.dumps({"words": words, "undo": dict(undo or {}), "by": str(person.id)}, salt=_SALT)
    path, mark, fragment = address.partition("#")
    joint = "&" if "?" in path else "?"
    return redirect(f"{path}{joint}{urlencode({'said': token})}{mark}{fragment}")


def said(request: HttpRequest, person: Person) -> Said | None:
    """What the page is to say; nothing if it is old, or was said to somebody else."""
    token = request.GET.get("said", "")
    if (kept := _kept(token, person)) is None:
        return None
    known = WORDS.get(kept["words"])
    return Said(str(known or WRONGS.get(kept["words"], kept["words"])), known is None, token if kept["undo"] else "")


def take_back(token: str, person: Person, at: datetime) -> str:
    """Do the opposite of what was done; what is to be said of it."""
    kept = _kept(token, person)
    if kept is None or not kept["undo"]:
        return "gone"
    try:
        _ACTS[kept["undo"]["act"]](kept["undo"], person, at)
    except NotFound:
        return "gone"
    except Refused as error:
        return told(error.sentence)
    return "undone"


def undo_of_line(line: PatternLine) -> Mapping[str, Any]:
    """What puts a line back that is about to be ended."""
    return {"act": "line", "id": str(line.id), "last": line.last.isoformat() if line.last else ""}


def _put_line_back(kept: Mapping[str, Any], person: Person, _at: datetime) -> None:
    line = PatternLine.objects.filter(id=kept["id"]).first()
    if line is None:
        raise NotFound(kept["id"])
    line.last = date.fromisoformat(kept["last"]) if kept["last"] else None
    services.put_line_back(line_of(line), actor=person)


def _add_extra(kept: Mapping[str, Any], person: Person, _at: datetime) -> None:
    services.add_extra(
        UUID(kept["person"]),
        date.fromisoformat(kept["day"]),
        begins=time.fromisoformat(kept["begins"]),
        ends=time.fromisoformat(kept["ends"]),
        place=kept["place"],
        actor=person,
    )


def _add_absence(kept: Mapping[str, Any], person: Person, _at: datetime) -> None:
    begins, ends = (datetime.fromisoformat(kept[name]) for name in ("begins", "ends"))
    services.add_absence(UUID(kept["person"]), begins, ends, words=kept["words"], actor=person)


_Act = Callable[[Mapping[str, Any], Person, datetime], object]
_ACTS: Mapping[str, _Act] = {
    "line": _put_line_back,
    "no line": lambda kept, person, _at: services.end_line(
        UUID(kept["id"]), date.fromisoformat(kept["last"]), actor=person
    ),
    "extra": _add_extra,
    "no extra": lambda kept, person, _at: services.remove_extra(UUID(kept["id"]), actor=person),
    "restore": lambda kept, person, _at: services.restore_shift(
        UUID(kept["id"]), date.fromisoformat(kept["day"]), actor=person
    ),
    "absence": _add_absence,
    "no absence": lambda kept, person, _at: services.remove_absence(UUID(kept["id"]), actor=person),
    "steps": lambda kept, person, _at: services.set_steps(Steps(*kept["steps"]), actor=person),
    "withdraw": lambda kept, person, at: swaps.withdraw(UUID(kept["id"]), actor=person, at=at),
    "swap": lambda kept, person, at: swaps.undo(UUID(kept["id"]), actor=person, at=at),
}


def _kept(token: str, person: Person) -> dict[str, Any] | None:
    try:
        kept: dict[str, Any] = signing.loads(token, salt=_SALT, max_age=_UNDO_S)
    except signing.BadSignature:
        return None
    return kept if kept["by"] == str(person.id) else None
