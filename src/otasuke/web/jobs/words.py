"""What jobs are called for staff."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TASKS = {
    "jobs.send_mail": _("メールを送る"),
    "jobs.forget_jobs": _("古い自動処理の記録を消す"),
    "jobs.forget_sessions": _("終わったログインを消す"),
    "hooks.deliver": _("通知先に知らせる"),
    "hooks.forget_deliveries": _("古い通知の記録を消す"),
    "sensors.count_seats": _("端末の数をかぞえる"),
    "sensors.revoke_what_is_left_over": _("使わなくなった鍵を止める"),
    "joining.settle_all": _("つながった会社の契約を始める"),
    "joining.send_letters": _("見守りはじめのお便りを送る"),
    "accounts.forget_links": _("古いリンクを消す"),
}
"""A task that is not here is shown by its name."""
