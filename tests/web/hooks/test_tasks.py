"""The jobs of web-hooks."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from otasuke.web.accounts.models import Person
from otasuke.web.hooks.models import Attempt, Delivery, Endpoint
from otasuke.web.hooks.services import add_endpoint, remove, send_test
from otasuke.web.hooks.tasks import deliver, forget_deliveries
from otasuke.web.tenancy.scope import across


def test_what_was_told_long_ago_is_forgotten(database) -> None:
    person = Person.objects.create(name="早瀬 遥")
    endpoint = add_endpoint("https://hooks.example/", ["device.added"], customer=None, actor=person)
    send_test(endpoint.id)

    forget_deliveries(timezone.now() + timedelta(days=59))
    with across("tests"):
        assert Delivery.objects.count() == 1
    forget_deliveries(timezone.now() + timedelta(days=61))

    with across("tests"):
        assert not Delivery.objects.exists()


def test_an_endpoint_that_was_removed_is_forgotten_when_it_cannot_be_put_back(database) -> None:
    person = Person.objects.create(name="早瀬 遥")
    kept = add_endpoint("https://kept.example/", ["device.added"], customer=None, actor=person)
    gone = add_endpoint("https://gone.example/", ["device.added"], customer=None, actor=person)
    send_test(gone.id)
    now = timezone.now()
    remove(gone.id, actor=person, now=now)

    forget_deliveries(now + timedelta(minutes=9))
    with across("tests"):
        assert Endpoint.objects.count() == 2
    forget_deliveries(now + timedelta(minutes=11))

    with across("tests"):
        assert Endpoint.objects.get().id == kept.id
        assert not Delivery.objects.exists()


def test_what_was_queued_for_an_endpoint_that_was_removed_is_not_told(database) -> None:
    person = Person.objects.create(name="早瀬 遥")
    endpoint = add_endpoint("https://hooks.example/", ["device.added"], customer=None, actor=person)
    delivery = send_test(endpoint.id)
    remove(endpoint.id, actor=person, now=timezone.now())

    deliver(delivery=str(delivery.id))

    with across("tests"):
        assert not Attempt.objects.exists()


def test_the_job_of_a_delivery_that_is_gone_does_nothing(database) -> None:
    deliver(delivery="1f81eb52-5198-4599-803e-771906343485")

    with across("tests"):
        assert not Attempt.objects.exists()
