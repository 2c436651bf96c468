"""What jobs are called for staff."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TASKS = {
    "jobs.send_mail": _("メールを送る"),
    "jobs.send_text": _("SMSを送る"),
    "jobs.forget_jobs": _("古い自動処理の記録を消す"),
    "jobs.forget_sessions": _("終わったログインを消す"),
    "hooks.deliver": _("通知先に知らせる"),
    "hooks.forget_deliveries": _("古い通知の記録を消す"),
    "sensors.count_seats": _("端末の数をかぞえる"),
    "sensors.revoke_what_is_left_over": _("使わなくなった鍵を止める"),
    "alerts.ask_again": _("終わった「静かにする」をたずねる"),
    "reaction.end_what_is_over": _("期限の過ぎた止める設定を外す"),
    "flows.tend_drills": _("夜間訓練を見守る"),
    "mornings.make_sheet": _("朝のまとめを作る"),
    "joining.settle_all": _("つながった会社の契約を始める"),
    "joining.send_letters": _("見守りはじめのお便りを送る"),
    "contracts.remind": _("説明を読んでいない代表に、もう一度知らせる"),
    "accounts.forget_what_ended": _("終わった招待とログインの記録を消す"),
    "tokens.forget_tokens": _("終わったAPIトークンを消す"),
    "accounts.forget_links": _("古いリンクを消す"),
}
"""A task that is not here is shown by its name."""
