"""Names such as small companies in Japan give: to themselves, their people, their departments and their machines.

All of them are made up from common parts; a company that is really called so is a coincidence.
"""

from __future__ import annotations

from random import Random

FAMILIES = (
    *(("佐藤", "sato"), ("鈴木", "suzuki"), ("高橋", "takahashi"), ("田中", "tanaka"), ("伊藤", "ito")),
    *(("渡辺", "watanabe"), ("山本", "yamamoto"), ("中村", "nakamura"), ("小林", "kobayashi"), ("加藤", "kato")),
    *(("吉田", "yoshida"), ("山田", "yamada"), ("佐々木", "sasaki"), ("山口", "yamaguchi"), ("松本", "matsumoto")),
    *(("井上", "inoue"), ("木村", "kimura"), ("林", "hayashi"), ("斎藤", "saito"), ("清水", "shimizu")),
    *(("山崎", "yamazaki"), ("森", "mori"), ("池田", "ikeda"), ("橋本", "hashimoto"), ("阿部", "abe")),
    *(("石川", "ishikawa"), ("山下", "yamashita"), ("中島", "nakajima"), ("石井", "ishii"), ("小川", "ogawa")),
    *(("前田", "maeda"), ("岡田", "okada"), ("長谷川", "hasegawa"), ("藤田", "fujita"), ("後藤", "goto")),
    *(("近藤", "kondo"), ("村上", "murakami"), ("遠藤", "endo"), ("青木", "aoki"), ("坂本", "sakamoto")),
    *(("髙木", "takagi"), ("斉藤", "saitoh"), ("﨑山", "sakiyama"), ("渡邊", "watanabe"), ("濱田", "hamada")),
)
GIVEN = "akira daisuke eri haruka hiroshi jun kaori kenji koji mai makoto naoki rika satoshi takashi yuki".split()
TRADES = (
    *(("建設", "kensetsu"), ("工務店", "koumuten"), ("製作所", "seisakusho"), ("運送", "unso"), ("印刷", "insatsu")),
    *(
        ("食品", "shokuhin"),
        ("商店", "shoten"),
        ("税理士事務所", "zeirishi"),
        ("歯科医院", "shika"),
        ("不動産", "fudosan"),
    ),
    *(
        ("電機", "denki"),
        ("木工", "mokko"),
        ("金型", "kanagata"),
        ("酒造", "shuzo"),
        ("設計", "sekkei"),
        ("介護", "kaigo"),
    ),
)
DEPARTMENTS = (
    *(("経理", "KEIRI"), ("総務", "SOUMU"), ("営業部", "EIGYO"), ("事務", "JIMU"), ("工場", "KOUBA")),
    *(("設計", "SEKKEI"), ("現場", "GENBA"), ("受付", "UKETSUKE"), ("倉庫", "SOUKO"), ("社長", "SHACHO")),
)
_SHARED_USERS = ("user", "admin", "owner", "PC", "営業部", "事務所", "共用", "Administrator")
_MAKERS = ("DESKTOP-", "LAPTOP-", "NEC-", "FMV-", "DYNABOOK-")
_SERIAL = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


def person(dice: Random) -> str:
    """Whom a computer knows its user as: in kanji, in romaji, or as what everybody there signs in as."""
    kanji, romaji = dice.choice(FAMILIES)
    style = dice.random()
    if style < 0.35:
        return kanji
    if style < 0.60:
        return f"{romaji}-{dice.choice(GIVEN)[0]}"
    if style < 0.80:
        return f"{dice.choice(GIVEN)}.{romaji}"
    return dice.choice(_SHARED_USERS)


def workstation(department: str, ordinal: int, dice: Random) -> str:
    """A computer's NetBIOS name, at most 15 signs: `KEIRI-PC01`, or what the maker left."""
    style = dice.random()
    if style < 0.55:
        return f"{department}-PC{ordinal:02}"
    if style < 0.75:
        return f"{department}{ordinal:02}"
    return dice.choice(_MAKERS) + "".join(dice.choices(_SERIAL, k=6))
