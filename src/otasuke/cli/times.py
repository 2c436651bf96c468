"""Times and time zones as arguments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from otasuke.cli.exits import CliError, Exit


def parse_moment(text: str | None, zone: tzinfo, option: str, *, end_of_day: bool = False) -> datetime | None:
    """The time that an argument names, of this zone if it names none; of a date its first moment, or the next day's."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CliError(
            f"{option} {text!r} is no time", hint="Write 2026-04-01 or 2026-04-01T09:00.", exit_code=Exit.USAGE
        ) from error
    is_date = len(text) <= len("2026-04-01")
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return moment + timedelta(days=1) if end_of_day and is_date else moment


def parse_zone(name: str | None) -> tzinfo:
    """The time zone that an argument names; without one Japan's."""
    if name is None:
        from otasuke.normalise.times import JST

        return JST
    if name == "UTC":
        return UTC
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise CliError(
            f"the time zone {name!r} is not known here", hint="For example: Asia/Tokyo", exit_code=Exit.USAGE
        ) from error
