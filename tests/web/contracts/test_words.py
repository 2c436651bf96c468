"""What staff read about a plan that breaks a rule."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.web.contracts.policy import Breach, Plan, Rule, breaches
from otasuke.web.contracts.standards import KINDS, STANDARDS
from otasuke.web.contracts.words import sentence

V1 = STANDARDS["1.1"]
V2 = STANDARDS["2.0-2"]


@pytest.mark.parametrize(
    ("plan", "endpoints", "words"),
    [
        (Plan("network", 10_001), None, "月額が上限を1円超えています（基準7 価格）。10,000円以下（税抜）にしてください。"),
        (
            Plan("combined", 10_120, 2_000),
            7,
            "7台のとき、月額が上限を120円超えています（基準7 価格）。24,000円以下（税抜）にしてください。",
        ),
        (Plan("endpoint", 0, 1_000, from_endpoints=5), None, "最少の台数が4台多すぎます（基準7 価格）。1台から契約できるようにしてください。"),
        (Plan("endpoint", 0, 1_000, from_endpoints=1), 0, "台数（0）がありえない数です（基準7 価格）。1台から100,000台にしてください。"),
        (Plan("network", 9_000, term_months=25), None, "最低契約期間が上限を1か月超えています（基準8 契約期間）。24か月以内にしてください。"),
        (Plan("network", 9_000, term_months=-1), None, "最低契約期間がマイナスです（基準8 契約期間）。0か月から24か月にしてください。"),
        (Plan("network", -5), None, "金額（-5円）がマイナスです（基準7 価格）。0円以上にしてください。"),
        (Plan("network", 9_000, has_insurance=False), None, "簡易サイバー保険が付いていません（基準5 簡易サイバー保険）。保険を付けてください。"),
        (Plan("network", 9_000, can_visit=False), None, "指定の場所に技術者を送れません（基準3 緊急時の対応支援）。訪問できるようにしてください。"),
    ],
)  # fmt: skip
def test_a_sentence_names_the_amount_the_rule_and_what_to_do(plan: Plan, endpoints: int | None, words: str) -> None:
    assert words in [str(sentence(one, plan.kind)) for one in breaches(plan, V1, endpoints=endpoints)]


def test_a_contract_smaller_than_its_plan_is_told_how_many_are_wanting() -> None:
    breach = Breach("endpoints", 7, over=2, limit=5, endpoints=3)

    assert (
        str(sentence(breach, "endpoint")) == "プランの最少の台数に2台足りません（基準7 価格）。5台以上にしてください。"
    )


def test_class_two_is_told_what_it_lacks() -> None:
    told = [str(sentence(one, "network")) for one in breaches(Plan("network", 20_000, watched_endpoints=49), V2)]

    assert told == [
        "価格の上限がわかりません（基準7 価格）。登録のときに認められた上限を入れてください。",
        "見守れる台数が1台足りません（基準2 異常の監視）。50台以上にしてください。",
        "定期的なコンサルティングが入っていません（基準1 相談窓口）。プランに入れてください。",
    ]


@given(st.sampled_from(get_args(Rule)), st.sampled_from(KINDS), st.integers(-(10**9), 10**9), st.integers(0, 10**9))
def test_every_rule_has_a_sentence(rule: Rule, kind: str, over: int, limit: int) -> None:
    told = str(sentence(Breach(rule, 7, over=over, limit=limit), kind))  # type: ignore[arg-type]  # a sample of kinds

    assert told.endswith("ください。")
    assert "（基準7 価格）" in told
