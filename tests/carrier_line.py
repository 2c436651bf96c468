"""A carrier for the web's tests: the twin, and Django's settings say that it is ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from django.http import HttpResponse
from django.test import Client, override_settings

from otasuke.carrier.account import Account
from otasuke.carrier.signature import sign
from otasuke.carrier.twin import Answer, Script, Twin, twin

CALLBACK = "https://otasuke.example/carrier/callback"


@contextmanager
def with_carrier(folder: Path, *, within_s: float = 5.0) -> Iterator[Twin]:
    """Run one. What it calls back goes nowhere (`told` brings it): nobody listens at that name."""
    with twin(folder, script=Script(Answer())) as running:
        account = replace(running.account, callback=None, within_s=within_s)
        with override_settings(CARRIER=account):
            yield running


def told(account: Account, query: str, form: Mapping[str, str], *, signature: str | None = None) -> HttpResponse:
    """What the web answers to a call-back that this account signed."""
    signed = sign(f"{CALLBACK}?{query}", form, account.secret) if signature is None else signature
    with override_settings(CARRIER=replace(account, callback=CALLBACK)):
        return Client().post(f"/carrier/callback?{query}", form, headers={"X-Twilio-Signature": signed})
