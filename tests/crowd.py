"""Made-up companies in any number, always the same ones. No name here is meant to be anybody's."""

from __future__ import annotations

from itertools import product
from random import Random

PLACES = (
    "みのり坂:ミノリザカ 北浜:キタハマ 東雲:シノノメ 鶴見橋:ツルミバシ 若江:ワカエ 長瀬川:ナガセガワ 布施:フセ 石切:イシキリ 瓢箪山:ヒョウタンヤマ "
    "枚岡:ヒラオカ 生駒:イコマ 鴻池:コウノイケ 住道:スミノドウ 野崎:ノザキ 四條:シジョウ 寝屋:ネヤ 香里:コウリ 楠葉:クズハ 津田:ツダ 私市:キサイチ "
    "茨木:イバラキ 摂津:セッツ 千里:センリ 箕面:ミノオ 池田:イケダ 伊丹:イタミ 宝塚:タカラヅカ 夙川:シュクガワ 芦屋:アシヤ 住吉:スミヨシ"
).split()
MIDDLES = (
    ": 第一:ダイイチ 中央:チュウオウ 東和:トウワ 昭栄:ショウエイ 光:ヒカリ 三協:サンキョウ 大成:タイセイ 富士見:フジミ 髙橋:タカハシ 渡邊:ワタナベ "
    "こばと:コバト 若葉:ワカバ さくら:サクラ 日の出:ヒノデ 北斗:ホクト"
).split()
TRADES = (
    "木工:モッコウ 製作所:セイサクショ 歯科医院:シカイイン 印刷:インサツ 運送:ウンソウ 食品:ショクヒン 建設:ケンセツ 設計事務所:セッケイジムショ "
    "税理士事務所:ゼイリシジムショ クリニック:クリニック 金型:カナガタ 電機:デンキ"
).split()
FORMS = ("株式会社{}", "有限会社{}", "{}株式会社", "㈱{}", "合同会社{}", "{}")


def crowd(count: int) -> list[tuple[str, str]]:
    """Names with their readings, each once. Up to 5,760."""
    found = [tuple(part.split(":") for part in parts) for parts in product(PLACES, MIDDLES, TRADES)]
    chance = Random(5)
    chance.shuffle(found)
    return [
        (chance.choice(FORMS).format("".join(one[0] for one in parts)), "".join(one[1] for one in parts))
        for parts in found[:count]
    ]


def mistyped(reading: str, chance: Random) -> str:
    """A reading with one kana too few, too many, wrong, or in its neighbour's place."""
    at = chance.randrange(len(reading) - 1)
    return chance.choice(
        [
            reading[:at] + reading[at + 1 :],
            reading[:at] + chance.choice("アカサタナ") + reading[at:],
            reading[:at] + chance.choice("イキシチニ") + reading[at + 1 :],
            reading[:at] + reading[at + 1] + reading[at] + reading[at + 2 :],
        ]
    )
