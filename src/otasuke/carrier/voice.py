"""What is said during a call, in the carrier's markup (TwiML). Pure."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, tostring

from otasuke.carrier.port import Language

ACKNOWLEDGES = "1"
MOST_TWIML = 4000
_SPOKEN: dict[Language, str] = {"ja": "ja-JP", "en": "en-US"}
_PRESS: dict[Language, str] = {
    "ja": "お聞きになったら、数字の1を押してください。",
    "en": "When you have heard this, press 1.",
}
_NOBODY: dict[Language, str] = {"ja": "番号が押されませんでした。失礼します。", "en": "No key was pressed. Goodbye."}
_THANKS: dict[Language, str] = {"ja": "確認しました。ありがとうございました。", "en": "Noted. Thank you."}
_TIMES = 2
_WAIT_FOR_KEY_S = 8
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def announcement(words: str, *, language: Language, action: str | None) -> str:
    """Say the words twice. action: where a key that is pressed is told; None: none is asked for."""
    response = _begin()
    for _ in range(_TIMES):
        if action is None:
            _say(response, words, language)
            SubElement(response, "Pause", length="1")
        else:
            _say(_gather(response, action), f"{words} {_PRESS[language]}", language)
    if action is not None:
        _say(response, _NOBODY[language], language)
    return _written(response)


def thanks(language: Language) -> str:
    """Said to who acknowledged."""
    response = _begin()
    _say(response, _THANKS[language], language)
    SubElement(response, "Hangup")
    return _written(response)


def ask_again(language: Language, *, action: str) -> str:
    """Said to who pressed another key."""
    response = _begin()
    for _ in range(_TIMES):
        _say(_gather(response, action), _PRESS[language], language)
    _say(response, _NOBODY[language], language)
    return _written(response)


def _begin() -> Element:
    response = Element("Response")
    SubElement(response, "Pause", length="1")
    return response


def _gather(parent: Element, action: str) -> Element:
    told = {"input": "dtmf", "numDigits": "1", "timeout": str(_WAIT_FOR_KEY_S), "action": action, "method": "POST"}
    return SubElement(parent, "Gather", told)


def _say(parent: Element, words: str, language: Language) -> None:
    SubElement(parent, "Say", language=_SPOKEN[language]).text = _UNSPEAKABLE.sub("", words)


def _written(response: Element) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>' + tostring(response, encoding="unicode")
