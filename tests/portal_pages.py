"""What is the same on every page that owners read: its words, and how they are put. For tests."""

from __future__ import annotations

import html
import re
from datetime import timedelta

from django.utils import timezone

from otasuke.advice.wording import text_faults
from otasuke.web.alerts.book import book
from otasuke.web.customers.models import Customer
from otasuke.web.sensors.models import Device
from otasuke.web.tenancy.scope import tenant_scope
from sensor_cast import device

LONGEST_SENTENCE = 40
OF_PLACES = ("端末", "English")
"""What a place of the portal is called, or a language."""
_NAMES = re.compile(r'<(\w+)[^>]*translate="no"[^>]*>.*?</\1>', re.DOTALL)
_INLINE = re.compile(r"</?(?:span|bdi|b|strong|a|wbr|ruby)\b[^>]*>")
_TAG = re.compile(r"<(?:style|script|svg)\b.*?</(?:style|script|svg)>|<[^>]*>", re.DOTALL)
_ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")


def texts_of(page: str) -> list[str]:
    """What the main part of a page says, sentence by sentence; names are left out."""
    main = page.split("<main", 1)[1].split(">", 1)[1].split("</main>", maxsplit=1)[0]
    plain = html.unescape(_TAG.sub("\n", _INLINE.sub("", _NAMES.sub("○", main))))
    pieces = (re.sub(r"\s+", " ", piece).strip() for piece in re.split(r"(?<=[。？])|\n", plain))
    return [piece for piece in pieces if piece]


def owner_faults(page: str) -> list[str]:
    """What is wrong with the words of a page in Japanese: for owners no hard word, no long sentence, no address, no per cent."""
    faults = []
    for text in texts_of(page):
        bare = text
        for word in OF_PLACES:
            bare = bare.replace(word, "")
        faults += [f"{text!r}: {fault}" for fault in text_faults(bare, book(), "ja") if "no reading" not in fault]
        faults += [f"{text!r} is too long"] if len(text) > LONGEST_SENTENCE else []
        faults += [f"{text!r} has an address or per cent"] if _ADDRESS.search(text) or "%" in text else []
    return faults


def heard(customer: Customer, name: str = "受付のパソコン", *, ago: timedelta = timedelta(minutes=3)) -> Device:
    """A computer that was watched for two months, and heard last so long ago."""
    one, now = device(customer, name=name), timezone.now()
    since = now - timedelta(days=60)
    with tenant_scope(customer.id):
        Device.objects.filter(id=one.id).update(
            credential_id=one.code, handed_out=since, first_seen=since, last_seen=now - ago
        )
    return one
