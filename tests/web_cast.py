"""The whole cast of the web: two companies with everything that an address can name, and somebody of every role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core import signing
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

import notify_cast
from company_cast import fill
from contract_cast import running_contract, telling
from drill_cast import BEGAN, DRILL
from duty_pages import duty_things
from finding_cast import arrive, detection, incidents_of, watched
from job_runner import run_jobs
from joining_pages import walker
from otasuke.web.accounts.invitations import invite
from otasuke.web.accounts.links import new_link
from otasuke.web.accounts.models import Firm, IdentityProvider, MobileCode, Person, Post
from otasuke.web.accounts.openid.configuring import ABOUT
from otasuke.web.accounts.policy import CUSTOMERS, Role
from otasuke.web.accounts.staff_sessions import open_session
from otasuke.web.alerts.models import Tuning
from otasuke.web.alerts.silences import make
from otasuke.web.console.halves import remember_half
from otasuke.web.contracts.explaining import explain_ending
from otasuke.web.contracts.models import Consent
from otasuke.web.customers.editing import open_by_hand
from otasuke.web.customers.handling import new_note, set_notes
from otasuke.web.customers.members import Invited, invite_member
from otasuke.web.customers.models import Customer, ImportFile, SavedFilter
from otasuke.web.customers.policy import Facts
from otasuke.web.duty.drilling import begin, file
from otasuke.web.hooks.services import add_endpoint, remove, send_test
from otasuke.web.incidents.models import Incident
from otasuke.web.jobs.mail import send_later
from otasuke.web.jobs.selectors import FAILED, list_jobs
from otasuke.web.mornings.services import keep
from otasuke.web.notify.links import token_of
from otasuke.web.notify.models import Delivery
from otasuke.web.notify.places import add_place
from otasuke.web.notify.policy import Way
from otasuke.web.notify.unreached import tell_staff
from otasuke.web.provider import services as provider_services
from otasuke.web.provider.selectors import provider
from otasuke.web.reaction.services import spare
from otasuke.web.seals.sealing import seal
from otasuke.web.sensors.codes import LIVES_FOR, give_code
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.services import add_device
from otasuke.web.tenancy.scope import across, tenant_scope
from otasuke.web.tokens.services import make_for_customer, make_for_firm
from portal_cast import browser_of, join
from reaction_cast import blocked, box, somebody
from staff_cast import employ, give_phone
from token_cast import wish

NEIGHBOUR = "neighbour"
NOBODY = "nobody"
HALVES = ("half", "half without a phone")
LONELY = "without a company"
_KINDS = {
    Role.TECHNICIAN: Firm.Kind.PARTNER,
    Role.INSURER: Firm.Kind.INSURER,
    Role.EXAMINER: Firm.Kind.EXAMINER,
    Role.AUDITOR: Firm.Kind.EXAMINER,
}


@dataclass(frozen=True, slots=True)
class Cast:
    """browsers: by role of みのり坂木工, of the firms, NEIGHBOUR (owner of the other company), LONELY, NOBODY, and
    HALVES (staff between password and code).

    things: what addresses name, all of みのり坂木工.
    """

    minori: Customer
    kobato: Customer
    browsers: Mapping[str, Client]
    things: Mapping[str, Any]


def make_cast() -> Cast:
    """The cast, in an empty database."""
    with across("tests make companies"):
        minori = Customer.objects.create(tenant="minori", name="有限会社みのり坂木工", name_kana="ミノリザカモッコウ")
        kobato = Customer.objects.create(tenant="kobato", name="こばと歯科医院", name_kana="コバトシカイイン")
    browsers = {role.value: browser_of(_acting(minori, role)) for role in CUSTOMERS}
    _awaits_code(Person.objects.get(email="owner@minori.example"))
    browsers |= {role.value: _browser_of_staff(role) for role in Role if role not in CUSTOMERS}
    browsers |= {
        NEIGHBOUR: browser_of(_acting(kobato, Role.OWNER)),
        LONELY: browser_of(Person.objects.create(name="無所属 人")),
        NOBODY: Client(),
        **{name: _half(name, has_phone=name == "half") for name in HALVES},
    }
    return Cast(minori, kobato, browsers, _things(minori))


PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def _things(minori: Customer) -> dict[str, Any]:
    with tenant_scope(minori.id):
        running_contract(minori)
        consent = Consent.objects.select_related("explanation").get()
        waiting = explain_ending(consent.explanation.contract_id, telling(timezone.now()))
    now = timezone.now()
    made = new_link("owner@minori.example", now=now)
    assert made
    invitation = invite("new@naniwa.example", "新井 暦", role=Role.DESK, provider="お助け隊", actor=None, now=now)
    who = Invited("kitano@minori.example", "北野 桂", "キタノ カツラ")
    asked, member_link = invite_member(minori.id, who, actor=None, now=now)
    kawabata = Person.objects.create(name="川端 志津子", name_kana="カワバタ シヅコ", email="kawabata@minori.example")
    join(kawabata, minori, Role.COLLEAGUE)
    provider_services.change(provider_services.Facts("なにわ見守り舎", "06-0000-0119", "平日 9:00〜18:00"), actor=None)
    provider_services.set_logo(PNG, actor=None)
    IdentityProvider.objects.create(
        issuer="https://127.0.0.1", client="otasuke", secret=seal("x", about=ABOUT), domains=["naniwa.example"]
    )  # which nobody is sent to
    post = Post.objects.get(person__email="new@naniwa.example")
    ended = {"person": str(post.person_id), "firm": str(post.firm_id), "role": post.role}
    return {
        "consent": consent.id,
        "explanation": waiting.id,
        "link": made[1],
        "token": make_for_customer(wish(), minori.id, actor=made[0], now=now).token.id,
        "firm-token": _firm_token(post.person),
        "invitation": invitation,
        "kawabata": kawabata.id,
        "member-invitation": asked.id,
        "member-link": member_link,
        "removed": signing.dumps([str(minori.id), str(kawabata.id)], salt="portal.removed"),
        "colleague": post.person_id,
        "post": post.id,
        "code": minori.tenant,
        "part": "contacts",
        "bulk-act": "assign",
        "customer-id": str(minori.id),
        "filter": SavedFilter.objects.create(name="私の", query="assigned=me", by=post.person).id,
        "file": ImportFile.objects.create(name="companies.csv", data=b"x", by=post.person, at=now).id,
        "contract": str(consent.explanation.contract_id),
        "contract-step": "renewal",
        "site": 0,
        "note": _note(minori, post.person),
        "edit": open_by_hand(Facts("hoshimi", "星見町印刷", "ホシミチョウインサツ"), actor=post.person, at=now).id,
        "job": _given_up(),
        **_told(minori, now),
        **_hook(minori, post.person),
        "setup-code": _code(minori),
        "device": _devices(minori, now),
        **(matter := _matter(minori, now)),
        **_reaction(minori, matter["incident"]),
        **_joining(),
        "logo": provider().logo,
        **_duty(now),
        "silence": _silence(minori, now),
        "tuning": _tuning(minori, now),
        **_incidents(minori, now),
        "ended-post": signing.dumps(ended, salt="console.ended-post"),
    }


def _incidents(minori: Customer, now: datetime) -> dict[str, Any]:
    """Two of the company: one talked to somebody outside, and has a story."""
    for number, sensor in enumerate(("SOUKO-07", "EIGYO-08")):
        fields = {"Image": f"{number}.exe", "DestinationIp": f"45.77.12.{number + 1}"}
        by = watched(minori, since=now - timedelta(days=40))
        arrive(detection("minori", f"cast-{number}", by=by, sensor=sensor, at=now, fields=fields), at=now)
    first, second = (
        next(one for one in incidents_of(minori) if one.lead.rule_id == f"cast-{number}") for number in range(2)
    )
    return {
        "incident": first.code,
        "other-incident": second.code,
        "incident-id": str(first.id),
        "incident-act": "mine",
        "alert": first.lead_id,
        "counterpart": first.lead.counterpart,
    }


def _devices(minori: Customer, now: datetime) -> UUID:
    """A device in every state; the one that is new."""
    for name, handed_out, last_seen in (
        ("経理のパソコン", 20, timedelta(minutes=3)),
        ("受付のパソコン", 20, timedelta(hours=2)),
        ("倉庫のパソコン", 40, timedelta(days=30)),
        ("社長のノートパソコン", 1, None),
    ):
        made = add_device(minori, name=name, kind="windows", actor=None)
        heard = {"first_seen": now - timedelta(days=handed_out - 1), "last_seen": now - last_seen} if last_seen else {}
        with tenant_scope(minori.id):
            Device.objects.filter(id=made.id).update(
                credential_id=f"made-up-{made.code}", handed_out=now - timedelta(days=handed_out), **heard
            )
    return add_device(minori, name="会社の入口の箱", kind="utm", brand="yamaha", actor=None).id


def _matter(minori: Customer, now: datetime) -> dict[str, Any]:
    """Something grave that its people were told of, and a link to what they were told."""
    with tenant_scope(minori.id):
        machine = Device.objects.get(name="経理のパソコン")
    found = detection(minori.tenant, level="critical", at=now, by=machine, tags=("attack.impact", "attack.t1486"))
    (incident,) = arrive(found, at=now)
    with tenant_scope(minori.id):
        one = Delivery.objects.filter(message__about_id=incident.id).select_related("message").earliest("due_at")
    return {
        "incident": incident.id,
        "matter": incident.id,
        "matter-message": one.message_id,
        "message-link": token_of(one, at=now),
    }


def _firm_token(colleague: Person) -> UUID:
    firm = Firm.objects.get(kind=Firm.Kind.PROVIDER)
    return make_for_firm(wish(), firm, only=[], actor=colleague, now=timezone.now()).token.id


def _duty(now: datetime) -> Mapping[str, Any]:
    """A rota of the staff; one of them keeps it in a calendar of his own."""
    people = [Person.objects.get(email=f"{role}@naniwa.example") for role in (Role.MANAGER, Role.ANALYST, Role.DESK)]
    calendar = signing.Signer(salt="duty.calendar").sign(f"{people[0].id.hex}.0")
    drill = file(begin(None, by=people[0], at=BEGAN).id, DRILL, at=BEGAN).drill_id
    morning = keep(now).day.isoformat()
    return {**duty_things(people, now), "swap-act": "accept", "calendar": calendar, "drill": drill, "morning": morning}


def _tuning(minori: Customer, now: datetime) -> UUID:
    """Accepted by the analyst, and on."""
    judge = Person.objects.get(email=f"{Role.ANALYST}@naniwa.example")
    with tenant_scope(minori.id):
        return Tuning.objects.create(
            customer=minori, kind="lower", wanted={"rule": "cast-9"}, mark="cast", judged=3, spared=3, made_by=judge,
            begins=now, ends=now + timedelta(days=60),
        ).id  # fmt: skip


def _silence(minori: Customer, now: datetime) -> UUID:
    """Of the analyst, and on."""
    judge = Person.objects.get(email=f"{Role.ANALYST}@naniwa.example")
    ends = now + timedelta(days=30)
    wanted = {"rule": "otasuke/remote-tool", "person": "sato"}
    return make(minori.id, wanted, reason="会計士の遠隔操作", ends=ends, owner=judge, actor=judge, at=now).id


def _note(minori: Customer, by: Person) -> UUID:
    note = new_note("朝は留守", by=by, at=timezone.now())
    set_notes(minori.id, [note], actor=by)
    fill(minori)
    return note.id


def _hook(minori: Customer, by: Person) -> dict[str, UUID]:
    """An endpoint of the company, and what it was told."""
    made = add_endpoint("https://hooks.minori.example/", ["device.added"], customer=minori.id, actor=by)
    gone = add_endpoint("https://before.minori.example/", ["device.added"], customer=minori.id, actor=by)
    remove(gone.id, actor=by, now=timezone.now())
    return {"endpoint": made.id, "delivery": send_test(made.id).id, "removed-endpoint": gone.id}


def _reaction(minori: Customer, matter: UUID) -> dict[str, Any]:
    """A box, what it is to block, and what is the company's own."""
    made, now = box(minori, brand="fortigate"), timezone.now()
    with tenant_scope(minori.id):
        code = Incident.objects.values_list("code", flat=True).get(id=matter)
    return {
        "feed": made.feed.id,
        "feed-secret": made.secret,
        "feed-file": "ip.txt",
        "action": blocked(minori, at=now).id,
        "action-verb": "withdraw",
        "say-no": "no",
        "say-done": "done",
        "incident-code": code,
        "spared": spare(minori.id, "198.51.100.0/28", actor=somebody(), at=now).id,
    }


