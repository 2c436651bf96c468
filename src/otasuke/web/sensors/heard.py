"""Writing down which devices were heard."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from otasuke.enrol.presence import JOURNAL, Presence
from otasuke.web.audit.services import record
from otasuke.web.sensors.models import ReadUntil
from otasuke.web.tenancy.scope import across

_WRITE = """
UPDATE "sensors_device" AS device
SET first_seen = coalesce(device.first_seen, heard.at), last_seen = heard.at
FROM unnest(%s::text[], %s::text[], %s::timestamptz[]) AS heard (tenant, sensor, at)
JOIN "customers_customer" AS customer ON customer.tenant = heard.tenant
WHERE device.customer_id = customer.id AND device.code = heard.sensor AND device.removed IS NULL
  AND (device.last_seen IS NULL OR device.last_seen < heard.at)
RETURNING device.customer_id, device.id, device.code, device.first_seen = heard.at
"""


def read_until() -> int:
    """The number of the entry up to which what was heard is written down; 0: nothing is."""
    return ReadUntil.objects.filter(journal=JOURNAL).values_list("number", flat=True).first() or 0


def write_heard(heard: Iterable[Presence], *, until: int) -> int:
    """Write down when devices were heard, and that the journal was read up to this number; of how many it was news.

    What no device is called is somebody else's: sensors that were let in from the command line, and canaries.
    """
    newest: dict[tuple[str, str], datetime] = {}
    for one in heard:
        key = one.tenant, one.sensor
        newest[key] = max(one.at, newest.get(key, one.at))
    tenants, sensors = [tenant for tenant, _ in newest], [sensor for _, sensor in newest]
    with transaction.atomic():
        ReadUntil.objects.update_or_create(journal=JOURNAL, defaults={"number": until})
        with across("sensors of all tenants are heard in one journal"), connection.cursor() as cursor:
            cursor.execute(_WRITE, [tenants, sensors, list(newest.values())])
            news = cursor.fetchall()
            for customer, device, code, is_first in news:
                if is_first:
                    record("device.connected", actor=None, customer=customer, target=f"device {device}", code=code)
    return len(news)
