"""The kernel with every access checked: an index outside its array raises, a wide read or write outside stops the process.

Only for a process of its own: what numba compiles afterwards is checked too.
"""

from __future__ import annotations

import os
from typing import Any

os.environ["NUMBA_BOUNDSCHECK"] = "1"  # read when numba is imported first

from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from otasuke.detect.kernel import memory, run
from otasuke.detect.kernel.binary import Kernel
from otasuke.detect.kernel.typed import plain_indexes

# numba compiles a function when it is called first, and then asks whether to check.
memory.check_reads()


@intrinsic
def _pointer(typing: Any, address: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.inttoptr(args[0], ir.IntType(64).as_pointer())

    return types.CPointer(types.int64)(types.int64), generate


_split, _match, _match_columns = map(njit, (run.split, run.match, run.match_columns))
_split_records, _read_records = njit(run.split_records), njit(run.read_records)
_gather, _gather_firsts = njit(run.gather), njit(run.gather_firsts)


with plain_indexes():

    @njit("int64(int64, int64)", error_model="numpy")
    def _checked_split(address, size):  # type: ignore[no-untyped-def]
        return _split(_pointer(address), size)

    @njit("int64(int64, int64, int64)", error_model="numpy")
    def _checked_match(address, begin, count):  # type: ignore[no-untyped-def]
        return _match(_pointer(address), begin, count)

    @njit("int64(int64, int64, int64)", error_model="numpy")
    def _checked_match_columns(address, begin, count):  # type: ignore[no-untyped-def]
        return _match_columns(_pointer(address), begin, count)

    @njit("int64(int64, int64)", error_model="numpy")
    def _checked_split_records(address, size):  # type: ignore[no-untyped-def]
        return _split_records(_pointer(address), size)

    @njit("int64(int64, int64, int64)", error_model="numpy")
    def _checked_read_records(address, begin, count):  # type: ignore[no-untyped-def]
        return _read_records(_pointer(address), begin, count)

    @njit("int64(int64, int64, int64)", error_model="numpy")
    def _checked_gather(address, rows, columns):  # type: ignore[no-untyped-def]
        return _gather(_pointer(address), rows, columns)

    @njit("int64(int64, int64, int64)", error_model="numpy")
    def _checked_gather_firsts(address, rows, what):  # type: ignore[no-untyped-def]
        return _gather_firsts(_pointer(address), rows, what)


def checked_kernel() -> Kernel:
    """The kernel; an index outside of an array is an IndexError."""
    return Kernel(
        split=_checked_split,
        match=_checked_match,
        match_columns=_checked_match_columns,
        split_records=_checked_split_records,
        read_records=_checked_read_records,
        gather=_checked_gather,
        gather_firsts=_checked_gather_firsts,
        owner=None,
    )
