"""止めたもの. What was stopped for us, what we are asked, and what may be done without asking us."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from otasuke.web.accounts.policy import Capability, may
from otasuke.web.customers.selectors import Member
from otasuke.web.portal.doors import for_members
from otasuke.web.portal.pages import page
from otasuke.web.reaction import services
from otasuke.web.reaction.errors import NotFound, Refused
from otasuke.web.reaction.policy import Kind, Source, State
from otasuke.web.reaction.selectors import of_company, preapprovals
from otasuke.web.reaction.words import OWNERS
from otasuke.web.ui.telling import told


class _Beforehand(forms.Form):
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("聞かずにしてよいこと"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        choices = [(kind.value, told(OWNERS[kind])) for kind in Kind]
        self.fields["kinds"].choices = choices  # type: ignore[attr-defined]


@never_cache
@require_GET
@for_members(Capability.ANSWER)
def stopped(request: HttpRequest, member: Member) -> HttpResponse:
    """What is stopped, and what waits for a word of ours."""
    return _shown(request, member)


@never_cache
@require_POST
@for_members(Capability.SIGN)
def decide(request: HttpRequest, member: Member, action: UUID) -> HttpResponse:
    """Say yes, or no; a no also ends what is done already."""
    try:
        if request.POST.get("say") == "yes":
            services.approve(
                action, of=member.customer.id, source=Source.COMPANY, actor=member.person, at=timezone.now()
            )
        else:
            services.withdraw(action, of=member.customer.id, actor=member.person, at=timezone.now())
    except NotFound:
        raise Http404 from None
    except Refused as refused:
        return _shown(request, member, wrong=told(refused.words))
    return redirect("stopped")


@never_cache
@require_POST
@for_members(Capability.ANSWER)
def did(request: HttpRequest, member: Member, action: UUID) -> HttpResponse:
    """Say that something was done, or could not be."""
    verb = services.done if request.POST.get("say") == "done" else services.failed
    try:
        verb(action, of=member.customer.id, actor=member.person, at=timezone.now())
    except NotFound:
        raise Http404 from None
    except Refused as refused:
        return _shown(request, member, wrong=told(refused.words))
    return redirect("stopped")


@never_cache
@require_http_methods(["GET", "POST"])
@for_members(Capability.SIGN)
def beforehand(request: HttpRequest, member: Member) -> HttpResponse:
    """事前の同意. The owner says what may be done at once, and can take it back at any time."""
    agreed = preapprovals(member.customer.id)
    form = _Beforehand(request.POST or None, initial={"kinds": [one.kind for one in agreed]})
    if request.method == "POST" and form.is_valid():
        kinds = [Kind(one) for one in form.cleaned_data["kinds"]]
        services.preapprove(member.customer.id, kinds, actor=member.person, at=timezone.now())
        return redirect("stopped-beforehand")
    return page(request, member, "beforehand", form=form, agreed=agreed)


def _shown(request: HttpRequest, member: Member, *, wrong: str = "") -> HttpResponse:
    shown = of_company(member.customer.id, now=timezone.now())
    blocks = [one for one in shown.open if one.is_block and one.action.state != State.OFFERED]
    return page(
        request,
        member,
        "stopped",
        wrong=wrong,
        asked=[one for one in shown.open if one.action.state == State.OFFERED],
        to_do=[one for one in shown.open if not one.is_block and one.action.state == State.APPROVED],
        done=[one for one in shown.open if not one.is_block and one.action.state == State.ACTIVE],
        blocks=blocks,
        ended=shown.ended,
        may_decide=may([member.role], Capability.SIGN),
    )
