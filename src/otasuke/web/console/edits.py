"""What was just done, on the page that follows, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST

from otasuke.web.accounts.policy import Capability
from otasuke.web.audit.selectors import last_time
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.happenings import Told, tell
from otasuke.web.console.pages import page
from otasuke.web.customers.errors import CannotUndo
from otasuke.web.customers.models import Edit
from otasuke.web.customers.parts import Part
from otasuke.web.customers.undoing import is_undoable, undo
from otasuke.web.tenancy.scope import tenant_scope
from otasuke.web.ui.telling import told

_DONE = {
    "new": gettext_lazy("会社を入れました。"),
    "facts": gettext_lazy("会社の情報を直しました。"),
    "sites": gettext_lazy("拠点を直しました。"),
    "contacts": gettext_lazy("連絡先を直しました。"),
    "card": gettext_lazy("会社の事情を直しました。"),
    "partners": gettext_lazy("取引先を直しました。"),
    "handling": gettext_lazy("担当とラベルを直しました。"),
    "notes": gettext_lazy("メモを直しました。"),
    "taken_in": gettext_lazy("ファイルを取り込みました。"),
    "assigned": gettext_lazy("担当を変えました。"),
    "labelled": gettext_lazy("ラベルを変えました。"),
}
_VERBS: Mapping[Part, Sequence[str]] = {
    "facts": ("customer.changed", "customer.opened"),
    "sites": ("site.kept", "site.closed"),
    "contacts": ("contacts.set",),
    "card": ("card.kept",),
    "partners": ("partners.set",),
    "handling": ("customer.handled",),
    "notes": ("notes.set",),
}


@dataclass(frozen=True, slots=True)
class Toast:
    """What was done. undo: the edit that can be taken back; "" cannot any more."""

    words: str
    undo: str


def done_in(edit: Edit) -> str:
    """What to add to an address, so that its page says what was done."""
    return f"done={edit.id}"


def toast_of(request: HttpRequest, *, now: datetime) -> Toast | None:
    """What was done before this page was opened."""
    try:
        edit = Edit.objects.filter(id=UUID(request.GET.get("done", ""))).first()
    except ValueError:
        return None
    if edit is None:
        return None
    if edit.undone_at is not None:
        return Toast(gettext("取り消しました。"), "")
    words = str(_DONE.get(edit.kind, ""))
    if edit.companies > 1:
        count = gettext("%(count)s社") % {"count": f"{edit.companies:,}"}
        words = f"{words}（{count}）"
    return Toast(words, str(edit.id) if is_undoable(edit, at=now) else "")


def who_wrote(customer: UUID, part: Part) -> Told | None:
    """Who wrote a part of a company last."""
    with tenant_scope(customer):
        line = last_time(customer, _VERBS[part])
        return tell([line])[0] if line else None


@require_POST
@for_staff(Capability.EDIT_COMPANIES)
def take_back(request: HttpRequest, staff: Staff, edit: UUID) -> HttpResponse:
    """Take an edit back, and say what stayed."""
    try:
        undone = undo(edit, actor=staff.person, at=timezone.now())
    except CannotUndo as cannot:
        return page(request, staff, "undone", {"wrong": told(cannot.sentence), "back": _back(request)}, status=409)
    return page(request, staff, "undone", {"undone": undone, "back": _back(request)})


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("back", "").partition("?")[0]
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else reverse("console-companies")
