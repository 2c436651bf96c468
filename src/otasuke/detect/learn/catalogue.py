"""What a finding of each learnt detector is called, as rules have titles and tags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PREFIX = "learn/"
"""So the ids begin under which detectors stand beside rules."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The title is that of the detector's sheet of advice; tags: Sigma's."""

    title: str
    tags: tuple[str, ...] = ()


CATALOGUE: Mapping[str, Entry] = {
    "new-device": Entry("初めて見る機器が、会社のネットにつながりました", ("attack.initial-access", "attack.t1200")),
    "end-of-support": Entry("もう直しの出ない機器が使われています"),
    "beaconing": Entry(
        "決まった時間ごとに、外のサーバーへ話しかけています", ("attack.command-and-control", "attack.t1071")
    ),
    "neighbour-scan": Entry("1台の機器が、まわりの機器を調べて回っています", ("attack.discovery", "attack.t1046")),
    "one-enters-many": Entry(
        "1台の機器から、多くのパソコンに入っています", ("attack.lateral-movement", "attack.t1021")
    ),
    "unusual-volume": Entry("ふだんよりずっと多いデータが、外へ出ました", ("attack.exfiltration", "attack.t1048")),
    "dns-tunnel": Entry(
        "名前の問い合わせに、データを隠した疑いがあります", ("attack.command-and-control", "attack.t1071.004")
    ),
    "generated-domains": Entry(
        "でたらめな名前の相手を、次々に探しています", ("attack.command-and-control", "attack.t1568.002")
    ),
    "first-seen-login": Entry("初めての場所から、ログインがありました", ("attack.initial-access", "attack.t1078")),
    "impossible-logins": Entry("同じ人が、遠い二つの場所から入りました", ("attack.initial-access", "attack.t1078")),
    "mass-file-change": Entry("短い時間に、たくさんのファイルが変わりました", ("attack.impact", "attack.t1486")),
    "spam-run": Entry("一つのメールの住所から、たくさんのメールが出ました", ("attack.impact", "attack.t1586.002")),
}


def rule_id(detector: str) -> str:
    """The id under which a detector stands beside rules."""
    return PREFIX + detector
