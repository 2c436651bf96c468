"""Renewing a list: what was fetched takes the place of what is used only if it looks like the same list."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from otasuke.detect.indicators.lists import BadList, IndicatorList, read_list
from otasuke.pipeline.indicators.building import Content
from otasuke.pipeline.indicators.catalogue import ListRecord
from otasuke.pipeline.indicators.fetching import Fetched, fetch
from otasuke.pipeline.indicators.reaching import CannotFetch

_COUNTS_ANEW_AFTER = timedelta(days=1)
"""More often the ends of its addresses do not move, as everything would have to be made again."""


class Suspicious(Exception):
    """What was fetched is not used, and why."""


def renewed(record: ListRecord, *, now: datetime, force: bool = False) -> tuple[ListRecord, Content | None]:
    """Ask for a list. What is known of it then, and its content if that is another one."""
    try:
        fetched = fetch(record.url, etag=record.etag, modified=record.modified, is_inside=record.is_inside)
        if fetched is None:
            return _found(record, now), None
        return taken(record, fetched, now=now, force=force)
    except (CannotFetch, Suspicious) as error:
        return replace(record, tried_at=now, problem=str(error), failures=record.failures + 1), None


def taken(
    record: ListRecord, fetched: Fetched, *, now: datetime, force: bool = False
) -> tuple[ListRecord, Content | None]:
    """What was fetched, if it looks like the list. Raises Suspicious."""
    found = replace(_found(record, now), etag=fetched.etag, modified=fetched.modified)
    digest = sha256(fetched.data).hexdigest()
    if digest == record.digest:
        return found, None
    content = Content(fetched.data, _checked(fetched.data, record, force=force))
    return replace(found, digest=digest, count=len(content.found.indicators), counts_from=now), content


def _found(record: ListRecord, now: datetime) -> ListRecord:
    """It is still where it comes from: its addresses count on."""
    is_old = not record.counts_from <= now < record.counts_from + _COUNTS_ANEW_AFTER
    counts_from = now if is_old else record.counts_from
    return replace(record, tried_at=now, fetched_at=now, problem="", failures=0, counts_from=counts_from)


def _checked(data: bytes, record: ListRecord, *, force: bool) -> IndicatorList:
    """The list that was fetched."""
    try:
        found = read_list(data, record.name)
    except BadList as error:
        raise Suspicious(f"what was fetched is no list of indicators: {error}") from error
    count = len(found.indicators)
    if force:
        return found
    if found.fault_count > count:
        raise Suspicious(f"what was fetched looks like something else: {found.fault_count:,} lines are no indicators")
    if 2 * count < record.count:
        raise Suspicious(f"what was fetched has {count:,} indicators, less than half of the {record.count:,} before")
    return found
