"""The kinds of companies that a provider in Osaka looks after, and what is usual with each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from otasuke.web.customers.hours import Expected, Hours, Open

_OFFICE, _WHOLE_WEEK = range(5), range(7)


def _hours(days: range | tuple[int, ...], *spans: tuple[int, int], on_holidays: bool = False) -> Hours:
    opened = tuple(Open(day, _clock(opens), _clock(closes)) for day in days for opens, closes in spans)
    return Hours(opened, closes_on_holidays=not on_holidays)


def _clock(hour_minute: int) -> time:
    return time(hour_minute // 100 % 24, hour_minute % 100)


OFFICE = _hours(_OFFICE, (900, 1800))
WORKSHOP = _hours(range(6), (800, 1715))
CLINIC = _hours((0, 1, 2, 4, 5), (900, 1230), (1500, 1900))
SHOP = _hours((0, 1, 3, 4, 5, 6), (1000, 1900), on_holidays=True)
KITCHEN = _hours((1, 2, 3, 4, 5, 6), (1130, 1400), (1700, 2200), on_holidays=True)
EVENING = _hours(range(6), (1400, 2130))
ALWAYS = _hours(_WHOLE_WEEK, (0, 0), on_holidays=True)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of company.

    trade, kana, romaji  what its name ends with.
    form       what stands before its name: 株式会社 or nothing.
    industry   of the JSIC.
    seats      how many computers there are, from and to.
    hours      of its first site; other: the name of the second, where there is one.
    program    what is used there and looks odd, and what for; "" nothing.
    time       when work is to be expected although nobody else is there.
    """

    trade: str
    kana: str
    romaji: str
    form: str
    industry: str
    seats: tuple[int, int]
    hours: Hours
    other: str = ""
    program: tuple[str, str] = ("", "")
    time: Expected | None = None


def _monthly(day: int, begins: int, minutes: int, words: str) -> Expected:
    return Expected(_clock(begins), minutes, words, day_of_month=day)


def _weekly(weekday: int, begins: int, minutes: int, words: str, *, is_work: bool = True) -> Expected:
    return Expected(_clock(begins), minutes, words, "work" if is_work else "maintenance", weekday=weekday)


_STOCK = _monthly(31, 2000, 240, "月末の棚おろし")
_BACKUP = _weekly(6, 200, 120, "NASのバックアップ", is_work=False)

