from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from otasuke.detect.kernel.layout import FILTER_BITS, KEYWORD_FILTER_BITS, IndexFlag, IndexKind
from otasuke.detect.plan.atoms import Literals
from otasuke.detect.plan.hashing import as_signed, gram_hash, gram_key, hash_bytes
from otasuke.detect.plan.index import Index, IndexBuilder, common_grams
from otasuke.detect.plan.keywords import GRAM
from otasuke.detect.plan.literals import Needle, Position

FIELD = 4
LOWER = 0x20202020
_LITERALS = st.text("abcé", min_size=1, max_size=20).map(str.encode)
_NEEDLES = st.builds(Needle, st.just("f"), st.sampled_from(Position), _LITERALS, st.just(True))


def built(needles: list[Needle]) -> tuple[Index, bytes]:
    literals = Literals()
    builder = IndexBuilder(literals, common_grams(needle.literal for needle in needles))
    for number, needle in enumerate(needles):
        builder.add(number, FIELD, needle)
    return builder.build(FIELD + 1), bytes(literals.data)


def postings(index: Index, gram: int, key: int) -> list[tuple[int, int, int, int]]:
    """What the kernel finds for a gram: nothing if the filter has no bit for it."""
    hashed = gram_hash(gram, key)
    bit = hashed >> (64 - FILTER_BITS)
    if not index.gram_filter[bit >> 3] & (1 << (bit & 7)):
        return []
    slot = (hashed >> 24) & (len(index.gram_table) - 1)
    while index.gram_table[slot, 3]:
        found_gram, found_key, first, count = index.gram_table[slot].tolist()
        if (found_gram, found_key) == (as_signed(gram), key):
            return [(row[0], row[1], row[2], row[3]) for row in index.postings[first : first + count].tolist()]
        slot = (slot + 1) & (len(index.gram_table) - 1)
    return []


def candidates(index: Index, value: bytes) -> list[tuple[int, int, int, int, int]]:
    """Postings for a value of the field, and where the gram stands in it."""
    step, starts, ends, flags = index.field_index[FIELD].tolist()
    looked_up = [(0, IndexKind.SHORT, 0, 0)] if flags & IndexFlag.SHORT else []
    if flags & IndexFlag.EQUALS:
        looked_up.append((hash_bytes(value), IndexKind.EQUALS, 0, 0))
    for size in (1, 2, 4, 8):
        edge = value[:size], value[-size:]
        if starts & size and size <= len(value):
            looked_up.append((int.from_bytes(edge[0], "little"), IndexKind.STARTS, size, 0))
        if ends & size and size <= len(value):
            looked_up.append((int.from_bytes(edge[1], "little"), IndexKind.ENDS, size, len(value) - size))
    if flags & IndexFlag.GRAMS:
        looked_up += [
            (int.from_bytes(value[at : at + GRAM], "little") | LOWER, IndexKind.GRAM, GRAM, at)
            for at in range(0, len(value) - GRAM + 1, step)
        ]
    return [
        (*row, at)
        for gram, kind, length, at in looked_up
        for row in postings(index, gram, gram_key(FIELD, kind, length))
    ]


def value_with(needle: Needle, other: bytes) -> bytes:
    """A value in which the needle stands where it should."""
    before = b"" if needle.position in (Position.WHOLE, Position.START) else other
    after = b"" if needle.position in (Position.WHOLE, Position.END) else other
    return before + needle.literal + after


@given(st.lists(_NEEDLES, min_size=1, max_size=8, unique=True), st.binary(max_size=6))
def test_every_needle_is_found_in_a_value_where_it_stands(needles: list[Needle], other: bytes) -> None:
    index, _ = built(needles)

    for number, needle in enumerate(needles):
        value = value_with(needle, other)
        assert number in [row[3] for row in candidates(index, value)]


@given(_NEEDLES, st.binary(max_size=6))
def test_a_posting_says_where_the_literal_would_begin(needle: Needle, other: bytes) -> None:
    index, literals = built([needle])
    value = value_with(needle, other)

    found = candidates(index, value)

    if not index.field_index[FIELD, 3] & (IndexFlag.SHORT | IndexFlag.EQUALS):
        assert any(value[at - offset :].startswith(needle.literal) for _, _, offset, _, at in found)
    assert {literals[place : place + length] for place, length, *_ in found} == {needle.literal}


def test_a_field_is_looked_up_only_as_its_needles_need() -> None:
    index, _ = built([Needle("f", Position.START, b"abcde", True), Needle("f", Position.END, b"ab", True)])

    assert index.field_index[FIELD].tolist() == [1, 4, 2, 0]
    assert not index.field_index[:FIELD].any()


def anywhere(literals: list[bytes], common: Counter[bytes] | None = None) -> Index:
    builder = IndexBuilder(Literals(), common or Counter())
    for number, literal in enumerate(literals):
        builder.add(number, FIELD, Needle("f", Position.ANYWHERE, literal, True))
    return builder.build(FIELD + 1)


def test_a_field_with_few_literals_is_searched_for_each_of_them() -> None:
    assert anywhere([b"aaaabbb"]).field_index[FIELD].tolist() == [12, 0, 0, IndexFlag.SHORT]


def test_the_rarest_grams_of_long_literals_are_indexed_as_far_apart_as_the_kernel_looks() -> None:
    literals = [b"aaaa%02d......bbbbbb" % number for number in range(60)]

    index = anywhere(literals, Counter({b"aaaa": 99}))

    assert index.field_index[FIELD].tolist() == [12, 0, 0, IndexFlag.GRAMS]
    assert sorted({offset for _, _, offset, _ in index.postings.tolist()}) == list(range(1, 13))


def test_many_literals_of_all_lengths_are_looked_up_everywhere() -> None:
    assert anywhere([b"%05d" % number for number in range(5000)]).field_index[FIELD, 0] == 1


def test_a_keyword_is_indexed_at_a_gram_for_every_place_that_sampling_may_meet() -> None:
    builder = IndexBuilder(Literals(), Counter())

    builder.add_keyword(7, 1, b"mimikatz", 3)

    index = builder.build(FIELD + 1)
    places = sorted(offset % 3 for _, _, offset, _ in index.postings.tolist())
    assert places == [0, 1, 2]
    assert {atom for *_, atom in index.postings.tolist()} == {7}


def test_only_grams_of_keywords_are_in_the_filter_of_keywords() -> None:
    builder = IndexBuilder(Literals(), Counter())
    builder.add(0, FIELD, Needle("f", Position.ANYWHERE, b"whoami", True))
    builder.add_keyword(1, 0, b"mimi", 1)

    index = builder.build(FIELD + 1)

    hashed = gram_hash(int.from_bytes(b"mimi", "little"), gram_key(0, IndexKind.KEYWORD, GRAM))
    bit = hashed >> (64 - KEYWORD_FILTER_BITS)
    assert index.keyword_filter[bit >> 3] == 1 << (bit & 7)
    assert index.keyword_filter.astype(bool).sum() == 1


def test_a_short_keyword_has_one_posting_of_its_own_kind() -> None:
    builder = IndexBuilder(Literals(), Counter())

    builder.add_keyword(1, 2, b"ls", 1)

    index = builder.build(FIELD + 1)
    assert postings(index, 0, gram_key(2, IndexKind.SHORT_KEYWORD, 0)) == [(0, 2, 0, 1)]


def test_grams_are_counted_over_all_literals() -> None:
    assert common_grams([b"abcde", b"abcd", b"abc"]) == {b"abcd": 2, b"bcde": 1}
