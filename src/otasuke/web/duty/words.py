"""What ways and outcomes of a drill are called, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from otasuke.web.duty.drills import Outcome
from otasuke.web.duty.policy import Way

WAYS: Mapping[Way, Promise] = {"phone": _("電話"), "sms": _("SMS"), "mail": _("メール")}
OUTCOMES: Mapping[Outcome, Promise] = {
    Outcome.ANSWERED: _("答えた"),
    Outcome.NO_ANSWER: _("出なかった"),
    Outcome.BUSY: _("話し中"),
    Outcome.NO_KEY: _("出たが、受けたと答えなかった"),
    Outcome.BROUGHT: _("届いた"),
    Outcome.FAILED: _("届かなかった"),
    Outcome.UNDER_WAY: _("返事を待っている"),
}
