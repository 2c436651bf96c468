"""Companies as a CSV file, as Excel in Japan writes and reads it. Pure: bytes in, facts and faults out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

from otasuke.jp.places import prefecture_code
from otasuke.jp.writing import fold_width, katakana
from otasuke.web.customers.policy import Facts, faults
from otasuke.web.ui.sentences import Sentence, _

MOST_BYTES = 10_000_000
MOST_ROWS = 10_000
HEADINGS = {
    "tenant": "テナント",
    "name": "名前",
    "name_kana": "よみ",
    "corporate_number": "法人番号",
    "prefecture": "都道府県",
    "municipality": "市区町村",
    "industry": "業種",
    "employees": "社員",
    "capital_yen": "資本金",
    "fiscal_year_ends_in": "決算月",
}
"""The heading of each field; the first three have to be there."""

_REQUIRED = ("tenant", "name", "name_kana")
_NUMBERS = ("employees", "capital_yen", "fiscal_year_ends_in")
_FIELDS = {heading: field for field, heading in HEADINGS.items()}
_FORMULA = ("=", "+", "-", "@")
_NO_NUMBER = -1


@dataclass(frozen=True, slots=True)
class LineFault:
    """What is wrong on a line of the file; lines count from 1, the headings' line included. heading: "" the whole line."""

    line: int
    heading: str
    sentence: Sentence

    @property
    def words(self) -> str:
        """The sentence in Japanese."""
        return str(self.sentence)


@dataclass(frozen=True, slots=True)
class Row:
    """A company, and on which line of the file it begins."""

    line: int
    facts: Facts


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file says. Only one without faults is to be taken in: then every line is among the rows.

    fields: those that the file has a column for.
    """

    rows: tuple[Row, ...]
    faults: tuple[LineFault, ...]
    fields: tuple[str, ...] = ()


def read_sheet(data: bytes) -> Sheet:
    """Read a file in UTF-8, with or without a mark of its order, or in CP932. Every fault is told, with its line."""
    if len(data) > MOST_BYTES:
        return _refused(1, _("ファイルが大きすぎます。%(most)s MB までにしてください。", most=MOST_BYTES // 1_000_000))
    text = _decoded(data)
    if text is None:
        return _refused(_bad_line(data), _("文字コードが UTF-8 でも Shift_JIS でもありません。"))
    lines = _lines(text)
    try:
        return _sheet(lines)
    except _BrokenLine as broken:
        return _refused(broken.line, _('読めない行です。「"」が閉じているか、ご確認ください。'))


def write_sheet(companies: Iterable[Facts]) -> bytes:
    """The file of these companies, in UTF-8 with its mark, which `read_sheet` reads back."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADINGS.values())
    for facts in companies:
        writer.writerow([cell(value) for value in asdict(facts).values()])
    return out.getvalue().encode("utf-8-sig")


class _BrokenLine(ValueError):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _refused(line: int, sentence: Sentence) -> Sheet:
    return Sheet((), (LineFault(line, "", sentence),))


def _decoded(data: bytes) -> str | None:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _bad_line(data: bytes) -> int:
    """The line of the first byte that is not UTF-8."""
    try:
        data.decode()
    except UnicodeDecodeError as bad:
        return data.count(b"\n", 0, bad.start) + 1
    return 1


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of every line that has any, and where it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as broken:
            raise _BrokenLine(line) from broken
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1


def _sheet(lines: Iterator[tuple[int, list[str]]]) -> Sheet:
    line, headings = next(lines, (1, []))
    fields = [_FIELDS.get(fold_width(heading), "") for heading in headings]
    wrong = list(_heading_faults(headings, fields, line))
    if wrong:
        return Sheet((), tuple(wrong))
    rows: list[Row] = []
    first_lines: dict[str, int] = {}
    for number, cells in lines:
        if len(rows) == MOST_ROWS:
            too_many = _("一度に %(most)s 社までです。", most=f"{MOST_ROWS:,}")
            return Sheet(tuple(rows), (*wrong, LineFault(number, "", too_many)))
        if len(cells) != len(fields):
            uneven = _(
                "この行は %(cells)s 列です。見出しは %(headings)s 列です。", cells=len(cells), headings=len(fields)
            )
            wrong.append(LineFault(number, "", uneven))
            continue
        facts = _facts(dict(zip(fields, cells, strict=True)))
        rows.append(Row(number, facts))
        wrong += _row_faults(rows[-1], first_lines.setdefault(facts.tenant, number))
    return Sheet(tuple(rows), tuple(wrong), tuple(fields))


def _heading_faults(headings: Sequence[str], fields: Sequence[str], line: int) -> Iterator[LineFault]:
    for heading, field in zip(headings, fields, strict=True):
        if not field:
            known = "・".join(HEADINGS.values())
            yield LineFault(line, heading, _("知らない見出しです。使えるのは %(known)s です。", known=known))
        elif fields.count(field) > 1:
            yield LineFault(line, heading, _("同じ見出しが二つあります。"))
    for field in _REQUIRED:
        if field not in fields:
            yield LineFault(line, HEADINGS[field], _("この見出しがありません。"))


def _row_faults(row: Row, first: int) -> Iterator[LineFault]:
    for fault in faults(row.facts):
        yield LineFault(row.line, HEADINGS[fault.field], fault.sentence)
    if first != row.line:
        yield LineFault(row.line, HEADINGS["tenant"], _("%(first)s 行目と同じテナントです。", first=first))


def _facts(cells: dict[str, str]) -> Facts:
    texts = {field: _text(cell) for field, cell in cells.items() if field not in _NUMBERS}
    texts["name_kana"] = katakana(texts["name_kana"])
    if region := texts.get("prefecture"):
        texts["prefecture"] = prefecture_code(fold_width(region).zfill(2)) or region
    for field in ("corporate_number", "municipality", "industry"):
        if field in texts:
            texts[field] = fold_width(texts[field])
    numbers = {field: _number(cell) for field, cell in cells.items() if field in _NUMBERS}
    return Facts(**texts, **numbers)  # type: ignore[arg-type]  # the fields of each kind, by name


def _number(cell: str) -> int | None:
    """None for an empty cell; a number that no field allows for what is none."""
    digits = (
        fold_width(cell).replace(",", "").removesuffix("円").removesuffix("人").removesuffix("名").removesuffix("月")
    )
    if not digits:
        return None
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else _NO_NUMBER


def cell(value: str | int | None) -> str:
    """A cell that no program takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith((*_FORMULA, "'")) else text


def _text(cell: str) -> str:
    """What `cell` was given."""
    text = cell.strip()
    return text.removeprefix("'")
