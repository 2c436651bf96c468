"""Companies that do not exist: the same number and seed is the same company. Pure, but for the shapes of facts.

Names are of a word, a kind of place and a trade, so that nobody is called so but by chance. Corporate numbers begin as no
registry's do (9999), postal codes with 000, telephone numbers after the area code with 0: none of them can be
anybody's. Mail addresses and domains end with .example.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from otasuke.jp.corporate import check_digit
from otasuke.web.customers.hours import Hours
from otasuke.web.customers.policy import CardFacts, ContactFacts, Facts, PartnerFacts, SiteFacts
from otasuke.web.world.kinds import KINDS, OFFICE, Kind

BLOCK = len(KINDS)
"""Companies of one block trade with each other."""

_WORDS = tuple(
    tuple(one.split("="))
    for one in (
        "つゆくさ=tsuyukusa ひぐらし=higurashi ほたる=hotaru うぐいす=uguisu あけび=akebi やまぶき=yamabuki もみじ=momiji すみれ=sumire "
        "なでしこ=nadeshiko たんぽぽ=tanpopo みずかがみ=mizukagami ゆきわり=yukiwari こもれび=komorebi あまやどり=amayadori つきみ=tsukimi "
        "かすみ=kasumi いさりび=isaribi しおかぜ=shiokaze うろこ=uroko むぎわら=mugiwara ほおずき=hozuki せきれい=sekirei めだか=medaka "
        "かわせみ=kawasemi ふくろう=fukuro ささぶね=sasabune わたげ=watage はなび=hanabi どんぐり=donguri まつかさ=matsukasa"
    ).split()
)
_PLACES = (
    *(("坂", "ザカ", "zaka"), ("辻", "ツジ", "tsuji"), ("谷", "ダニ", "dani"), ("浜", "ハマ", "hama")),
    *(("丘", "オカ", "oka"), ("堀", "ボリ", "bori"), ("橋", "バシ", "bashi"), ("原", "ハラ", "hara")),
)
MOST_COMPANIES = len(_WORDS) * len(_PLACES) * BLOCK

_STORIES = {
    0: ("みのり坂", "ミノリザカ", "minorizaka"),
    1: ("こばと", "コバト", "kobato-shika"),
    2: ("やつで", "ヤツデ", "yatsude"),
    3: ("はなだ", "ハナダ", "hanada"),
}
"""The companies of the stories (otasuke.demo.stories) are in every world, under the tenants that these have."""

_TOWNS = (
    *(
        ("271004", "大阪市中央区"),
        ("271403", "堺市"),
        ("272272", "東大阪市"),
        ("272035", "豊中市"),
        ("272051", "吹田市"),
    ),
    *(("272124", "八尾市"), ("272027", "岸和田市"), ("272094", "守口市"), ("272108", "枚方市"), ("282022", "尼崎市")),
)
_FAMILIES = tuple(
    tuple(one.split("="))
    for one in (
        "稲森=イナモリ 水無瀬=ミナセ 鴨居=カモイ 早乙女=サオトメ 千種=チグサ 柚木=ユノキ 藤波=フジナミ 小鳥遊=タカナシ 真砂=マサゴ 春日井=カスガイ "
        "音羽=オトワ 冬木=フユキ 夏目=ナツメ 秋津=アキツ 雨宮=アメミヤ 綾瀬=アヤセ 泉谷=イズタニ 卯月=ウヅキ 江波=エナミ 大槻=オオツキ "
        "桐生=キリュウ 久我=クガ 桑名=クワナ 古賀=コガ 榊=サカキ 七条=シチジョウ 砂川=スナガワ 瀬名=セナ 園田=ソノダ 立花=タチバナ"
    ).split()
)
_GIVEN = tuple(
    tuple(one.split("="))
    for one in (
        "修=オサム 遥=ハルカ 透=トオル 環=タマキ 誠=マコト 梓=アズサ 渉=ワタル 円=マドカ 稔=ミノル 楓=カエデ 薫=カオル 昇=ノボル "
        "静=シズカ 剛=ツヨシ 恵=メグミ 進=ススム 瞳=ヒトミ 巌=イワオ 忍=シノブ 光=ヒカル"
    ).split()
)
_SIX = 10**6


@dataclass(frozen=True, slots=True)
class Human:
    """Somebody who does not exist."""

    name: str
    name_kana: str
    email: str


@dataclass(frozen=True, slots=True)
class Invented:
    """A company with everything that is known of it. seats: its computers; owner, clerk: who come in for it."""

    number: int
    kind: Kind
    facts: Facts
    domain: str
    seats: int
    owner: Human
    clerk: Human
    sites: tuple[SiteFacts, ...]
    contacts: tuple[ContactFacts, ...]
    card: CardFacts


def invent(number: int, seed: int) -> Invented:
    """The company with this number, from 0. Raises ValueError from MOST_COMPANIES on."""
    kind, dice = KINDS[number % BLOCK], Random(f"world/{seed}/{number}")
    head, kana, tenant = _name(number, seed)
    seats = dice.randint(*kind.seats)
    domain = f"{tenant}.example"
    owner, clerk = _human(dice, f"owner@{domain}"), _human(dice, f"office@{domain}")
    town, town_name = dice.choice(_TOWNS)
    return Invented(
        number,
        kind,
        _facts(number, kind, (head, kana, tenant), town=town, seats=seats, dice=dice),
        domain,
        seats,
        owner,
        clerk,
        tuple(_sites(number, kind, town, town_name, dice)),
        _contacts(number, owner, clerk),
        _card(number, kind, dice),
    )


def title_of(number: int, seed: int) -> tuple[str, str, str]:
    """Name, reading and domain of a company."""
    kind = KINDS[number % BLOCK]
    head, kana, tenant = _name(number, seed)
    return kind.form + head + kind.trade, kana + kind.kana, f"{tenant}.example"


def partners_of(number: int, seed: int, companies: int) -> tuple[PartnerFacts, ...]:
    """With whom a company trades: each of them trades with it."""
    first = number // BLOCK * BLOCK
    others = sorted({first + (number - first + step) % BLOCK for step in (-7, -1, 1, 7)})
    titles = (title_of(other, seed) for other in others if other < companies)
    return tuple(PartnerFacts(name, kana, (domain,)) for name, kana, domain in titles)


def _name(number: int, seed: int) -> tuple[str, str, str]:
    """A name without its trade, its reading, and the tenant."""
    if not 0 <= number < MOST_COMPANIES:
        raise ValueError(f"there are {MOST_COMPANIES} companies, from 0; {number} is none of them")
    kind, block = KINDS[number % BLOCK], number // BLOCK
    if number in _STORIES:
        return _STORIES[number]
    # A step that has no divisor in common with the number of names comes round to each of them once.
    place = (block + 7 * (number % BLOCK) + 11 * seed) * 77 % (len(_WORDS) * len(_PLACES))
    word, romaji = _WORDS[place % len(_WORDS)]
    sign, reading, ending = _PLACES[place // len(_WORDS)]
    return word + sign, _katakana(word) + reading, f"{romaji}{ending}-{kind.romaji}"


def _katakana(text: str) -> str:
    return "".join(chr(ord(one) + 0x60) for one in text)


def _facts(number: int, kind: Kind, name: tuple[str, str, str], *, town: str, seats: int, dice: Random) -> Facts:
    head, kana, tenant = name
    base = f"999999{number % _SIX:06}"
    return Facts(
        tenant=tenant,
        name=kind.form + head + kind.trade,
        name_kana=kana + kind.kana,
        corporate_number=f"{check_digit(base)}{base}" if kind.form else "",
        prefecture=town[:2],
        municipality=town,
        industry=kind.industry,
        employees=round(seats * dice.uniform(1.1, 2.6)) + 1,
        capital_yen=dice.choice((3, 5, 10, 20, 30)) * _SIX if kind.form else None,
        fiscal_year_ends_in=dice.choice((3, 3, 3, 6, 9, 12)) if kind.form else 12,
    )


def _human(dice: Random, email: str) -> Human:
    (family, family_kana), (given, given_kana) = dice.choice(_FAMILIES), dice.choice(_GIVEN)
    return Human(f"{family} {given}", f"{family_kana} {given_kana}", email)


def phone(number: int, line: int = 0) -> str:
    """A number that nobody can have: no exchange begins with 0. line: of several that a company has."""
    return _dialled("06", number * 10 + line)


def mobile(number: int) -> str:
    """The same for a mobile telephone."""
    return _dialled("090", number)


def _dialled(area: str, serial: int) -> str:
    return f"{area}-0{serial // 10_000:03}-{serial % 10_000:04}"


def _sites(number: int, kind: Kind, town: str, town_name: str, dice: Random) -> Iterator[SiteFacts]:
    address = f"{town_name}架空町{dice.randint(1, 9)}丁目{dice.randint(1, 20)}-{dice.randint(1, 20)}"
    first = "本社" if kind.form.startswith("株式") else "本店"
    yield SiteFacts(first, kind.hours, f"000-{number % 10000:04}", town, address, phone(number))
    if kind.other:
        other, other_name = dice.choice(_TOWNS)
        hours: Hours = OFFICE if "営業所" in kind.other else kind.hours
        where = f"{other_name}架空町{dice.randint(1, 9)}丁目{dice.randint(1, 20)}"
        yield SiteFacts(kind.other, hours, f"000-{(number + 5000) % 10000:04}", other, where, phone(number, 1))


def _contacts(number: int, owner: Human, clerk: Human) -> tuple[ContactFacts, ...]:
    return (
        ContactFacts(owner.name, "phone", mobile(number), owner.email, owner.name_kana, "代表", "営業時間中"),
        ContactFacts(clerk.name, "mail", phone(number), clerk.email, clerk.name_kana, "事務", "平日 9時から17時"),
        ContactFacts(owner.name, "sms", mobile(number), "", owner.name_kana, "代表", "夜間・休日は、急ぎのときだけ"),
    )


_HELPERS = (
    "社長が自分でみる",
    "事務の人がみる",
    "あじさい設備（デモ）",
    "ゆうなぎ電工（デモ）",
    "親戚の学生が月に一度みる",
)


def _card(number: int, kind: Kind, dice: Random) -> CardFacts:
    name, use = kind.program
    helper = dice.choice(_HELPERS)
    return CardFacts(
        administered_by=helper,
        administrator_phone=phone(number, 2) if "デモ" in helper else "",
        words="デモのために作った会社です。会社も人も、実在しません。",
        odd_programs=((name, use),) if name else (),
        times=(kind.time,) if kind.time else (),
    )
