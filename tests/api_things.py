"""Every operation of the API, and what it is asked with: of みのり坂木工, so that it succeeds for who may."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from api_cast import V1, Program
from contract_cast import draft_plan, signed_contract
from otasuke.web.api.v1 import api
from otasuke.web.contracts.services import offer_plan
from otasuke.web.customers.hours import Hours
from otasuke.web.customers.models import Customer
from otasuke.web.customers.policy import SiteFacts
from otasuke.web.customers.services import keep_site
from otasuke.web.tenancy.scope import tenant_scope
from sensor_cast import device

BODIES: dict[str, object] = {
    "create_customer": {"tenant": "tsuyukusa", "name": "つゆくさ", "name_kana": "ツユクサ"},
    "change_one_customer": {"employees": 7},
    "create_site": {"name": "倉庫"},
    "replace_site": {"name": "本社", "phone": "06-0000-0119"},
    "replace_contacts": {"contacts": [{"name": "稲森 修", "channel": "phone", "phone": "06-0000-0119"}]},
    "replace_card": {"administered_by": "生駒口システム"},
    "replace_partners": {"partners": [{"name": "星見町印刷", "domains": ["hoshimi.example"]}]},
    "take_step": {"step": "begin", "on": "2026-04-01"},
    "create_count": {"what": "seen", "number": 7, "on": "2026-11-01"},
    "create_device": {"name": "受付のパソコン", "kind": "windows"},
    "change_device": {"name": "経理のパソコン"},
}
"""Of operations that have one."""


@dataclass(frozen=True, slots=True)
class Operation:
    """scope: what a token must be for; "": any token will do. names: the arguments of its address."""

    id: str
    method: str
    path: str
    scope: str
    names: tuple[str, ...]


def operations() -> Iterator[Operation]:
    """Those of the OpenAPI document."""
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, details in methods.items():
            scope = next(iter(details["security"][0]["token"]), "")
            names = tuple(re.findall(r"\{(\w+)\}", path))
            yield Operation(details["operationId"], method.upper(), path.removeprefix(V1), scope, names)


def things_of(customer: Customer) -> dict[str, UUID]:
    """What a company has of everything that an address can name."""
    plan = offer_plan(draft_plan(), actor=None)
    with tenant_scope(customer.id):
        contract = signed_contract(customer)
    site = keep_site(customer.id, SiteFacts("本社", Hours(())), actor=None)
    return {
        "customer": customer.id,
        "site": site.id,
        "contract": contract.id,
        "device": device(customer).id,
        "plan": plan.id,
    }


def ask(asking: Program, operation: Operation, things: Mapping[str, Any]) -> HttpResponse:
    """Ask it for these things."""
    address = operation.path.format(**{name: things[name] for name in operation.names})
    return asking.ask(operation.method, address, BODIES.get(operation.id), If_Match="*")
