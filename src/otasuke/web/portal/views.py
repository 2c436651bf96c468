"""The pages of the portal."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from otasuke.web.accounts.policy import Capability
from otasuke.web.customers.selectors import Member
from otasuke.web.portal.doors import for_members
from otasuke.web.portal.tabs import tabs


@never_cache
@require_GET
@for_members(Capability.SEE_TODAY)
def today(request: HttpRequest, member: Member) -> HttpResponse:
    """今日のようす. Is anything wrong, and must I do something?"""
    return _page(request, member, "today")


@require_GET
@for_members(Capability.ANSWER)
def messages(request: HttpRequest, member: Member) -> HttpResponse:
    """メッセージ. What was told."""
    return _page(request, member, "messages")


@require_GET
@for_members(Capability.CONNECT_DEVICES)
def devices(request: HttpRequest, member: Member) -> HttpResponse:
    """端末. What is watched."""
    return _page(request, member, "devices")


@require_GET
@for_members(Capability.SEE_CONTRACT)
def contract(request: HttpRequest, member: Member) -> HttpResponse:
    """契約. What was agreed, and what it costs."""
    return _page(request, member, "contract")


@require_GET
@for_members(Capability.ASK)
def ask(request: HttpRequest, member: Member) -> HttpResponse:
    """相談. Whom to call."""
    return _page(request, member, "ask")


def _page(request: HttpRequest, member: Member, name: str) -> HttpResponse:
    return render(request, f"portal/{name}.html", {"member": member, "tabs": tabs(request, member.role)})
