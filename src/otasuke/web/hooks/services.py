"""Writing about web-hooks: endpoints, and what they are told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import orjson
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from otasuke.web.accounts.models import Person
from otasuke.web.audit.services import Done, record
from otasuke.web.customers.models import Customer
from otasuke.web.hooks.errors import BadKinds, NotFound
from otasuke.web.hooks.kinds import KINDS, TEST, Value, data_of
from otasuke.web.hooks.models import ALL_TRIES, Delivery, Endpoint
from otasuke.web.hooks.policy import OLD_SECRET_LASTS, check_url
from otasuke.web.hooks.signing import new_secret
from otasuke.web.tenancy.scope import across

_WHY = "the provider's endpoints are told of all companies"


def announce(kind: str, customer_id: UUID, data: Mapping[str, Value]) -> int:
    """Tell the endpoints that want to know, in the transaction that is open; how many there are.

    data  fits the kind's schema (kinds.py). It is told as soon as the transaction is committed, and again until it is taken.
    """
    return _announce(kind, {customer_id: [data]})


def tell_of_done(verb: str, done: Sequence[Done]) -> None:
    """Announce what the audit log just said, if it is of a kind; a listener of the audit log."""
    told = [one for one in done if one.customer is not None]
    if verb not in KINDS or not told or not _wanted(verb):
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
    """Have a program told; its secret is shown once, now. customer: whose it is; None: the provider's.

    Raises BadUrl, BadKinds.
    """
    check_url(url, may_be_local=may_be_local)
    wanted = sorted(set(kinds))
    if not wanted or not set(wanted) <= set(KINDS):
        raise BadKinds(wanted)
    with across(_WHY):
        made = Endpoint.objects.create(
            customer_id=customer,
            url=url,
            kinds=wanted,
            secret=new_secret(),
            made_by=actor,
            made_at=timezone.now(),
        )
        record("hook.added", actor=actor, customer=customer, target=f"endpoint {made.id}")
    return made


def change_secret(endpoint: UUID, *, actor: Person, now: datetime) -> Endpoint:
    """Give an endpoint a new secret, shown once; the old one signs too for a day. Raises NotFound."""
    with across(_WHY):
        found = _locked(endpoint)
        found.old_secret, found.old_secret_until = found.secret, now + OLD_SECRET_LASTS
        found.secret = new_secret()
        found.save(update_fields=["secret", "old_secret", "old_secret_until"])
        record("hook.secret_changed", actor=actor, customer=found.customer_id, target=f"endpoint {found.id}")
    return found


def switch(endpoint: UUID, *, on: bool, actor: Person) -> Endpoint:
    """Tell an endpoint again, or not any more. What it was not told meanwhile is not told later. Raises NotFound."""
    with across(_WHY):
        found = _locked(endpoint)
        found.off_because = "" if on else Endpoint.Off.BY_HAND
        found.failing_since = None
        found.save(update_fields=["off_because", "failing_since"])
        verb = "hook.switched_on" if on else "hook.switched_off"
        record(verb, actor=actor, customer=found.customer_id, target=f"endpoint {found.id}")
    return found


def send_test(endpoint: UUID) -> Delivery:
    """Tell an endpoint that this is a test, whatever it wants to know. Raises NotFound."""
    with across(_WHY):
        return _tell(_locked(endpoint), TEST, {}, at=timezone.now())


def deliver_again(delivery: UUID, *, actor: Person) -> Delivery:
    """Try all of its times again, with the same id. Raises NotFound."""
    with across(_WHY):
        found = Delivery.objects.select_for_update(of=("self",)).filter(id=delivery).first()
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
    return Endpoint.objects.filter(off_because="", kinds__contains=kind)


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
    found = Endpoint.objects.select_for_update(of=("self",)).filter(id=endpoint).first()
    if found is None:
        raise NotFound(endpoint)
    return found
