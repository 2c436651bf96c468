"""The kernel's text functions say what Python's say."""

from __future__ import annotations

import json

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st

from otasuke.detect.fold import fold
from otasuke.detect.kernel.text import (
    copy_from,
    find_bytes,
    first_words,
    fold_plain,
    fold_string,
    hash_bytes,
    same_bytes,
)
from otasuke.detect.plan import hashing
from otasuke.detect.plan.fold import fold_table

FOLD = fold_table()


def padded(data: bytes) -> npt.NDArray[np.uint8]:
    return np.frombuffer(data + bytes(128), dtype=np.uint8).copy()


@given(st.binary(max_size=70), st.integers(0, 2**63))
def test_hashes_are_those_of_the_plan(data: bytes, seed: int) -> None:
    assert int(hash_bytes(padded(data), 0, len(data), np.uint64(seed))) == hashing.hash_bytes(data, seed)


@given(st.binary(max_size=200), st.binary(min_size=1, max_size=5), st.binary(max_size=200))
def test_a_needle_is_found_where_python_finds_it(before: bytes, needle: bytes, after: bytes) -> None:
    hay = before + needle + after

    assert find_bytes(padded(hay), 0, len(hay), padded(needle), 0, len(needle)) == hay.find(needle)


@given(st.lists(st.sampled_from(b"ab"), max_size=90), st.lists(st.sampled_from(b"ab"), min_size=1, max_size=9))
def test_a_needle_that_is_not_there_is_not_found(hay: list[int], needle: list[int]) -> None:
    found = find_bytes(padded(bytes(hay)), 0, len(hay), padded(bytes(needle)), 0, len(needle))

    assert found == bytes(hay).find(bytes(needle))


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_bytes_are_the_same_only_if_all_are(left: bytes, right: bytes) -> None:
    size = min(len(left), len(right))

    assert same_bytes(padded(left), 0, padded(right), 0, size) == (left[:size] == right[:size])


CHARACTERS = st.sampled_from(
    'aAkK zZ\\"/\n\t\b\f\r\x7féÉ日Σσς\u1e9e\u0130\u0131\u017f\u212aȺȾⱥ\U0001f600\U00010400\U0001e900'
) | st.characters(exclude_categories=["Cs"])


@given(st.text(CHARACTERS, max_size=120), st.booleans())
def test_a_json_string_is_unescaped_and_folded_as_python_does(text: str, ascii_only: bool) -> None:
    written = json.dumps(text, ensure_ascii=ascii_only)[1:-1].encode()
    target = np.zeros(len(written) * 3 // 2 + 64, dtype=np.uint8)

    length = fold_string(padded(written), 0, len(written), target, 0, FOLD)

    assert target[: max(0, length)].tobytes() == fold(text).encode()


@given(st.text('\\u09aAfDd8cC"/nbtr x日', max_size=40))
def test_escapes_are_read_as_json_reads_them(raw: str) -> None:
    try:
        text = json.loads(f'"{raw}"')
    except json.JSONDecodeError:
        return  # the reader of lines does not let it come so far
    target = np.zeros(200, dtype=np.uint8)

    length = fold_string(padded(raw.encode()), 0, len(raw.encode()), target, 0, FOLD)

    if any(0xD800 <= ord(one) < 0xE000 for one in text):
        assert length == -1
    else:
        assert target[: max(0, length)].tobytes() == fold(text).encode()


@given(st.binary(max_size=60))
def test_no_bytes_are_folded_into_more_than_half_as_many_again(data: bytes) -> None:
    target = np.zeros(len(data) + 256, dtype=np.uint8)

    assert -1 <= fold_string(padded(data), 0, len(data), target, 0, FOLD) <= len(data) * 3 // 2


@given(st.binary(max_size=200), st.integers(0, 9))
def test_bytes_are_copied_from_an_address_and_no_others_are_touched(data: bytes, place: int) -> None:
    source = np.frombuffer(b"<" + data + b">", dtype=np.uint8).copy()
    target = np.full(300, 9, dtype=np.uint8)

    copy_from(source.ctypes.data + 1, target, place, len(data))

    assert target.tobytes() == b"\t" * place + data + b"\t" * (300 - place - len(data))


@given(st.text("aZ日İȺ\0é", max_size=80))
def test_plain_text_is_folded_as_python_does(text: str) -> None:
    data = text.encode()
    array = np.frombuffer(data + bytes(4 * len(data) + 256), dtype=np.uint8).copy()

    length = fold_plain(array, 0, len(data), len(data), FOLD)

    assert array[len(data) : len(data) + length].tobytes().decode() == fold(text)


@given(st.binary(max_size=30))
def test_the_first_words_hold_sixteen_bytes_and_then_zeros(data: bytes) -> None:
    first, second = first_words(padded(data), 0, len(data))

    packed = np.array([first, second], dtype=np.int64).tobytes()
    assert packed == data[:16].ljust(16, b"\0")
