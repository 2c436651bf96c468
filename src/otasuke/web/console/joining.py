"""参加. Inviting companies, and where each of them stands."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import segno
from django.core import signing
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from otasuke.jp.writing import search_key
from otasuke.web.accounts.mailing import send
from otasuke.web.accounts.policy import Capability
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.joining_forms import NEW, InvitationForm
from otasuke.web.console.pages import page
from otasuke.web.contracts.errors import ContractError
from otasuke.web.contracts.selectors import offered_plans
from otasuke.web.customers.errors import BadFacts
from otasuke.web.customers.models import Customer
from otasuke.web.customers.policy import Facts
from otasuke.web.customers.selectors import free_tenant, search_customers
from otasuke.web.customers.services import open_customer
from otasuke.web.joining.errors import BadInvitation, NoSuchLink
from otasuke.web.joining.policy import LIVES_FOR, Step
from otasuke.web.joining.selectors import counts_by_step, joining_of, on_their_way, rows, with_number
from otasuke.web.joining.services import Invited, give_back, invite, send_again, withdraw
from otasuke.web.tenancy.scope import across
from otasuke.web.ui.telling import told

_A_PAGE = 50
_UNDO_S = 600
_SALT = "console.joining"
_FEW = 5
STEPS: Mapping[Step, tuple[object, object]] = {
    Step.WHO: (gettext_lazy("招待した"), gettext_lazy("届いたか、電話で聞く")),
    Step.COST: (gettext_lazy("説明を見ている"), gettext_lazy("料金でまよっていないか聞く")),
    Step.CONSENT: (gettext_lazy("同意の前"), gettext_lazy("説明の分からないところを聞く")),
    Step.COUNT: (gettext_lazy("同意した"), gettext_lazy("何をつなぐか、電話で一緒に決める")),
    Step.DEVICES: (gettext_lazy("つないでいる"), gettext_lazy("つながらない機器を、電話で一緒に見る")),
    Step.CONNECTED: (gettext_lazy("つながった"), gettext_lazy("することはありません")),
}
"""What each step is called here, and what to do if somebody stays there."""


@never_cache
@require_GET
@for_staff(Capability.SEE_COMPANIES)
def joinings(request: HttpRequest, staff: Staff) -> HttpResponse:
    """参加の状況. Where does each company stand, since when, and what is to be done?"""
    sought, step = request.GET.get("q", "").replace("\0", "").strip(), request.GET.get("step", "")
    step = step if step in set(Step) else ""
    withdrawn = _withdrawn_in(request.GET.get("withdrawn", ""))
    with across("console"):
        counts = counts_by_step()
        one_page = Paginator(on_their_way(sought=sought, step=step), _A_PAGE).get_page(request.GET.get("page"))
        shown: dict[str, object] = {
            "rows": [(row, *STEPS[Step(row.joining.step)]) for row in rows(list(one_page), now=timezone.now())],
            "page": one_page,
            "steps": [(one.value, STEPS[one][0], counts.get(one.value, 0)) for one in Step],
            "total": sum(counts.values()),
            "sought": sought,
            "step": step,
            "may_invite": staff.may(Capability.INVITE_COMPANIES),
        }
    if withdrawn is not None:
        shown |= {"withdrawn": request.GET["withdrawn"], "withdrawn_name": withdrawn}
    return page(request, staff, "joinings", {**shown, **_sent_note(request)})


@never_cache
@require_http_methods(["GET", "POST"])
@for_staff(Capability.INVITE_COMPANIES)
def invite_company(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Invite a company: one that is there, or a new one."""
    form = InvitationForm(offered_plans(), request.POST or None)
    if request.method == "POST" and form.plans and form.is_valid():
        made = _invited(form, staff)
        if made is not None:
            return _link_page(request, staff, made)
    return page(request, staff, "join_invite", {"form": form, "days": LIVES_FOR.days})


@never_cache
@require_POST
@for_staff(Capability.INVITE_COMPANIES)
def again(request: HttpRequest, staff: Staff, joining: UUID) -> HttpResponse:
    """New links, to the same address or another."""
    email = request.POST.get("email", "")
    form = InvitationForm((), {"company": "-", "email": email})
    form.is_valid()
    if "email" in form.errors:
        return redirect("console-joinings")
    try:
        made = send_again(joining_of(joining), email=email, actor=staff.person, now=timezone.now())
    except NoSuchLink:
        raise Http404 from None
    return _link_page(request, staff, made)


@require_POST
@for_staff(Capability.INVITE_COMPANIES)
def take_away(_request: HttpRequest, staff: Staff, joining: UUID) -> HttpResponse:
    """Withdraw an invitation; the way back stands on the next page."""
    try:
        withdraw(joining_of(joining), actor=staff.person, now=timezone.now())
    except NoSuchLink:
        raise Http404 from None
    words = signing.dumps(str(joining), salt=_SALT)
    return redirect(f"{reverse('console-joinings')}?{urlencode({'withdrawn': words})}")


