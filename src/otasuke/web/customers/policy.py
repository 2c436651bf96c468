"""What may be written about a company. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal
from uuid import UUID

from otasuke.jp.corporate import is_corporate_number
from otasuke.jp.industries import is_industry
from otasuke.jp.lettering import lettered
from otasuke.jp.places import PREFECTURES, is_municipality_code
from otasuke.jp.writing import is_katakana
from otasuke.web.accounts.quiet_hours import BadQuiet, check_quiet
from otasuke.web.customers.hours import MOST_MINUTES, Expected, Hours
from otasuke.web.ui.sentences import Sentence, _

MOST_EMPLOYEES = 1_000_000
MOST_CAPITAL_YEN = 10**14
LONGEST_NAME, LONGEST_KANA = 100, 120
MOST_LABELS, LONGEST_LABEL, LONGEST_NOTE = 10, 30, 2000
_LONGEST_READING = 80
_LONGEST_STEM = 40
_SUNDAY = 6

_TENANT = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_PHONE = re.compile(r"(\+|0)[0-9]{8,14}")
_POSTAL = re.compile(r"(?:[0-9]{3}-?[0-9]{4})?")
_MAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]+")

Channel = Literal["phone", "sms", "mail"]

_BAD_CITY = _("市区町村の番号（6桁）が正しくありません。")
_BAD_PHONE = _("電話番号が正しくありません。")


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
    """What is wrong with a field, in a sentence for who wrote it.

    field  of a list: the number of its row, from 1, a dot, and the field: `2.phone`.
    """

    field: str
    sentence: Sentence

    @property
    def words(self) -> str:
        """The sentence in Japanese."""
        return str(self.sentence)


def tenant_of(name_kana: str) -> str:
    """A name for a tenant, made of how the company is read."""
    return re.sub(r"[^a-z0-9]", "", lettered(name_kana))[:_LONGEST_STEM] or "company"


def faults(facts: Facts) -> tuple[Fault, ...]:
    """Everything that is wrong, in the order of the fields."""
    return _found(_checks(facts))


_Check = tuple[str, bool, Sentence]


def _found(checks: Iterable[_Check]) -> tuple[Fault, ...]:
    return tuple(Fault(field, sentence) for field, is_wrong, sentence in checks if is_wrong)


def _checks(facts: Facts) -> Iterator[_Check]:
    city, region = facts.municipality, facts.prefecture
    number = facts.corporate_number
    yield "tenant", not _TENANT.fullmatch(facts.tenant), _("半角の小文字・数字・「-」で、64文字までにしてください。")
    yield (
        "name",
        not is_line(facts.name, LONGEST_NAME),
        _("名前を%(most)s文字までで書いてください。", most=LONGEST_NAME),
    )
    yield (
        "name_kana",
        not _is_reading(facts.name_kana),
        _("よみを全角カタカナ%(most)s文字までで書いてください。", most=LONGEST_KANA),
    )
    yield (
        "corporate_number",
        bool(number) and not is_corporate_number(number),
        _("法人番号が正しくありません。13桁の数字をもういちどご確認ください。"),
    )
    yield "prefecture", bool(region) and region not in PREFECTURES, _("都道府県は 01 から 47 の番号です。")
    yield "municipality", bool(city) and not is_municipality_code(city), _BAD_CITY
    yield (
        "municipality",
        bool(city) and region in PREFECTURES and city[:2] != region,
        _("市区町村が、その都道府県のものではありません。"),
    )
    yield (
        "industry",
        bool(facts.industry) and not is_industry(facts.industry),
        _("業種は A から T の文字ではじめます。"),
    )
    yield (
        "employees",
        _is_outside(facts.employees, 0, MOST_EMPLOYEES),
        _("社員は 0 から %(most)s 人です。", most=f"{MOST_EMPLOYEES:,}"),
    )
    yield "capital_yen", _is_outside(facts.capital_yen, 0, MOST_CAPITAL_YEN), _("資本金は円で書いてください。")
    yield "fiscal_year_ends_in", _is_outside(facts.fiscal_year_ends_in, 1, 12), _("決算月は 1 から 12 です。")


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
    """Somebody to turn to, and how. words: when, and what else one has to know before; quiet: when nothing but 赤 reaches him."""

    name: str
    channel: Channel
    phone: str = ""
    email: str = ""
    name_kana: str = ""
    post: str = ""
    words: str = ""
    quiet_from: time | None = None
    quiet_until: time | None = None


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


@dataclass(frozen=True, slots=True)
class Handling:
    """How staff look after a company: who does, and what they sort companies by. assigned_to: a person's id."""

    assigned_to: UUID | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """What somebody of the staff wrote down. by: his id."""

    id: UUID
    words: str
    by: UUID
    at: datetime


def handling_faults(handling: Handling) -> tuple[Fault, ...]:
    """Everything that is wrong with labels."""
    labels = handling.labels
    return _found(
        (
            ("labels", len(labels) > MOST_LABELS, _("ラベルは%(most)s個までです。", most=MOST_LABELS)),
            (
                "labels",
                not all(is_line(label, LONGEST_LABEL) for label in labels),
                _("ラベルは%(most)s文字までです。", most=LONGEST_LABEL),
            ),
            ("labels", bool(_repeated(labels)), _("同じラベルが二回あります。")),
        )
    )


def note_faults(words: str) -> tuple[Fault, ...]:
    """What is wrong with a note."""
    is_right = bool(words.strip()) and is_text(words, LONGEST_NOTE)
    return _found([("words", not is_right, _("メモを%(most)s文字までで書いてください。", most=LONGEST_NOTE))])


