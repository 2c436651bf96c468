"""The tables the kernel works on: plain numpy arrays, passed as one list of addresses and row counts.

Every table is written down once here, with its columns. Static tables come from the plan of a rule set; working
tables have a fixed size, so memory is bounded whatever is sent.
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any

from numba import carray, njit

from otasuke.detect.kernel.layout import (
    FILTER_BITS,
    LAYOUT,
    Ask,
    AtomKind,
    Counter,
    IndexFlag,
    IndexKind,
    KeywordState,
    LineStatus,
)
from otasuke.detect.kernel.memory import pointer_i32, pointer_i64, pointer_u8, pointer_u32

Tables = namedtuple("Tables", [name for name, _, _ in LAYOUT])  # type: ignore[misc]  # one list defines it

# atoms
ATOM_KIND, ATOM_FIELD, ATOM_OFFSET, ATOM_LENGTH, ATOM_EXTRA, ATOM_FLAGS = range(6)
EQUALS, STARTS, ENDS, CONTAINS, PATTERN, PRESENT, EMPTY, ABSENT, REFERENCE, ASKED, KEYWORD = map(int, AtomKind)
MATCHED, FAILED = -1, -2
FALSE, TRUE, UNKNOWN, BROKEN, FULL = range(5)  # results, the weightier the higher
ANCHORED_START, ANCHORED_END = 1, 2

# the index of a field
INDEX_SALT, INDEX_STARTS, INDEX_ENDS, INDEX_FLAGS = range(4)
INDEX_HAS_EQUALS, INDEX_HAS_GRAMS, INDEX_HAS_SHORT = map(int, IndexFlag)
KIND_EQUALS, KIND_STARTS, KIND_ENDS, KIND_GRAM, KIND_SHORT = map(int, IndexKind)

# shapes
PATH_HASH, PATH_PARENT, PATH_OFFSET, PATH_LENGTH, PATH_ID, PATH_FIELDS = range(6)
OBJECT, ARRAY = 1, 2
UNKNOWN_PATH = -1

# classes
CLASS_FIELDS, CLASS_ALWAYS, CLASS_ALIASES, CLASS_SPARE = range(4)

# fields and tokens of the line being read
FIELD_STAMP, FIELD_PRIORITY, FIELD_FIRST, FIELD_LAST = range(4)
TOKEN_START, TOKEN_END, TOKEN_FLAGS, TOKEN_NEXT, TOKEN_OFFSET, TOKEN_LENGTH, TOKEN_SERIAL, TOKEN_SET = range(8)
IS_STRING, HAS_ESCAPES, HAS_HIGH, IS_UNUSUAL = 1, 2, 4, 8

# cached values
ENTRY_HASH, ENTRY_RAW, ENTRY_RAW_LENGTH, ENTRY_PLACE, ENTRY_LENGTH, ENTRY_SERIAL, ENTRY_SET, ENTRY_FIELD = range(8)

# lines
LINE_START, LINE_END, LINE_STATUS, LINE_CLASS, LINE_PLAIN = range(5)
NEW, DONE, ODD, WAITING = map(int, LineStatus)

# asks: kind, line, then what the kind needs
ASK_CLASS, ASK_VERDICT, ASK_KEYWORD, ASK_PLAIN = map(int, Ask)
KEYWORD_OPEN, KEYWORD_TRUE, KEYWORD_FALSE = map(int, KeywordState)

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
    COUNT_KEYWORDS,
) = map(int, Counter)

FOLD_SPECIAL = 0xFFFFFFFF


def _builder_source() -> str:
    lines = ["def tables_at(addresses):", "    return Tables("]
    pointers = {"uint8": "pointer_u8", "uint32": "pointer_u32", "int32": "pointer_i32", "int64": "pointer_i64"}
    for position, (_, element, columns) in enumerate(LAYOUT):
        rows = f"addresses[{2 * position + 1}]"
        shape = f"({rows}, {columns})" if columns > 1 else f"({rows},)"
        lines.append(f"        carray({pointers[element]}(addresses[{2 * position}]), {shape}),")
    return "\n".join([*lines, "    )"])


def _define_builder() -> Any:
    """Write out `tables_at`: numba cannot loop over tables of different types, and LAYOUT shall stay the only list."""
    scope = dict(globals())
    exec(_builder_source(), scope)  # noqa: S102  # a constant of this module
    return njit(scope["tables_at"])


tables_at = _define_builder()
