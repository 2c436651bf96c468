"""The tables the kernel works on: plain numpy arrays, passed as one list of addresses and row counts.

Every table is written down once here, with its columns. Static tables come from the plan of a rule set; working
tables have a fixed size, so memory is bounded whatever is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llvmlite import ir
from numba import types
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, lower_getattr, models, register_model
from numba.np.arrayobj import populate_array

from otasuke.detect.kernel.layout import (
    LAYOUT,
    Ask,
    AtomKind,
    Counter,
    IndexFlag,
    IndexKind,
    LineStatus,
)
from otasuke.detect.kernel.record_layout import RECORD_LAYOUT
from otasuke.detect.kernel.typed import intrinsic

# atoms
ATOM_KIND, ATOM_FIELD, ATOM_OFFSET, ATOM_LENGTH, ATOM_EXTRA, ATOM_FLAGS = range(6)
EQUALS, STARTS, ENDS, CONTAINS, PATTERN, PRESENT, EMPTY, ABSENT, REFERENCE, ASKED, KEYWORD, NETWORK = map(int, AtomKind)
MATCHED, FAILED = -1, -2
FALSE, TRUE, UNKNOWN, BROKEN, FULL = range(5)  # results, the weightier the higher
ANCHORED_START, ANCHORED_END = 1, 2

# the index of a field
INDEX_STEP, INDEX_STARTS, INDEX_ENDS, INDEX_FLAGS = range(4)
INDEX_HAS_EQUALS, INDEX_HAS_GRAMS, INDEX_HAS_SHORT = map(int, IndexFlag)
KIND_EQUALS, KIND_STARTS, KIND_ENDS, KIND_GRAM, KIND_SHORT, KIND_KEYWORD, KIND_SHORT_KEYWORD = map(int, IndexKind)

# shapes
PATH_HASH, PATH_PARENT, PATH_OFFSET, PATH_LENGTH, PATH_ID, PATH_FIELDS = range(6)
KEY_WORDS, KEY_WHAT, KEY_PATH, KEY_ROW = 0, 4, 5, 6  # four words of text, zeros behind its end
OBJECT, ARRAY = 1, 2
UNKNOWN_PATH, LEAVE = -1, -2

# classes
CLASS_FIELDS, CLASS_ALWAYS, CLASS_ALIASES, CLASS_GROUPS = range(4)

# fields and tokens of the line being read
FIELD_STAMP, FIELD_PRIORITY, FIELD_FIRST, FIELD_LAST = range(4)
TOKEN_START, TOKEN_END, TOKEN_FLAGS, TOKEN_NEXT, TOKEN_OFFSET, TOKEN_LENGTH, TOKEN_SERIAL, TOKEN_SET = range(8)
IS_STRING, IS_UNUSUAL, IS_INEXACT, IS_PLAIN = 1, 8, 16, 32

# cached values
ENTRY_HASH, ENTRY_WHAT, ENTRY_FIRST, ENTRY_SECOND, ENTRY_PLACE, ENTRY_LENGTH, ENTRY_SERIAL, ENTRY_SET = range(8)

# columns: the field (-1: no rule names it); addresses of validity bits (0: all are valid), of codes and of the starts of
# values, and how many values there are; address and size of their bytes; where the rows begin; the first value's token
(
    COLUMN_FIELD,
    COLUMN_VALID,
    COLUMN_CODES,
    COLUMN_STARTS,
    COLUMN_VALUES,
    COLUMN_BYTES,
    COLUMN_SIZE,
    COLUMN_OFFSET,
    COLUMN_FIRST,
) = range(9)

# lines
LINE_START, LINE_END, LINE_STATUS, LINE_CLASS = range(4)
NEW, DONE, ODD, WAITING = map(int, LineStatus)

# asks: kind, line, then what the kind needs
ASK_CLASS, ASK_VERDICT, ASK_KEYWORD = map(int, Ask)

# counters
(
    COUNT_STAMP,
    COUNT_HITS,
    COUNT_ASKS,
    COUNT_ARENA,
    COUNT_SERIAL,
    COUNT_SETS,
    COUNT_SET_ITEMS,
    COUNT_MISSES,
    COUNT_SOURCES,
    COUNT_KEYS,
    COUNT_TOKENS,
    COUNT_SCANNED,
    COUNT_SCANS,
    COUNT_TRIED,
    COUNT_UNUSUAL,
    COUNT_BATCH,
    COUNT_FOUND,
    COUNT_FIRST_ROW,
    COUNT_LINE_ARENA,
    COUNT_LEADING,
    COUNT_LINE_TEXT,
    COUNT_LAST_TIME,
    COUNT_MOST_VALUES,
) = map(int, Counter)

FOLD_SPECIAL = 0xFFFFFFFF


_ARRAYS: Any = types.Array
_POPULATE: Any = populate_array
_ELEMENTS = {"uint8": types.uint8, "uint32": types.uint32, "int32": types.int32, "int64": types.int64}


class TablesType(types.Type):
    """All tables as one pointer to their addresses; `t.atoms` is the array of that name.

    One pointer, because handing fifty arrays from function to function would take the compiler minutes.
    """

    def __init__(self) -> None:
        super().__init__(name=type(self).__name__)


class RecordTablesType(TablesType):
    """The same for the tables of `record_layout`."""


class _TablesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, numba_type: Any) -> None:
        super().__init__(manager, numba_type, ir.IntType(64).as_pointer())  # type: ignore[no-untyped-call]


def _number_at(builder: Any, pointer: Any, position: int) -> Any:
    number = builder.load(builder.gep(pointer, [ir.Constant(ir.IntType(32), position)]))
    # The kernel never writes its list of addresses, so the compiler may read each of them once.
    number.set_metadata("invariant.load", builder.module.add_metadata([]))
    return number


def _add_table(kind: type[TablesType], position: int, name: str, element: Any, columns: int) -> None:
    """Let the compiler know `t.name`."""
    array_type = _ARRAYS(element, 2 if columns > 1 else 1, "C", aligned=False)

    @infer_getattr
    class Resolver(AttributeTemplate):
        key = kind

        def generic_resolve(self, _: Any, attribute: str) -> Any:  # type: ignore[override]
            return array_type if attribute == name else None

    lower_attribute: Any = lower_getattr

    @lower_attribute(kind, name)  # type: ignore[untyped-decorator]
    def lower(context: Any, builder: Any, _: Any, tables: Any) -> Any:
        data = builder.inttoptr(_number_at(builder, tables, 2 * position), context.get_data_type(element).as_pointer())
        rows = _number_at(builder, tables, 2 * position + 1)
        size = ir.Constant(ir.IntType(64), context.get_abi_sizeof(context.get_data_type(element)))
        number = ir.IntType(64)
        shape = (rows, ir.Constant(number, columns)) if columns > 1 else (rows,)
        strides = (builder.mul(size, ir.Constant(number, columns)), size) if columns > 1 else (size,)
        array = context.make_array(array_type)(context, builder)
        _POPULATE(array, data=data, shape=shape, strides=strides, itemsize=size, meminfo=None)
        return array._getvalue()  # noqa: SLF001  # numba offers no other way to hand out an array


def _tables_at(kind: type[TablesType], layout: Sequence[tuple[str, str, int]], name: str) -> Any:
    """A function that gives the tables whose addresses and row counts stand somewhere, in the order of a layout."""
    register_model(kind)(_TablesModel)
    for position, (table, element, columns) in enumerate(layout):
        _add_table(kind, position, table, _ELEMENTS[element], columns)
    tables = kind()

    def at(typing: Any, addresses: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return args[0]

        pointer: Any = types.CPointer
        return tables(pointer(types.int64)), generate

    at.__name__ = at.__qualname__ = name
    return intrinsic(at)


tables_at = _tables_at(TablesType, LAYOUT, "tables_at")
record_tables_at = _tables_at(RecordTablesType, RECORD_LAYOUT, "record_tables_at")
