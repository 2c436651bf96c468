"""Reading about web-hooks."""

from __future__ import annotations

from uuid import uuid4

import pytest

from otasuke.web.accounts.models import Person
from otasuke.web.hooks.errors import NotFound
from otasuke.web.hooks.selectors import endpoint, endpoints, log_of
from otasuke.web.hooks.services import add_endpoint, send_test


def test_endpoints_are_listed_the_providers_first_and_each_has_its_log(companies) -> None:
    person = Person.objects.create(name="早瀬 遥")
    of_minori = add_endpoint("https://a.example/", ["device.added"], customer=companies.minori.id, actor=person)
    ours = add_endpoint("https://b.example/", ["device.added"], customer=None, actor=person)
    first, second = send_test(ours.id), send_test(ours.id)

    assert [one.id for one in endpoints()] == [ours.id, of_minori.id]
    assert endpoint(of_minori.id).customer == companies.minori
    assert [delivery.id for delivery, _ in log_of(ours.id, most=9)] == [second.id, first.id]
    assert len(log_of(ours.id, most=1)) == 1
    with pytest.raises(NotFound):
        endpoint(uuid4())
