"""Companies as a CSV file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.web.customers.policy import Facts, faults
from otasuke.web.customers.sheet import HEADINGS, MOST_BYTES, MOST_ROWS, read_sheet, write_sheet

HEAD = "テナント,名前,よみ,社員\n"
MINORI = Facts(
    "minori", "有限会社みのり坂木工", "ミノリザカモッコウ", "7000012050002", "27", "272272", "E13", 12, 3_000_000, 3
)
COMPANIES = st.builds(
    Facts,
    tenant=st.from_regex(r"[a-z0-9]{1,10}", fullmatch=True),
    name=st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20),
    name_kana=st.text("アイウ", min_size=1, max_size=9),
    prefecture=st.sampled_from(["", "01", "27"]),
    industry=st.sampled_from(["", "E", "E13"]),
    employees=st.none() | st.integers(0, 1_000_000),
    capital_yen=st.none() | st.integers(0, 10**14),
)


def told(text: str | bytes) -> list[tuple[int, str]]:
    data = text if isinstance(text, bytes) else text.encode()
    return [(fault.line, fault.heading) for fault in read_sheet(data).faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_file_of_excel_is_read(encoding: str, newline: str) -> None:
    text = HEAD + "minori,㈲みのり坂,みのりざか,１２人\n\nkobato,こばと,ｺﾊﾞﾄ,\n"

    sheet = read_sheet(text.replace("\n", newline).encode(encoding))

    assert sheet.faults == ()
    assert [(row.line, row.facts) for row in sheet.rows] == [
        (2, Facts("minori", "㈲みのり坂", "ミノリザカ", employees=12)),
        (4, Facts("kobato", "こばと", "コバト")),
    ]


def test_a_cell_of_several_lines_does_not_shift_the_count() -> None:
    text = HEAD + 'a,"一行目\n二行目",ア,\nb,ビー,ビー,多い\n'

    assert told(text) == [(2, "名前"), (4, "社員")]


def test_all_faults_are_told_with_line_and_heading() -> None:
    text = "テナント,名前,よみ,法人番号,都道府県,資本金\nA,,あ,1,江戸,1\na,x,ア,,大阪,3,000,000\na,x,ア,,大阪府,\na,x,ア,,1,\n"

    assert told(text) == [
        (2, "テナント"), (2, "名前"), (2, "法人番号"), (2, "都道府県"), (3, ""), (5, "テナント"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(1, "テナント"), (1, "名前"), (1, "よみ")]),
        ("テナント,名前,よみ,色\n", [(1, "色")]),
        ("テナント,名前,よみ,名前\n", [(1, "名前"), (1, "名前")]),
        (HEAD + 'a,"x\n', [(2, "")]),
        (HEAD + "a,x,ア\n", [(2, "")]),
        (HEAD.encode() + b"a,\xff\xff,x,\n", [(2, "")]),
        (b"x" * (MOST_BYTES + 1), [(1, "")]),
        (HEAD + "a,x\x00,ア,\n", [(2, "名前")]),
    ],
    ids=["nothing", "unknown", "twice", "open quote", "short line", "no text", "too big", "NUL"],
)
def test_what_cannot_be_read_says_on_which_line(text: str | bytes, expected: list[tuple[int, str]]) -> None:
    assert told(text) == expected


def test_there_is_an_end_to_the_rows() -> None:
    text = HEAD + "".join(f"c{number},x,ア,\n" for number in range(MOST_ROWS + 1))

    assert told(text) == [(MOST_ROWS + 2, "")]


@given(st.lists(COMPANIES, max_size=4, unique_by=lambda one: one.tenant))
def test_what_was_written_is_read_back(companies: list[Facts]) -> None:
    companies = [one for one in companies if not faults(one)]

    sheet = read_sheet(write_sheet(companies))

    assert sheet.faults == ()
    assert [row.facts for row in sheet.rows] == companies


@pytest.mark.parametrize("name", ["=1+1", "+81", "-1", "@SUM(A1)", "'x"])
def test_no_program_takes_a_name_for_a_formula(name: str) -> None:
    written = write_sheet([Facts("a", name, "ア")])

    assert f",'{name}," in written.decode("utf-8-sig")
    assert read_sheet(written).rows[0].facts.name == name


def test_every_field_has_its_heading() -> None:
    assert list(HEADINGS) == list(Facts.__slots__)
    assert read_sheet(write_sheet([MINORI])).rows[0].facts == MINORI


@given(st.binary() | st.text().map(lambda text: (HEAD + text).encode(errors="replace")))
def test_whatever_the_file_is_rows_or_faults_come_back(data: bytes) -> None:
    sheet = read_sheet(data)

    assert sheet.faults or all(not faults(row.facts) for row in sheet.rows)
