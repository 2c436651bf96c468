"""Reads that numpy indexing cannot express: unaligned words, 64 bytes at once, a 128-bit product.

Every address these reads touch lies inside its array: arrays that are read this way end with `PADDING` spare bytes.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types

from otasuke.detect.kernel.typed import intrinsic

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
    _check(context, builder, array_type, args, wanted)
    place = _element(context, builder, array_type, args[0], args[1])
    return builder.load(builder.bitcast(place, wanted.as_pointer()), align=1)


def _size_bytes(wanted: ir.Type) -> int:
    return 64 if wanted == _BLOCK else wanted.width // 8


def _check(context: Any, builder: Any, array_type: Any, args: Any, wanted: ir.Type) -> None:
    """Stop at an access outside the array, in checked builds."""
    if not _Checks.on:
        return
    width = ir.Constant(_I64, _size_bytes(wanted))
    size = context.make_array(array_type)(context, builder, args[0]).nitems
    outside = builder.or_(
        builder.icmp_signed("<", args[1], ir.Constant(_I64, 0)),
        builder.icmp_signed(">", builder.add(args[1], width), size),
    )
    with builder.if_then(outside, likely=False):
        builder.call(builder.module.declare_intrinsic("llvm.trap", (), ir.FunctionType(ir.VoidType(), ())), ())


def _splat(builder: Any, byte: Any) -> Any:
    return builder.shuffle_vector(
        builder.insert_element(_UNDEFINED, byte, ir.Constant(_I32, 0)), _UNDEFINED, _FIRST_LANE
    )


@intrinsic
def load_u64(typing: Any, array: Any, index: Any) -> Any:
    """The eight bytes from `index` as a little-endian number."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _load(context, builder, signature.args[0], args, _I64)

    return types.uint64(array, types.int64), generate


@intrinsic
def load_u32(typing: Any, array: Any, index: Any) -> Any:
    """The four bytes from `index` as a little-endian number."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _load(context, builder, signature.args[0], args, _I32)

    return types.uint32(array, types.int64), generate


@intrinsic
def mask_equal(typing: Any, array: Any, index: Any, byte: Any) -> Any:
    """Bit k is set where byte `index + k` equals `byte`, for k in 0..63."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        block = _load(context, builder, signature.args[0], args, _BLOCK)
        return builder.bitcast(builder.icmp_unsigned("==", block, _splat(builder, args[2])), _I64)

    return types.uint64(array, types.int64, types.uint8), generate


@intrinsic
def mask_below(typing: Any, array: Any, index: Any, byte: Any) -> Any:
    """Bit k is set where byte `index + k` is less than `byte`, for k in 0..63."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        block = _load(context, builder, signature.args[0], args, _BLOCK)
        return builder.bitcast(builder.icmp_unsigned("<", block, _splat(builder, args[2])), _I64)

    return types.uint64(array, types.int64, types.uint8), generate


@intrinsic
def prefetch(typing: Any, array: Any, index: Any) -> Any:
    """Begin to bring the bytes at `index` near to the processor. They may lie outside the array: nothing is read."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        place = builder.bitcast(_element(context, builder, signature.args[0], *args), _I8.as_pointer())
        kind = ir.FunctionType(ir.VoidType(), [_I8.as_pointer(), _I32, _I32, _I32])
        function = builder.module.declare_intrinsic("llvm.prefetch", [_I8.as_pointer()], kind)
        to_read, keep_near, data = 0, 3, 1
        builder.call(function, [place, *(ir.Constant(_I32, number) for number in (to_read, keep_near, data))])
        return context.get_dummy_value()

    return types.void(array, types.int64), generate


def _load_at(width: ir.Type) -> Any:
    def at(typing: Any, address: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            place = builder.inttoptr(args[0], width.as_pointer())
            return context.cast(builder, builder.load(place, align=1), _SIGNED[width.width], types.int64)

        return types.int64(types.int64), generate

    at.__name__ = at.__qualname__ = f"load_{width.width}_at"
    return intrinsic(at)


_SIGNED: Any = {8: types.uint8, 32: types.int32, 64: types.int64}
byte_at, int32_at, int64_at = (_load_at(width) for width in (_I8, _I32, _I64))
"""The number at an absolute address, in memory that Python keeps alive."""


def _copy_at(width: ir.Type, name: str) -> Any:
    def copy(typing: Any, address: Any, target: Any, target_at: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            _check(context, builder, signature.args[1], args[1:], width)
            data = builder.load(builder.inttoptr(args[0], width.as_pointer()), align=1)
            place = _element(context, builder, signature.args[1], args[1], args[2])
            builder.store(data, builder.bitcast(place, width.as_pointer()), align=1)
            return context.get_dummy_value()

        return types.void(types.int64, target, types.int64), generate

    copy.__name__ = copy.__qualname__ = name
    return intrinsic(copy)


copy_block_at, copy_word_at = _copy_at(_BLOCK, "copy_block_at"), _copy_at(_I64, "copy_word_at")
"""Copy 64 or 8 bytes from an absolute address into an array."""


@intrinsic
def lowest_bit(typing: Any, mask: Any) -> Any:
    """The position of the lowest set bit; 64 if there is none."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.cttz(args[0], ir.Constant(ir.IntType(1), 0))

    return types.int64(types.uint64), generate


@intrinsic
def count_bits(typing: Any, mask: Any) -> Any:
    """How many bits are set."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.ctpop(args[0])

    return types.int64(types.uint64), generate


@intrinsic
def fold_product(typing: Any, left: Any, right: Any) -> Any:
    """The two halves of the 128-bit product, combined by exclusive or."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        wide = ir.IntType(128)
        product = builder.mul(builder.zext(args[0], wide), builder.zext(args[1], wide))
        high = builder.lshr(product, ir.Constant(wide, 64))
        return builder.xor(builder.trunc(product, _I64), builder.trunc(high, _I64))

    return types.uint64(types.uint64, types.uint64), generate


def _block_place(context: Any, builder: Any, array_type: Any, array: Any, index: Any) -> Any:
    return builder.bitcast(_element(context, builder, array_type, array, index), _BLOCK.as_pointer())


@intrinsic
def copy_block(typing: Any, source: Any, source_at: Any, target: Any, target_at: Any) -> Any:
    """Copy 64 bytes."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        block = _load(context, builder, signature.args[0], args[:2], _BLOCK)
        _check(context, builder, signature.args[2], args[2:], _BLOCK)
        builder.store(block, _block_place(context, builder, signature.args[2], args[2], args[3]), align=1)
        return context.get_dummy_value()

    return types.void(source, types.int64, target, types.int64), generate


@intrinsic
def fold_block(typing: Any, source: Any, source_at: Any, target: Any, target_at: Any) -> Any:
    """Copy 64 bytes, ASCII letters in lower case."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        block = _load(context, builder, signature.args[0], args[:2], _BLOCK)
        _check(context, builder, signature.args[2], args[2:], _BLOCK)
        above_a = builder.sub(block, ir.Constant(_BLOCK, [65] * 64))
        upper = builder.icmp_unsigned("<", above_a, ir.Constant(_BLOCK, [26] * 64))
        folded = builder.or_(block, ir.Constant(_BLOCK, [32] * 64))
        place = _block_place(context, builder, signature.args[2], args[2], args[3])
        builder.store(builder.select(upper, folded, block), place, align=1)
        return context.get_dummy_value()

    return types.void(source, types.int64, target, types.int64), generate
