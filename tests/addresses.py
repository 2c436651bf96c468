"""Every address of the web: who may come in, and how it is asked for. One table, for the sweep and for the browser.

A new address gets a line here. The sweep then asks it as everybody of the cast; the browser looks at it, if it is a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from otasuke.web.accounts.policy import CUSTOMERS, STAFF, Capability, Role, may


class Kind(Enum):
    """PAGE: people look at it. FILE: it is kept or read by a program. STREAM: it has no end. ACT: it is only posted."""

    PAGE = "page"
    FILE = "file"
    STREAM = "stream"
    ACT = "act"


@dataclass(frozen=True, slots=True)
class Door:
    """Who comes in: people with one of the roles. leads_to: where a stranger is led; None: everybody comes in."""

    roles: frozenset[Role]
    leads_to: str | None

    def lets_in(self, role: Role | None) -> bool:
        return self.leads_to is None or role in self.roles


@dataclass(frozen=True, slots=True)
class Address:
    """What stands behind an address.

    names    what of みのり坂木工 the address names: argument → the key of the cast's things.
    posts    what is posted there, likewise: field → the key of the cast's things.
    seen_by  who looks at the page in a browser; "": an owner, a manager, or whoever may.
    answers  with what the page answers who comes with nothing else; 400: it says what to do instead.
    """

    door: Door
    kind: Kind = Kind.PAGE
    names: Mapping[str, str] = field(default_factory=dict)
    posts: Mapping[str, str] = field(default_factory=dict)
    seen_by: str = ""
    answers: int = 200


def customers(capability: Capability) -> Door:
    """The customer's people who may do this."""
    return Door(frozenset(role for role in CUSTOMERS if may([role], capability)), "/enter")


def staff(capability: Capability | None = None) -> Door:
    """The provider's people who may do this; all of them without a capability."""
    allowed = (role for role in STAFF if capability is None or may([role], capability))
    return Door(frozenset(allowed), "/staff/enter")


def inside(capability: Capability) -> Door:
    """Whoever may do this and is no customer, also at another firm than the provider's."""
    return Door(frozenset(role for role in set(Role) - CUSTOMERS if may([role], capability)), "/staff/enter")


INSIDE = Door(frozenset(Role) - CUSTOMERS, "/staff/enter")  # whoever has a post, also at another firm
EVERYBODY = Door(frozenset(), None)
IN_A_DEMO_ALONE = Door(frozenset(), "")  # hidden from everybody in a service that is none
BY_A_CARRIER_ALONE = Door(frozenset(), "")  # and here there is none
HALF = Door(frozenset(), "/staff/enter")  # who gave his password a moment ago

