"""The provider's people, and those of the firms that work with him. Names only; staffing.py employs them."""

from __future__ import annotations

from dataclasses import dataclass

from otasuke.web.accounts.policy import Role

PROVIDER = "なにわ見守り舎"
PROVIDER_PHONE = "06-0000-0119"
_DOMAIN = "naniwa-mimamori.example"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who signs in and is no customer. key: how the demo's door calls him."""

    key: str
    role: Role
    name: str
    name_kana: str
    email: str


@dataclass(frozen=True, slots=True)
class Employer:
    """A firm with its people. kind: as in accounts.models.Firm."""

    kind: str
    name: str
    phone: str
    members: tuple[Member, ...]


def _member(key: str, role: Role, name: str, name_kana: str, *, domain: str = _DOMAIN) -> Member:
    return Member(key, role, name, name_kana, f"{key}@{domain}")


STAFF = Employer(
    "provider",
    PROVIDER,
    PROVIDER_PHONE,
    (
        _member("manager", Role.MANAGER, "音羽 静", "オトワ シズカ"),
        _member("analyst", Role.ANALYST, "早瀬 遥", "ハヤセ ハルカ"),
        _member("analyst2", Role.ANALYST, "鴨居 渉", "カモイ ワタル"),
        _member("desk", Role.DESK, "水無瀬 円", "ミナセ マドカ"),
        _member("desk2", Role.DESK, "千種 昇", "チグサ ノボル"),
        _member("dispatcher", Role.DISPATCHER, "真砂 巌", "マサゴ イワオ"),
        _member("clerk", Role.CLERK, "柚木 恵", "ユノキ メグミ"),
    ),
)
OTHERS = (
    Employer(
        "partner",
        "あじさい設備（デモ）",
        "06-0000-0201",
        (
            _member("technician", Role.TECHNICIAN, "秋津 剛", "アキツ ツヨシ", domain="ajisai-setsubi.example"),
            _member("technician2", Role.TECHNICIAN, "立花 薫", "タチバナ カオル", domain="ajisai-setsubi.example"),
        ),
    ),
    Employer(
        "partner",
        "ゆうなぎ電工（デモ）",
        "06-0000-0202",
        (_member("technician3", Role.TECHNICIAN, "砂川 進", "スナガワ ススム", domain="yunagi-denko.example"),),
    ),
    Employer(
        "insurer",
        "しらかば損害保険（デモ）",
        "06-0000-0203",
        (_member("insurer", Role.INSURER, "七条 瞳", "シチジョウ ヒトミ", domain="shirakaba-sonpo.example"),),
    ),
    Employer(
        "examiner",
        "みなも審査機構（デモ）",
        "06-0000-0204",
        (
            _member("examiner", Role.EXAMINER, "榊 誠", "サカキ マコト", domain="minamo-shinsa.example"),
            _member("auditor", Role.AUDITOR, "瀬名 環", "セナ タマキ", domain="minamo-shinsa.example"),
        ),
    ),
)
EVERYBODY = tuple(member for employer in (STAFF, *OTHERS) for member in employer.members)
