"""What staff are told about a plan that breaks a rule: which rule, by how much, and what to do. Pure."""

from __future__ import annotations

from typing import assert_never

from otasuke.web.contracts.policy import MOST_ENDPOINTS, MOST_YEN, Breach
from otasuke.web.contracts.standards import Kind
from otasuke.web.ui.sentences import Sentence, _

_CLAUSES = {
    1: _("相談窓口"),
    2: _("異常の監視"),
    3: _("緊急時の対応支援"),
    5: _("簡易サイバー保険"),
    7: _("価格"),
    8: _("契約期間"),
    9: _("説明"),
}


def sentence(breach: Breach, kind: Kind) -> Sentence:
    """A breach in words, with the clause of the standard. kind: of the plan."""
    what, to_do = _parts(breach, kind)
    return _(
        "%(what)s（基準%(clause)s %(title)s）。%(to_do)s",
        what=what,
        clause=breach.clause,
        title=_CLAUSES[breach.clause],
        to_do=to_do,
    )


def _parts(breach: Breach, kind: Kind) -> tuple[Sentence, Sentence]:
    """What is wrong, and what to do."""
    over, limit = f"{breach.over:,}", f"{breach.limit:,}"
    match breach.rule:
        case "price":
            return _over(breach, kind), _("%(limit)s円以下（税抜）にしてください。", limit=limit)
        case "endpoints":
            return _endpoints(breach)
        case "watched":
            return _("見守れる台数が%(over)s台足りません", over=over), _("%(limit)s台以上にしてください。", limit=limit)
        case "term":
            return _term(breach)
        case "amount":
            return _amount(breach)
        case "insurance":
            return _("簡易サイバー保険が付いていません"), _("保険を付けてください。")
        case "visit":
            return _("指定の場所に技術者を送れません"), _("訪問できるようにしてください。")
        case "explained":
            return _("初期費用と契約年数の書き場所がありません"), _("サービス規約などの名前を入れてください。")
        case "consulting":
            return _("定期的なコンサルティングが入っていません"), _("プランに入れてください。")
        case "ceiling_unknown":
            return _("価格の上限がわかりません"), _("登録のときに認められた上限を入れてください。")
        case _:
            assert_never(breach.rule)


def _over(breach: Breach, kind: Kind) -> Sentence:
    over = f"{breach.over:,}"
    if kind == "network":
        return _("月額が上限を%(over)s円超えています", over=over)
    return _("%(number)s台のとき、月額が上限を%(over)s円超えています", number=f"{breach.endpoints:,}", over=over)


def _endpoints(breach: Breach) -> tuple[Sentence, Sentence]:
    """A plan is sold from too many computers, or a contract has fewer than its plan is sold for."""
    over, limit = f"{breach.over:,}", f"{breach.limit:,}"
    if breach.endpoints > breach.limit:
        return (
            _("最少の台数が%(over)s台多すぎます", over=over),
            _("%(limit)s台から契約できるようにしてください。", limit=limit),
        )
    return _("プランの最少の台数に%(over)s台足りません", over=over), _("%(limit)s台以上にしてください。", limit=limit)


def _term(breach: Breach) -> tuple[Sentence, Sentence]:
    if breach.over < -breach.limit:
        return _("最低契約期間がマイナスです"), _("0か月から%(limit)sか月にしてください。", limit=breach.limit)
    return (
        _("最低契約期間が上限を%(over)sか月超えています", over=breach.over),
        _("%(limit)sか月以内にしてください。", limit=breach.limit),
    )


def _amount(breach: Breach) -> tuple[Sentence, Sentence]:
    over = f"{breach.over:,}"
    if breach.limit == MOST_ENDPOINTS:
        most = f"{MOST_ENDPOINTS:,}"
        return _("台数（%(over)s）がありえない数です", over=over), _("1台から%(most)s台にしてください。", most=most)
    if breach.over < 0:
        return _("金額（%(over)s円）がマイナスです", over=over), _("0円以上にしてください。")
    return _("金額が大きすぎます（%(over)s円の超過）", over=over), _(
        "%(most)s円以下にしてください。", most=f"{MOST_YEN:,}"
    )
