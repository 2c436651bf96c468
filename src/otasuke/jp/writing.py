"""Writing: one form for the many in which a Japanese name is written, so that it is found by any of them."""

from __future__ import annotations

import re
import unicodedata

_HIRAGANA = range(0x3041, 0x3097)
_TO_KATAKANA = {number: number + 0x60 for number in _HIRAGANA}
_LARGE = str.maketrans("ァィゥェォッャュョヮヵヶヂヅヲヰヱヴ", "アイウエオツヤユヨワカケジズオイエブ")
_KANJI = str.maketrans(
    "髙﨑嵜碕邊邉齋齊斎澤濱濵嶋嶌廣國櫻槗瀨德惠榮眞龍圓寶實縣與壽萬",
    "高崎崎崎辺辺斉斉斉沢浜浜島島広国桜橋瀬徳恵栄真竜円宝実県与寿万",
)
"""Variants that are common in names."""

_FORMS = re.compile(
    r"\((株|有|名|資|同|社|財|医|福|学|宗)\)|(公益|一般|特例)?(社団|財団)法人|(株式|有限|合名|合資|合同|相互)会社"
    r"|(社会)?医療法人(社団|財団)?|(社会福祉|学校|宗教|税理士|弁護士|特定非営利活動|独立行政)法人"
)
_FORMS_IN_KANA = re.compile(r"(カブシキ|ユウゲン|ゴウドウ|ゴウシ|ゴウメイ)(ガイシャ|カイシャ)")
_KANA = re.compile(r"[ァ-ヺー・\s]*[ァ-ヺ][ァ-ヺー・\s]*")


def fold_width(text: str) -> str:
    """Half-width kana become full, full-width letters and digits half, ㈱ becomes (株); spaces around are gone."""
    return unicodedata.normalize("NFKC", text).strip()


def katakana(text: str) -> str:
    """Hiragana become katakana, whatever their width was."""
    return fold_width(text).translate(_TO_KATAKANA)


def is_katakana(text: str) -> bool:
    """Whether a reading is written in full-width katakana, with spaces, ー and ・ at most."""
    return _KANA.fullmatch(text) is not None


def without_form(name: str) -> str:
    """A company's name without 株式会社, ㈲ and the like, before it or after it. A name of nothing else stays."""
    folded = fold_width(name)
    return _FORMS_IN_KANA.sub("", _FORMS.sub("", folded)).strip() or folded


def search_key(text: str) -> str:
    """The form that is compared: without width, hiragana, small kana, long vowels, variants of kanji, form and marks."""
    name = without_form(katakana(text)).casefold().translate(_LARGE).translate(_KANJI)
    return "".join(one for one in name if one.isalnum() and one != "ー")
