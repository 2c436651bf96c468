"""Requests to the carrier, which tell what is certain from what is not."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from otasuke.carrier.account import Account
from otasuke.carrier.port import Refused, Unanswered

_MOST_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    content: Mapping[str, Any]


def ask(account: Account, path: str, form: Mapping[str, str | list[str]] | None = None) -> Mapping[str, Any]:
    """POST a form, or GET without one; what the carrier answers. Raises Refused, Unanswered.

    path  with its query, below the address of the API.
    """
    answer = _answer(account, path, form)
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return answer.content
    words = str(answer.content.get("message") or f"the carrier answered {answer.status}")[:200]
    code = str(answer.content.get("code") or answer.status)
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise Refused(words, permanent=False, code=code)
    if HTTPStatus.BAD_REQUEST <= answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        # With a wrong secret or an account that is shut nobody gets anything, until somebody mends it: that is no fault of the message.
        permanent = answer.status not in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.REQUEST_TIMEOUT)
        raise Refused(words, permanent=permanent, code=code)
    raise Unanswered(f"{words} ({code})")


def _answer(account: Account, path: str, form: Mapping[str, str | list[str]] | None) -> _Answer:
    connection = _connected(account)
    try:
        body = urlencode(form, doseq=True) if form is not None else None
        connection.request("GET" if body is None else "POST", _below(account, path), body, _headers(account, body))
        answer = connection.getresponse()
        content = answer.read(_MOST_BYTES)
    except (OSError, HTTPException) as error:
        raise Unanswered(f"no answer of the carrier: {type(error).__name__}") from error
    finally:
        connection.close()
    return _Answer(answer.status, _parsed(content, answer.status))


def _connected(account: Account) -> HTTPConnection:
    """Nothing was said yet while it fails: so nothing was taken."""
    parts = urlsplit(account.url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=account.within_s)
    try:
        connection.connect()
    except OSError as error:
        raise Refused(f"the carrier cannot be reached: {type(error).__name__}", permanent=False, code="away") from error
    return connection


def _below(account: Account, path: str) -> str:
    return urlsplit(account.url).path.rstrip("/") + path


def _headers(account: Account, body: str | None) -> dict[str, str]:
    login = b64encode(f"{account.account}:{account.secret}".encode()).decode()
    kind = {} if body is None else {"Content-Type": "application/x-www-form-urlencoded"}
    return {"Authorization": f"Basic {login}", "Accept": "application/json", "Connection": "close", **kind}


def _parsed(content: bytes, status: int) -> Mapping[str, Any]:
    """What it said. Whoever says yes in words that nobody understands may have taken it."""
    try:
        parsed = json.loads(content)
    except ValueError:
        parsed = None
    if isinstance(parsed, dict):
        return parsed
    if status < HTTPStatus.MULTIPLE_CHOICES:
        raise Unanswered("the carrier's answer is no JSON object")
    return {}
