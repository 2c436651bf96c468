"""Reading invitations: by the secret of a link, and for staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from otasuke.web.accounts.links import digest_of
from otasuke.web.contracts.models import Consent, Explanation
from otasuke.web.customers.models import Customer, Membership
from otasuke.web.customers.selectors import search_customers
from otasuke.web.joining.errors import LinkIsOver, NoSuchLink
from otasuke.web.joining.models import Joining
from otasuke.web.joining.policy import Heard, Standing, Step, is_stuck
from otasuke.web.sensors.codes import digest_of as digest_of_code
from otasuke.web.sensors.models import Device, SetupCode
from otasuke.web.tenancy.question import Question
from otasuke.web.tenancy.scope import across, read_scope

_CODE_IS_SHOWN_FOR = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Visit:
    """Who opened a link. by_mail: it was the mailed one."""

    secret: str
    joining: Joining
    standing: Standing
    by_mail: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A company on its way in, as the desk sees it. since: when it came to where it stands."""

    joining: Joining
    standing: Standing
    heard: Heard
    is_stuck: bool


def visit(secret: str, *, now: datetime) -> Visit:
    """Who comes with this secret. Raises NoSuchLink, LinkIsOver."""
    digest = digest_of(secret)
    with across("the secret of a link is all that is known of who opens it"):
        found = Joining.objects.select_related("customer", "plan", "contract")
        joining = found.filter(Q(digest=digest) | Q(mailed_digest=digest)).first()
    if joining is None:
        raise NoSuchLink
    standing = joining.standing(now)
    if standing in (Standing.OVER, Standing.WITHDRAWN):
        raise LinkIsOver(standing)
    is_mailed = joining.mailed_digest is not None and bytes(joining.mailed_digest) == digest
    return Visit(secret, joining, standing, is_mailed)


def explanation_of(joining: Joining) -> Explanation | None:
    """What was explained last."""
    with read_scope(joining.customer_id):
        return Explanation.objects.filter(contract=joining.contract_id).order_by("-number").first()


def consent_to(joining: Joining) -> Consent | None:
    """What was agreed to on the way in."""
    with read_scope(joining.customer_id):
        found = Consent.objects.select_related("explanation__explained_by", "customer")
        return found.filter(explanation__contract=joining.contract_id).order_by("given_at").first()


def owner_is_known(joining: Joining) -> bool:
    """Whether somebody with the address of the invitation acts for the company."""
    with read_scope(joining.customer_id):
        return Membership.objects.filter(person__email__iexact=joining.email).exists()


def joining_of(id: UUID) -> Joining:
    """An invitation by its id, for staff. Raises NoSuchLink."""
    with across("staff send and withdraw invitations of all companies"):
        found = Joining.objects.select_related("customer", "plan").filter(id=id).first()
    if found is None:
        raise NoSuchLink
    return found


def on_their_way(*, sought: str = "", step: str = "") -> QuerySet[Joining]:
    """Invitations that were not withdrawn: who waits longest first, who is in last. A scope over all has to be open."""
    found = Joining.objects.select_related("customer", "made_by").filter(withdrawn_at=None)
    if sought:
        found = found.filter(customer__in=[one.id for one in search_customers(sought, most=200)])
    if step:
        found = found.filter(step=step)
    is_in = ExpressionWrapper(Q(step=Step.CONNECTED.value), BooleanField())
    return found.order_by(is_in, "since", "id")


_JOININGS = Question(lambda: Joining.objects.filter(withdrawn_at=None).order_by("-since")[:1])


def newest_joining() -> Joining | None:
    """The way in of the company whose scope is open, if it was invited."""
    return next(iter(_JOININGS.objects()), None)


def connecting() -> Sequence[Joining]:
    """Those who connect devices now."""
    with across("what is heard is noted for all companies"):
        found = Joining.objects.select_related("customer").filter(step=Step.DEVICES.value, withdrawn_at=None)
        return list(found.order_by("since"))


def counts_by_step() -> Mapping[str, int]:
    """How many companies stand where. A scope over all has to be open."""
    counted = Joining.objects.filter(withdrawn_at=None).values_list("step").annotate(Count("id"))
    return dict(counted.order_by())


def rows(joinings: Sequence[Joining], *, now: datetime) -> Sequence[Row]:
    """The same with their devices. A scope over all has to be open."""
    heard = _heard([one.customer_id for one in joinings])
    return [
        Row(
            one,
            one.standing(now),
            heard.get(one.customer_id, Heard(0, 0)),
            is_stuck(Step(one.step), since=one.since, now=now),
        )
        for one in joinings
    ]


def _heard(customers: Sequence[UUID]) -> Mapping[UUID, Heard]:
    counted = (
        Device.objects.filter(customer__in=customers, removed=None)
        .values_list("customer")
        .annotate(Count("id"), Count("first_seen"))
        .order_by()
    )
    return {customer: Heard(devices, connected) for customer, devices, connected in counted}


def with_number(number: str) -> Customer | None:
    """The company that has a corporate number."""
    with across("staff look for a company by its number"):
        return Customer.objects.filter(corporate_number=number).first()


def device_with_code(text: str, *, now: datetime) -> Device | None:
    """The device that a setup code was given for, also for a while after it was used; None: there is none."""
    with across("a code is all that is known of who types it"):
        found = SetupCode.objects.select_related("device", "customer").filter(digest=digest_of_code(text))
        code = found.filter(made_at__gt=now - _CODE_IS_SHOWN_FOR, device__removed=None).first()
    return code.device if code and (code.used_at or now < code.expires_at) else None
