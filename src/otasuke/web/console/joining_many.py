"""Sending many invitations again: what would be mailed to whom is shown first, as a mail cannot be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from otasuke.web.accounts.policy import Capability
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.joining import STEPS, mail_link
from otasuke.web.console.pages import page
from otasuke.web.joining.errors import NoSuchLink
from otasuke.web.joining.models import Joining
from otasuke.web.joining.policy import LIVES_FOR, Standing, Step
from otasuke.web.joining.services import send_again
from otasuke.web.tenancy.scope import across

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Getting:
    """A company, and whether it gets a mail. why_not: None, it does; seen: what its form says that was shown."""

    joining: Joining
    step: object
    is_over: bool
    why_not: Promise | None

    @property
    def seen(self) -> str:
        """It is sent once: who presses twice, or after a colleague, has seen an older one."""
        return f"{self.joining.id} {self.joining.sent_at.isoformat()}"


@never_cache
@require_POST
@for_staff(Capability.INVITE_COMPANIES)
def again_many(request: HttpRequest, staff: Staff) -> HttpResponse:
    """もう一度送る. Say who gets what, and send it once that was seen."""
    agreed = request.POST.getlist("agreed")[:MOST_AT_ONCE]
    if agreed:
        return _send(request, staff, agreed)
    now = timezone.now()
    chosen = [_getting(one, now) for one in _chosen(request.POST.getlist("who"))]
    if not chosen:
        return redirect("console-joinings")
    shown = {
        "getting": [one for one in chosen if one.why_not is None],
        "left_out": [one for one in chosen if one.why_not is not None],
        "days": LIVES_FOR.days,
    }
    return page(request, staff, "joinings_again", shown)


def _getting(joining: Joining, now: datetime) -> Getting:
    is_over = joining.standing(now) is Standing.OVER
    return Getting(joining, STEPS[Step(joining.step)][0], is_over, _why_not(joining))


def _why_not(joining: Joining) -> Promise | None:
    """Why a company gets nothing."""
    if joining.withdrawn_at is not None:
        return _("招待は取り下げられています")
    if joining.step == Step.CONNECTED.value:
        return _("もうつながっています")
    return None if joining.email else _("メールアドレスがありません")


def _send(request: HttpRequest, staff: Staff, agreed: Sequence[str]) -> HttpResponse:
    seen = dict(one.partition(" ")[::2] for one in agreed)
    sent, now = 0, timezone.now()
    for joining in _chosen(list(seen)):
        if seen.get(str(joining.id)) == joining.sent_at.isoformat() and _why_not(joining) is None:
            sent += _sent(request, staff, joining, now)
    return redirect(f"{reverse('console-joinings')}?{urlencode({'sent': sent, 'left': len(seen) - sent})}")


def _sent(request: HttpRequest, staff: Staff, joining: Joining, now: datetime) -> bool:
    """Its links and its mail are of one transaction: what fails later leaves this one as it should be."""
    try:
        with transaction.atomic():
            seen = joining.sent_at
            made = send_again(joining, email=joining.email, actor=staff.person, now=now, seen=seen)
            mail_link(request, made)
    except NoSuchLink:
        return False
    return True


def _chosen(ids: Sequence[str]) -> Sequence[Joining]:
    """Those that were ticked. Raises Http404 for what is no id."""
    try:
        wanted = [UUID(one) for one in ids[:MOST_AT_ONCE]]
    except ValueError:
        raise Http404 from None
    with across("staff send invitations of all companies again"):
        found = Joining.objects.select_related("customer", "plan").filter(id__in=wanted)
        return list(found.order_by("customer__name_kana", "id"))
