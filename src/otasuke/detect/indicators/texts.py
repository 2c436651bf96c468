"""Values of columns as pieces of bytes that can be looked up: millions at once, none of them an object of Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from otasuke.detect.indicators.hashing import Bytes, Places
from otasuke.detect.indicators.observables import LONGEST_DOMAIN, LONGEST_TEXT, MOST_LABELS

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_VERSION_4 = rf"^{_OCTET}\.{_OCTET}\.{_OCTET}\.{_OCTET}$"
_VERSION_6 = r"^[\[\]]*[0-9A-Fa-f:.]{2,45}(?:%(?s:.*))?[\[\]]*$"
"""What may be one: to try the others costs more than to look."""
_PORT = r"^(\[[^\]]*\]|[^:\[\]]*):[0-9]{1,5}$"
_PAGE = r"^(?:[A-Za-z][A-Za-z0-9+.-]{0,30}://)?(?:[^/?#]*@)?(?P<host>\[[^\]]*\]|[^/:?#\[\]]+)"
_HASH_LENGTHS = pa.array([32, 40, 64], pa.int32())

Packed: TypeAlias = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of a text, none of them empty, and for each the number of the value that it comes from."""

    text: Bytes
    starts: Places
    ends: Places
    owners: Places


@dataclass(frozen=True, slots=True)
class Texts:
    """Some texts, and for each the number of the value that it comes from."""

    texts: pa.Array
    owners: Places

    def where(self, is_kept: pa.Array) -> Texts:
        """Those for which something is true."""
        kept = np.asarray(is_kept.fill_null(False), dtype=np.bool_)
        return Texts(self.texts.filter(pa.array(kept)), self.owners[kept])

    def with_texts(self, texts: pa.Array) -> Texts:
        """Others in their place."""
        return Texts(texts, self.owners)


def texts_of(arrays: Sequence[pa.Array]) -> Texts:
    """The values of several arrays, in their order; what is too long for anything is empty."""
    joined = pa.concat_arrays([array.cast(pa.large_string()) for array in arrays])
    short = pc.if_else(pc.less_equal(pc.binary_length(joined), LONGEST_TEXT), joined, "").fill_null("")
    return Texts(short, np.arange(len(short)))


def whole(texts: Texts) -> Pieces:
    """Each text as a piece; empty ones are left out."""
    text, starts, ends = _bounds(texts.texts)
    kept = ends > starts
    return Pieces(text, starts[kept], ends[kept], texts.owners[kept])


def domains(texts: Texts) -> Pieces:
    """Each text that could be a domain, and what follows each of its dots but the last."""
    text, starts, ends = _bounds(texts.texts)
    dots = np.flatnonzero(text[: int(ends[-1]) if len(ends) else 0] == ord("."))
    dots = dots[dots >= (int(starts[0]) if len(starts) else 0)]
    of = np.searchsorted(starts, dots, side="right") - 1
    counts = np.bincount(of, minlength=len(starts))
    after = np.cumsum(counts)[of] - 1 - np.arange(len(dots))  # how many dots follow in the same text
    kept = (after >= 1) & (after < MOST_LABELS)
    all_starts = np.concatenate([starts, dots[kept] + 1])
    all_of = np.concatenate([np.arange(len(starts)), of[kept]])
    all_ends = ends[all_of]
    kept = (all_ends > all_starts) & ((ends - starts)[all_of] <= LONGEST_DOMAIN + 1)
    return Pieces(text, all_starts[kept], all_ends[kept], texts.owners[all_of[kept]])


def addresses(texts: Texts) -> tuple[tuple[Packed, Places], tuple[Packed, Places]]:
    """The addresses of version 4 and 6 among texts as rows of bytes, and for each the number of its value."""
    fours = texts.where(pc.match_substring_regex(texts.texts, _VERSION_4))
    octets = pc.list_flatten(pc.split_pattern(fours.texts, ".")).cast(pa.uint8())
    packed, owners = np.asarray(octets).reshape(-1, 4), fours.owners
    sixes: list[tuple[bytes, int]] = []
    mapped: list[tuple[bytes, int]] = []
    candidates = texts.where(pc.match_substring(texts.texts, ":"))
    candidates = candidates.where(pc.match_substring_regex(candidates.texts, _VERSION_6))
    for text, owner in zip(candidates.texts.to_pylist(), candidates.owners.tolist(), strict=True):
        address = _version_6(text)
        if address is not None:
            four = address.ipv4_mapped
            (sixes if four is None else mapped).append(((four or address).packed, owner))
    if mapped:
        more, more_owners = _stacked(mapped, 4)
        packed, owners = np.concatenate([packed, more]), np.concatenate([owners, more_owners])
    return (packed, owners), _stacked(sixes, 16)


