"""A company with everything that one may know about it, for the console's pages."""

from __future__ import annotations

from datetime import time

from otasuke.web.customers.hours import Expected, Hours, Open
from otasuke.web.customers.models import Customer
from otasuke.web.customers.policy import CardFacts, ContactFacts, PartnerFacts, SiteFacts
from otasuke.web.customers.services import keep_card, keep_site, set_contacts, set_partners

WEEK = tuple(Open(day, time(9), time(18)) for day in range(5))
OFFICE = SiteFacts("本社", Hours(WEEK), "577-0011", "", "荒本北 1-2-3", "06-0000-0119")


def fill(customer: Customer) -> None:
    set_contacts(
        customer.id,
        [
            ContactFacts(
                "稲森 修", "phone", "06-0000-0119", name_kana="イナモリ オサム", post="社長", words="いつでも"
            ),
            ContactFacts("松原 恵", "mail", email="matsubara@minori.example", post="経理"),
        ],
        actor=None,
    )
    night = Expected(time(22), 180, "松原さんの月次", day_of_month=31)
    keep_card(
        customer.id, CardFacts("甥の健", "090-0000-0119", "倉庫は古い", (("AnyDesk", "会計士"),), (night,)), actor=None
    )
    set_partners(customer.id, [PartnerFacts("天瀬金属", "アマセキンゾク", ("amase.example",))], actor=None)
    keep_site(customer.id, OFFICE, actor=None)
