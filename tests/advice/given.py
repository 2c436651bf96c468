"""What the tests of the advice are given: the book of this checkout, and a small one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from otasuke.advice.book import Book, read_book

FOLDER = Path(__file__).parents[2] / "rules" / "advice"
BASE_PARTS = (
    *("仕事は続けてよいか", "いま何をするか", "たずねること", "私たちがすること", "だれに電話するか"),
    *("時刻", "利用者", "相手", "止めたとき"),
)
WORDS = """
[missing.ja]
person = "ある人"
time = "先ほど"
counterpart = "相手"
question = ""
desk = "窓口"
phone = "番号"
[missing.en]
person = "somebody"
time = "just now"
counterpart = "them"
question = ""
desk = "the desk"
phone = "the number"
[devices.ja]
any = "機器"
windows = "パソコン"
[devices.en]
any = "a device"
[forbidden.ja]
"端末" = "パソコン"
"C2" = "乗っ取り犯のサーバー"
[forbidden.en]
"endpoint" = "computer"
"""


@cache
def our_files() -> dict[str, bytes]:
    return {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in FOLDER.rglob("*") if path.is_file()}


@cache
def our_book() -> Book:
    return read_book(our_files())


def sheet(
    happened: str = "{device}でした。", *, title: str = "ことが起きました", settings: str = "", more: str = ""
) -> bytes:
    return f"# {title}\n{settings}\n\n## 何が起きたか\n{happened}\n\n## くわしく\nくわしいことです。\n{more}".encode()


def english(happened: str = "It was {device}.") -> bytes:
    return f"# Something happened\n## What happened\n{happened}\n## More about it\nThere is more.\n".encode()


def small_files(**more: bytes) -> dict[str, bytes]:
    """A book with only what every book needs. A name in `more` has `__` for `/`."""
    parts = "".join(f"## {part}\nこれは{part}です。\n" for part in BASE_PARTS)
    rest = f"{parts}## 窓口の確認\n- すべてを見る\n"
    base = f"# 土台\nはいなら: 心配なし\n{rest}".encode()
    return {
        "words.toml": WORDS.encode(),
        "readings.toml": "".join(f'"{word}" = "{word}よみ"\n' for word in "").encode(),
        "procedures/base.ja.md": base,
        "procedures/base.en.md": f"# 土台\n{rest}".encode(),
        "logsources/any.ja.md": sheet("何かが{device}で起きました。", settings="対応: base"),
        "logsources/any.en.md": english(),
        **{name.replace("__", "/"): data for name, data in more.items()},
    }
