from __future__ import annotations

import asyncio

import pytest

from otasuke.enrol.credentials import (
    BadCredential,
    CredentialBook,
    add,
    all_credentials,
    new_credential,
    read_credential,
    revoke,
)
from otasuke.enrol.senders import Sender
from otasuke.events.names import BadName
from otasuke.stream.memory import MemoryBroker
from pipeline.cast import NOW

FINGERPRINT = "AB:" * 31 + "ab"


def test_a_token_is_given_once_and_is_known_by_its_digest_only():
    credential, token = new_credential("sakura", "事務所 PC", now=NOW)

    assert token is not None
    assert token not in str(credential)
    assert credential.sender == Sender("sakura", "事務所 PC")


def test_a_book_knows_senders_by_what_they_show():
    by_token, token = new_credential("sakura", "pc", now=NOW)
    by_certificate, _ = new_credential("fuji", "utm", now=NOW, certificate=FINGERPRINT)
    by_address, _ = new_credential("fuji", "nas", now=NOW, address="2001:DB8::1")
    registry_values = asyncio.run(_kept(by_token, by_certificate, by_address))

    book = CredentialBook(registry_values)

    assert book.by_token(token or "") == Sender("sakura", "pc")
    assert book.by_certificate("ab" * 32) == Sender("fuji", "utm")
    assert book.by_address("2001:db8::1") == Sender("fuji", "nas")
    assert [book.by_token("x"), book.by_certificate(""), book.by_address("::2"), book.by_token("")] == [None] * 4
    assert CredentialBook(book.values()).by_token(token or "") == Sender("sakura", "pc")


async def _kept(*credentials):
    registry = await MemoryBroker().registry("credentials")
    for one in credentials:
        await add(registry, one)
    return await registry.all()


def test_a_credential_that_was_revoked_is_unknown_from_then_on():
    async def story():
        registry = await MemoryBroker().registry("credentials")
        credential, token = new_credential("sakura", "pc", now=NOW)
        await add(registry, credential)
        book = CredentialBook(await registry.all())
        known = await all_credentials(registry)
        gone = [await revoke(registry, credential.id), await revoke(registry, credential.id)]
        book.change(credential.id, None)
        book.change("never-there", None)
        return known == [credential], gone, book.by_token(token or ""), await all_credentials(registry)

    assert asyncio.run(story()) == (True, [True, False], None, [])


def test_a_changed_credential_loses_its_old_secret():
    first, token = new_credential("sakura", "pc", now=NOW)
    book = CredentialBook(asyncio.run(_kept(first)))
    changed, new_token = new_credential("sakura", "pc", now=NOW)

    book.change(first.id, asyncio.run(_kept(changed))[changed.id])

    assert (book.by_token(token or ""), book.by_token(new_token or "")) == (None, Sender("sakura", "pc"))


@pytest.mark.parametrize(
    ("tenant", "sensor", "more"),
    [
        ("Sakura!", "pc", {}),
        ("sakura", "", {}),
        ("sakura", "a\nb", {}),
        ("sakura", "x" * 101, {}),
        ("sakura", "pc", {"address": "somewhere"}),
        ("sakura", "pc", {"certificate": "12"}),
    ],
)
def test_what_is_no_credential_is_said(tenant, sensor, more):
    with pytest.raises((BadCredential, BadName)):
        new_credential(tenant, sensor, now=NOW, **more)


@pytest.mark.parametrize("value", [b"", b"{}", b"[]", b'{"made_at": 1}'])
def test_a_value_that_is_no_credential_is_refused(value):
    with pytest.raises((ValueError, TypeError, KeyError)):
        read_credential(value)
