"""What may be written about a company. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from otasuke.jp.corporate import is_corporate_number
from otasuke.jp.industries import is_industry
from otasuke.jp.places import PREFECTURES, is_municipality_code
from otasuke.jp.writing import is_katakana
from otasuke.web.customers.hours import MOST_MINUTES, Expected, Hours

MOST_EMPLOYEES = 1_000_000
MOST_CAPITAL_YEN = 10**14
LONGEST_NAME, LONGEST_KANA = 100, 120

_TENANT = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_PHONE = re.compile(r"(\+|0)[0-9]{8,14}")
_POSTAL = re.compile(r"(?:[0-9]{3}-?[0-9]{4})?")
_MAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]+")

Channel = Literal["phone", "sms", "mail"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a company. "" and None: not known.

    industry             a letter of the JSIC, with digits of a group if they are known.
    fiscal_year_ends_in  a month, 1 to 12.
    """

    tenant: str
    name: str
    name_kana: str
    corporate_number: str = ""
    prefecture: str = ""
    municipality: str = ""
    industry: str = ""
    employees: int | None = None
    capital_yen: int | None = None
    fiscal_year_ends_in: int | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field, in words that are shown to who wrote it."""

    field: str
    words: str


def faults(facts: Facts) -> tuple[Fault, ...]:
    """Everything that is wrong, in the order of the fields."""
    return _found(_checks(facts))


def _found(checks: Iterable[tuple[str, bool, str]]) -> tuple[Fault, ...]:
    return tuple(Fault(field, words) for field, is_wrong, words in checks if is_wrong)


def _checks(facts: Facts) -> Iterator[tuple[str, bool, str]]:
    city, region = facts.municipality, facts.prefecture
    yield "tenant", not _TENANT.fullmatch(facts.tenant), "半角の小文字・数字・「-」で、64文字までにしてください。"
    yield "name", not is_line(facts.name, LONGEST_NAME), f"名前を{LONGEST_NAME}文字までで書いてください。"
    yield "name_kana", not _is_reading(facts.name_kana), f"よみを全角カタカナ{LONGEST_KANA}文字までで書いてください。"
    yield (
        "corporate_number",
        bool(facts.corporate_number) and not is_corporate_number(facts.corporate_number),
        "法人番号が正しくありません。13桁の数字をもういちどご確認ください。",
    )
    yield "prefecture", bool(region) and region not in PREFECTURES, "都道府県は 01 から 47 の番号です。"
    yield "municipality", bool(city) and not is_municipality_code(city), "市区町村の番号（6桁）が正しくありません。"
    yield (
        "municipality",
        bool(city) and region in PREFECTURES and city[:2] != region,
        "市区町村が、その都道府県のものではありません。",
    )
    yield "industry", bool(facts.industry) and not is_industry(facts.industry), "業種は A から T の文字ではじめます。"
    yield "employees", _is_outside(facts.employees, 0, MOST_EMPLOYEES), f"社員は 0 から {MOST_EMPLOYEES:,} 人です。"
    yield "capital_yen", _is_outside(facts.capital_yen, 0, MOST_CAPITAL_YEN), "資本金は円で書いてください。"
    yield "fiscal_year_ends_in", _is_outside(facts.fiscal_year_ends_in, 1, 12), "決算月は 1 から 12 です。"


def is_line(text: str, longest: int) -> bool:
    """Whether something is written, on one line, with characters that a database and a page can hold."""
    return 0 < len(text.strip()) <= len(text) <= longest and not any(map(_is_unwritable, text))


def _is_unwritable(one: str) -> bool:
    return unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp")


def _is_reading(text: str) -> bool:
    return is_line(text, LONGEST_KANA) and is_katakana(text)


def _is_outside(number: int | None, least: int, most: int) -> bool:
    return number is not None and not least <= number <= most


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What is known of a place where the company works."""

    name: str
    hours: Hours
    postal_code: str = ""
    municipality: str = ""
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """Somebody to turn to, and how. words: when, and what else one has to know before."""

    name: str
    channel: Channel
    phone: str = ""
    email: str = ""
    name_kana: str = ""
    post: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class CardFacts:
    """The card of context. odd_programs: names, and what each is used for."""

    administered_by: str = ""
    administrator_phone: str = ""
    words: str = ""
    odd_programs: tuple[tuple[str, str], ...] = ()
    times: tuple[Expected, ...] = ()


@dataclass(frozen=True, slots=True)
class PartnerFacts:
    """A company that the customer trades with. domains: as written, mail addresses too."""

    name: str
    name_kana: str = ""
    domains: tuple[str, ...] = ()