def _told(minori: Customer, now: datetime) -> dict[str, UUID]:
    """What the company was told, and a call of staff about it."""
    message = notify_cast.told(minori, at=now)
    chat = {"url": "https://hooks.minori.invalid/"}
    by = Person.objects.create(name="小谷 蓮", email="places@naniwa.example")
    place = add_place(Way.SLACK, "#it", chat, customer=minori.id, language="ja", actor=by, at=now)
    return {"message": message.id, "staff-call": tell_staff(message, at=now).id, "place": place.id}


def _given_up() -> int:
    """A mail that came too late."""
    send_later(EmailMessage("x", "y", to=["x@minori.example"]), not_after=timezone.now() - timedelta(days=1))
    run_jobs()
    return list_jobs(FAILED)[0].id


def _code(minori: Customer) -> str:
    """Of a device, and over already."""
    device = add_device(minori, name="応接間のパソコン", kind="windows", actor=None)
    return give_code(device, actor=None, now=timezone.now() - LIVES_FOR).text


def _joining() -> dict[str, Any]:
    """Of a company that has agreed, and has a device."""
    with across("tests make companies"):
        customer = Customer.objects.create(tenant="tsuyukusa", name="つゆくさ通り歯科", name_kana="ツユクサドオリシカ")
    one = walker(customer, email="tsuyukusa@tsuyukusa.example").to_count()
    device = add_device(customer, name="受付のパソコン", kind="windows", actor=None)
    return {
        "join-link": one.secret,
        "joining": one.joining.id,
        "joining-device": device.id,
        "joining-number": 2,
        "joining-name": "受付",
        "live-code": give_code(device, actor=None, now=timezone.now()).text,
        "withdrawn-joining": signing.dumps(str(one.joining.id), salt="console.joining"),
    }