KINDS = (
    Kind("木工", "モッコウ", "mokko", "有限会社", "E13", (6, 14), WORKSHOP, "第二工場", ("mastercam.exe", "木工機の図面"), _BACKUP),
    Kind("歯科医院", "シカイイン", "shika", "", "P83", (3, 9), CLINIC, "", ("rececom.exe", "レセプトの送信"), _monthly(9, 1900, 180, "レセプトの締め")),
    Kind("金属", "キンゾク", "kinzoku", "株式会社", "E24", (8, 32), WORKSHOP, "第二工場", ("teamviewer.exe", "機械メーカーの保守"), _weekly(5, 1800, 180, "加工機の保守", is_work=False)),
    Kind("商事", "ショウジ", "shoji", "株式会社", "I50", (9, 40), OFFICE, "神戸営業所", ("anydesk.exe", "在宅の営業が会社のパソコンを使う"), _STOCK),
    Kind("青果", "セイカ", "seika", "有限会社", "I52", (2, 7), _hours(range(6), (400, 1300)), "", ("", ""), _weekly(0, 300, 60, "市場の注文を取り込む")),
    Kind("税理士事務所", "ゼイリシジムショ", "zeirishi", "", "L72", (4, 12), OFFICE, "", ("psexec.exe", "会計ソフトの一斉更新"), _monthly(10, 1800, 300, "申告の前の残業")),
    Kind("内科クリニック", "ナイカクリニック", "naika", "", "P83", (4, 11), CLINIC, "", ("dicomsend.exe", "画像を病院へ送る"), _monthly(8, 1900, 180, "レセプトの締め")),
    Kind("仏具店", "ブツグテン", "butsugu", "", "I60", (1, 4), SHOP, "", ("", ""), None),
    Kind("運送", "ウンソウ", "unso", "株式会社", "H44", (7, 24), ALWAYS, "東大阪車庫", ("digitacho.exe", "運行記録の取り込み"), _weekly(6, 2300, 120, "運行表の作成")),
    Kind("割烹", "カッポウ", "kappo", "", "M76", (1, 5), KITCHEN, "", ("posclose.exe", "レジの締め"), _monthly(1, 2200, 120, "月の売上のまとめ")),
    Kind("板金", "バンキン", "bankin", "有限会社", "E24", (3, 15), WORKSHOP, "", ("apcad.exe", "展開図"), _BACKUP),
    Kind("建築設計", "ケンチクセッケイ", "sekkei", "株式会社", "L74", (4, 16), OFFICE, "", ("bimsync.exe", "図面を協力会社と合わせる"), _weekly(3, 1900, 240, "提出前の残業")),
    Kind("保育園", "ホイクエン", "hoikuen", "社会福祉法人", "P85", (3, 10), _hours(range(6), (700, 1930)), "分園", ("", ""), _monthly(25, 1930, 90, "園だよりの印刷")),
    Kind("工務店", "コウムテン", "komuten", "株式会社", "D06", (4, 18), WORKSHOP, "資材置き場", ("jwcad.exe", "図面"), _monthly(20, 1800, 180, "出来高の締め")),
    Kind("印刷", "インサツ", "insatsu", "株式会社", "E15", (8, 26), WORKSHOP, "", ("ripserver.exe", "版を作る"), _weekly(4, 2000, 480, "夜間の大量印刷")),
    Kind("不動産", "フドウサン", "fudosan", "株式会社", "K68", (3, 14), _hours((0, 1, 3, 4, 5, 6), (930, 1830), on_holidays=True), "駅前店", ("", ""), None),
    Kind("電気工事", "デンキコウジ", "denki", "株式会社", "D08", (3, 12), WORKSHOP, "", ("plcview.exe", "制御盤の設定"), _weekly(6, 900, 480, "休日の工事")),
    Kind("介護サービス", "カイゴサービス", "kaigo", "合同会社", "P85", (5, 22), ALWAYS, "デイサービス", ("", ""), _monthly(8, 1800, 180, "介護報酬の請求")),
    Kind("酒店", "サケテン", "saketen", "有限会社", "I58", (1, 5), SHOP, "", ("", ""), _STOCK),
    Kind("旅館", "リョカン", "ryokan", "株式会社", "M75", (4, 15), ALWAYS, "", ("sitectl.exe", "予約サイトと部屋を合わせる"), _weekly(2, 300, 60, "予約の夜間更新", is_work=False)),
    Kind("縫製", "ホウセイ", "hosei", "有限会社", "E11", (2, 9), WORKSHOP, "", ("", ""), None),
    Kind("倉庫", "ソウコ", "soko", "株式会社", "H47", (9, 36), ALWAYS, "第二倉庫", ("wmsbatch.exe", "在庫の取り込み"), _STOCK),
    Kind("自動車整備", "ジドウシャセイビ", "seibi", "有限会社", "R89", (2, 8), WORKSHOP, "", ("obdtool.exe", "故障診断"), None),
    Kind("行政書士事務所", "ギョウセイショシジムショ", "gyosei", "", "L72", (1, 5), OFFICE, "", ("", ""), None),
    Kind("学習塾", "ガクシュウジュク", "juku", "合同会社", "O82", (3, 12), EVENING, "駅前教室", ("classview.exe", "教室のパソコンを見る"), _monthly(28, 2130, 60, "成績表の印刷")),
    Kind("クリーニング", "クリーニング", "cleaning", "有限会社", "N78", (1, 6), SHOP, "南店", ("", ""), None),
    Kind("産業機械", "サンギョウキカイ", "kikai", "株式会社", "I54", (20, 60), OFFICE, "名古屋営業所", ("ultravnc.exe", "客先の機械を見る"), _weekly(5, 1000, 300, "基幹システムの保守", is_work=False)),
    Kind("美容室", "ビヨウシツ", "biyou", "", "N78", (1, 4), SHOP, "", ("", ""), None),
    Kind("薬局", "ヤッキョク", "yakkyoku", "株式会社", "I60", (3, 14), _hours(range(6), (900, 1930)), "駅前店", ("rececom.exe", "レセプトの送信"), _monthly(9, 1930, 120, "レセプトの締め")),
    Kind("情報", "ジョウホウ", "joho", "合同会社", "G39", (5, 20), OFFICE, "", ("nmap.exe", "客先の点検の練習"), _weekly(2, 2200, 180, "夜間のリリース")),
)  # fmt: skip
"""As many as there are companies in a demo, so that each is there once."""
