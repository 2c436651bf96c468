"""Sorted numbers as few bytes: the gaps between them, all first bytes together, then all second ones, compressed later."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from otasuke.detect.indicators.hashing import Numbers

_BYTES = 8


def packed(numbers: Numbers) -> bytes:
    """Sorted numbers as bytes for `unpacked`."""
    gaps = np.diff(numbers, prepend=np.uint64(0)).astype("<u8")
    planes = np.ascontiguousarray(gaps.view(np.uint8).reshape(-1, _BYTES).T)
    width = max((at + 1 for at in range(_BYTES) if planes[at].any()), default=0)
    return bytes([width]) + planes[:width].tobytes()


def unpacked(data: bytes, count: int) -> Numbers:
    """The numbers that `packed` wrote. Raises ValueError if these are not so many."""
    planes: npt.NDArray[np.uint8] = np.zeros((count, _BYTES), dtype=np.uint8)
    if not data or data[0] > _BYTES or len(data) != 1 + data[0] * count:
        raise ValueError("these are other numbers")
    planes[:, : data[0]] = np.frombuffer(data, dtype=np.uint8, offset=1).reshape(data[0], count).T
    return np.cumsum(planes.reshape(-1).view("<u8"), dtype=np.uint64)
