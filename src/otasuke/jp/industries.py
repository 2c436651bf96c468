"""日本標準産業分類: the divisions A to T of the Japan Standard Industrial Classification (JSIC)."""

from __future__ import annotations

INDUSTRIES = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRST",
        "農業，林業/漁業/鉱業，採石業，砂利採取業/建設業/製造業/電気・ガス・熱供給・水道業/情報通信業/運輸業，郵便業/"
        "卸売業，小売業/金融業，保険業/不動産業，物品賃貸業/学術研究，専門・技術サービス業/宿泊業，飲食サービス業/"
        "生活関連サービス業，娯楽業/教育，学習支援業/医療，福祉/複合サービス事業/サービス業（他に分類されないもの）/"
        "公務（他に分類されるものを除く）/分類不能の産業".split("/"),
        strict=True,
    )
)
"""Their names by letter, as the Ministry of Internal Affairs writes them (revision of July 2023)."""

INDUSTRIES_IN_ENGLISH = dict(
    zip(
        INDUSTRIES,
        "Agriculture and forestry/Fisheries/Mining and quarrying/Construction/Manufacturing/Electricity, gas, heat and water/"
        "Information and communications/Transport and postal services/Wholesale and retail trade/Finance and insurance/"
        "Real estate and rental/Research, professional and technical services/Accommodation and food services/"
        "Living-related and amusement services/Education and learning support/Medical care and welfare/Compound services/"
        "Other services/Government/Cannot be classified".split("/"),
        strict=True,
    )
)
"""The same in English, shortened."""


def is_industry(text: str) -> bool:
    """Whether this is the letter of a division, alone or with two or three digits of a group: `E` or `E09`.

    Of the digits only their number is looked at.
    """
    letter, digits = text[:1], text[1:]
    return letter in INDUSTRIES and (not digits or (len(digits) in (2, 3) and digits.isascii() and digits.isdigit()))
