"""The versions of the scheme's standard, as data. Pure. A plan is judged by the version under which it is registered.

Sources: METI, サイバーセキュリティお助け隊サービス, standard v1.1 of July 2021; for class 2 press reports of March 2024, which name no price: what they leave
open is None here, and comes from the provider's own registration.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["network", "endpoint", "combined"]
"""How a company is watched: at its door, on its computers, or both."""

KINDS: tuple[Kind, ...] = ("network", "endpoint", "combined")


@dataclass(frozen=True, slots=True)
class Standard:
    """A version of the standard.

    network_yen        how much watching at the door may cost in a month, before tax; None: not published.
    endpoint_yen       the same for each computer. Both together may cost their sum.
    least_endpoints    from how many computers a contract must be possible.
    most_months        how long the minimum term may be.
    watches_at_least   how many computers must be watched where the door is; None: nothing is said.
    needs_consulting   whether regular consulting is part of it.
    """

    name: str
    title: str
    since: date
    network_yen: int | None
    endpoint_yen: int | None
    least_endpoints: int
    most_months: int
    watches_at_least: int | None = None
    needs_consulting: bool = False
    source: str = ""


STANDARDS = {
    one.name: one
    for one in (
        Standard(
            name="1.1",
            title="基準 v1.1（1類）",
            since=date(2021, 7, 1),
            network_yen=10_000,
            endpoint_yen=2_000,
            least_endpoints=1,
            most_months=24,
            source="経済産業省「サイバーセキュリティお助け隊サービス」資料（2022年）基準 v1.1 の概要",
        ),
        Standard(
            name="2.0-2",
            title="基準 2.0（2類）",
            since=date(2024, 3, 15),
            network_yen=None,
            endpoint_yen=None,
            least_endpoints=1,
            most_months=24,
            watches_at_least=50,
            needs_consulting=True,
            source="https://internet.watch.impress.co.jp/docs/news/1576751.html（2024年3月。価格の上限は載っていない）",
        ),
    )
}
