"""What a text says on a small screen, and what is said on the telephone. Pure."""

from __future__ import annotations

from otasuke.web.notify.channels.port import Outgoing

_LONGEST_LINE = 200
_LONGEST_SPEECH = 500


def text_of(message: Outgoing) -> str:
    """Three lines at most, and the link. Who writes stands first: else nobody would trust it."""
    begin, end = ("【", "】") if message.language == "ja" else ("[", "] ")
    drill = "訓練" if message.language == "ja" else "Drill"
    marks = [mark for mark in (drill if message.is_drill else "", message.desk[0]) if mark]
    lines = [shortened(line, _LONGEST_LINE) for line in message.words.lines[:3]]
    lines[0] = "".join(f"{begin}{mark}{end}" for mark in marks) + lines[0]
    return "\n".join([*lines, *([message.link] if message.link else [])])


def speech_of(message: Outgoing) -> str:
    """What happened and what to do now, for an ear that was asleep a minute ago."""
    said = _japanese(message) if message.language == "ja" else _english(message)
    return shortened(said, _LONGEST_SPEECH)


def shortened(line: str, most: int) -> str:
    """A line that is not longer than this."""
    one = " ".join(line.split())
    return one if len(one) <= most else one[: most - 1] + "…"


def _japanese(message: Outgoing) -> str:
    who = f"{message.company}さまへの、" if message.company else ""
    drill = "これは訓練です。" if message.is_drill else ""
    return f"{message.desk[0]}です。{drill}{who}急ぎのお知らせです。{message.words.happened}{message.words.now}"


def _english(message: Outgoing) -> str:
    who = f" for {message.company}" if message.company else ""
    drill = "This is a drill. " if message.is_drill else ""
    said = f"This is {message.desk[0]}. {drill}An urgent message{who}. {message.words.happened} {message.words.now}"
    return said.strip()
