"""The companies of the stories, none of which exists, and the partners whose mailboxes were taken over."""

from __future__ import annotations

from otasuke.demo.stories.script import Member
from otasuke.simulating.company import Company, Device, Kind

_SENSOR, _DOOR, _NAS = "mimamori", "FGT-40F", "nas"
_OUTSIDE = "192.0.2"


def _member(
    number: int, title: tuple[str, str], *, network: str, domain: str, people: tuple[tuple[str, str, str, str], ...]
) -> Member:
    """people: the device's name, its user, and what the company calls it."""
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
    return Member(company, domain, {name: {"ja": ja, "en": en} for name, _, ja, en in people}, title[1])


_OFFICE = ("JIMU-01", "inamori", "事務のパソコン", "the office PC")
_BOOKS = ("KEIRI-01", "matsubara", "経理のパソコン", "the accounts PC")
_BOSS = ("SHACHO", "okabe", "社長のパソコン", "the owner's PC")
_SALES = ("EIGYO-02", "hayase", "営業のノートパソコン", "the sales laptop")

METALWORKS = _member(
    1,
    ("やつで金属", "Yatsude Metalworks"),
    network="192.168.20",
    domain="yatsude.example",
    people=(_OFFICE, _BOOKS, _BOSS, ("KOUBA-01", "kotani", "工場のパソコン", "the workshop PC")),
)
DENTIST = _member(
    2,
    ("こばと歯科医院", "Kobato Dental Clinic"),
    network="192.168.11",
    domain="kobato-shika.example",
    people=(("UKETSUKE-01", "yamagiwa", "受付のパソコン", "the reception PC"), _BOSS),
)
TRADERS = _member(
    3,
    ("はなだ商事", "Hanada Trading"),
    network="192.168.30",
    domain="hanada.example",
    people=(_SALES, _BOOKS, _OFFICE, _BOSS),
)
JOINERY = _member(
    4,
    ("みのり坂木工", "Minorizaka Joinery"),
    network="192.168.10",
    domain="minorizaka.example",
    people=(_BOOKS, _OFFICE, ("KOUBA-03", "okabe", "工場のパソコン", "the workshop PC")),
)
