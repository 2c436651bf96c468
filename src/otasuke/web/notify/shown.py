"""What ways, states and happenings are called on pages."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from otasuke.web.notify.models import Delivery
from otasuke.web.notify.policy import Way
from otasuke.web.notify.words import Answer

State = Delivery.State
WAYS: Mapping[str, Promise | str] = {
    Way.CALL: _("電話"),
    Way.SMS: _("ショートメッセージ"),
    Way.MAIL: _("メール"),
    Way.LINE: "LINE",
    Way.LINE_WORKS: "LINE WORKS",
    Way.CHATWORK: "Chatwork",
    Way.SLACK: "Slack",
    Way.TEAMS: "Teams",
    Way.PUSH: _("ブラウザーの通知"),
}
STATES: Mapping[str, Promise] = {
    State.WAITING: _("待っている"),
    State.SENDING: _("渡している"),
    State.ACCEPTED: _("渡した"),
    State.DELIVERED: _("届いた"),
    State.ACKNOWLEDGED: _("本人が確認した"),
    State.FAILED: _("届かなかった"),
    State.GIVEN_UP: _("送れなかった"),
    State.NOT_NEEDED: _("要らなくなった"),
}
EVENTS: Mapping[str, Promise] = {
    **STATES,
    "planned": _("決めた"),
    "brought_forward": _("早めた"),
    "in_doubt": _("返事がない"),
    "tried": _("断られた"),
    "ringing": _("鳴っている"),
    "answered": _("電話に出た"),
}
GLYPHS: Mapping[str, str] = {
    State.ACKNOWLEDGED: "mi",
    State.DELIVERED: "mi",
    State.FAILED: "ki",
    State.GIVEN_UP: "ki",
}
"""Which of the four shapes stands before a state, if any: it was brought, or somebody has to act."""
ANSWERS: Mapping[str, Promise] = {
    Answer.MINE: _("自分です"),
    Answer.NOT_MINE: _("違います"),
    Answer.DID: _("はい（開いた・した）"),
    Answer.DID_NOT: _("いいえ（開いていない・していない）"),
    Answer.YES: _("はい"),
    Answer.NO: _("いいえ"),
    Answer.CALL_ME: _("電話ください"),
    Answer.WRITTEN: _("言葉で"),
}
"""As staff read them, without the question."""
HOW: Mapping[str, Promise] = {"key": _("電話の1番"), "answer": _("返事"), "page": _("画面")}
COLOURS = {"赤": "aka", "黄": "ki", "青": "ao", "緑": "mi"}
"""The names of the colours in templates."""
