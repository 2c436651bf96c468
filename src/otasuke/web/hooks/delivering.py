"""One try to tell an endpoint something, and what becomes of both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from otasuke.web.audit.services import record
from otasuke.web.hooks.errors import NotTaken
from otasuke.web.hooks.models import Attempt, Delivery, Endpoint
from otasuke.web.hooks.policy import GONE, OFF_AFTER, was_taken
from otasuke.web.hooks.sealed import old_secret_of, secret_of
from otasuke.web.hooks.sending import Answer, post
from otasuke.web.hooks.signing import sign
from otasuke.web.jobs.mail import send_later
from otasuke.web.outside.asking import Network
from otasuke.web.provider.selectors import provider
from otasuke.web.tenancy.scope import across

_WHY = "deliveries of the provider and of all companies are in one queue"
_USER_AGENT = "otasuke-hooks/1"


@dataclass(frozen=True, slots=True)
class _Message:
    url: str
    body: bytes
    secrets: tuple[str, ...]


def try_once(delivery: UUID, *, network: Network, now: datetime) -> None:
    """Tell it, unless it was taken, was given up, or the endpoint is off; write down how it went.

    No transaction is open while the endpoint is spoken to. Raises NotTaken if it is to be tried again.
    """
    message = _read(delivery, now)
    if message is None:
        return
    at = int(now.timestamp())
    headers = {
        "webhook-id": str(delivery),
        "webhook-timestamp": str(at),
        "webhook-signature": sign(message.secrets, id=str(delivery), at=at, body=message.body),
        "User-Agent": _USER_AGENT,
    }
    answer = post(message.url, message.body, headers=headers, network=network)
    if _write(delivery, answer, now):
        raise NotTaken(f"{answer.status or answer.words}")


def _read(delivery: UUID, now: datetime) -> _Message | None:
    with across(_WHY):
        found = Delivery.objects.select_related("endpoint").filter(id=delivery, taken_at=None, tries_left__gt=0).first()
        if found is None or found.endpoint.off_because or found.endpoint.removed_at:
            return None
        one = found.endpoint
        has_old = one.old_secret_until is not None and now < one.old_secret_until
        secrets = (secret_of(one), old_secret_of(one)) if has_old else (secret_of(one),)
        return _Message(one.url, found.body.encode(), secrets)


def _write(delivery: UUID, answer: Answer, now: datetime) -> bool:
    """Whether it is to be tried again."""
    with across(_WHY):
        found = Delivery.objects.select_for_update().filter(id=delivery).first()
        if found is None:  # the endpoint was removed meanwhile
            return False
        endpoint = Endpoint.objects.select_for_update(of=("self",)).get(id=found.endpoint_id)
        Attempt.objects.create(
            delivery=found,
            customer_id=found.customer_id,
            at=now,
            took_ms=answer.took_ms,
            status=answer.status,
            words=answer.words,
        )
        taken = answer.status is not None and was_taken(answer.status)
        found.taken_at = found.taken_at or (now if taken else None)  # two may have tried at once
        found.tries_left = max(found.tries_left - 1, 0)
        found.save(update_fields=["taken_at", "tries_left"])
        _judge(endpoint, answer, taken=taken, now=now)
        return found.taken_at is None and found.tries_left > 0 and not endpoint.off_because and not endpoint.removed_at


def _judge(endpoint: Endpoint, answer: Answer, *, taken: bool, now: datetime) -> None:
    """Note for how long an endpoint has failed, and switch it off after too long."""
    endpoint.failing_since = None if taken else endpoint.failing_since or now
    if answer.status == GONE:
        _switch_off(endpoint, Endpoint.Off.GONE)
    elif endpoint.failing_since and now - endpoint.failing_since > OFF_AFTER:
        _switch_off(endpoint, Endpoint.Off.FAILING)
    endpoint.save(update_fields=["failing_since", "off_because"])


def _switch_off(endpoint: Endpoint, why: Endpoint.Off) -> None:
    endpoint.off_because = why.value
    target = f"endpoint {endpoint.id}"
    record("hook.switched_off", actor=None, customer=endpoint.customer_id, target=target, why=why.value)
    person = endpoint.made_by
    if person is None or not person.email:
        return
    with override(person.language):
        who = provider()
        known = {"provider": who.name, "phone": who.phone, "person": person}
        words = render_to_string("hooks/off.txt", known | {"url": endpoint.url, "is_gone": why == Endpoint.Off.GONE})
        send_later(EmailMessage(_("通知先を止めました"), words, to=[person.email]))
