"""The numbers that the reader of whole records and those who fill its tables agree on. Needs neither numba nor numpy."""

from __future__ import annotations

# Name, element type and columns (0: one-dimensional), in the order of the address list.
RECORD_LAYOUT: tuple[tuple[str, str, int], ...] = (
    # what was learnt
    ("nodes", "int32", 5),  # NODE_*
    ("edges", "int32", 5),  # EDGE_*
    ("names", "uint8", 0),  # key bytes
    ("structures", "int32", 3),  # first row of `deciding`, number of rows; 1 if no more looks of it are learnt
    ("deciding", "int32", 1),  # numbers of leaves
    ("look_table", "int64", 4),  # hash, structure, offset in look_keys, look: open addressing
    ("look_keys", "uint8", 0),
    # a batch of lines
    ("text", "uint8", 0),
    ("parcel_ends", "int64", 1),
    ("lines", "int32", 6),  # RECORD_*
    ("todo", "int32", 1),
    ("quotes", "int32", 1),
    ("tokens", "int32", 3),  # LEAF_*
    ("items", "int32", 3),  # the same, of lists
    # columns of some of the lines
    ("rows", "int32", 2),  # the line's first token, its look among those of the columns
    ("cells", "int32", 1),  # by look and column: the leaf, -1 if there is none, -2 - k for the k-th of `lists`
    ("lists", "int32", 2),  # first row of `list_leaves`, number of rows
    ("list_leaves", "int32", 1),
    ("columns", "int64", 6),  # COLUMN_*
    ("offsets", "int32", 1),
    ("valid", "uint8", 0),
    ("data", "uint8", 0),
    ("chains", "int32", 1),  # by look: CHAIN_LEAVES leaves of which the first one counts, -1 behind the last
    ("moments", "int64", 1),
    ("counters", "int64", 1),  # COUNTED_*
)

# A node is a place in the structures that are known; structures with the same beginning share it.
NODE_FIRST, NODE_CLOSE, NODE_OPEN, NODE_IN_LIST, NODE_STRUCTURE = range(5)
EDGE_OFFSET, EDGE_LENGTH, EDGE_KIND, EDGE_TARGET, EDGE_NEXT = range(5)
VALUE, NULL, LIST, EMPTY_LIST, OBJECT, OBJECTS = range(6)
"""What a member is: text, number or truth; null; a list of such, with at least one that is not null; an object, or a list of them."""

RECORD_START, RECORD_END, RECORD_PARCEL, RECORD_ORDINAL, RECORD_LOOK, RECORD_FIRST = range(6)
LEFT, UNKNOWN, UNDECIDED = -1, -2, -3
"""In place of a look: the line is for Python; its structure was not met yet, or that was with other deciding values."""

LEAF_START, LEAF_END, LEAF_FLAGS = range(3)
"""Where a value stands in the text; of a list, in `items`."""
IS_TEXT, IS_LIST, IS_ROUNDED = 1, 2, 4
"""ROUNDED: Python's `str` may spell the number in another way than the line."""

COLUMN_IS_LIST, COLUMN_OFFSETS, COLUMN_DATA, COLUMN_DATA_END, COLUMN_NULLS, COLUMN_ITEMS = range(6)
"""Where its offsets and its data begin in those of all columns; how many rows have nothing, and how many items its lists."""
GAP = 64
"""Bytes between the data of two columns: copying writes somewhat too much."""
NONE = -1
"""In place of a leaf."""
CHAIN_LEAVES = 8
IS_LOCAL = 1 << 20
"""Added to a leaf of a chain: a time without a zone is local."""
NO_TIME, ASK = -(1 << 63), -(1 << 63) + 1
"""In place of a time: there is none; Python has to read it."""
LONGEST_DECIDING = 1 << 10
LONGEST_RECORD = 1 << 20
MOST_ITEMS = 1 << 12
COUNTED_TOKENS, COUNTED_ITEMS, COUNTED_ROUNDED, COUNTED_LOCAL_US = range(4)
