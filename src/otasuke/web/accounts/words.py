"""What roles, firms and capabilities are called, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from otasuke.web.accounts.policy import Capability, Role

C = Capability

ROLES: Mapping[Role, Promise] = {
    Role.OWNER: _("代表"),
    Role.COLLEAGUE: _("社員"),
    Role.ANALYST: _("監視"),
    Role.DESK: _("窓口"),
    Role.DISPATCHER: _("手配"),
    Role.CLERK: _("事務"),
    Role.MANAGER: _("管理者"),
    Role.TECHNICIAN: _("技術者"),
    Role.INSURER: _("保険"),
    Role.EXAMINER: _("審査"),
    Role.AUDITOR: _("監査"),
}
FIRMS: Mapping[str, Promise] = {
    "provider": _("自社"),
    "partner": _("協力会社"),
    "insurer": _("保険会社"),
    "examiner": _("審査機関"),
}
CAPABILITIES: Mapping[Capability, Promise] = {
    C.SEE_TODAY: _("今日のようすを見る"),
    C.ANSWER: _("メッセージに答える"),
    C.ASK: _("相談する"),
    C.SEE_CONTRACT: _("契約を見る"),
    C.SIGN: _("契約に同意する・やめる"),
    C.INVITE_COLLEAGUE: _("社員を招く"),
    C.CONNECT_DEVICES: _("端末をつなぐ"),
    C.SEE_COMPANIES: _("すべての会社を見る"),
    C.EDIT_COMPANIES: _("会社を直す"),
    C.INVITE_COMPANIES: _("会社を招く"),
    C.INVITE_OWNERS: _("会社の代表を招く"),
    C.SEE_ALERTS: _("検知と記録を見る"),
    C.JUDGE: _("検知を判定する・黙らせる"),
    C.REACT: _("通信を止める・切り離す"),
    C.CONSULT: _("相談を受ける"),
    C.DISPATCH: _("技術者を送る"),
    C.SEE_JOB: _("自分の訪問を見る"),
    C.EDIT_CONTRACTS: _("契約を作る・変える"),
    C.BILL: _("請求する"),
    C.EDIT_CLAIMS: _("保険請求を作る"),
    C.SEE_CLAIMS: _("保険請求を見る"),
    C.SEE_EVIDENCE: _("基準の根拠を見る"),
    C.SEE_AUDIT: _("監査記録を見る"),
    C.MANAGE_PEOPLE: _("人と役割を決める"),
    C.SETTINGS: _("設定を変える"),
    C.TEND_JOBS: _("自動処理を見る・やり直す"),
    C.MAKE_TOKENS: _("APIトークンを作る"),
    C.SEE_DUTY: _("当番を見る・交代する"),
    C.PLAN_DUTY: _("当番を決める・夜間訓練をする"),
    C.TELL_PROGRAMS: _("自社のソフトに知らせる"),
}
