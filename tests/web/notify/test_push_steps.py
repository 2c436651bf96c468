"""The switch on somebody's own page: of owners and of staff."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator

import pytest
from django.test import Client

from otasuke.web.accounts.models import Person
from otasuke.web.notify import browsers
from otasuke.web.notify.browsers import browsers_of
from otasuke.web.outside.asking import Network, resolve
from portal_cast import browser_of, join
from push_service import PushService, push_service
from staff_cast import browser_of_staff, hayase

NETWORK = Network(resolve, ssl.create_default_context(), may_be_local=True, within_s=5.0)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    monkeypatch.setattr(browsers, "usual_network", lambda: NETWORK)
    with push_service() as one:
        yield one


@pytest.fixture(params=["owner", "staff"])
def somebody(request: pytest.FixtureRequest, companies) -> tuple[Person, Client, str, str]:
    """Who it is, his browser, his own page, and where it posts to."""
    if request.param == "owner":
        person = Person.objects.create(name="稲森 修", email="inamori@minori.example")
        join(person, companies.minori, "owner")
        return person, browser_of(person), "/me", "/me/push"
    person = hayase()
    return person, browser_of_staff(person), "/console/duty/mine", "/console/duty/push"


def told_by(service: PushService) -> str:
    """What a browser says."""
    known = service.known()
    return json.dumps({"endpoint": known.pop("endpoint"), "expirationTime": None, "keys": known})


def test_it_begins_is_tried_and_ends(somebody, service: PushService) -> None:
    person, browser, page, address = somebody

    answer = browser.post(address, {"act": "add", "subscription": told_by(service)}, follow=True)
    (mine,) = browsers_of(person)
    assert "この端末で通知を受けます。" in answer.content.decode()
    assert f'data-push-browser="{mine.mark}"' in answer.content.decode()

    answer = browser.post(address, {"act": "try", "browser": mine.id}, follow=True)
    assert "ためしの通知を送りました。" in answer.content.decode()
    assert len(service.shown) == 1
    service.statuses.append(500)
    answer = browser.post(address, {"act": "try", "browser": mine.id}, follow=True)
    assert "通知を送れませんでした。" in answer.content.decode()

    answer = browser.post(address, {"act": "remove", "browser": mine.id}, follow=True)
    assert "通知をやめました。" in answer.content.decode()
    assert browsers_of(person) == []
    assert answer.redirect_chain[0][0].startswith(page)


@pytest.mark.parametrize(
    "told", ["", "x", "[]", "{}", '{"endpoint": "https://push.example.com/", "keys": 1}', "[" * 1999]
)
def test_nonsense_is_refused_in_words(somebody, service: PushService, told: str) -> None:
    person, browser, _, address = somebody

    answer = browser.post(address, {"act": "add", "subscription": told}, follow=True)

    assert "通知を受けられませんでした。" in answer.content.decode()
    assert browsers_of(person) == []


@pytest.mark.parametrize("posted", [{}, {"act": "remove", "browser": "x"}, {"act": "try"}, {"act": "no"}])
def test_what_names_nothing_changes_nothing(somebody, posted: dict[str, str]) -> None:
    _, browser, page, address = somebody

    answer = browser.post(address, posted)

    assert (answer.status_code, answer["Location"]) == (302, f"{page}?push=#push")
