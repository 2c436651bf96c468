"""What can be told: the kinds, and what is in each. The one table for subscribing, checking, the pages and the API's document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Value = str | int | bool | None
_EXAMPLE_ID = "1f81eb52-5198-4599-803e-771906343485"


@dataclass(frozen=True, slots=True)
class Kind:
    """words: what staff read. about: what was done to, whose id is told. fields: what else is, each with an example."""

    words: Promise
    about: str
    fields: Mapping[str, Value] = field(default_factory=dict)

    def example(self) -> dict[str, Value]:
        """What is told, made up."""
        return {"customer": "minori", f"{self.about}_id": _EXAMPLE_ID, **self.fields}


TEST = "hook.test"
KINDS: Mapping[str, Kind] = {
    "customer.opened": Kind(_("会社が入った"), "customer"),
    "customer.changed": Kind(_("会社の内容が変わった"), "customer"),
    "customer.withdrawn": Kind(_("会社が取り下げられた"), "customer"),
    "member.joined": Kind(_("会社の人が入った"), "person", {"role": "owner"}),
    "contract.signed": Kind(_("契約に同意があった"), "contract", {"state": "signed"}),
    "contract.begun": Kind(_("契約が始まった"), "contract", {"state": "running"}),
    "contract.changed": Kind(_("契約が変わった"), "contract", {"state": "running"}),
    "contract.renewed": Kind(_("契約が続くことになった"), "contract", {"state": "running"}),
    "contract.ended": Kind(_("契約が終わった"), "contract", {"state": "ended"}),
    "device.added": Kind(_("端末が加わった"), "device", {"code": "keiri-02"}),
    "device.connected": Kind(_("端末がつながった"), "device", {"code": "keiri-02"}),
    "device.removed": Kind(_("端末が外された"), "device", {"code": "keiri-02"}),
    "incident.opened": Kind(_("インシデントが始まった"), "incident", {"colour": "red"}),
    "incident.risen": Kind(_("インシデントが重くなった"), "incident", {"colour": "red"}),
    "incident.closed": Kind(_("インシデントが終わった"), "incident", {"colour": "red"}),
}
"""Each is also the verb of the audit line that causes it, but for those of ANNOUNCED."""

ANNOUNCED = frozenset({"incident.opened", "incident.risen", "incident.closed"})
"""What is said with the message to the company (`notify.services`), whatever the audit log says of it."""

OF_PROVIDER = frozenset({"customer.opened", "customer.withdrawn"})
"""What the provider does with a company; a company itself is not offered it."""

_TYPES = {str: "string", int: "integer", bool: "boolean"}


def data_of(kind: str, *, customer: str, target: str, details: Mapping[str, Value]) -> dict[str, Value]:
    """What is told of something that was done. customer: its code; target, details: of the audit line."""
    _noun, _space, number = target.partition(" ")
    known = KINDS[kind]
    told: dict[str, Value] = {"customer": customer, f"{known.about}_id": number}
    return told | {name: details.get(name) for name in known.fields}


def schema_of(kind: str) -> dict[str, object]:
    """The JSON schema of a message's body."""
    example = {} if kind == TEST else KINDS[kind].example()
    data = {name: {"type": _TYPES[type(value)]} for name, value in example.items()}
    return {
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"const": kind},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": {"type": "object", "required": sorted(data), "properties": data},
        },
    }


def openapi_webhooks() -> dict[str, object]:
    """The member `webhooks` of an OpenAPI 3.1 document."""
    return {kind: _operation(kind) for kind in (*KINDS, TEST)}


def _operation(kind: str) -> dict[str, object]:
    names = {"webhook-id": "string", "webhook-timestamp": "integer", "webhook-signature": "string"}
    headers = [
        {"name": name, "in": "header", "required": True, "schema": {"type": type}} for name, type in names.items()
    ]
    body = {"required": True, "content": {"application/json": {"schema": schema_of(kind)}}}
    summary = kind if kind == TEST else str(KINDS[kind].words)
    answers = {"2XX": {"description": "Taken. Anything else is told again."}}
    return {"post": {"summary": summary, "parameters": headers, "requestBody": body, "responses": answers}}