def site_faults(site: SiteFacts) -> tuple[Fault, ...]:
    """Everything that is wrong with a site."""
    checks = (
        ("name", not is_line(site.name, 60), "拠点の名前を60文字までで書いてください。"),
        ("postal_code", not _POSTAL.fullmatch(site.postal_code), "郵便番号は 123-4567 のように書いてください。"),
        (
            "municipality",
            bool(site.municipality) and not is_municipality_code(site.municipality),
            "市区町村の番号（6桁）が正しくありません。",
        ),
        ("address", bool(site.address) and not is_line(site.address, 200), "住所は200文字までです。"),
        ("phone", bool(site.phone) and not is_phone(site.phone), "電話番号が正しくありません。"),
        ("closed", any(last < first for first, last in site.hours.closed), "休業日の終わりが、はじまりより前です。"),
        ("open", any(not 0 <= one.weekday <= 6 for one in site.hours.open), "曜日は 0（月）から 6（日）です。"),
        (
            "open",
            len({(one.weekday, one.opens) for one in site.hours.open}) < len(site.hours.open),
            "同じ時間が二回あります。",
        ),
    )
    return _found(checks)


def contact_faults(contacts: Sequence[ContactFacts]) -> tuple[Fault, ...]:
    """Everything that is wrong with contacts; a fault's field begins with the number in the order, from 1."""
    return tuple(
        Fault(f"{position}.{fault.field}", fault.words)
        for position, one in enumerate(contacts, 1)
        for fault in _found(
            (
                ("name", not is_line(one.name, 60), "お名前を60文字までで書いてください。"),
                ("phone", bool(one.phone) and not is_phone(one.phone), "電話番号が正しくありません。"),
                ("email", bool(one.email) and not _MAIL.fullmatch(one.email), "メールアドレスが正しくありません。"),
                (
                    "channel",
                    not can_reach(one.channel, phone=one.phone, email=one.email),
                    "この方法の宛先がありません。",
                ),
            )
        )
    )


def can_reach(channel: Channel, *, phone: str, email: str) -> bool:
    """Whether a contact has what its channel needs."""
    return bool(_MAIL.fullmatch(email)) if channel == "mail" else is_phone(phone)


def is_phone(text: str) -> bool:
    """Whether this may be a telephone number: from 0 or +, hyphens and spaces do not count."""
    return bool(_PHONE.fullmatch(text.replace("-", "").replace(" ", "")))


def card_faults(card: CardFacts) -> tuple[Fault, ...]:
    """Everything that is wrong with a card of context."""
    names = [name for name, _ in card.odd_programs]
    phone = card.administrator_phone
    return _found(
        (
            (
                "administered_by",
                bool(card.administered_by) and not is_line(card.administered_by, 120),
                "120文字までです。",
            ),
            ("administrator_phone", bool(phone) and not is_phone(phone), "電話番号が正しくありません。"),
            ("words", not _is_text(card.words, 2000), "2000文字までです。"),
            (
                "odd_programs",
                not all(is_line(name, 120) for name in names),
                "ソフトの名前を120文字までで書いてください。",
            ),
            (
                "odd_programs",
                not all(is_line(use, 200) for _, use in card.odd_programs),
                "何に使うかを書いてください。",
            ),
            ("odd_programs", len(set(names)) < len(names), "同じソフトが二回あります。"),
            (
                "times",
                not all(map(_is_time, card.times)),
                "曜日、毎月の日、日付のどれか一つと、24時間までの長さを書いてください。",
            ),
        )
    )


def partner_faults(partners: Sequence[PartnerFacts]) -> tuple[Fault, ...]:
    """Everything that is wrong with partners."""
    names = [one.name for one in partners]
    strange = [text for one in partners for text in one.domains if mail_domain(text) is None]
    return _found(
        (
            (
                "name",
                not all(is_line(name, LONGEST_NAME) for name in names),
                "取引先の名前を100文字までで書いてください。",
            ),
            ("name", len(set(names)) < len(names), "同じ取引先が二回あります。"),
            (
                "name_kana",
                any(one.name_kana and not _is_reading(one.name_kana) for one in partners),
                "よみは全角カタカナです。",
            ),
            ("domains", bool(strange), f"ドメインではありません: {'、'.join(strange)}"),
        )
    )


def _is_text(text: str, longest: int) -> bool:
    return len(text) <= longest and not any(_is_unwritable(one) for one in text if one not in "\n\r\t")


def _is_time(one: Expected) -> bool:
    given = [part for part in (one.weekday, one.day_of_month, one.day) if part is not None]
    fits = not _is_outside(one.weekday, 0, 6) and not _is_outside(one.day_of_month, 1, 31)
    return len(given) == 1 and fits and 0 < one.minutes <= MOST_MINUTES and is_line(one.words, 200)


def mail_domain(text: str) -> str | None:
    """A domain as the DNS writes it, from a domain or a mail address; None if it can be none."""
    name = text.strip().rpartition("@")[2].rstrip(".")
    try:
        ascii_name = name.encode("idna").decode().lower()
    except UnicodeError:
        return None
    labels = ascii_name.split(".")
    fits = len(ascii_name) <= 253 and len(labels) > 1 and all(map(_LABEL.fullmatch, labels))
    return ascii_name if fits and not labels[-1].isdigit() else None