def site_faults(site: SiteFacts) -> tuple[Fault, ...]:
    """Everything that is wrong with a site. Of hours and days off the field names the row: `open.2`, `closed.1`."""
    city, phone = site.municipality, site.phone
    checks = (
        ("name", not is_line(site.name, 60), _("拠点の名前を60文字までで書いてください。")),
        ("postal_code", not _POSTAL.fullmatch(site.postal_code), _("郵便番号は 123-4567 のように書いてください。")),
        ("municipality", bool(city) and not is_municipality_code(city), _BAD_CITY),
        ("address", bool(site.address) and not is_line(site.address, 200), _("住所は200文字までです。")),
        ("phone", bool(phone) and not is_phone(phone), _BAD_PHONE),
        *(
            (f"closed.{row}", last < first, _("休業日の終わりが、はじまりより前です。"))
            for row, (first, last) in enumerate(site.hours.closed, 1)
        ),
        *(
            (f"open.{row}", not 0 <= one.weekday <= _SUNDAY, _("曜日は 0（月）から 6（日）です。"))
            for row, one in enumerate(site.hours.open, 1)
        ),
        *(
            (f"open.{row}", True, _("同じ時間が二回あります。"))
            for row in _repeated([(one.weekday, one.opens) for one in site.hours.open])
        ),
    )
    return _found(checks)


def _repeated(keys: Sequence[object]) -> list[int]:
    """The rows, from 1, that say what a row before them said."""
    return [row for row, key in enumerate(keys, 1) if key in keys[: row - 1]]


def contact_faults(contacts: Sequence[ContactFacts]) -> tuple[Fault, ...]:
    """Everything that is wrong with contacts; a fault's field begins with the number in the order, from 1."""
    return _found(
        (f"{row}.{field}", is_wrong, sentence)
        for row, one in enumerate(contacts, 1)
        for field, is_wrong, sentence in (
            *_quiet_faults(one),
            ("name", not is_line(one.name, 60), _("お名前を60文字までで書いてください。")),
            ("name_kana", len(one.name_kana) > _LONGEST_READING, _("よみは80文字までです。")),
            ("post", bool(one.post) and not is_line(one.post, 60), _("役職は60文字までです。")),
            ("phone", bool(one.phone) and not is_phone(one.phone), _BAD_PHONE),
            ("email", bool(one.email) and not _MAIL.fullmatch(one.email), _("メールアドレスが正しくありません。")),
            (
                "channel",
                not can_reach(one.channel, phone=one.phone, email=one.email),
                _("この方法の宛先がありません。"),
            ),
            ("words", bool(one.words) and not is_line(one.words, 120), _("120文字までです。")),
        )
    )


def _quiet_faults(contact: ContactFacts) -> Iterator[tuple[str, bool, Sentence]]:
    try:
        check_quiet(contact.quiet_from, contact.quiet_until)
    except BadQuiet as bad:
        yield "quiet_until", True, bad.words


def can_reach(channel: Channel, *, phone: str, email: str) -> bool:
    """Whether a contact has what its channel needs."""
    return bool(_MAIL.fullmatch(email)) if channel == "mail" else is_phone(phone)


def is_phone(text: str) -> bool:
    """Whether this may be a telephone number: from 0 or +, hyphens and spaces do not count."""
    return bool(_PHONE.fullmatch(text.replace("-", "").replace(" ", "")))


def card_faults(card: CardFacts) -> tuple[Fault, ...]:
    """Everything that is wrong with a card of context. In its lists the field names the row: `odd_programs.2`."""
    phone, programs = card.administrator_phone, card.odd_programs
    admin = card.administered_by
    return _found(
        (
            ("administered_by", bool(admin) and not is_line(admin, 120), _("120文字までです。")),
            ("administrator_phone", bool(phone) and not is_phone(phone), _BAD_PHONE),
            ("words", not is_text(card.words, 2000), _("2000文字までです。")),
            *(
                (
                    f"odd_programs.{row}",
                    not is_line(name, 120),
                    _("ソフトの名前を120文字までで書いてください。"),
                )
                for row, (name, use) in enumerate(programs, 1)
            ),
            *(
                (f"odd_programs.{row}", not is_line(use, 200), _("何に使うかを書いてください。"))
                for row, (name, use) in enumerate(programs, 1)
            ),
            *(
                (f"odd_programs.{row}", True, _("同じソフトが二回あります。"))
                for row in _repeated([name for name, use in programs])
            ),
            *(
                (
                    f"times.{row}",
                    not _is_time(one),
                    _("曜日、毎月の日、日付のどれか一つと、24時間までの長さを書いてください。"),
                )
                for row, one in enumerate(card.times, 1)
            ),
        )
    )


def partner_faults(partners: Sequence[PartnerFacts]) -> tuple[Fault, ...]:
    """Everything that is wrong with partners; a fault's field begins with the number of the row, from 1."""
    twice = _repeated([one.name for one in partners])
    return _found(
        (f"{row}.{field}", is_wrong, sentence)
        for row, one in enumerate(partners, 1)
        for field, is_wrong, sentence in (
            (
                "name",
                not is_line(one.name, LONGEST_NAME),
                _("取引先の名前を%(most)s文字までで書いてください。", most=LONGEST_NAME),
            ),
            ("name", row in twice, _("同じ取引先が二回あります。")),
            ("name_kana", bool(one.name_kana) and not _is_reading(one.name_kana), _("よみは全角カタカナです。")),
            (
                "domains",
                any(mail_domain(text) is None for text in one.domains),
                _("ドメインではありません: %(texts)s", texts="、".join(_strange(one.domains))),
            ),
        )
    )


def _strange(domains: Iterable[str]) -> list[str]:
    return [text for text in domains if mail_domain(text) is None]


def is_text(text: str, longest: int) -> bool:
    """Whether these are lines that a database and a page can hold; nothing at all is right too."""
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
