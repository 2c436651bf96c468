"""What a role may do: one table. Pure.

Who may do a thing still sees only the companies that are his: an owner one, a technician the one of his job.
docs/how/roles.md is this table, printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Role(StrEnum):
    """Who somebody is. The first two are a customer's people, the next five the provider's."""

    OWNER = "owner"
    COLLEAGUE = "colleague"
    ANALYST = "analyst"
    DESK = "desk"
    DISPATCHER = "dispatcher"
    CLERK = "clerk"
    MANAGER = "manager"
    TECHNICIAN = "technician"
    INSURER = "insurer"
    EXAMINER = "examiner"
    AUDITOR = "auditor"


CUSTOMERS = frozenset({Role.OWNER, Role.COLLEAGUE})
STAFF = frozenset({Role.ANALYST, Role.DESK, Role.DISPATCHER, Role.CLERK, Role.MANAGER})
OF_FIRMS: Mapping[str, frozenset[Role]] = {
    "provider": STAFF | {Role.AUDITOR},
    "partner": frozenset({Role.TECHNICIAN}),
    "insurer": frozenset({Role.INSURER}),
    "examiner": frozenset({Role.EXAMINER, Role.AUDITOR}),
}
"""What people of each kind of firm can be; a manager of an insurer is none of ours."""


class Capability(StrEnum):
    """What one may do. The words are shown to people, so they are Japanese."""

    SEE_TODAY = "今日のようすを見る"
    ANSWER = "メッセージに答える"
    ASK = "相談する"
    SEE_CONTRACT = "契約を見る"
    SIGN = "契約に同意する・やめる"
    INVITE_COLLEAGUE = "社員を招く"
    CONNECT_DEVICES = "端末をつなぐ"
    SEE_COMPANIES = "すべての会社を見る"
    EDIT_COMPANIES = "会社を直す"
    INVITE_COMPANIES = "会社を招く"
    INVITE_OWNERS = "会社の代表を招く"
    SEE_ALERTS = "検知と記録を見る"
    JUDGE = "検知を判定する・黙らせる"
    REACT = "通信を止める・切り離す"
    CONSULT = "相談を受ける"
    DISPATCH = "技術者を送る"
    SEE_JOB = "自分の訪問を見る"
    EDIT_CONTRACTS = "契約を作る・変える"
    BILL = "請求する"
    EDIT_CLAIMS = "保険請求を作る"
    SEE_CLAIMS = "保険請求を見る"
    SEE_EVIDENCE = "基準の根拠を見る"
    SEE_AUDIT = "監査記録を見る"
    MANAGE_PEOPLE = "人と役割を決める"
    SETTINGS = "設定を変える"
    TEND_JOBS = "自動処理を見る・やり直す"
    MAKE_TOKENS = "APIトークンを作る"
    SEE_DUTY = "当番を見る・交代する"
    PLAN_DUTY = "当番を決める・夜間訓練をする"
    TELL_PROGRAMS = "自社のソフトに知らせる"


C = Capability
_ALL_STAFF = {C.SEE_COMPANIES, C.SEE_EVIDENCE, C.MAKE_TOKENS, C.SEE_DUTY}

MAY: dict[Role, frozenset[Capability]] = {
    role: frozenset(capabilities)
    for role, capabilities in {
        Role.OWNER: {
            C.SEE_TODAY, C.ANSWER, C.ASK, C.SEE_CONTRACT, C.SIGN, C.INVITE_COLLEAGUE, C.CONNECT_DEVICES, C.MAKE_TOKENS,
            C.TELL_PROGRAMS,
        },
        Role.COLLEAGUE: {C.SEE_TODAY, C.ANSWER, C.ASK, C.CONNECT_DEVICES},
        Role.ANALYST: {*_ALL_STAFF, C.SEE_ALERTS, C.JUDGE, C.REACT, C.CONSULT, C.DISPATCH, C.TEND_JOBS},
        Role.DESK: {*_ALL_STAFF, C.SEE_ALERTS, C.CONSULT, C.EDIT_COMPANIES, C.INVITE_COMPANIES, C.INVITE_OWNERS, C.DISPATCH},
        Role.DISPATCHER: {*_ALL_STAFF, C.DISPATCH, C.CONSULT},
        Role.CLERK: {
            *_ALL_STAFF, C.EDIT_COMPANIES, C.INVITE_COMPANIES, C.INVITE_OWNERS, C.EDIT_CONTRACTS, C.BILL, C.EDIT_CLAIMS, C.SEE_CLAIMS,
        },
        Role.MANAGER: {
            *_ALL_STAFF, C.SEE_ALERTS, C.JUDGE, C.REACT, C.CONSULT, C.DISPATCH, C.EDIT_COMPANIES, C.INVITE_COMPANIES, C.INVITE_OWNERS,
            C.EDIT_CONTRACTS, C.BILL, C.EDIT_CLAIMS, C.SEE_CLAIMS, C.SEE_AUDIT, C.MANAGE_PEOPLE, C.SETTINGS, C.TEND_JOBS,
            C.PLAN_DUTY,
        },
        Role.TECHNICIAN: {C.SEE_JOB},
        Role.INSURER: {C.SEE_CLAIMS},
        Role.EXAMINER: {C.SEE_EVIDENCE},
        Role.AUDITOR: {C.SEE_EVIDENCE, C.SEE_AUDIT},
    }.items()
}  # fmt: skip


def may(roles: Iterable[Role], capability: Capability) -> bool:
    """Whether one who has these roles may do it."""
    return any(capability in MAY[role] for role in roles)


def table() -> str:
    """The table in Markdown: a row for each capability, a column for each role."""
    head = "| | " + " | ".join(role.value for role in Role) + " |"
    rule = "|---" * (len(Role) + 1) + "|"
    rows = [
        f"| {capability.value} | " + " | ".join("○" if capability in MAY[role] else " " for role in Role) + " |"
        for capability in Capability
    ]
    return "\n".join([head, rule, *rows]) + "\n"
