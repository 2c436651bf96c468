"""Reads that numpy indexing cannot express: unaligned words, 64 bytes at once, a 128-bit product.

Every address these reads touch lies inside its array: arrays that are read this way end with `PADDING` spare bytes.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

PADDING = 64


class _Checks:
    on = False


def check_reads() -> None:
    """Make every function compiled from now on stop the process at a read outside its array; for fuzzing."""
    _Checks.on = True


_I8, _I32, _I64 = ir.IntType(8), ir.IntType(32), ir.IntType(64)
_BLOCK = ir.VectorType(_I8, 64)
_UNDEFINED = ir.Constant(_BLOCK, ir.Undefined)
_FIRST_LANE = ir.Constant(ir.VectorType(_I32, 64), [0] * 64)


def _element(context: Any, builder: Any, array_type: Any, array: Any, index: Any) -> Any:
    data = context.make_array(array_type)(context, builder, array).data
    return builder.gep(data, [index])


def _load(context: Any, builder: Any, array_type: Any, args: Any, wanted: ir.Type) -> Any:
    if _Checks.on:
        _trap_outside(context, builder, array_type, args, ir.Constant(_I64, _size_bytes(wanted)))
    place = _element(context, builder, array_type, args[0], args[1])
    return builder.load(builder.bitcast(place, wanted.as_pointer()), align=1)


def _size_bytes(wanted: ir.Type) -> int:
    return 64 if wanted == _BLOCK else wanted.width // 8


def _trap_outside(context: Any, builder: Any, array_type: Any, args: Any, width: Any) -> None:
    size = context.make_array(array_type)(context, builder, args[0]).nitems
    outside = builder.or_(
        builder.icmp_signed("<", args[1], ir.Constant(_I64, 0)),
        builder.icmp_signed(">", builder.add(args[1], width), size),
    )
    with builder.if_then(outside, likely=False):
        builder.call(builder.module.declare_intrinsic("llvm.trap", (), ir.FunctionType(ir.VoidType(), ())), ())


def _splat(builder: Any, byte: Any) -> Any:
    return builder.shuffle_vector(builder.insert_element(_UNDEFINED, byte, ir.Constant(_I32, 0)), _UNDEFINED, _FIRST_LANE)


@intrinsic  # type: ignore[untyped-decorator]  # numba ships no types
def load_u64(typing: Any, array: Any, index: Any) -> Any:
    """The eight bytes from `index` as a little-endian number."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _load(context, builder, signature.args[0], args, _I64)

    return types.uint64(array, types.int64), generate


@intrinsic  # type: ignore[untyped-decorator]  # numba ships no types
def load_u32(typing: Any, array: Any, index: Any) -> Any:
    """The four bytes from `index` as a little-endian number."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _load(context, builder, signature.args[0], args, _I32)

    return types.uint32(array, types.int64), generate


@intrinsic  # type: ignore[untyped-decorator]  # numba ships no types
def mask_equal(typing: Any, array: Any, index: Any, byte: Any) -> Any:
    """Bit k is set where byte `index + k` equals `byte`, for k in 0..63."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        block = _load(context, builder, signature.args[0], args, _BLOCK)
        return builder.bitcast(builder.icmp_unsigned("==", block, _splat(builder, args[2])), _I64)

    return types.uint64(array, types.int64, types.uint8), generate


@intrinsic  # type: ignore[untyped-decorator]  # numba ships no types
def mask_below(typing: Any, array: Any, index: Any, byte: Any) -> Any:
    """Bit k is set where byte `index + k` is less than `byte`, for k in 0..63."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        block = _load(context, builder, signature.args[0], args, _BLOCK)
        return builder.bitcast(builder.icmp_unsigned("<", block, _splat(builder, args[2])), _I64)

    return types.uint64(array, types.int64, types.uint8), generate


@intrinsic  # type: ignore[untyped-decorator]  # numba ships no types
def lowest_bit(typing: Any, mask: Any) -> Any:
    """The position of the lowest set bit; 64 if there is none."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.cttz(args[0], ir.Constant(ir.IntType(1), 0))

    return types.int64(types.uint64), generate


@intrinsic  # type: ignore[untyped-decorator]  # numba ships no types
def fold_product(typing: Any, left: Any, right: Any) -> Any:
    """The two halves of the 128-bit product, combined by exclusive or."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        wide = ir.IntType(128)
        product = builder.mul(builder.zext(args[0], wide), builder.zext(args[1], wide))
        high = builder.lshr(product, ir.Constant(wide, 64))
        return builder.xor(builder.trunc(product, _I64), builder.trunc(high, _I64))

    return types.uint64(types.uint64, types.uint64), generate


def _pointer_to(element: Any, ir_type: ir.Type) -> Any:
    @intrinsic  # type: ignore[untyped-decorator]  # numba ships no types
    def pointer(typing: Any, address: Any) -> Any:
        """A number as a pointer."""

        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.inttoptr(args[0], ir_type.as_pointer())

        return types.CPointer(element)(types.int64), generate

    return pointer


pointer_u8 = _pointer_to(types.uint8, _I8)
pointer_u32 = _pointer_to(types.uint32, _I32)
pointer_i32 = _pointer_to(types.int32, _I32)
pointer_i64 = _pointer_to(types.int64, _I64)
