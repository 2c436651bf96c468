from __future__ import annotations

from rich.cells import cell_len

from otasuke.cli.showing.wrapping import cut, wrapped


def test_japanese_breaks_at_the_width_and_never_before_a_full_stop() -> None:
    lines = wrapped("あいうえお、かきくけこ。「さしすせそ」たちつてと。", 12)

    assert "".join(lines) == "あいうえお、かきくけこ。「さしすせそ」たちつてと。"
    assert all(cell_len(line) <= 12 for line in lines)
    assert not any(line[0] in "、。」" for line in lines)
    assert not any(line[-1] == "「" for line in lines)


def test_words_and_numbers_stay_whole() -> None:
    assert wrapped("Please call 06-0000-0119 now", 16) == ["Please call", "06-0000-0119 now"]
    assert wrapped("お電話は06-0000-0119へ", 12) == ["お電話は", "06-0000-0119", "へ"]


def test_the_last_of_several_lines_is_not_one_sign_alone() -> None:
    assert wrapped("あいうえおかきくけこさしすせそたちつてとな", 40) == [
        "あいうえおかきくけこさしすせそたち",
        "つてとな",
    ]


def test_a_quotation_mark_stays_with_its_word() -> None:
    assert wrapped("The other side was “keiri＠example”.", 24) == ["The other side was", "“keiri＠example”."]


def test_what_is_cut_ends_with_an_ellipsis_and_is_never_wider() -> None:
    assert cut("abc", 3) == "abc"
    assert cut("abcd", 3) == "ab…"
    assert cell_len(cut("あいうえお", 6)) <= 6
