"""Endpoints, and what they are told."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import orjson
import pytest
from django.db import transaction
from django.utils import timezone

from otasuke.web.accounts.models import Person
from otasuke.web.audit.models import AuditLine
from otasuke.web.audit.services import record, record_many
from otasuke.web.hooks.errors import BadKinds, NotFound
from otasuke.web.hooks.models import Delivery, Endpoint
from otasuke.web.hooks.sealed import old_secret_of, secret_of
from otasuke.web.hooks.services import (
    add_endpoint,
    announce,
    change_secret,
    deliver_again,
    send_test,
    switch,
)
from otasuke.web.jobs.selectors import WAITING, list_jobs
from otasuke.web.outside.policy import BadUrl
from otasuke.web.tenancy.scope import across, tenant_scope

KINDS = ["device.added", "device.connected"]


@pytest.fixture
def person(database) -> Person:
    return Person.objects.create(name="早瀬 遥", email="hayase@naniwa.example")


def add(person: Person, customer=None, kinds=KINDS) -> Endpoint:
    return add_endpoint("https://hooks.example/", kinds, customer=customer and customer.id, actor=person)


def told() -> list[tuple[Endpoint, dict[str, object]]]:
    with across("tests"):
        found = Delivery.objects.select_related("endpoint").order_by("made_at")
        return [(one.endpoint, orjson.loads(one.body)) for one in found]


def test_what_the_audit_log_says_is_told_to_the_provider_and_to_that_company(companies, person: Person) -> None:
    ours, theirs = add(person), add(person, companies.minori)
    add(person, companies.kobato)
    add(person, companies.minori, ["customer.opened"])
    target = f"device {uuid4()}"

    with tenant_scope(companies.minori.id):
        record("device.added", actor=person, customer=companies.minori.id, target=target, code="keiri-02", more="no")

    assert {endpoint.id for endpoint, _ in told()} == {ours.id, theirs.id}
    for _, body in told():
        assert body["type"] == "device.added"
        assert body["data"] == {"customer": "minori", "device_id": target.split()[1], "code": "keiri-02"}


def test_many_lines_at_once_are_told_one_by_one(companies, person: Person) -> None:
    add(person, kinds=["customer.opened"])
    add(person, companies.minori, kinds=["customer.opened"])

    with across("tests"):
        record_many("customer.opened", {companies.minori.id: {}, companies.kobato.id: {}}, actor=person)

    assert sorted(body["data"]["customer"] for _, body in told()) == ["kobato", "minori", "minori"]


def test_what_is_undone_is_told_to_nobody(companies, person: Person) -> None:
    add(person)
    with transaction.atomic():
        assert announce("device.added", companies.minori.id, {"customer": "minori"}) == 1
        transaction.set_rollback(True)

    assert told() == []
    assert list_jobs(WAITING) == []


def test_a_company_sees_its_own_endpoints_and_the_provider_s_of_nobody(companies, person: Person) -> None:
    add(person)
    own = add(person, companies.minori)
    add(person, companies.kobato)

    with tenant_scope(companies.minori.id):
        assert [one.id for one in Endpoint.objects.all()] == [own.id]


def test_who_is_switched_off_is_told_nothing(companies, person: Person) -> None:
    endpoint = add(person)
    switch(endpoint.id, on=False, actor=person)
    assert announce("device.added", companies.minori.id, {}) == 0

    switch(endpoint.id, on=True, actor=person)

    assert announce("device.added", companies.minori.id, {}) == 1


@pytest.mark.parametrize("kinds", [[], ["device.exploded"], ["device.added", "hook.test"]])
def test_kinds_that_there_are_not_are_refused(person: Person, kinds: list[str]) -> None:
    with pytest.raises(BadKinds):
        add(person, kinds=kinds)
    with pytest.raises(BadKinds):
        announce("device.exploded", uuid4(), {})


def test_an_address_that_cannot_be_told_is_refused(person: Person) -> None:
    with pytest.raises(BadUrl):
        add_endpoint("http://127.0.0.1/", KINDS, customer=None, actor=person)


def test_the_old_secret_signs_for_a_day_more(person: Person) -> None:
    endpoint, now = add(person), timezone.now()

    changed = change_secret(endpoint.id, actor=person, now=now)

    assert (changed.old_secret, changed.old_secret_until) == (endpoint.secret, now + timedelta(days=1))
    assert old_secret_of(changed) == secret_of(endpoint) != secret_of(changed)


def test_a_test_is_told_whatever_is_wanted(person: Person) -> None:
    send_test(add(person).id)

    assert [body["type"] for _, body in told()] == ["hook.test"]


def test_what_is_not_there_is_not_found(person: Person) -> None:
    for verb in (
        lambda: change_secret(uuid4(), actor=person, now=timezone.now()),
        lambda: switch(uuid4(), on=True, actor=person),
        lambda: send_test(uuid4()),
        lambda: deliver_again(uuid4(), actor=person),
    ):
        with pytest.raises(NotFound):
            verb()


def test_every_change_leaves_a_line_in_the_audit_log(companies, person: Person) -> None:
    endpoint = add(person, companies.minori)
    change_secret(endpoint.id, actor=person, now=timezone.now())
    switch(endpoint.id, on=False, actor=person)

    with tenant_scope(companies.minori.id):
        lines = list(AuditLine.objects.order_by("number"))
    assert [line.verb for line in lines] == ["hook.added", "hook.secret_changed", "hook.switched_off"]
    assert endpoint.secret not in "".join(line.line for line in lines)
