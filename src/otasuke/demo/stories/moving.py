"""A story at another time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from otasuke.demo.stories.script import Part, Shown


def moved(shown: Shown, by: timedelta) -> Shown:
    """The same story so much later."""
    beats = tuple(replace(one, at=one.at + by) for one in shown.beats)
    return replace(shown, parts=tuple(_moved(one, by) for one in shown.parts), beats=beats)


def _moved(part: Part, by: timedelta) -> Part:
    return replace(
        part,
        begin=part.begin + by,
        mails=tuple(replace(one, at=one.at + by) for one in part.mails),
        acts=tuple(replace(one, at=one.at + by) for one in part.acts),
        truths=tuple(replace(one, certain_at=one.certain_at + by) for one in part.truths),
    )


def end_of(shown: Shown) -> datetime:
    """When the last of it happened."""
    return max(at for part in shown.parts for at in _times(part))


def _times(part: Part) -> list[datetime]:
    scenes = [part.begin + timedelta(seconds=one.after_s) for one in part.scenes]
    return [part.begin, *scenes, *(one.at for one in part.mails), *(one.at for one in part.acts)]
