"""Versions of what is read (ETag), by which a change says what it changes (If-Match).

A version has a digest of each field, so that who comes too late is told which fields somebody else has changed.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256

import orjson
from django.http import HttpRequest

from otasuke.web.api.problems import Error, Problem
from otasuke.web.ui.sentences import _

_LETTERS = 8
_TAG = re.compile(r'"([0-9A-Za-z_-]+)"')


def etag_of(shown: Mapping[str, object]) -> str:
    """The version of what is shown; fields in the order in which they are shown."""
    return f'"{"".join(map(_digest, shown.values()))}"'


def demand_version(request: HttpRequest, shown: Mapping[str, object]) -> None:
    """Raises Problem if the request does not name the version of what it changes, or another. shown: as it is now."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise Problem(
            "precondition-required", _("読んだときの ETag を If-Match に入れてください。どれでもよければ * です。")
        )
    current = etag_of(shown)
    tags = [f'"{tag}"' for tag in _TAG.findall(given)]
    if given == "*" or current in tags:
        return
    changed = changed_fields(tags[0], shown) if len(tags) == 1 else ()
    raise Problem(
        "precondition-failed",
        _("何も書いていません。いまの内容を current に入れました。あわせて直し、新しい ETag で送ってください。"),
        errors=[Error(f"/{field}", _("ほかのだれかが変えました。")) for field in changed],
        headers={"ETag": current},
        more={"current": shown},
    )


def changed_fields(tag: str, shown: Mapping[str, object]) -> Sequence[str]:
    """The fields that differ from a version; nothing if it was none of this kind."""
    letters = tag.strip('"')
    parts = [letters[at : at + _LETTERS] for at in range(0, len(letters), _LETTERS)]
    if len(parts) != len(shown):
        return ()
    return [field for (field, value), part in zip(shown.items(), parts, strict=True) if _digest(value) != part]


def _digest(value: object) -> str:
    written = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    return urlsafe_b64encode(sha256(written).digest())[:_LETTERS].decode()
