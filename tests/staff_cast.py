"""Who works for the provider in tests, and how he comes in."""

from __future__ import annotations

from datetime import UTC, datetime

from django.test import Client

from otasuke.web.accounts import totp
from otasuke.web.accounts.models import Firm, Person, Post, SecondFactor
from otasuke.web.accounts.second_factor import begin

PASSWORD = "矢倉囲いと雪の朝に三つ折り"
MAIL = "hayase@naniwa.example"


def employ(person: Person, role: str, kind: Firm.Kind = Firm.Kind.PROVIDER) -> None:
    firm, _ = Firm.objects.get_or_create(kind=kind, name="なにわ見守り舎")
    Post.objects.create(person=person, firm=firm, role=role)


def hayase(role: str = "analyst", kind: Firm.Kind = Firm.Kind.PROVIDER) -> Person:
    """Somebody with a password and no phone yet."""
    person = Person(name="早瀬 遥", email=MAIL)
    person.set_password(PASSWORD)
    person.save()
    employ(person, role, kind)
    return person


def give_phone(person: Person) -> str:
    """A phone whose next code was never used; its secret."""
    secret = begin(person)
    SecondFactor.objects.filter(person=person).update(confirmed_at=datetime(2026, 11, 1, tzinfo=UTC))
    return secret


def code_now(secret: str) -> str:
    return totp.code_of(secret, totp.step_at(datetime.now(UTC)))


def give_password(client: Client, password: str = PASSWORD, **more: str) -> str:
    """Where he is led after his password, or the page that says it is wrong."""
    answer = client.post("/staff/enter", {"email": MAIL, "password": password, **more})
    return answer.headers.get("Location") or answer.content.decode()


def browser_of_staff(person: Person) -> Client:
    """A browser that gave both."""
    secret = give_phone(person)
    client = Client()
    give_password(client)
    client.post("/staff/code", {"code": code_now(secret)})
    return client
