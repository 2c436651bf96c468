"""What is asked of a chat's service: address, headers and body of one request. Pure.

Sources: LINE Messaging API, "Send push message" and "Retry failed API requests"; LINE WORKS, Incoming Webhook; Chatwork API v2,
POST /rooms/{room_id}/messages; Slack, Incoming Webhooks; Microsoft Teams, Workflows "When a Teams webhook request is received".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlencode

from otasuke.web.notify.channels.port import Outgoing
from otasuke.web.notify.channels.spoken import shortened
from otasuke.web.notify.policy import Way

Known = Mapping[str, str]
BASES: Mapping[Way, str] = MappingProxyType({Way.LINE: "https://api.line.me", Way.CHATWORK: "https://api.chatwork.com"})
"""Of services that have one address for all; the others give each place an address of its own."""
FIELDS: Mapping[Way, tuple[str, ...]] = MappingProxyType(
    {
        Way.LINE: ("token", "to"),
        Way.LINE_WORKS: ("url",),
        Way.CHATWORK: ("token", "to"),
        Way.SLACK: ("url",),
        Way.TEAMS: ("url",),
    }
)
"""What is needed to write to a place of each."""
_LONGEST = 1500
_JSON = {"Content-Type": "application/json; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Request:
    """A POST."""

    url: str
    headers: Mapping[str, str]
    body: bytes


def request(way: Way, known: Known, message: Outgoing, *, bases: Mapping[Way, str] = BASES) -> Request:
    """What to ask for. known: what FIELDS names."""
    return _WAYS[way](known, message, bases.get(way, ""))


def _line(known: Known, message: Outgoing, base: str) -> Request:
    """With the retry key LINE takes it once, however often it is asked."""
    headers = {**_JSON, "Authorization": f"Bearer {known['token']}", "X-Line-Retry-Key": message.reference}
    said = {"to": known["to"], "messages": [{"type": "text", "text": _text(message)}]}
    return Request(f"{base}/v2/bot/message/push", headers, _packed(said))


def _line_works(known: Known, message: Outgoing, _base: str) -> Request:
    said = {"title": title_of(message), "body": {"text": _text(message, is_titled=True)}}
    return Request(known["url"], _JSON, _packed(said))


def _chatwork(known: Known, message: Outgoing, base: str) -> Request:
    said = f"[info][title]{_plain(title_of(message))}[/title]{_plain(_text(message, is_titled=True))}[/info]"
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-ChatWorkToken": known["token"]}
    return Request(
        f"{base}/v2/rooms/{quote(known['to'], safe='')}/messages", headers, urlencode({"body": said}).encode()
    )


def _slack(known: Known, message: Outgoing, _base: str) -> Request:
    """Slack reads these three signs as its own."""
    words = _text(message).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Request(known["url"], _JSON, _packed({"text": words}))


def _teams(known: Known, message: Outgoing, _base: str) -> Request:
    lines = [{"type": "TextBlock", "text": title_of(message), "weight": "Bolder", "wrap": True}]
    lines += [{"type": "TextBlock", "text": line, "wrap": True} for line in message.words.lines]
    lines.append({"type": "TextBlock", "text": _desk(message), "isSubtle": True, "wrap": True})
    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": lines,
    }
    if message.link:
        title = "答える" if message.language == "ja" else "Answer"
        card["actions"] = [{"type": "Action.OpenUrl", "title": title, "url": message.link}]
    attached = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return Request(known["url"], _JSON, _packed({"type": "message", "attachments": [attached]}))


_WAYS: Mapping[Way, Callable[[Known, Outgoing, str], Request]] = {
    Way.LINE: _line,
    Way.LINE_WORKS: _line_works,
    Way.CHATWORK: _chatwork,
    Way.SLACK: _slack,
    Way.TEAMS: _teams,
}


def title_of(message: Outgoing) -> str:
    """Its title, with what it means before it."""
    begin, end = ("【", "】") if message.language == "ja" else ("[", "] ")
    drill = "訓練" if message.language == "ja" else "Drill"
    marks = [*([drill] if message.is_drill else []), message.word]
    return shortened("".join(f"{begin}{mark}{end}" for mark in marks) + message.words.title, 200)


def _text(message: Outgoing, *, is_titled: bool = False) -> str:
    """The lines, the link and the desk; before them what stands in the title, unless it has a place of its own."""
    lines = [shortened(line, _LONGEST // 4) for line in message.words.lines]
    parts = [*([] if is_titled else [title_of(message)]), *lines, message.link, _desk(message)]
    return "\n".join(part for part in parts if part)[:_LONGEST]


def _desk(message: Outgoing) -> str:
    name, phone, hours = message.desk
    return " ".join(part for part in (name, phone, hours) if part)


def _plain(words: str) -> str:
    """Chatwork reads [ and ] as its own."""
    return words.replace("[", "［").replace("]", "］")


def _packed(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode()