def _acting(customer: Customer, role: Role) -> Person:
    person = Person.objects.create(
        name="稲森 修", name_kana="イナモリ オサム", email=f"{role}@{customer.tenant}.example"
    )
    join(person, customer, role)
    return person


def _awaits_code(person: Person) -> None:
    """A code was texted to his number, which he has not written yet."""
    over = timezone.now() + timedelta(days=1)
    MobileCode.objects.create(person=person, mobile="+819001234567", digest=b"", expires_at=over)


def _half(name: str, *, has_phone: bool) -> Client:
    person = Person.objects.create(name="小谷 蓮", email=f"{name.replace(' ', '-')}@naniwa.example")
    employ(person, Role.DESK)
    if has_phone:
        give_phone(person)
    store, client = SessionStore(), Client()
    remember_half(SimpleNamespace(session=store), person)
    store.save()
    assert store.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = store.session_key
    return client


def _browser_of_staff(role: Role) -> Client:
    person = Person.objects.create(name="早瀬 遥", email=f"{role}@naniwa.example")
    kind = _KINDS.get(role, Firm.Kind.PROVIDER)
    employ(person, role, kind)
    client = browser_of(person)
    key = client.session.session_key
    assert key
    open_session(person, key, address="192.0.2.1", browser="Chromium", now=timezone.now())
    return client
