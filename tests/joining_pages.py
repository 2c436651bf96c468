"""Somebody who walks the way in on pages, for tests."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils import timezone

from joining_cast import MAIL, fresh, plan
from otasuke.web.contracts.models import Plan
from otasuke.web.customers.models import Customer
from otasuke.web.joining.models import Joining
from otasuke.web.joining.selectors import explanation_of
from otasuke.web.joining.services import Invited, invite

GATEWAY = override_settings(GATEWAY_URL="http://127.0.0.1:9280", SYSLOG_PORT=514)


@dataclass(slots=True)
class Walker:
    """A browser at a link."""

    client: Client
    made: Invited
    secret: str

    @property
    def joining(self) -> Joining:
        return fresh(self.made.joining)

    def url(self, path: str = "") -> str:
        return f"/j/{self.secret}{path}"

    def get(self, path: str = "", **headers: str) -> HttpResponse:
        return self.client.get(self.url(path), headers=headers or None)

    def text(self, path: str = "") -> str:
        return self.get(path).content.decode()

    def post(self, path: str, data: dict[str, object] | None = None) -> HttpResponse:
        return self.client.post(self.url(path), data or {})

    def agreement(self, **changed: str) -> dict[str, object]:
        made = explanation_of(self.joining)
        assert made is not None
        return {"explanation": made.id, "digest": made.digest, "name": "稲森 修", **changed}

    def to_consent(self, endpoints: int = 3) -> Walker:
        self.post("/who")
        self.post("/cost", {"endpoints": endpoints})
        return self

    def to_count(self) -> Walker:
        self.to_consent()
        self.post("/consent", self.agreement())
        return self

    def to_devices(self, **wanted: int) -> Walker:
        self.to_count()
        self.post("/count", {"utm-brand": "yamaha", **(wanted or {"windows": 2})})
        return self

    def code(self) -> str:
        found = re.search(r'class="code"[^>]*>([^<]+)<', self.text())
        assert found
        return found[1]


def walker(customer: Customer, *, email: str = MAIL, by_mail: bool = True, offered: Plan | None = None) -> Walker:
    """Somebody who opened the link of a company's invitation."""
    made = invite(customer, offered or plan(), endpoints=3, email=email, name="", actor=None, now=timezone.now())
    return Walker(Client(), made, made.mailed_secret if by_mail and email else made.secret)