@require_POST
@for_staff(Capability.INVITE_COMPANIES)
def bring_back(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Undo that."""
    try:
        id = UUID(signing.loads(request.POST.get("withdrawn", ""), salt=_SALT, max_age=_UNDO_S))
        give_back(joining_of(id), actor=staff.person)
    except (signing.BadSignature, NoSuchLink, BadInvitation):
        raise Http404 from None
    return redirect("console-joinings")


def _invited(form: InvitationForm, staff: Staff) -> Invited | None:
    """Invite whom the form means; None if it has to be asked again, and it knows what."""
    try:
        with transaction.atomic():
            customer = _company(form, staff)
            if customer is None:
                return None
            return invite(
                customer,
                form.chosen_plan(),
                endpoints=form.computers(),
                email=form.cleaned_data["email"],
                name=form.cleaned_data["person"],
                actor=staff.person,
                now=timezone.now(),
            )
    except BadFacts as bad:
        form.is_new = True
        for fault in bad.faults:
            form.add_error({"name_kana": "kana", "name": "name"}.get(fault.field, "company"), told(fault.sentence))
    except BadInvitation as refused:
        form.add_error("company", told(refused.sentence))
    except ContractError as refused:
        form.add_error("plan", " ".join(map(told, refused.sentences)))
    return None


def _company(form: InvitationForm, staff: Staff) -> Customer | None:
    """The company that is meant, opened if it is new; None: that has to be asked."""
    if found := _found(form):
        return found
    name, kana = form.names()
    if form.candidates and not form.cleaned_data["chosen"]:
        return None
    if not name or not kana:
        form.is_new = True
        missing = "kana" if name else "name"
        words = (
            _("この会社はまだありません。よみを入れてください。")
            if name
            else _("この番号の会社はまだありません。名前とよみを入れてください。")
        )
        form.add_error(missing, words)
        return None
    facts = free_tenant(Facts("", name, kana, corporate_number=form.number))
    return open_customer(facts, actor=staff.person)


def _found(form: InvitationForm) -> Customer | None:
    chosen = form.cleaned_data["chosen"]
    if form.number:
        return with_number(form.number)
    likely = search_customers(form.cleaned_data["company"], most=_FEW)
    form.candidates = likely
    if chosen == NEW:
        return None
    meant = [one for one in likely if str(one.id) == chosen]
    if not chosen:  # the very name, and no other like it, leaves nothing to ask
        meant = [one for one in likely if search_key(one.name) == search_key(form.cleaned_data["company"])]
    return meant[0] if len(meant) == 1 else None


def _link_page(request: HttpRequest, staff: Staff, made: Invited) -> HttpResponse:
    joining = made.joining
    address = request.build_absolute_uri(reverse("join", args=[made.secret]))
    mail_link(request, made)
    shown = {
        "joining": joining,
        "customer": joining.customer,
        "address": address,
        "qr": _qr(address),
        "until": joining.expires_at,
        "days": LIVES_FOR.days,
    }
    return page(request, staff, "join_link", shown)


def mail_link(request: HttpRequest, made: Invited) -> None:
    """Mail the link that is for its reader alone, if there is an address."""
    joining = made.joining
    if made.mailed_secret:
        send(
            joining.email,
            gettext_lazy("見守りの申し込みのご案内"),
            template="console/join_invitation.txt",
            language="ja",
            not_after=joining.expires_at,
            name=joining.name,
            company=joining.customer.name,
            address=request.build_absolute_uri(reverse("join", args=[made.mailed_secret])),
            days=LIVES_FOR.days,
        )


def _sent_note(request: HttpRequest) -> Mapping[str, object]:
    """How many were sent just now, for the page of all."""
    sent, kept = (request.GET.get(name, "") for name in ("sent", "left"))
    numbers = [
        int(one) if one.isdecimal() and one.isascii() and len(one) < len("1000") else None for one in (sent, kept)
    ]
    return {} if None in numbers else {"sent": numbers[0], "left": numbers[1]}


def _qr(words: str) -> SafeString:
    drawn = segno.make(words, error="m", boost_error=False).svg_inline(border=4, omitsize=True)
    return mark_safe(drawn)  # noqa: S308  # segno draws squares; no text of anybody's is in it


def _withdrawn_in(words: str) -> str | None:
    """The name of the company whose invitation was just withdrawn."""
    try:
        id = UUID(signing.loads(words, salt=_SALT, max_age=_UNDO_S))
        found = joining_of(id)
    except (signing.BadSignature, NoSuchLink):
        return None
    return found.customer.name if found.withdrawn_at else None
