"""What people read about tokens."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from otasuke.web.tokens.policy import Fault, Scope

SCOPES = {
    Scope.READ_CUSTOMERS: gettext_lazy("会社の情報を読む"),
    Scope.WRITE_CUSTOMERS: gettext_lazy("会社の情報を直す"),
    Scope.READ_CONTRACTS: gettext_lazy("契約を読む"),
    Scope.WRITE_CONTRACTS: gettext_lazy("契約を進める"),
    Scope.READ_DEVICES: gettext_lazy("機器のようすを読む"),
    Scope.WRITE_DEVICES: gettext_lazy("機器を足す・外す"),
    Scope.READ_PEOPLE: gettext_lazy("担当者の名前を読む"),
    Scope.READ_AUDIT: gettext_lazy("監査記録を読む"),
}

FAULTS = {
    Fault.NAME: ("name", gettext_lazy("名前を60文字までで入れてください。")),
    Fault.NO_SCOPE: ("scopes", gettext_lazy("できることを、1つはえらんでください。")),
    Fault.TOO_MUCH: ("scopes", gettext_lazy("あなたにできないことは、トークンにもできません。")),
    Fault.EXPIRY: ("days", gettext_lazy("期限は1年までです。")),
    Fault.COMPANIES: ("tenants", gettext_lazy("会社は100社までです。")),
    Fault.TOO_MANY: (None, gettext_lazy("トークンは50個までです。使っていないものを消してください。")),
}
"""For each fault the field where it is shown, and what is said."""
