"""The companies of the stories, none of which exists, and the partners whose mailboxes were taken over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from otasuke.demo.stories.script import MailHost, Member, Words
from otasuke.simulating.company import Company, Device, Kind

_SENSOR, _DOOR, _NAS = "mimamori", "FGT-40F", "nas"
_OUTSIDE = "192.0.2"


Person = tuple[str, str, str, str]
"""A device's name, its user, and what the company calls it in Japanese and in English."""


def make_member(
    number: int,
    title: tuple[str, str],
    *,
    network: str,
    domain: str,
    people: Sequence[Person],
    mail: MailHost = MailHost.POSTFIX,
    clocks: Mapping[str, float] | None = None,
) -> Member:
    """A company with these people, a sensor, a box at the door and a NAS. title: in Japanese and in English."""
    pcs = [
        Device(Kind.PC, name, f"{network}.{10 + place}", user, place) for place, (name, user, *_) in enumerate(people)
    ]
    others = ((Kind.NAS, _NAS, 5), (Kind.SURICATA, _SENSOR, 2), (Kind.FORTIGATE, _DOOR, 1))
    boxes = [
        Device(kind, name, f"{network}.{host}", "", len(pcs) + place) for place, (kind, name, host) in enumerate(others)
    ]
    company = Company(
        number, domain.partition(".")[0], title[0], "", network, f"{_OUTSIDE}.{10 + number}", (*pcs, *boxes)
    )
    called: dict[str, Words] = {name: {"ja": ja, "en": en} for name, _, ja, en in people}
    return Member(company, domain, called, title[1], mail, clocks or {})


_OFFICE: Person = ("JIMU-01", "inamori", "事務のパソコン", "the office PC")
_BOOKS: Person = ("KEIRI-01", "matsubara", "経理のパソコン", "the accounts PC")
_BOSS: Person = ("SHACHO", "okabe", "社長のパソコン", "the owner's PC")
_SALES: Person = ("EIGYO-02", "hayase", "営業のノートパソコン", "the sales laptop")

METALWORKS = make_member(
    1,
    ("やつで金属", "Yatsude Metalworks"),
    network="192.168.20",
    domain="yatsude.example",
    people=(_OFFICE, _BOOKS, _BOSS, ("KOUBA-01", "kotani", "工場のパソコン", "the workshop PC")),
)
DENTIST = make_member(
    2,
    ("こばと歯科医院", "Kobato Dental Clinic"),
    network="192.168.11",
    domain="kobato-shika.example",
    people=(("UKETSUKE-01", "yamagiwa", "受付のパソコン", "the reception PC"), _BOSS),
)
TRADERS = make_member(
    3,
    ("はなだ商事", "Hanada Trading"),
    network="192.168.30",
    domain="hanada.example",
    people=(_SALES, _BOOKS, _OFFICE, _BOSS),
)
JOINERY = make_member(
    4,
    ("みのり坂木工", "Minorizaka Joinery"),
    network="192.168.10",
    domain="minorizaka.example",
    people=(_BOOKS, _OFFICE, ("KOUBA-03", "okabe", "工場のパソコン", "the workshop PC")),
)
