"""Placeholders and their values: `{device}` in a sheet becomes what is known, or a word that does for it.

What stands between `[` and `]` is left out if a placeholder inside it is not known; `[this|that]` says that instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

from otasuke.advice.choose import log_keys
from otasuke.advice.clean import clean_name, clean_peer
from otasuke.advice.happening import Happening
from otasuke.advice.sheet import Language
from otasuke.advice.words import Words

JST = timezone(timedelta(hours=9))
PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
OPTIONAL = re.compile(r"\[([^\[\]|]*)(?:\|([^\[\]|]*))?\]")
_NUMBERS = re.compile(r"\[?(\d{1,3}(\.\d{1,3}){3}|[0-9a-fA-F]{0,4}:[0-9a-fA-F:.]*:[0-9a-fA-F.]*)(%\w+)?\]?(:\d+)?")
_GAP = re.compile(r" {2,}")
OF_EVENT = frozenset({"device", "person", "time", "counterpart"})
"""Placeholders that may be unknown; there is always a word for the others."""
_WEEKDAYS = "月火水木金土日"


def known_values(happening: Happening, language: Language) -> dict[str, str]:
    """What is known of this happening by placeholder, harmless and ready to be read; the unknown is absent."""
    values = {
        "device": _name(happening, happening.device, language),
        "person": _name(happening, happening.person, language),
        "counterpart": _quoted(clean_peer(happening.counterpart), language),
        "time": _moment(happening.time, language) if happening.time else "",
    }
    return {name: value for name, value in values.items() if value}


def tells_nothing(name: str) -> bool:
    """Whether a name is a mere number of a network: the desk can look it up, an owner cannot."""
    return bool(_NUMBERS.fullmatch(name.strip()))


def device_word(happening: Happening, words: Words, language: Language) -> str:
    """What a device without a name is called. One that has a number is none of those that wrote the log."""
    devices = words.devices[language]
    if tells_nothing(happening.device):
        return devices.get("any", "")
    return next((devices[key.casefold()] for key in log_keys(happening.log) if key.casefold() in devices), "")


def filled(text: str, values: Mapping[str, str], missing: Mapping[str, str]) -> str:
    """The text with every placeholder replaced. One that is known to neither table stays as it is."""
    kept = OPTIONAL.sub(lambda found: found[1] if _all_known(found[1], values) else found[2] or "", text)
    kept = _GAP.sub(" ", kept).replace(" .", ".").strip()
    words = {**missing, **values}
    return PLACEHOLDER.sub(lambda found: words.get(found[1], found[0]), kept)


def _all_known(text: str, values: Mapping[str, str]) -> bool:
    return all(name in values for name in PLACEHOLDER.findall(text) if name in OF_EVENT)


def _name(happening: Happening, raw: str, language: Language) -> str:
    """The customer's own word for it; else what the logs call it, in quotation marks."""
    own = happening.known_as.get(raw, "")
    return clean_name(own) if own else _quoted(clean_name(raw), language)


def _quoted(text: str, language: Language) -> str:
    if not text:
        return ""
    return f"「{text}」" if language == "ja" else f"“{text}”"


def _moment(time: datetime, language: Language) -> str:
    """Japan's time: 11月24日（火）9:42."""
    local = time.astimezone(JST)
    clock = f"{local.hour}:{local.minute:02}"
    if language == "ja":
        return f"{local.month}月{local.day}日（{_WEEKDAYS[local.weekday()]}）{clock}"
    return f"{local:%a} {local.day} {local:%b}, {clock}"
