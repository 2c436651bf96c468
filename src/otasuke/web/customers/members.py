"""Who acts for a company: inviting people, letting them in, taking them away. A company is never without an owner.

Somebody becomes one of its people only when he agrees, with a link that was mailed to him; until then nobody learns
whether his address is known here.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from otasuke.web.accounts.links import LinkIsOver, digest_of
from otasuke.web.accounts.models import MemberInvitation, Person
from otasuke.web.accounts.policy import CUSTOMERS, Role
from otasuke.web.audit.models import AuditLine
from otasuke.web.audit.services import Actor, record
from otasuke.web.customers.models import Customer, Membership
from otasuke.web.customers.selectors import Member
from otasuke.web.tenancy.scope import across, tenant_scope

LIVES_FOR = timedelta(days=7)
MOST_A_DAY = 20
"""So many mails in somebody's name are enough for a company; more would be a way to pester people."""

_INVITED = "member.invited"


class AlreadyThere(Exception):
    """He is one of the company's people."""


class TooMany(Exception):
    """A company invites no more people today."""


class NotThere(LookupError):
    """No such person or invitation in this company."""


class LastOwner(Exception):
    """Without him the company would have no owner."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom a company invites. email: lives nowhere else until he agrees."""

    email: str
    name: str
    name_kana: str = ""
    role: Role = Role.COLLEAGUE


@dataclass(frozen=True, slots=True)
class CompanyPeople:
    """The people of a company, owners first, and those that have not answered yet."""

    members: Sequence[Membership]
    invited: Sequence[MemberInvitation]


def people_of(customer: UUID) -> CompanyPeople:
    """Who acts for a company, and who is invited."""
    with tenant_scope(customer):
        members = Membership.objects.select_related("person").order_by("-role", "person__name_kana", "person__name")
        return CompanyPeople(list(members), list(MemberInvitation.objects.order_by("made_at")))


def invite_member(customer: UUID, who: Invited, *, actor: Actor | None, now: datetime) -> tuple[MemberInvitation, str]:
    """Invite somebody, again with a new link if he was invited before; the link's secret. Raises AlreadyThere, TooMany."""
    assert who.role in CUSTOMERS
    token = secrets.token_urlsafe(32)
    with tenant_scope(customer):
        _one_at_a_time(customer)
        if Membership.objects.filter(person__email__iexact=who.email).exists():
            raise AlreadyThere
        _refuse_flood(customer, now)
        MemberInvitation.objects.filter(email__iexact=who.email).delete()
        made = MemberInvitation.objects.create(
            customer_id=customer,
            email=who.email,
            name=who.name,
            name_kana=who.name_kana,
            role=who.role.value,
            digest=digest_of(token),
            made_at=now,
            expires_at=now + LIVES_FOR,
        )
        record(_INVITED, actor=actor, customer=customer, target=f"invitation {made.id}", role=who.role.value)
    return made, token


def change_invitation(
    customer: UUID, invitation: UUID, *, who: Invited, actor: Actor, now: datetime
) -> tuple[MemberInvitation, str]:
    """Correct name or address of one who has not answered; his link of before is over. Raises NotThere, as invite_member."""
    with tenant_scope(customer):
        withdraw_invitation(customer, invitation, actor=actor)
        return invite_member(customer, who, actor=actor, now=now)


def withdraw_invitation(customer: UUID, invitation: UUID, *, actor: Actor) -> MemberInvitation:
    """Take an invitation back; what `give_invitation_back` wants. Raises NotThere."""
    with tenant_scope(customer):
        found = MemberInvitation.objects.select_for_update().filter(id=invitation).first()
        if found is None:
            raise NotThere(invitation)
        MemberInvitation.objects.filter(id=invitation).delete()
        record("member.invitation_withdrawn", actor=actor, customer=customer, target=f"invitation {invitation}")
        return found


