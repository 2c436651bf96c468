"""The kernel's hashes in plain Python, for filling its tables. Kept equal by a test."""

from __future__ import annotations

_WORD = 0xFFFFFFFFFFFFFFFF
_SEED = 0x9E3779B97F4A7C15
_MIX = 0xD6E8FEB86659FD93
_GRAM = 0x9E3779B185EBCA87


def hash_bytes(data: bytes, seed: int = 0) -> int:
    """The 64-bit hash of some bytes."""
    h = (seed ^ (len(data) * _SEED)) & _WORD
    i = 0
    while i + 16 <= len(data):
        h = _fold_product(_word(data, i) ^ _SEED ^ h, _word(data, i + 8) ^ _MIX)
        i += 16
    if i + 8 <= len(data):
        h = _fold_product(_word(data, i) ^ h, _SEED)
        i += 8
    if i < len(data):
        h = _fold_product(int.from_bytes(data[i:], "little") ^ h, _MIX)
    return _fold_product(h ^ _MIX, _SEED)


def gram_key(field: int, kind: int, length: int) -> int:
    """What distinguishes equal grams of different fields, kinds and lengths."""
    return (field << 8) | (kind << 4) | length


def gram_hash(gram: int, key: int) -> int:
    """The hash of a gram under its key."""
    return ((gram ^ ((key * _GRAM) & _WORD)) * _GRAM) & _WORD


def as_signed(word: int) -> int:
    """The same 64 bits as a signed number."""
    return word - (1 << 64) if word >> 63 else word


def _word(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 8], "little")


def _fold_product(left: int, right: int) -> int:
    product = left * right
    return (product & _WORD) ^ (product >> 64)
