"""A company that nobody reaches: the staff are told, since a 赤 must not wait for a telephone that nobody takes."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from otasuke.web.customers.models import Customer
from otasuke.web.notify.models import Message, StaffCall
from otasuke.web.notify.staffing import call_duty, withdraw
from otasuke.web.notify.words import About, Words
from otasuke.web.tenancy.scope import across

KIND = "message"


def tell_staff(message: Message, *, at: datetime, has_phone: bool = True) -> StaffCall:
    """Call who is on duty: this company does not answer, or cannot be called. There is one call about it at a time."""
    with across("staff are told which company does not answer"):
        company = Customer.objects.get(id=message.customer_id).name
    japanese, english = (
        ("が電話に出ません", "does not answer") if has_phone else ("に電話ができません", "cannot be called")
    )
    words = {
        "ja": Words(
            f"{company}{japanese}",
            f"{company}のどなたにも、まだ伝わっていません。{message.in_language('ja').title}",
            now="ほかの方法で連絡してください。",
        ),
        "en": Words(
            f"{company} {english}",
            f"Nobody of {company} has been reached yet. {message.in_language('en').title}",
            now="Please reach them in another way.",
        ),
    }
    about = About(KIND, message.id)
    return call_duty(words, at=at, customer_id=message.customer_id, is_drill=message.is_drill, about=about)


def nobody_else_needs_to_come(message: Message, *, at: datetime, is_settled: bool) -> None:
    """Somebody of the company is reached: who is on duty is not called any more to reach one.

    is_settled  by what he said: nobody is called to see to the matter either, unless his answer calls anew. Who only heard of it may not
                know what to do, or fall asleep again.
    """
    about = Q(about_kind=KIND, about_id=message.id)
    if is_settled:
        about |= Q(about_kind=message.about_kind, about_id=message.about_id)
    with across("staff are told which company does not answer"):
        for call in StaffCall.objects.filter(about, acknowledged_at=None, withdrawn_at=None):
            withdraw(call, at=at)
