"""A program that asks the API, in tests."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from otasuke.web.tokens.services import Made

V1 = "/api/v1"


@dataclass
class Program:
    """Asks with a token; in Japanese, if nothing else is said."""

    token: str
    language: str = "ja"
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def ask(
        self, method: str, address: str, body: object = None, *, raw: bytes | None = None, **headers: str
    ) -> HttpResponse:
        """Ask. headers: If_Match for If-Match; a POST has a fresh key, if none is given."""
        if method == "POST":
            headers.setdefault("Idempotency_Key", str(uuid4()))
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        return self.client.generic(
            method,
            address if address.startswith("/api") else V1 + address,
            content,
            content_type=named.pop("Content-Type", "application/json"),
            headers={"Authorization": f"Bearer {self.token}", "Accept-Language": self.language, **named},
        )

    def get(self, address: str, **headers: str) -> HttpResponse:
        return self.ask("GET", address, **headers)

    def post(self, address: str, body: object = None, **headers: str) -> HttpResponse:
        return self.ask("POST", address, body, **headers)

    def change(self, method: str, address: str, body: object) -> HttpResponse:
        """Read, and write what one has read."""
        return self.ask(method, address, body, If_Match=self.get(address).headers["ETag"])


def program(made: Made, language: str = "ja") -> Program:
    return Program(made.secret, language)


def said(answer: HttpResponse) -> Any:
    """The JSON of an answer."""
    return json.loads(answer.content)


def pointers(answer: HttpResponse) -> list[tuple[str, str]]:
    """Where an answer says that something is wrong."""
    return [(error["in"], error["pointer"]) for error in said(answer)["errors"]]
