"""The channels that this installation has."""

from __future__ import annotations

from otasuke.web.jobs.carriers import carrier, has_carrier
from otasuke.web.notify.browsers import push_channel
from otasuke.web.notify.channels.chats import Chat
from otasuke.web.notify.channels.mail import Mail
from otasuke.web.notify.channels.port import Channel, Channels
from otasuke.web.notify.channels.telephone import Sms, Voice
from otasuke.web.notify.channels.written import FIELDS
from otasuke.web.notify.places import known_of
from otasuke.web.notify.policy import Way
from otasuke.web.outside.asking import usual_network


def usual_channels() -> Channels:
    """By the settings."""
    found: dict[Way, Channel] = {Way.MAIL: Mail(), Way.PUSH: push_channel()}
    found |= {way: Chat(way, known_of, network=usual_network()) for way in FIELDS}
    if has_carrier():
        found |= {Way.SMS: Sms(carrier()), Way.CALL: Voice(carrier())}
    return found