ADDRESSES: dict[str, Address] = {
    "well": Address(EVERYBODY, Kind.FILE),
    "gallery": Address(EVERYBODY),
    "reading": Address(EVERYBODY, Kind.ACT),
    "carrier-callback": Address(BY_A_CARRIER_ALONE, Kind.ACT),
    "setup-script": Address(EVERYBODY, Kind.FILE, {"code": "setup-code"}),  # one that is over: it says so
    "feed": Address(EVERYBODY, Kind.FILE, {"secret": "feed-secret", "file": "feed-file"}),
    "openapi": Address(EVERYBODY, Kind.FILE),
    "api-docs": Address(EVERYBODY),
    # the portal
    "today": Address(customers(Capability.SEE_TODAY)),
    "history": Address(customers(Capability.SEE_TODAY)),
    "want-call": Address(customers(Capability.ASK), Kind.ACT),
    "want-no-call": Address(customers(Capability.ASK), Kind.ACT),
    "unplugged": Address(customers(Capability.ANSWER), Kind.ACT, {"incident": "matter"}),
    "plugged": Address(customers(Capability.ANSWER), Kind.ACT, {"incident": "matter"}),
    "messages": Address(customers(Capability.ANSWER)),
    "message": Address(customers(Capability.ANSWER), names={"message": "matter-message"}),
    "linked": Address(EVERYBODY, names={"token": "message-link"}),
    "devices": Address(customers(Capability.CONNECT_DEVICES)),
    "device": Address(customers(Capability.CONNECT_DEVICES), names={"device": "device"}),
    "cards": Address(customers(Capability.SEE_TODAY)),
    "card": Address(customers(Capability.SEE_TODAY), names={"device": "device"}),
    "worker": Address(EVERYBODY, Kind.FILE),
    "manifest": Address(EVERYBODY, Kind.FILE),
    "device-add": Address(customers(Capability.CONNECT_DEVICES)),
    "device-steps": Address(customers(Capability.CONNECT_DEVICES), Kind.ACT, {"device": "device"}),
    "device-name": Address(customers(Capability.CONNECT_DEVICES), Kind.ACT, {"device": "device"}),
    "device-remove": Address(customers(Capability.CONNECT_DEVICES), Kind.ACT, {"device": "device"}),
    "device-give-back": Address(customers(Capability.CONNECT_DEVICES), Kind.ACT),
    "stopped": Address(customers(Capability.ANSWER)),
    "stopped-beforehand": Address(customers(Capability.SIGN)),
    "stopped-decide": Address(customers(Capability.SIGN), Kind.ACT, {"action": "action"}, {"say": "say-no"}),
    "stopped-did": Address(customers(Capability.ANSWER), Kind.ACT, {"action": "action"}, {"say": "say-done"}),
    "contract": Address(customers(Capability.SEE_CONTRACT)),
    "consent": Address(customers(Capability.SEE_CONTRACT), Kind.FILE, {"consent": "consent"}),
    "agree": Address(customers(Capability.SIGN), names={"explanation": "explanation"}),
    "ask": Address(customers(Capability.ASK)),
    "ask-sent": Address(customers(Capability.ASK)),
    "tokens": Address(customers(Capability.MAKE_TOKENS)),
    "token-revoke": Address(customers(Capability.MAKE_TOKENS), Kind.ACT, {"token": "token"}),
    "hooks": Address(customers(Capability.TELL_PROGRAMS)),
    "hook": Address(customers(Capability.TELL_PROGRAMS), names={"endpoint": "endpoint"}),
    "hook-test": Address(customers(Capability.TELL_PROGRAMS), Kind.ACT, {"endpoint": "endpoint"}),
    "hook-secret": Address(customers(Capability.TELL_PROGRAMS), Kind.ACT, {"endpoint": "endpoint"}),
    "hook-switch": Address(customers(Capability.TELL_PROGRAMS), Kind.ACT, {"endpoint": "endpoint"}),
    "hook-remove": Address(customers(Capability.TELL_PROGRAMS), Kind.ACT, {"endpoint": "endpoint"}),
    "hook-give-back": Address(customers(Capability.TELL_PROGRAMS), Kind.ACT, {"endpoint": "removed-endpoint"}),
    "hook-again": Address(customers(Capability.TELL_PROGRAMS), Kind.ACT, {"delivery": "delivery"}),
    "enter": Address(EVERYBODY),
    "enter-sent": Address(EVERYBODY),
    "enter-link": Address(EVERYBODY, names={"token": "link"}),
    "choose": Address(Door(CUSTOMERS, "/enter")),
    "leave": Address(EVERYBODY, Kind.ACT),
    "members": Address(customers(Capability.INVITE_COLLEAGUE)),
    "member-invite": Address(customers(Capability.INVITE_COLLEAGUE)),
    "member-change": Address(customers(Capability.INVITE_COLLEAGUE), names={"invitation": "member-invitation"}),
    "member-withdraw": Address(
        customers(Capability.INVITE_COLLEAGUE), Kind.ACT, names={"invitation": "member-invitation"}
    ),
    "member-remove": Address(customers(Capability.INVITE_COLLEAGUE), names={"person": "kawabata"}),
    "member-give-back": Address(customers(Capability.INVITE_COLLEAGUE), Kind.ACT, posts={"removed": "removed"}),
    "member-hand-over": Address(customers(Capability.INVITE_COLLEAGUE), names={"person": "kawabata"}),
    "member-join": Address(EVERYBODY, names={"token": "member-link"}),
    "me": Address(customers(Capability.SEE_TODAY)),
    "me-name": Address(customers(Capability.SEE_TODAY), Kind.ACT),
    "me-push": Address(customers(Capability.SEE_TODAY), Kind.ACT),
    "me-quiet": Address(customers(Capability.SEE_TODAY), Kind.ACT),
    "me-end-one": Address(customers(Capability.SEE_TODAY), Kind.ACT),
    "me-end-others": Address(customers(Capability.SEE_TODAY), Kind.ACT),
    "me-passkey-options": Address(customers(Capability.SEE_TODAY), Kind.ACT),
    "me-passkey-add": Address(customers(Capability.SEE_TODAY), Kind.ACT),
    "me-passkey-rename": Address(customers(Capability.SEE_TODAY), Kind.ACT),
    "me-passkey-remove": Address(customers(Capability.SEE_TODAY), Kind.ACT),
    "me-mobile": Address(customers(Capability.SEE_TODAY)),
    "me-mobile-code": Address(customers(Capability.SEE_TODAY)),
    "me-mobile-remove": Address(customers(Capability.SEE_TODAY), Kind.ACT),
    "enter-passkey-options": Address(EVERYBODY, Kind.ACT),
    "enter-passkey": Address(EVERYBODY, Kind.ACT),
    # the console
    "console": Address(INSIDE),
    "console-queue": Address(staff(Capability.SEE_ALERTS)),
    "console-queue-held": Address(staff(Capability.SEE_ALERTS)),
    "console-queue-live": Address(staff(Capability.SEE_ALERTS), Kind.STREAM),
    "console-queue-news": Address(staff(Capability.SEE_ALERTS), Kind.FILE),
    "console-queue-rail": Address(staff(Capability.SEE_ALERTS), Kind.FILE, {"code": "incident"}),
    "console-queue-many": Address(
        staff(Capability.JUDGE), Kind.ACT, posts={"act": "incident-act", "who": "incident-id"}
    ),
    "console-queue-undo": Address(staff(Capability.JUDGE), Kind.ACT),
    "console-queue-reason": Address(staff(Capability.JUDGE), Kind.ACT),
    "console-queue-keep": Address(staff(Capability.SEE_ALERTS), Kind.ACT),
    "console-queue-drop": Address(staff(Capability.SEE_ALERTS), Kind.ACT, {"kept": "filter"}),
    "console-incident": Address(staff(Capability.SEE_ALERTS), names={"code": "incident"}),
    "console-incident-news": Address(staff(Capability.SEE_ALERTS), Kind.FILE, {"code": "incident"}),
    "console-incident-act": Address(staff(Capability.JUDGE), Kind.ACT, {"code": "incident"}),
    "console-incident-split": Address(staff(Capability.JUDGE), names={"code": "incident"}),
    "console-incident-merge": Address(staff(Capability.JUDGE), names={"code": "incident", "other": "other-incident"}),
    "console-incident-records": Address(staff(Capability.SEE_ALERTS), names={"code": "incident", "alert": "alert"}),
    "console-incident-hunt": Address(
        staff(Capability.SEE_ALERTS), Kind.ACT, {"code": "incident"}, {"for": "counterpart"}
    ),
    "console-companies": Address(staff(Capability.SEE_COMPANIES)),
    "console-company-new": Address(staff(Capability.EDIT_COMPANIES)),
    "console-company": Address(staff(Capability.SEE_COMPANIES), names={"code": "code"}),
    "console-company-part": Address(staff(Capability.EDIT_COMPANIES), names={"code": "code", "part": "part"}),
    "console-company-site": Address(staff(Capability.EDIT_COMPANIES), names={"code": "code", "number": "site"}),
    "console-device": Address(staff(Capability.EDIT_COMPANIES), names={"code": "code", "device": "device"}),
    "console-note": Address(staff(Capability.EDIT_COMPANIES), Kind.ACT, {"code": "code"}),
    "console-note-remove": Address(staff(Capability.EDIT_COMPANIES), Kind.ACT, {"code": "code", "note": "note"}),
    "console-owner-invite": Address(staff(Capability.INVITE_OWNERS), names={"code": "code"}),
    "console-owner-withdraw": Address(
        staff(Capability.INVITE_OWNERS), Kind.ACT, {"code": "code", "invitation": "member-invitation"}
    ),
    "console-owner-back": Address(staff(Capability.INVITE_OWNERS), Kind.ACT, {"code": "code"}),
    "console-contract": Address(staff(Capability.EDIT_CONTRACTS), names={"code": "code"}),
    "console-contract-step": Address(
        staff(Capability.EDIT_CONTRACTS), Kind.ACT, {"code": "code", "step": "contract-step"}, {"contract": "contract"}
    ),
    "console-consent": Address(staff(Capability.SEE_COMPANIES), Kind.FILE, {"code": "code", "consent": "consent"}),
    "console-plans": Address(staff(Capability.SEE_COMPANIES)),
    "console-plan-new": Address(staff(Capability.EDIT_CONTRACTS)),
    "console-plan-check": Address(staff(Capability.EDIT_CONTRACTS), Kind.ACT),
    "console-import": Address(staff(Capability.EDIT_COMPANIES)),
    "console-import-preview": Address(staff(Capability.EDIT_COMPANIES), names={"file": "file"}),
    "console-import-faults": Address(staff(Capability.EDIT_COMPANIES), Kind.FILE, {"file": "file"}),
    "console-export": Address(staff(Capability.EDIT_COMPANIES), Kind.ACT),
    "console-find": Address(INSIDE),
    "console-many": Address(
        staff(Capability.EDIT_COMPANIES), Kind.ACT, posts={"act": "bulk-act", "who": "customer-id"}
    ),
    "console-filter-keep": Address(staff(Capability.SEE_COMPANIES), Kind.ACT),
    "console-filter-drop": Address(staff(Capability.SEE_COMPANIES), Kind.ACT, {"kept": "filter"}),
    "console-undo": Address(staff(Capability.EDIT_COMPANIES), Kind.ACT, {"edit": "edit"}),
    "console-joinings": Address(staff(Capability.SEE_COMPANIES)),
    "console-join-invite": Address(staff(Capability.INVITE_COMPANIES)),
    "console-join-back": Address(
        staff(Capability.INVITE_COMPANIES), Kind.ACT, posts={"withdrawn": "withdrawn-joining"}
    ),
    "console-joinings-again": Address(staff(Capability.INVITE_COMPANIES), Kind.ACT, posts={"who": "joining"}),
    "console-join-again": Address(staff(Capability.INVITE_COMPANIES), Kind.ACT, {"joining": "joining"}),
    "console-join-withdraw": Address(staff(Capability.INVITE_COMPANIES), Kind.ACT, {"joining": "joining"}),
    "console-settings": Address(INSIDE),
    "console-end-others": Address(INSIDE, Kind.ACT),
    "console-tokens": Address(staff(Capability.MAKE_TOKENS)),
    "console-token-revoke": Address(
        staff(Capability.MANAGE_PEOPLE), Kind.ACT, {"token": "firm-token"}
    ),  # a colleague's
    "console-fresh-codes": Address(INSIDE, Kind.ACT),
    "console-blocks": Address(staff(Capability.SEE_ALERTS)),
    "console-blocks-withdraw": Address(staff(Capability.REACT), Kind.ACT, posts={"action": "action"}),
    "console-blocks-back": Address(staff(Capability.REACT), Kind.ACT),
    "console-actions": Address(staff(Capability.SEE_ALERTS), names={"code": "incident-code"}),
    "console-action": Address(
        staff(Capability.REACT), Kind.ACT, {"code": "incident-code", "action": "action", "verb": "action-verb"}
    ),
    "console-company-blocks": Address(staff(Capability.SEE_ALERTS), names={"code": "code"}),
    "console-feed-add": Address(staff(Capability.REACT), Kind.ACT, {"code": "code"}),
    "console-feed": Address(staff(Capability.SEE_ALERTS), names={"code": "code", "feed": "feed"}),
    "console-feed-address": Address(staff(Capability.REACT), Kind.ACT, {"code": "code", "feed": "feed"}),
    "console-feed-remove": Address(staff(Capability.REACT), Kind.ACT, {"code": "code", "feed": "feed"}),
    "console-spared-add": Address(staff(Capability.REACT), Kind.ACT, {"code": "code"}),
    "console-spared-remove": Address(staff(Capability.REACT), Kind.ACT, {"code": "code", "spared": "spared"}),
    "console-hooks": Address(staff(Capability.SETTINGS)),
    "console-hook-new": Address(staff(Capability.SETTINGS)),
    "console-hook": Address(staff(Capability.SETTINGS), names={"endpoint": "endpoint"}),
    "console-hook-test": Address(staff(Capability.SETTINGS), Kind.ACT, {"endpoint": "endpoint"}),
    "console-hook-secret": Address(staff(Capability.SETTINGS), Kind.ACT, {"endpoint": "endpoint"}),
    "console-hook-switch": Address(staff(Capability.SETTINGS), Kind.ACT, {"endpoint": "endpoint"}),
    "console-hook-remove": Address(staff(Capability.SETTINGS), Kind.ACT, {"endpoint": "endpoint"}),
    "console-hook-back": Address(staff(Capability.SETTINGS), Kind.ACT, {"endpoint": "removed-endpoint"}),
    "console-hook-again": Address(staff(Capability.SETTINGS), Kind.ACT, {"delivery": "delivery"}),
    "console-duty": Address(staff(Capability.SEE_DUTY)),
    "console-duty-pattern": Address(staff(Capability.PLAN_DUTY)),
    "console-duty-push": Address(staff(Capability.SEE_DUTY), Kind.ACT),
    "console-duty-mine": Address(staff(Capability.SEE_DUTY)),
    "console-duty-undo": Address(staff(Capability.SEE_DUTY), Kind.ACT),
    "console-duty-shift": Address(staff(Capability.SEE_DUTY), names={"source": "duty-source", "day": "duty-day"}),
    "console-duty-swap": Address(staff(Capability.SEE_DUTY), Kind.ACT, {"swap": "swap", "act": "swap-act"}),
    "console-drills": Address(inside(Capability.SEE_EVIDENCE)),
    "console-drill": Address(inside(Capability.SEE_EVIDENCE), names={"drill": "drill"}),
    "console-drill-paper": Address(inside(Capability.SEE_EVIDENCE), Kind.FILE, {"drill": "drill"}),
    "console-drill-start": Address(staff(Capability.PLAN_DUTY), Kind.ACT),
    "console-drill-take": Address(staff(Capability.SEE_DUTY), Kind.ACT),
    "console-drill-stop": Address(staff(Capability.PLAN_DUTY), Kind.ACT),
    "console-review": Address(staff(Capability.SEE_ALERTS)),
    "console-review-rule": Address(staff(Capability.SEE_ALERTS)),
    "console-proposals": Address(staff(Capability.SEE_ALERTS)),
    "console-proposal-answer": Address(staff(Capability.JUDGE), Kind.ACT, posts={"company": "customer-id"}),
    "console-tuning-undo": Address(staff(Capability.JUDGE), Kind.ACT, {"tuning": "tuning"}),
    "console-alert": Address(staff(Capability.SEE_ALERTS), names={"alert": "alert"}),
    "console-alert-judge": Address(staff(Capability.JUDGE), Kind.ACT, {"alert": "alert"}),
    "console-alert-undo": Address(staff(Capability.JUDGE), Kind.ACT, {"alert": "alert"}),
    "console-silences": Address(staff(Capability.SEE_ALERTS)),
    "console-silence-new": Address(staff(Capability.JUDGE)),
    "console-silence-look": Address(staff(Capability.JUDGE), Kind.ACT),
    "console-silence": Address(staff(Capability.SEE_ALERTS), names={"silence": "silence"}),
    "console-silence-end": Address(staff(Capability.JUDGE), Kind.ACT, {"silence": "silence"}),
    "console-silence-extend": Address(staff(Capability.JUDGE), Kind.ACT, {"silence": "silence"}),
    "console-silence-answer": Address(staff(Capability.JUDGE), Kind.ACT, {"silence": "silence"}),
    "console-morning": Address(staff()),
    "console-morning-of": Address(staff(), names={"day": "morning"}),
    "console-morning-read": Address(staff(), Kind.ACT, {"day": "morning"}),
    "duty-calendar": Address(EVERYBODY, Kind.FILE, {"token": "calendar"}),
    "console-deliveries": Address(staff(Capability.SEE_ALERTS)),
    "console-delivery": Address(staff(Capability.SEE_ALERTS), names={"message": "message"}),
    "console-call": Address(staff(), names={"call": "staff-call"}),
    "console-call-take": Address(staff(), Kind.ACT, {"call": "staff-call"}),
    "console-places": Address(staff(Capability.SETTINGS)),
    "console-place-new": Address(staff(Capability.SETTINGS)),
    "console-place-try": Address(staff(Capability.SETTINGS), Kind.ACT, {"place": "place"}),
    "console-place-remove": Address(staff(Capability.SETTINGS), Kind.ACT, {"place": "place"}),
    "console-place-back": Address(staff(Capability.SETTINGS), Kind.ACT, {"place": "place"}),
    "console-jobs": Address(staff(Capability.TEND_JOBS)),
    "console-retry-job": Address(staff(Capability.TEND_JOBS), Kind.ACT, {"job": "job"}),
    "console-people": Address(staff(Capability.MANAGE_PEOPLE)),
    "console-invite": Address(staff(Capability.MANAGE_PEOPLE)),
    "console-fresh-link": Address(staff(Capability.MANAGE_PEOPLE), Kind.ACT, {"person": "colleague"}),
    "console-end-post": Address(staff(Capability.MANAGE_PEOPLE), names={"post": "post"}),
    "console-give-back": Address(staff(Capability.MANAGE_PEOPLE), Kind.ACT, posts={"ended": "ended-post"}),
    "console-audit": Address(inside(Capability.SEE_AUDIT)),
    "console-audit-verify": Address(inside(Capability.SEE_AUDIT), Kind.ACT),
    "console-audit-export": Address(inside(Capability.SEE_AUDIT), Kind.ACT),
    "console-provider": Address(staff(Capability.SETTINGS)),
    "console-provider-undo": Address(staff(Capability.SETTINGS), Kind.ACT),
    "console-provider-logo": Address(staff(Capability.SETTINGS), Kind.ACT),
    "logo": Address(EVERYBODY, Kind.FILE, {"digest": "logo"}),
    "console-passkey-options": Address(INSIDE, Kind.ACT),
    "console-passkey-add": Address(INSIDE, Kind.ACT),
    "console-passkey-rename": Address(INSIDE, Kind.ACT),
    "console-passkey-remove": Address(INSIDE, Kind.ACT),
    "staff-passkey-options": Address(EVERYBODY, Kind.ACT),
    "staff-passkey": Address(EVERYBODY, Kind.ACT),
    "console-openid": Address(staff(Capability.SETTINGS)),
    "console-openid-remove": Address(staff(Capability.SETTINGS), Kind.ACT),
    "staff-openid": Address(EVERYBODY, Kind.FILE),  # leads away, or says why it cannot
    "staff-openid-back": Address(EVERYBODY, answers=400),  # nobody was sent there: it leads back to the door
    "staff-enter": Address(EVERYBODY),
    "staff-code": Address(HALF, seen_by="half"),
    "staff-phone": Address(HALF, seen_by="half without a phone"),
    "staff-invited": Address(EVERYBODY, names={"token": "invitation"}),
    "staff-leave": Address(EVERYBODY, Kind.ACT),
    # joining up: whoever has the link
    "join": Address(EVERYBODY, names={"secret": "join-link"}),
    "join-later": Address(EVERYBODY, names={"secret": "join-link"}),
    "join-who": Address(EVERYBODY, Kind.ACT, {"secret": "join-link"}),
    "join-cost": Address(EVERYBODY, Kind.ACT, {"secret": "join-link"}, {"endpoints": "joining-number"}),
    "join-consent": Address(
        EVERYBODY,
        Kind.ACT,
        {"secret": "join-link"},
        {"explanation": "consent", "digest": "code", "name": "joining-name"},
    ),
    "join-evidence": Address(EVERYBODY, Kind.FILE, {"secret": "join-link"}),
    "join-count": Address(EVERYBODY, Kind.ACT, {"secret": "join-link"}, {"windows": "joining-number"}),
    "join-next": Address(EVERYBODY, Kind.ACT, {"secret": "join-link"}),
    "join-address": Address(EVERYBODY, Kind.ACT, {"secret": "join-link"}),
    "join-live": Address(EVERYBODY, Kind.FILE, {"secret": "join-link"}),
    "join-stream": Address(EVERYBODY, Kind.STREAM, {"secret": "join-link"}),
    "join-code": Address(EVERYBODY, Kind.ACT, {"secret": "join-link", "device": "joining-device"}),
    "join-name": Address(
        EVERYBODY, Kind.ACT, {"secret": "join-link", "device": "joining-device"}, {"name": "joining-name"}
    ),
    "setup": Address(EVERYBODY),
    "setup-with": Address(EVERYBODY, names={"code": "live-code"}),
    "setup-live": Address(EVERYBODY, Kind.FILE, {"code": "live-code"}),
    # a demo
    "demo": Address(IN_A_DEMO_ALONE, Kind.FILE),
    "demo-become": Address(IN_A_DEMO_ALONE, Kind.ACT),
    "demo-mails": Address(IN_A_DEMO_ALONE, Kind.FILE),
}

ELSEWHERE: dict[str, str] = {"api-v1": "tests/web/api/test_isolation.py"}
"""Namespaces with a table of their own, and where that is."""


def named_addresses() -> Iterator[str]:
    """The names in the URL map; of an address without a name, its pattern."""
    return _names(get_resolver(), "")


def _names(resolver: URLResolver, before: str) -> Iterator[str]:
    for one in resolver.url_patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield one.name or here
        elif one.namespace not in ELSEWHERE:
            yield from _names(one, here)


def made(keys: Mapping[str, str], things: Mapping[str, Any]) -> dict[str, Any]:
    """What an address is made with, or is posted there."""
    return {name: things[key] for name, key in keys.items()}
