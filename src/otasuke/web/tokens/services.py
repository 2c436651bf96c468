"""Making and revoking tokens, and checking one that is presented."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from django.db.models import Q

from otasuke.web.accounts.models import Firm, Person, Post
from otasuke.web.accounts.policy import Role
from otasuke.web.audit.services import Actor, record
from otasuke.web.customers.selectors import member
from otasuke.web.tenancy.scope import across, tenant_scope
from otasuke.web.tokens.errors import BadWish, NoToken, Why
from otasuke.web.tokens.models import Token
from otasuke.web.tokens.policy import Scope, Wish, allowed, faults
from otasuke.web.tokens.secret import SHOWN, digest_of, is_token, new_secret

KEPT = timedelta(days=400)
"""So long after a token ended its name can be read beside what the audit log says of it."""
_SEEN_EVERY = timedelta(minutes=1)
_NOBODY = bytes(32)


@dataclass(frozen=True, slots=True)
class Made:
    """A new token. secret: is shown once, and kept nowhere."""

    token: Token
    secret: str


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who presented a token, and what he may: never more than the person may at this moment.

    firm, only  for the companies of a firm: all, or these; customer: for this company alone.
    """

    token: UUID
    name: str
    person: Person
    firm: UUID | None
    customer: UUID | None
    only: frozenset[UUID]
    roles: frozenset[Role]
    scopes: frozenset[Scope]
    expires_at: datetime

    def sees(self, customer: UUID) -> bool:
        """Whether a company is one of those that the token is for, if there is such a company."""
        return customer == self.customer if self.firm is None else not self.only or customer in self.only


def make_for_firm(wish: Wish, firm: Firm, *, only: Collection[UUID], actor: Person, now: datetime) -> Made:
    """A token for companies of a firm that its maker works for; only: these, if any are named. Raises BadWish."""
    with across("a token may be for any company"):
        return _make(wish, Token(firm=firm, only=sorted(set(only))), roles_at(actor, firm.id), actor, now)


def make_for_customer(wish: Wish, customer: UUID, *, actor: Person, now: datetime) -> Made:
    """A token for one company that its maker acts for. Raises BadWish."""
    with tenant_scope(customer):
        return _make(wish, Token(customer_id=customer), _roles_for(actor, customer), actor, now)


def forget_old_tokens(*, now: datetime) -> int:
    """Delete tokens that ended long ago; how many."""
    until = now - KEPT
    with across("tokens of all that ended long ago"):
        ended = Token.objects.filter(Q(expires_at__lt=until) | Q(revoked_at__lt=until))
        number = ended.count()
        ended.delete()
    return number


def _make(wish: Wish, token: Token, roles: frozenset[Role], actor: Person, now: datetime) -> Made:
    Person.objects.select_for_update().get(id=actor.id)  # two at once count one after the other
    working = Token.objects.filter(person=actor, revoked_at=None, expires_at__gt=now).count()
    if found := faults(wish, roles, companies=len(token.only), tokens=working, now=now):
        raise BadWish(found)
    secret = new_secret()
    token.person, token.name, token.scopes = actor, wish.name, sorted(wish.scopes)
    token.begins, token.digest = secret[:SHOWN], digest_of(secret)
    token.made_at, token.expires_at = now, wish.expires_at
    token.save(force_insert=True)
    _note("token.made", token, actor, scopes=" ".join(token.scopes), until=wish.expires_at.isoformat())
    return Made(token, secret)


def revoke(token: Token, *, actor: Actor, now: datetime) -> None:
    """Let a token open nothing any more. Once is as good as twice."""
    scope = tenant_scope(token.customer_id) if token.customer_id else across("a firm's tokens belong to no company")
    with scope:
        if Token.objects.filter(id=token.id, revoked_at=None).update(revoked_at=now):
            _note("token.revoked", token, actor)


def check(presented: str, *, now: datetime) -> Bearer:
    """Who presents this, and what he may. Raises NoToken.

    Whether the digest is there is found by an index: what is compared is not the secret itself, so its time tells
    nothing about it.
    """
    if not is_token(presented):
        raise NoToken(Why.UNKNOWN)
    digest = digest_of(presented)
    with across("which token this is, before anybody is known"):
        token = Token.objects.select_related("person").filter(digest=digest).first()
        if not compare_digest(bytes(token.digest) if token else _NOBODY, digest) or token is None:
            raise NoToken(Why.UNKNOWN)
        _refuse(token, now)
        roles = _roles(token)
        if not roles:
            raise NoToken(Why.LEFT)
        _saw(token, now)
    return Bearer(
        token=token.id,
        name=token.name,
        person=token.person,
        firm=token.firm_id,
        customer=token.customer_id,
        only=frozenset(token.only),
        roles=roles,
        scopes=allowed(roles) & frozenset(map(Scope, set(token.scopes) & set(Scope))),
        expires_at=token.expires_at,
    )


def roles_at(person: Person, firm: UUID) -> frozenset[Role]:
    """What somebody is for the provider, whose companies all are; other firms have none of their own."""
    posts = Post.objects.filter(person=person, firm=firm, firm__kind=Firm.Kind.PROVIDER)
    return frozenset(map(Role, posts.values_list("role", flat=True)))


def _roles_for(person: Person, customer: UUID) -> frozenset[Role]:
    found = member(person, customer)
    return frozenset({found.role}) if found else frozenset()


def _roles(token: Token) -> frozenset[Role]:
    """What the maker of a token is today, where the token is for."""
    if not token.person.is_active:
        return frozenset()
    if token.firm_id is not None:
        return roles_at(token.person, token.firm_id)
    assert token.customer_id is not None
    return _roles_for(token.person, token.customer_id)


def _refuse(token: Token, now: datetime) -> None:
    if token.revoked_at is not None:
        raise NoToken(Why.REVOKED)
    if token.expires_at <= now:
        raise NoToken(Why.EXPIRED)


def _saw(token: Token, now: datetime) -> None:
    if token.used_at is None or now - token.used_at >= _SEEN_EVERY:
        Token.objects.filter(id=token.id).update(used_at=now)


def _note(verb: str, token: Token, actor: Actor, **details: str) -> None:
    record(verb, actor=actor, customer=token.customer_id, target=f"token {token.id}", **details)
