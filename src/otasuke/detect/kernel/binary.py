"""The kernel as object code: compiled by numba once, loaded by llvmlite alone ever after.

Importing numba takes about a second; loading object code takes a tenth of that. The code is for one processor type
and one version of the sources, so `fingerprint` names both.
"""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from importlib.resources import files
from typing import Any, TypeAlias

import llvmlite.binding as llvm

_SOURCES = (
    "layout.py",
    "record_layout.py",
    "memory.py",
    "typed.py",
    "tables.py",
    "text.py",
    "scanning.py",
    "json_lines.py",
    "values.py",
    "keywords.py",
    "rules.py",
    "columns.py",
    "records.py",
    "moments.py",
    "gather.py",
    "run.py",
)
_HEADER = b"otasuke-kernel-1\n"

Split: TypeAlias = Callable[[int, int], int]
Match: TypeAlias = Callable[[int, int, int], int]


@dataclass(frozen=True, slots=True)
class Kernel:
    """The entry points, as C functions. The engine behind them stays alive as long as this object."""

    split: Split
    match: Match
    match_columns: Match
    split_records: Split
    read_records: Match
    gather: Match
    gather_firsts: Match
    owner: Any


def fingerprint() -> str:
    """What the object code depends on: sources, numba, llvm and the processor."""
    digest = hashlib.sha256(_HEADER)
    package = files("otasuke.detect.kernel")
    for name in _SOURCES:
        digest.update(package.joinpath(name).read_bytes())
    for part in (metadata.version("numba"), metadata.version("llvmlite"), llvm.get_default_triple()):
        digest.update(part.encode())
    digest.update(llvm.get_host_cpu_name().encode())
    digest.update(llvm.get_host_cpu_features().flatten().encode())
    return digest.hexdigest()


def compile_kernel() -> bytes:
    """Compile the kernel for this processor; takes some ten seconds. The result is for `load_kernel`."""
    import numba
    from numba import types

    from otasuke.detect.kernel import run
    from otasuke.detect.kernel.typed import plain_indexes

    cfunc: Any = numba.cfunc
    make_pointer: Any = types.CPointer
    addresses, number = make_pointer(types.int64), types.int64
    signatures = (
        (run.split, types.int64(addresses, number)),
        (run.match, types.int64(addresses, number, number)),
        (run.match_columns, types.int64(addresses, number, number)),
        (run.split_records, types.int64(addresses, number)),
        (run.read_records, types.int64(addresses, number, number)),
        (run.gather, types.int64(addresses, number, number)),
        (run.gather_firsts, types.int64(addresses, number, number)),
    )
    parts = [_HEADER]
    for function, signature in signatures:
        with plain_indexes():
            compiled = cfunc(signature, nopython=True, error_model="numpy")(function)
        code = compiled._library._get_compiled_object()  # noqa: SLF001  # what numba's own cache writes too
        name = compiled.native_name.encode()
        parts += [len(name).to_bytes(4, "little"), name, len(code).to_bytes(4, "little"), code]
    return b"".join(parts)


def load_kernel(binary: bytes) -> Kernel:
    """Make the compiled kernel callable. Raises ValueError if the bytes are not one."""
    if not binary.startswith(_HEADER):
        raise ValueError("these bytes are no compiled kernel")
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    machine = llvm.Target.from_default_triple().create_target_machine()
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    names = []
    at = len(_HEADER)
    while at < len(binary):
        name, at = _read_part(binary, at)
        code, at = _read_part(binary, at)
        engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        names.append(name.decode())
    engine.finalize_object()
    pointer, number = ctypes.c_void_p, ctypes.c_int64
    find = ctypes.CFUNCTYPE(number, pointer, number)
    step = ctypes.CFUNCTYPE(number, pointer, number, number)
    split, match, match_columns, split_records, read_records, gather, gather_firsts = (
        engine.get_function_address(name) for name in names
    )
    return Kernel(
        split=find(split),
        match=step(match),
        match_columns=step(match_columns),
        split_records=find(split_records),
        read_records=step(read_records),
        gather=step(gather),
        gather_firsts=step(gather_firsts),
        owner=engine,
    )


def _read_part(binary: bytes, at: int) -> tuple[bytes, int]:
    end = at + 4 + int.from_bytes(binary[at : at + 4], "little")
    if end > len(binary):
        raise ValueError("the compiled kernel is cut short")
    return binary[at + 4 : end], end
