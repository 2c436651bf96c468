"""What the audit log says, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, gettext_lazy

from otasuke.web.accounts.models import Person
from otasuke.web.audit.selectors import Happened

_WORDS = {
    "customer.opened": gettext_lazy("会社を入れた"),
    "customer.changed": gettext_lazy("会社の情報を直した"),
    "customer.handled": gettext_lazy("担当かラベルを変えた"),
    "customer.withdrawn": gettext_lazy("会社を取り下げた"),
    "customer.seen": gettext_lazy("会社のページを開いた"),
    "notes.set": gettext_lazy("メモを書いた"),
    "site.kept": gettext_lazy("拠点を書いた"),
    "site.closed": gettext_lazy("拠点を消した"),
    "contacts.set": gettext_lazy("連絡先を書いた"),
    "card.kept": gettext_lazy("会社の事情を書いた"),
    "partners.set": gettext_lazy("取引先を書いた"),
    "contract.drafted": gettext_lazy("契約を用意した"),
    "contract.explained": gettext_lazy("契約の説明を始めた"),
    "explanation.given": gettext_lazy("説明した"),
    "explanation.agreed": gettext_lazy("説明に同意した"),
    "contract.signed": gettext_lazy("契約した"),
    "contract.begun": gettext_lazy("サービスを始めた"),
    "contract.changed": gettext_lazy("契約を変えた"),
    "contract.renewed": gettext_lazy("契約を更新した"),
    "contract.end_told": gettext_lazy("解約を受けた"),
    "contract.kept": gettext_lazy("解約を取り消した"),
    "contract.ended": gettext_lazy("契約を終えた"),
    "contract.dropped": gettext_lazy("契約をやめた"),
    "seats.counted": gettext_lazy("台数を数えた"),
    "device.added": gettext_lazy("機器を足した"),
    "device.handed_out": gettext_lazy("機器の設定を渡した"),
    "device.removed": gettext_lazy("機器を外した"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the audit log for a page. verb: what the log itself says, for what has no words yet."""

    at: datetime
    words: str
    by: str
    verb: str


def tell(lines: Sequence[Happened]) -> Sequence[Told]:
    """Lines in words, with the names of those who did it."""
    people = Person.objects.in_bulk({one.by for one in lines if one.by})
    return [Told(one.at, str(_WORDS.get(one.verb, "")), _name(one, people), one.verb) for one in lines]


def _name(line: Happened, people: dict[object, Person]) -> str:
    if line.by is None:
        return gettext("（自動）")
    person = people.get(line.by)
    return person.name if person else gettext("（退会した人）")