def give_invitation_back(invitation: MemberInvitation, *, actor: Actor) -> None:
    """Undo that an invitation was taken back: its link works again. Raises AlreadyThere if there is a newer one, or he came."""
    customer = invitation.customer_id
    with tenant_scope(customer):
        _one_at_a_time(customer)
        email = invitation.email
        is_member = Membership.objects.filter(person__email__iexact=email).exists()
        if is_member or MemberInvitation.objects.filter(email__iexact=email).exists():
            raise AlreadyThere
        invitation.save(force_insert=True)
        record("member.invitation_given_back", actor=actor, customer=customer, target=f"invitation {invitation.id}")


def invitation_of(token: str, *, now: datetime) -> MemberInvitation:
    """What a link invites to, with its customer. Raises LinkIsOver."""
    with across("an invitation is found by its secret"):
        found = MemberInvitation.objects.select_related("customer").filter(digest=digest_of(token), expires_at__gt=now)
        invitation = found.first()
    if invitation is None:
        raise LinkIsOver
    return invitation


def join_by(token: str, *, now: datetime) -> Member:
    """Use a link up: its reader is one of the company's people now. Raises LinkIsOver.

    The link was mailed, so the address is his. Somebody who is known keeps his name.
    """
    customer = invitation_of(token, now=now).customer
    with tenant_scope(customer.id):
        invitation = MemberInvitation.objects.select_for_update().filter(digest=digest_of(token)).first()
        if invitation is None:
            raise LinkIsOver
        invitation.delete()
        person, _ = Person.objects.get_or_create(
            email__iexact=invitation.email,
            defaults={"email": invitation.email, "name": invitation.name, "name_kana": invitation.name_kana},
        )
        if not person.is_active:
            raise LinkIsOver
        membership, _ = Membership.objects.get_or_create(
            customer=customer, person=person, defaults={"role": invitation.role}
        )
        record("member.joined", actor=person, customer=customer.id, target=f"person {person.id}", role=membership.role)
        return Member(person, customer, Role(membership.role))


def remove_member(customer: UUID, person: UUID, *, actor: Actor) -> Role:
    """Take somebody away; what he was. Pages of the company are closed to him at once. Raises NotThere, LastOwner."""
    with tenant_scope(customer):
        _one_at_a_time(customer)
        membership = _membership(person)
        others = Membership.objects.filter(role=Role.OWNER.value).exclude(person_id=person)
        if membership.role == Role.OWNER.value and not others.exists():
            raise LastOwner
        membership.delete()
        record("member.removed", actor=actor, customer=customer, target=f"person {person}", role=membership.role)
        return Role(membership.role)


def give_member_back(customer: UUID, person: UUID, *, actor: Actor) -> None:
    """Undo that a colleague was removed. Raises NotThere if there is no such person."""
    with tenant_scope(customer):
        if not Person.objects.filter(id=person).exists():
            raise NotThere(person)
        _, is_new = Membership.objects.get_or_create(
            customer_id=customer, person_id=person, defaults={"role": Role.COLLEAGUE.value}
        )
        if is_new:
            record("member.given_back", actor=actor, customer=customer, target=f"person {person}")


def hand_over(customer: UUID, *, owner: Person, to: UUID) -> Person:
    """Make a colleague the owner, and the owner a colleague; who owns now. Raises NotThere."""
    with tenant_scope(customer):
        _one_at_a_time(customer)
        before, after = _membership(owner.id), _membership(to)
        if before.role != Role.OWNER.value or after.role == Role.OWNER.value:
            raise NotThere(to)
        before.role, after.role = Role.COLLEAGUE.value, Role.OWNER.value
        for one in (after, before):
            one.save(update_fields=["role"])
        record("member.owner_changed", actor=owner, customer=customer, target=f"person {to}")
        return after.person


def _membership(person: UUID) -> Membership:
    found = Membership.objects.select_related("person").filter(person_id=person).first()
    if found is None:
        raise NotThere(person)
    return found


def _one_at_a_time(customer: UUID) -> None:
    """Two changes at once are made one after the other, so that the second sees the first."""
    Customer.objects.select_for_update().get(id=customer)


def _refuse_flood(customer: UUID, now: datetime) -> None:
    lately = AuditLine.objects.filter(customer=customer, verb=_INVITED, at__gt=now - timedelta(days=1))
    if lately.count() >= MOST_A_DAY:
        raise TooMany
