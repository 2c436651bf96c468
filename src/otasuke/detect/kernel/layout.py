"""The numbers that the kernel and those who fill its tables agree on. Needs neither numba nor numpy."""

from __future__ import annotations

from enum import IntEnum, IntFlag

# Name, element type and columns (0: one-dimensional), in the order of the address list.
LAYOUT: tuple[tuple[str, str, int], ...] = (
    # the plan: what the rules say
    ("literals", "uint8", 0),  # every literal, lower case
    ("fold", "uint32", 0),  # code point → folded code point; FOLD_SPECIAL where one is not enough
    ("atoms", "int32", 6),  # ATOM_*
    ("parts", "int32", 2),  # literal offset, length: the literals of PATTERN atoms
    ("programs", "int32", 3),  # atom, next if true, next if false; MATCHED or FAILED
    ("alternatives", "int32", 3),  # rule, program where all is open, program where the clause is known
    ("rules", "int32", 1),  # log source id
    ("field_index", "int32", 4),  # INDEX_*: which grams of a field's values are looked up, and how far apart
    ("gram_filter", "uint8", 0),  # one bit per hash of a wanted gram
    ("keyword_filter", "uint8", 0),  # the same for the grams of keywords, small enough to stay at hand
    ("gram_table", "int64", 4),  # gram, field and kind, first posting, number of postings
    ("postings", "int32", 4),  # literal offset, length, offset of the gram in the literal, needle
    ("needles", "int32", 2),  # first entry in needle_uses, number of entries
    ("needle_uses", "int32", 2),  # alternative, 1 if the needle proves its clause
    ("keyword_uses", "int32", 2),  # alternative, 1 if the keyword proves its clause; as needles, by keyword atom
    ("keyword_needles", "int32", 2),  # per atom: first entry in keyword_uses, number of entries
    ("keyword_groups", "int32", 2),  # distance of samples (0: no keywords), whether some are short
    # the shape: where fields stand in the bytes
    ("path_table", "int32", 6),  # PATH_*: open addressing by parent and key
    ("path_names", "uint8", 0),  # key bytes
    ("path_fields", "int32", 2),  # field, priority
    ("known_keys", "int64", 8),  # KEY_*: the last key seen in each place, and where it led
    # classes: which rules apply
    ("class_table", "int64", 4),  # hash, offset in class_keys, number of keys, class
    ("class_keys", "uint8", 0),
    ("classes", "int32", 4),  # CLASS_*
    ("class_fields", "int32", 1),  # fields whose values are looked up
    ("class_always", "int32", 1),  # alternatives without a clause
    ("class_aliases", "int32", 2),  # field, original
    ("class_groups", "int32", 1),  # keyword groups
    ("class_sources", "uint8", 0),  # class * sources + log source id → whether the log source applies
    # working memory
    ("text", "uint8", 0),
    ("lines", "int32", 4),  # start, end, status, class
    ("todo", "int32", 1),
    ("stack", "int32", 2),  # path, kind
    ("quotes", "int32", 1),
    ("field_state", "int32", 4),  # FIELD_*
    ("seen_paths", "int32", 1),  # stamp by path
    ("tokens", "int64", 8),  # TOKEN_*
    ("arena", "uint8", 0),
    ("entries", "int64", 8),  # ENTRY_*: cached values, ENTRY_WAYS in each place
    ("sets", "int32", 2),  # first item, number of items
    ("set_items", "int32", 1),  # needles
    ("set_table", "int32", 1),  # set id, open addressing
    ("sightings", "int64", 1),  # hashes of long values seen once
    ("scratch", "int32", 1),  # needles of the value being scanned
    ("needle_stamp", "int64", 1),
    ("alternative_stamp", "int64", 1),
    ("rule_stamp", "int64", 1),
    ("verdicts", "int64", 3),  # value serial, atom, verdict
    ("keyword_stamp", "int64", 1),  # by atom
    ("keyword_found", "int32", 1),  # atoms of the line being read
    ("columns", "int64", 9),  # COLUMN_*
    ("cells", "int32", 2),  # field, token: of the row being matched
    ("class_lists", "int32", 1),  # by class: a number for its keyword groups, -1 if it has none
    ("hits", "int32", 2),  # line, rule; -1 - rule where Python has to decide the rule
    ("asks", "int64", 6),  # ASK_*
    ("counters", "int64", 1),  # COUNT_*
)


class AtomKind(IntEnum):
    """How an atom is decided."""

    EQUALS = 0
    STARTS = 1
    ENDS = 2
    CONTAINS = 3
    PATTERN = 4
    PRESENT = 5
    EMPTY = 6
    ABSENT = 7
    REFERENCE = 8
    ASKED = 9
    KEYWORD = 10
    NETWORK = 11


class IndexKind(IntEnum):
    """Where a gram of the index stands."""

    EQUALS = 0
    STARTS = 1
    ENDS = 2
    GRAM = 3
    SHORT = 4
    KEYWORD = 5
    SHORT_KEYWORD = 6


class IndexFlag(IntFlag):
    """What is looked up in a field's values besides their edges."""

    EQUALS = 1
    GRAMS = 2
    SHORT = 4


FILTER_BITS = 20
KEYWORD_FILTER_BITS = 18
VERDICT_WAYS = 4  # verdicts that may share a place in their table; a power of two
ENTRY_WAYS = 4  # the same for values
SPARE_FIELDS = 64  # at the end of the fields: for those that no rule names but aliases copy
MAX_KEYS = 4  # the first fields of every plan stand for the keys of the shape
KNOWN_KEYS = 512  # rows of `known_keys`, a power of two
BEYOND_PATH = 1 << 30  # the number of every path that the shape leaves to the normaliser


class LineStatus(IntEnum):
    """What became of a line."""

    NEW = 0
    DONE = 1
    ODD = 2
    WAITING = 3


class Ask(IntEnum):
    """What the kernel asks of Python."""

    CLASS = 0
    VERDICT = 1
    KEYWORD = 2


class Counter(IntEnum):
    """Rows of the table of counters."""

    STAMP = 0
    HITS = 1
    ASKS = 2
    ARENA = 3
    SERIAL = 4
    SETS = 5
    SET_ITEMS = 6
    MISSES = 7
    SOURCES = 8
    KEYS = 9
    TOKENS = 10
    SCANNED = 11
    SCANS = 12
    TRIED = 13
    UNUSUAL = 14
    BATCH = 15
    FOUND = 16
    FIRST_ROW = 17
    LINE_ARENA = 18
    LEADING = 19
    LINE_TEXT = 20
    LAST_TIME = 21
    MOST_VALUES = 22
