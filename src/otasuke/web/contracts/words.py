"""What staff are told about a plan that breaks a rule: which rule, by how much, and what to do. Pure."""

from __future__ import annotations

from typing import assert_never

from otasuke.web.contracts.policy import MOST_ENDPOINTS, MOST_YEN, Breach
from otasuke.web.contracts.standards import Kind

_CLAUSES = {
    1: "相談窓口",
    2: "異常の監視",
    3: "緊急時の対応支援",
    5: "簡易サイバー保険",
    7: "価格",
    8: "契約期間",
    9: "説明",
}


def sentence(breach: Breach, kind: Kind) -> str:
    """A breach as a sentence, with the clause of the standard. kind: of the plan."""
    what, to_do = _parts(breach, kind)
    return f"{what}（基準{breach.clause} {_CLAUSES[breach.clause]}）。{to_do}"


def _parts(breach: Breach, kind: Kind) -> tuple[str, str]:
    """What is wrong, and what to do."""
    over, limit = f"{breach.over:,}", f"{breach.limit:,}"
    match breach.rule:
        case "price":
            at = "" if kind == "network" else f"{breach.endpoints:,}台のとき、"
            return f"{at}月額が上限を{over}円超えています", f"{limit}円以下（税抜）にしてください。"
        case "endpoints":
            return _endpoints(breach)
        case "watched":
            return f"見守れる台数が{over}台足りません", f"{limit}台以上にしてください。"
        case "term":
            return _term(breach)
        case "amount":
            return _amount(breach)
        case "insurance":
            return "簡易サイバー保険が付いていません", "保険を付けてください。"
        case "visit":
            return "指定の場所に技術者を送れません", "訪問できるようにしてください。"
        case "explained":
            return "初期費用と契約年数の書き場所がありません", "サービス規約などの名前を入れてください。"
        case "consulting":
            return "定期的なコンサルティングが入っていません", "プランに入れてください。"
        case "ceiling_unknown":
            return "価格の上限がわかりません", "登録のときに認められた上限を入れてください。"
        case _:
            assert_never(breach.rule)


def _endpoints(breach: Breach) -> tuple[str, str]:
    """A plan is sold from too many computers, or a contract has fewer than its plan is sold for."""
    if breach.endpoints > breach.limit:
        return f"最少の台数が{breach.over:,}台多すぎます", f"{breach.limit:,}台から契約できるようにしてください。"
    return f"プランの最少の台数に{breach.over:,}台足りません", f"{breach.limit:,}台以上にしてください。"


def _term(breach: Breach) -> tuple[str, str]:
    if breach.over < -breach.limit:
        return "最低契約期間がマイナスです", f"0か月から{breach.limit}か月にしてください。"
    return f"最低契約期間が上限を{breach.over}か月超えています", f"{breach.limit}か月以内にしてください。"


def _amount(breach: Breach) -> tuple[str, str]:
    if breach.limit == MOST_ENDPOINTS:
        return f"台数（{breach.over:,}）がありえない数です", f"1台から{MOST_ENDPOINTS:,}台にしてください。"
    if breach.over < 0:
        return f"金額（{breach.over:,}円）がマイナスです", "0円以上にしてください。"
    return f"金額が大きすぎます（{breach.over:,}円の超過）", f"{MOST_YEN:,}円以下にしてください。"
