"""都道府県・市区町村: codes of prefectures (JIS X 0401) and the check digit of municipalities' codes (JIS X 0402)."""

from __future__ import annotations

PREFECTURES = {
    f"{number:02}": name
    for number, name in enumerate(
        "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 "
        "石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 "
        "岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県".split(),
        1,
    )
}
"""Their names by code, 01 to 47."""

PREFECTURES_IN_ENGLISH = dict(
    zip(
        PREFECTURES,
        "Hokkaido Aomori Iwate Miyagi Akita Yamagata Fukushima Ibaraki Tochigi Gunma Saitama Chiba Tokyo Kanagawa Niigata Toyama "
        "Ishikawa Fukui Yamanashi Nagano Gifu Shizuoka Aichi Mie Shiga Kyoto Osaka Hyogo Nara Wakayama Tottori Shimane "
        "Okayama Hiroshima Yamaguchi Tokushima Kagawa Ehime Kochi Fukuoka Saga Nagasaki Kumamoto Oita Miyazaki Kagoshima "
        "Okinawa".split(),
        strict=True,
    )
)

_CODES = {name: code for code, name in PREFECTURES.items()}
_WEIGHTS = (6, 5, 4, 3, 2)
_LENGTH = 6


def prefecture_code(text: str) -> str | None:
    """The code of a prefecture that is given by code, name, or name without its last character; None if it is none."""
    if text in PREFECTURES:
        return text
    return _CODES.get(text) or next((_CODES[text + kind] for kind in "県府都" if text + kind in _CODES), None)


def is_municipality_code(text: str) -> bool:
    """Whether these are six digits of a prefecture that exists, the last of which is right.

    Whether there is such a municipality is not known here: they merge.
    """
    if len(text) != _LENGTH or not (text.isascii() and text.isdigit()) or text[:2] not in PREFECTURES:
        return False
    return int(text[-1]) == check_digit(text[:-1])


def check_digit(code: str) -> int:
    """The digit that stands after these five. Raises ValueError if they are not five digits."""
    if len(code) != len(_WEIGHTS) or not (code.isascii() and code.isdigit()):
        raise ValueError(f"five digits are wanted, not {code!r}")
    weighed = sum(int(digit) * weight for digit, weight in zip(code, _WEIGHTS, strict=True))
    return (11 - weighed % 11) % 10
