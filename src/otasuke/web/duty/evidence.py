"""A drill as a PDF: what was asked of whom and when, and who answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from otasuke.web.contracts.evidence import typeset
from otasuke.web.duty.drilling import read
from otasuke.web.duty.drills import PROMISE, Record, Try, length, result
from otasuke.web.duty.models import DrillResult
from otasuke.web.duty.words import OUTCOMES, WAYS
from otasuke.web.provider.selectors import provider
from otasuke.web.ui.telling import told


def drill_pdf(kept: DrillResult, *, language: str) -> bytes:
    """The evidence of a drill. Raises EvidenceDamaged."""
    with override(language):
        return typeset(_content(kept, language), at=kept.filed_at)


def _content(kept: DrillResult, language: str) -> dict[str, Any]:
    drill = read(kept)
    who = provider()
    return {
        "language": language,
        "title": _("夜間訓練の記録"),
        "company": who.name,
        "provider": who.name,
        "demo": _("デモ：会社・人物・電話番号・数字はすべて架空です。") if settings.IS_DEMO else "",
        "sections": [
            {"title": _("結果"), "words": f"{told(result(drill))}\n{_promise(drill)}"},
            {"title": _("呼び出しの順"), "words": "\n".join(map(_line, drill.tries)) or _("呼び出しはありません。")},
        ],
        "facts_title": _("この記録について"),
        "facts": [
            [_("始まり"), _moment(drill.begun_at)],
            [_("終わり"), _moment(drill.ended_at)],
            [_("始めた人"), drill.asked_by or _("くじ（時刻はだれにも知らせていません）")],
            [_("答えた人"), drill.answered_by or _("いません")],
            [_("番号"), drill.number],
            ["SHA-256", kept.digest],
        ],
        "note": _("訓練は、本物の赤と同じ道を通しました。この記録の指紋は、監査記録に書かれています。"),
    }


def _promise(drill: Record) -> str:
    minutes = int(PROMISE.total_seconds()) // 60
    if drill.is_kept:
        return _("約束（%(minutes)s分以内に人が答える）を守りました。") % {"minutes": minutes}
    return _("約束（%(minutes)s分以内に人が答える）を守れませんでした。") % {"minutes": minutes}


def _line(one: Try) -> str:
    ended = f"（{told(length(one.ended_at - one.at))}）" if one.ended_at else ""
    words = {"at": _clock(one.at), "name": one.name, "way": WAYS[one.way], "outcome": OUTCOMES[one.outcome]}
    return _("%(at)s　%(name)s　%(way)s　%(outcome)s") % words + ended


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S (%Z)")


def _clock(at: datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M:%S")
