"""Identity providers: Okta system log, OneLogin events, Cisco Duo authentication and administrator logs.

Sources: the System Log API of Okta, the Events API of OneLogin, the Admin API (v1 and v2 logs) of Cisco Duo.
"""

from __future__ import annotations

from collections.abc import Mapping

from otasuke.events import LogSource
from otasuke.events.shape import Shape
from otasuke.normalise.base import JsonObject
from otasuke.normalise.cloud.document import document_source, one_class


def _is_okta(record: JsonObject) -> bool:
    return "eventType" in record and "published" in record and ("actor" in record or "outcome" in record)


def _is_onelogin(record: JsonObject) -> bool:
    return "event_type_id" in record and "account_id" in record


def _is_duo(record: JsonObject) -> bool:
    if "isotimestamp" not in record and "timestamp" not in record:
        return False
    is_authentication = "factor" in record and "result" in record and ("txid" in record or "event_type" in record)
    return is_authentication or ("isotimestamp" in record and "action" in record and "object" in record)


def _is_okta_hook(record: JsonObject) -> bool:
    """Okta's event hooks put the events of the system log into `data.events`."""
    data = record.get("data")
    return record.get("eventType") == "com.okta.event_hook" and isinstance(data, Mapping) and "events" in data


OKTA_HOOK = document_source(
    Shape(
        "okta.hook",
        (),
        one_class(LogSource("okta", None, "okta")),
        strip=("data.events",),
        times=("eventTime",),
        sensors=("source",),
    ),
    _is_okta_hook,
    # The envelope's own eventType would hide the events' types.
    prepare=lambda record: {key: value for key, value in record.items() if key != "eventType"},
)

OKTA = document_source(
    Shape("okta.system", (), one_class(LogSource("okta", None, "okta")), times=("published",)),
    _is_okta,
)

ONELOGIN = document_source(
    Shape(
        "onelogin.events",
        (),
        one_class(LogSource("onelogin", None, "onelogin.events")),
        times=("created_at", "event_timestamp"),
        sensors=("account_id",),
    ),
    _is_onelogin,
)

DUO = document_source(
    Shape(
        "cisco.duo",
        (),
        one_class(LogSource("cisco", None, "duo")),
        times=("isotimestamp", "timestamp"),
        sensors=("host",),
    ),
    _is_duo,
)

SOURCES = (OKTA_HOOK, OKTA, ONELOGIN, DUO)
