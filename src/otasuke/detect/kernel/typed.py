"""Types for functions that numba compiles: what mypy may know about them. numba itself reads no annotations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias, TypeVar, cast

import numba
import numpy.typing as npt
from numba.cpython import slicing
from numba.extending import intrinsic as numba_intrinsic

Array: TypeAlias = npt.NDArray[Any]
Tables: TypeAlias = Any
"""What `tables.tables_at` gives: one attribute for each row of `layout.LAYOUT`."""

int64: Any = numba.int64
uint8: Any = numba.uint8
uint32: Any = numba.uint32
uint64: Any = numba.uint64
"""Conversions inside the kernel. numba declares them as numpy's, whose arithmetic mypy takes for another type."""

Function = TypeVar("Function", bound=Callable[..., Any])


def njit(function: Function) -> Function:
    """`numba.njit`, which keeps the function's type."""
    return cast(Function, numba.njit(function))


@contextmanager
def plain_indexes() -> Iterator[None]:
    """Compile indexes as they stand, without Python's counting from the end: that costs a comparison for each access.

    The kernel has no negative index; the checked build of the tests would find one.
    """
    wrapping: Any = slicing.fix_index
    slicing.fix_index = lambda _builder, index, _size: index
    try:
        yield
    finally:
        slicing.fix_index = wrapping


def intrinsic(function: Callable[..., Any]) -> Any:
    """`numba.extending.intrinsic`: the function writes code, and what callers call has other parameters."""
    return numba_intrinsic(function)