def masked(packed: Packed, prefix: int) -> Packed:
    """Addresses with what follows the prefix made zero."""
    bits = packed.shape[1] * 8
    mask = ((1 << bits) - (1 << (bits - prefix))).to_bytes(packed.shape[1])
    kept: Packed = packed & np.frombuffer(mask, dtype=np.uint8)
    return kept


def packed_pieces(packed: Packed, owners: Places) -> Pieces:
    """Addresses as pieces."""
    width = packed.shape[1]
    starts = np.arange(len(packed)) * width
    return Pieces(np.ascontiguousarray(packed).reshape(-1), starts, starts + width, owners)


def hosts(texts: Texts) -> Texts:
    """Names and addresses in lower case, without ports, brackets and the dot at the end; several between `;` apart."""
    lower = pc.ascii_lower(texts.texts)
    if pc.any(pc.match_substring(lower, ";")).as_py():
        texts = split(texts.with_texts(lower), ";")
        lower = texts.texts
    if pc.any(pc.match_substring(lower, ":")).as_py():
        lower = pc.replace_substring_regex(lower, _PORT, r"\1")
    return texts.with_texts(pc.ascii_rtrim(pc.ascii_trim(lower, "[] "), "."))


def page_hosts(texts: Texts) -> Texts:
    """The hosts of pages, in lower case; a path alone has none."""
    texts = texts.where(pc.invert(pc.starts_with(texts.texts, "/")))
    found = pc.struct_field(pc.extract_regex(texts.texts, _PAGE), [0])
    there = texts.with_texts(found).where(pc.is_valid(found))
    return there.with_texts(pc.ascii_trim(pc.ascii_lower(there.texts), "[]"))


def hashes(texts: Texts) -> Texts:
    """The hashes among texts such as `MD5=…,SHA256=…`, in lower case."""
    parts = split(texts, r"[^0-9A-Za-z]+")
    lengths = pc.binary_length(parts.texts).cast(pa.int32())
    kept = parts.where(pc.is_in(lengths, value_set=_HASH_LENGTHS))
    return kept.with_texts(pc.ascii_lower(kept.texts))


def mail_addresses(texts: Texts) -> Texts:
    """The addresses among texts such as `山田 <yamada@example.jp>, b@example.com`, in lower case."""
    parts = split(texts, r"[\s<>,;\"()]+")
    kept = parts.where(pc.match_substring(parts.texts, "@"))
    return kept.with_texts(pc.ascii_rtrim(pc.ascii_lower(kept.texts), "."))


def mail_domains(texts: Texts) -> Texts:
    """What stands behind the last `@`."""
    return texts.with_texts(pc.replace_substring_regex(texts.texts, r"^.*@", ""))


def lower(texts: Texts) -> Texts:
    """In lower case, without spaces around."""
    return texts.with_texts(pc.ascii_trim_whitespace(pc.ascii_lower(texts.texts)))


def split(texts: Texts, pattern: str) -> Texts:
    """The parts of texts between what a regular expression describes."""
    lists = pc.split_pattern_regex(texts.texts, pattern)
    parents = np.asarray(pc.list_parent_indices(lists), dtype=np.int64)
    return Texts(pc.list_flatten(lists), texts.owners[parents])


def _bounds(texts: pa.Array) -> tuple[Bytes, Places, Places]:
    """The bytes of texts, and where in them each begins and ends."""
    texts = texts.cast(pa.large_string())
    _, offsets, content = texts.buffers()
    bounds = (
        np.frombuffer(offsets, dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1] if len(texts) else _NONE
    )
    text = np.frombuffer(content, dtype=np.uint8) if content is not None and content.size else np.zeros(0, np.uint8)
    return text, bounds[:-1], bounds[1:]


_NONE: Places = np.zeros(1, dtype=np.int64)


def _version_6(text: str) -> IPv6Address | None:
    try:
        return IPv6Address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None


def _stacked(found: list[tuple[bytes, int]], width: int) -> tuple[Packed, Places]:
    packed: Any = np.frombuffer(b"".join(content for content, _ in found) or b"", dtype=np.uint8)
    return packed.reshape(-1, width), np.array([owner for _, owner in found], dtype=np.int64)
