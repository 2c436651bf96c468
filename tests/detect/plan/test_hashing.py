from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from otasuke.detect.plan.hashing import as_signed, gram_hash, gram_key, hash_bytes

_WORDS = st.integers(0, 2**64 - 1)


@given(st.binary(max_size=40), _WORDS)
def test_a_hash_has_64_bits(data: bytes, seed: int) -> None:
    assert 0 <= hash_bytes(data, seed) < 2**64


def test_texts_of_zeros_have_hashes_of_their_own_at_every_length() -> None:
    hashes = {hash_bytes(bytes(length)) for length in range(64)}

    assert len(hashes) == 64


@given(st.binary(min_size=1, max_size=40), st.data())
def test_one_changed_byte_anywhere_changes_the_hash(data: bytes, drawn: st.DataObject) -> None:
    at = drawn.draw(st.integers(0, len(data) - 1))
    changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]

    assert hash_bytes(data) != hash_bytes(changed)


def test_a_seed_gives_other_hashes() -> None:
    assert len({hash_bytes(b"CommandLine", seed) for seed in range(100)}) == 100


@given(_WORDS)
def test_the_signed_form_keeps_the_bits(word: int) -> None:
    signed = as_signed(word)

    assert -(2**63) <= signed < 2**63
    assert signed % 2**64 == word


def test_fields_kinds_and_lengths_have_keys_of_their_own() -> None:
    keys = {gram_key(field, kind, length) for field in range(20) for kind in range(7) for length in range(9)}

    assert len(keys) == 20 * 7 * 9


def test_the_same_gram_of_another_field_has_another_hash() -> None:
    assert gram_hash(1234, gram_key(4, 3, 4)) != gram_hash(1234, gram_key(5, 3, 4))


@given(_WORDS, st.integers(0, 2**31))
def test_a_gram_hash_has_64_bits(gram: int, key: int) -> None:
    assert 0 <= gram_hash(gram, key) < 2**64
