from hypothesis import given
from hypothesis import strategies as st

from otasuke.advice.colour import Colour
from otasuke.advice.sheet import HEADINGS, LANGUAGES, Part, heading, read_sheet

SHEET = """# 題です
対応：computer
止めても: 黄

## 何が起きたか
一行目です。

二行目です。

## いま何をするか（赤・黄）
急ぎます。
## いま何をするか
待てます。
"""


def test_a_sheet_is_read_as_it_is_written() -> None:
    sheet, faults = read_sheet("a.ja.md", SHEET)

    assert faults == []
    assert (sheet.title, dict(sheet.settings)) == ("題です", {"対応": "computer", "止めても": "黄"})
    happened = sheet.says(Part.HAPPENED, Colour.RED)
    assert happened is not None
    assert (happened.lines, happened.numbers) == (("一行目です。", "二行目です。"), (6, 8))


def test_a_heading_with_colours_goes_before_one_without() -> None:
    sheet, _ = read_sheet("a.ja.md", SHEET)

    said = {colour: sheet.says(Part.NOW, colour) for colour in Colour}

    assert [said[colour].lines[0] for colour in Colour if said[colour]] == [
        "急ぎます。",
        "急ぎます。",
        "待てます。",
        "待てます。",
    ]  # type: ignore[union-attr]


def test_english_headings_mean_the_same() -> None:
    sheet, faults = read_sheet("a.en.md", "# T\n## What to do now (red, green)\nCall.\n")

    assert faults == []
    assert list(sheet.passages) == [(Part.NOW, Colour.RED), (Part.NOW, Colour.GREEN)]
    assert set(HEADINGS.values()) == set(Part)


def test_what_is_shown_over_a_part_is_what_people_write() -> None:
    assert all(HEADINGS[heading(part, language)] is part for part in Part for language in LANGUAGES)


def test_every_fault_names_its_line() -> None:
    text = "なまえ: x\n## なにか\n中身。\n## 何が起きたか（紫）\n文です。\n## くわしく\n## くわしく\n"

    _, faults = read_sheet("a.ja.md", text)

    assert [(fault.line, fault.message[:22]) for fault in faults] == [
        (1, "'なまえ: x' is no setting"[:22]),
        (2, "the heading 'なにか' is not known"[:22]),
        (4, "the colour '紫' is not known"[:22]),
        (7, "the heading 'くわしく' comes twice"[:22]),
        (1, "it has no title: a first line"[:22]),
        (7, "nothing stands under 'くわしく'"[:22]),
    ]
    assert str(faults[1]).startswith("a.ja.md:2: ")


@given(st.text(alphabet="# 何が起きたか（赤）\n:対応あ[]{}", max_size=200))
def test_any_text_is_read(text: str) -> None:
    sheet, _ = read_sheet("a.ja.md", text)

    assert all(passage.lines for passage in sheet.passages.values())
