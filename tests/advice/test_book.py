import pytest

from advice.given import our_book, our_files, sheet, small_files
from otasuke.advice.book import Shelf, UnfitBook, read_book


def test_a_sheet_is_found_in_any_case() -> None:
    book = read_book(small_files(**{"techniques__T1059.001.ja.md": sheet(title="題です")}))

    found = book.find(Shelf.TECHNIQUE, "t1059.001", "ja")

    assert found is not None
    assert found.title == "題です"
    assert book.find(Shelf.TECHNIQUE, "t1059.001", "en") is None


def test_a_sheet_may_be_the_same_as_another() -> None:
    book = read_book(small_files(**{"rules__a.ja.md": sheet(title="題です"), "rules__b.ja.md": "同じ: A\n".encode()}))

    assert book.faults == ()
    assert book.find(Shelf.RULE, "b", "ja") == book.find(Shelf.RULE, "a", "ja") is not None


@pytest.mark.parametrize(("target", "more"), [("nobody", ""), ("b", ""), ("a", "## くわしく\nことばです。\n")])
def test_a_sheet_is_the_same_as_one_with_words_alone(target: str, more: str) -> None:
    files = {"rules__a.ja.md": sheet(), "rules__b.ja.md": f"同じ: {target}\n{more}".encode()}

    book = read_book(small_files(**files))

    assert [(fault.path, fault.message[:3]) for fault in book.faults] == [("rules/b.ja.md", "同じ:")]
    assert book.find(Shelf.RULE, "b", "ja") is None


def test_a_file_with_a_strange_name_is_a_fault() -> None:
    book = read_book(small_files(**{"rules__x.fr.md": b"# x\n", "other__x.ja.md": b"# x\n"}))

    assert [fault.path for fault in book.faults] == ["other/x.ja.md", "rules/x.fr.md"]


def test_bytes_that_are_no_text_are_a_fault_with_their_line() -> None:
    book = read_book(small_files(**{"rules__x.ja.md": "# 題\n".encode() + "何".encode("shift_jis")}))

    assert [(fault.path, fault.line) for fault in book.faults if "UTF-8" in fault.message] == [("rules/x.ja.md", 2)]


def test_a_broken_table_is_a_fault_with_its_line() -> None:
    book = read_book(small_files(**{"readings.toml": b'"a" = "b"\n"c" = \n'}))

    assert [(fault.path, fault.line) for fault in book.faults] == [("readings.toml", 2)]


def test_a_reading_that_is_no_text_is_a_fault() -> None:
    book = read_book(small_files(**{"readings.toml": '"一" = 1\n'.encode()}))

    assert [fault.message for fault in book.faults] == ["the reading of '一' is no text"]


@pytest.mark.parametrize("missing", ["logsources/any.ja.md", "procedures/base.en.md"])
def test_without_what_all_fall_back_on_there_is_no_book(missing: str) -> None:
    files = small_files()
    del files[missing]

    with pytest.raises(UnfitBook, match=missing) as caught:
        read_book(files)

    assert [fault.path for fault in caught.value.faults] == [missing]


def test_our_own_book_can_be_read_without_fault() -> None:
    assert our_book().faults == ()
    assert len(our_files()) > 400
