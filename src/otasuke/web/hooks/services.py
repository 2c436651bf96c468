"""Writing about web-hooks: endpoints, and what they are told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import orjson
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from otasuke.web.accounts.models import Person
from otasuke.web.audit.services import Done, record
from otasuke.web.customers.models import Customer
from otasuke.web.hooks.errors import BadKinds, NotFound, TooLate, TooMany
from otasuke.web.hooks.kinds import ANNOUNCED, KINDS, TEST, Value, data_of
from otasuke.web.hooks.models import ALL_TRIES, Delivery, Endpoint
from otasuke.web.hooks.policy import MOST_OF_A_COMPANY, MOST_TESTS_AN_HOUR, OLD_SECRET_LASTS, PUT_BACK_WITHIN
from otasuke.web.hooks.sealed import sealed_for
from otasuke.web.hooks.signing import new_secret
from otasuke.web.outside.policy import check_url
from otasuke.web.tenancy.scope import across, tenant_scope

_WHY = "the provider's endpoints are told of all companies"


def scope_of(company: UUID | None) -> AbstractContextManager[None]:
    """What is seen of endpoints: those of a company, or all, as staff see them."""
    return across(_WHY) if company is None else tenant_scope(company)


def announce(kind: str, customer_id: UUID, data: Mapping[str, Value]) -> int:
    """Tell the endpoints that want to know, in the transaction that is open; how many there are.

    data  fits the kind's schema (kinds.py). It is told as soon as the transaction is committed, and again until it is taken.
    """
    return _announce(kind, {customer_id: [data]})


def tell_of_done(verb: str, done: Sequence[Done]) -> None:
    """Announce what the audit log just said, if it is of a kind; a listener of the audit log."""
    told = [one for one in done if one.customer is not None]
    if verb not in KINDS or verb in ANNOUNCED or not told or not _wanted(verb):
        return
    with across(_WHY):
        codes = dict(Customer.objects.filter(id__in={one.customer for one in told}).values_list("id", "tenant"))
    by_customer: dict[UUID, list[Mapping[str, Value]]] = {}
    for one in told:
        assert one.customer
        data = data_of(verb, customer=codes[one.customer], target=one.target, details=one.details)
        by_customer.setdefault(one.customer, []).append(data)
    _announce(verb, by_customer)


@transaction.atomic
def add_endpoint(
    url: str, kinds: Iterable[str], *, customer: UUID | None, actor: Person, may_be_local: bool = False
) -> Endpoint:
    """Have a program told; its secret (`secret_of`) is shown once, now. customer: whose it is; None: the provider's.

    Raises BadUrl, BadKinds, and TooMany if the company has as many as it may.
    """
    check_url(url, may_be_local=may_be_local)
    wanted = sorted(set(kinds))
    if not wanted or not set(wanted) <= set(KINDS):
        raise BadKinds(wanted)
    with scope_of(customer):
        if customer and Endpoint.objects.filter(customer=customer, removed_at=None).count() >= MOST_OF_A_COMPANY:
            raise TooMany(customer)
        number = uuid4()
        made = Endpoint.objects.create(
            id=number,
            customer_id=customer,
            url=url,
            kinds=wanted,
            secret=sealed_for(number, new_secret()),
            made_by=actor,
            made_at=timezone.now(),
        )
        record("hook.added", actor=actor, customer=customer, target=f"endpoint {made.id}")
    return made


def change_secret(endpoint: UUID, *, actor: Person, now: datetime, of: UUID | None = None) -> Endpoint:
    """Give an endpoint a new secret, shown once; the old one signs too for a day. Raises NotFound.

    of  here and below: only an endpoint of this company is found; None: any is, for staff.
    """
    with scope_of(of):
        found = _locked(endpoint)
        found.old_secret, found.old_secret_until = found.secret, now + OLD_SECRET_LASTS
        found.secret = sealed_for(found.id, new_secret())
        found.save(update_fields=["secret", "old_secret", "old_secret_until"])
        record("hook.secret_changed", actor=actor, customer=found.customer_id, target=f"endpoint {found.id}")
    return found


def switch(endpoint: UUID, *, on: bool, actor: Person, of: UUID | None = None) -> Endpoint:
    """Tell an endpoint again, or not any more. What it was not told meanwhile is not told later. Raises NotFound."""
    with scope_of(of):
        found = _locked(endpoint)
        found.off_because = "" if on else Endpoint.Off.BY_HAND
        found.failing_since = None
        found.save(update_fields=["off_because", "failing_since"])
        verb = "hook.switched_on" if on else "hook.switched_off"
        record(verb, actor=actor, customer=found.customer_id, target=f"endpoint {found.id}")
    return found


def remove(endpoint: UUID, *, actor: Person, now: datetime, of: UUID | None = None) -> Endpoint:
    """Take an endpoint away: it is told nothing any more. Raises NotFound."""
    with scope_of(of):
        found = _locked(endpoint)
        found.removed_at = now
        found.save(update_fields=["removed_at"])
        record("hook.removed", actor=actor, customer=found.customer_id, target=f"endpoint {found.id}")
    return found


def put_back(endpoint: UUID, *, actor: Person, now: datetime, of: UUID | None = None) -> Endpoint:
    """Undo that; what it was not told meanwhile is not told later. Raises NotFound, TooLate."""
    with scope_of(of):
        found = Endpoint.objects.select_for_update(of=("self",)).filter(id=endpoint).first()
        if found is None or found.removed_at is None:
            raise NotFound(endpoint)
        if now > found.removed_at + PUT_BACK_WITHIN:
            raise TooLate(endpoint)
        found.removed_at = None
        found.save(update_fields=["removed_at"])
        record("hook.put_back", actor=actor, customer=found.customer_id, target=f"endpoint {found.id}")
    return found


def send_test(endpoint: UUID, *, of: UUID | None = None) -> Delivery:
    """Tell an endpoint that this is a test, whatever it wants to know. Raises NotFound, TooMany."""
    at = timezone.now()
    with scope_of(of):
        found = _locked(endpoint)
        lately = Delivery.objects.filter(endpoint=found, kind=TEST, made_at__gt=at - timedelta(hours=1))
        if lately.count() >= MOST_TESTS_AN_HOUR:
            raise TooMany(endpoint)
        return _tell(found, TEST, {}, at=at)


def deliver_again(delivery: UUID, *, actor: Person, of: UUID | None = None) -> Delivery:
    """Try all of its times again, with the same id. Raises NotFound."""
    with scope_of(of):
        open_ones = Delivery.objects.filter(endpoint__removed_at=None)
        found = open_ones.select_for_update(of=("self",)).filter(id=delivery).first()
        if found is None:
            raise NotFound(delivery)
        found.tries_left, found.taken_at = ALL_TRIES, None
        found.save(update_fields=["tries_left", "taken_at"])
        record("hook.delivered_again", actor=actor, customer=found.customer_id, target=f"delivery {found.id}")
        _queue(found)
    return found


def _announce(kind: str, told: Mapping[UUID, Sequence[Mapping[str, Value]]]) -> int:
    if kind not in KINDS:
        raise BadKinds(kind)
    at, count = timezone.now(), 0
    with across(_WHY):
        for endpoint in _endpoints(kind).filter(Q(customer=None) | Q(customer__in=told)):
            for customer, many in told.items():
                if endpoint.customer_id in (None, customer):
                    for data in many:
                        _tell(endpoint, kind, data, at=at)
                        count += 1
    return count


def _wanted(kind: str) -> bool:
    with across(_WHY):
        return _endpoints(kind).exists()


def _endpoints(kind: str) -> QuerySet[Endpoint]:
    return Endpoint.objects.filter(off_because="", removed_at=None, kinds__contains=kind)


def _tell(endpoint: Endpoint, kind: str, data: Mapping[str, Value], *, at: datetime) -> Delivery:
    body = orjson.dumps({"type": kind, "timestamp": at.isoformat(), "data": dict(data)}).decode()
    made = Delivery.objects.create(
        endpoint=endpoint, customer_id=endpoint.customer_id, kind=kind, body=body, made_at=at
    )
    _queue(made)
    return made


def _queue(delivery: Delivery) -> None:
    from otasuke.web.hooks.tasks import deliver  # which needs us for nothing else than to be declared

    deliver.defer(delivery=str(delivery.id))


def _locked(endpoint: UUID) -> Endpoint:
    found = Endpoint.objects.select_for_update(of=("self",)).filter(id=endpoint, removed_at=None).first()
    if found is None:
        raise NotFound(endpoint)
    return found
